//! The macros, with their documentation.

/// What everything that a model reads or writes needs, in one word: derives `Debug`, `Clone`,
/// `serde::Serialize`, `serde::Deserialize` and [`Schema`](derive@Schema).
///
/// ```
/// /// An order.
/// #[agent_core::data]
/// pub struct Order {
///     pub id: u64,
///     pub lost: bool,
/// }
///
/// let order: Order = serde_json::from_str(r#"{"id":7,"lost":true}"#)?;
/// assert!(order.clone().lost);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// serde's attributes work as ever; serde itself need not be a dependency of yours. Derives that you
/// write below it are not doubled; `#[data]` stands above them. If you know this crate by another name,
/// say so: `#[data(crate = my::path)]`.
pub use agent_macros::data;

/// Writes the JSON form of a type as a constant, as serde reads it, and `schemars::JsonSchema` from it.
///
/// ```
/// use agent_core::{Schema, schema::{PORTABLE, render}};
///
/// /// A refund.
/// #[derive(Schema)]
/// struct Refund {
///     /// In cents.
///     #[schema(range(1..=50_000))]
///     amount: u64,
///     reason: Option<String>,
/// }
///
/// assert_eq!(
///     render(Refund::SHAPE, &PORTABLE),
///     concat!(
///         r#"{"description":"A refund.","type":"object","properties":{"#,
///         r#""amount":{"description":"In cents.\nMinimum: 1\nMaximum: 50000","type":"integer"},"#,
///         r#""reason":{"type":"string"}},"required":["amount"],"additionalProperties":false}"#,
///     ),
/// );
/// ```
///
/// Doc comments become descriptions. serde's attributes say what the keys are. Ours add:
///
/// | `#[schema(..)]` | on | says |
/// |---|---|---|
/// | `range(1..=50)`, `range(0.0..1.0)`, `range(above = 0)` | numbers | the interval; also `min = 1`, `max = 50` by themselves |
/// | `length(1..=200)` | texts, lists, maps | characters, items or keys |
/// | `pattern = "^[A-Z]+$"` | texts | a regular expression that must match somewhere |
/// | `format = "email"` | texts | a JSON Schema format |
/// | `secret` | `String`s and [`Secret`](crate::secret::Secret)s | the model sees a handle; only a tool is given the value |
/// | `lossy(number, dropped, truncated, defaulted)` | fields | which losses a lenient parse may make in the value: [`Lossy`](crate::schema::Lossy) |
/// | `stream(done, not_null, with_state)` | fields | how the value shows while it is streamed: [`Stream`](crate::schema::Stream) |
/// | `with = Type` | fields, types | looks like `Type`: needed beside serde's `with`, `deserialize_with`, `from`, `try_from` |
/// | `schemars` | fields, types | take the foreign type's own `schemars::JsonSchema` |
/// | `recursive` | fields | closes the circle of generic types that mention each other |
/// | `crate = path` | types | where this crate is |
///
/// Bounds may stand on a field or on a newtype; where both do, both hold. A type parameter needs a
/// schema of its own.
///
/// What the schema allows decodes, and nothing else does, except for:
///
/// | type | the schema allows | the decoder |
/// |---|---|---|
/// | `NonZeroI8` to `NonZeroI128` | 0: a range has no hole | refuses it |
/// | `u128` | numbers past `i128::MAX` | refuses them |
/// | maps with numbers as keys | any text as key | refuses what is not such a number |
/// | `#[serde(alias)]` | the field's own name only | reads the alias too |
/// | `with`, `schemars` | what the stated schema allows | leaves the last word to your `Deserialize` |
pub use agent_macros::Schema;

/// Makes `OrderPartial` beside `Order`: what is known of an order while its text is still coming.
///
/// ```
/// use agent_core::parse::{Incoming, Streamed};
///
/// /// A ticket.
/// #[agent_core::data]
/// #[derive(agent_core::Partial)]
/// pub struct Ticket {
///     pub title: String,                        // `Option<String>` in the partial value
///     #[schema(stream(done))]
///     pub customer: String,                     // the same, but never a piece of it
///     pub lines: Vec<Line>,                     // `Vec<LinePartial>`, empty as long as there is none
///     #[schema(stream(with_state))]
///     pub reply: String,                        // `Streamed<Option<String>>`
/// }
///
/// /// A line.
/// #[agent_core::data]
/// #[derive(agent_core::Partial)]
/// pub struct Line {
///     #[schema(stream(not_null))]
///     pub article: u64,                         // `u64`: no line is shown without it
///     pub note: Option<String>,
/// }
///
/// let mut incoming = Incoming::<Ticket>::new();
/// incoming.push(r#"{"title": "Late", "customer": "Em", "lines": [{"article": 7}, {"article": 8"#);
/// let ticket: TicketPartial = incoming.partial()?.unwrap();
/// assert_eq!((ticket.title.as_deref(), ticket.customer.as_deref()), (Some("Late"), Some("Em")));
/// assert_eq!(ticket.lines.len(), 1);
/// assert_eq!(ticket.reply, Streamed::default());
/// # Ok::<(), agent_core::parse::ParseError>(())
/// ```
///
/// | type | in the partial value |
/// |---|---|
/// | texts, numbers, `bool`, unit enums | `Option` of it |
/// | a type with the derive | `Option<OrderPartial>` |
/// | `Option<T>` | as `T` |
/// | lists and sets | `Vec` of partial values, empty as long as there is none |
/// | maps | maps of partial values |
/// | enums with data | an enum of the same variants |
///
/// `#[schema(stream(..))]` on a field asks for more: `done` shows the value when it is complete,
/// `not_null` withholds the object around it as long as it is withheld, `with_state` shows it as
/// [`Streamed`](crate::parse::Streamed). Types that are streamed have no parameters.
pub use agent_macros::Partial;

/// Makes a struct lend what it holds: the deps that an agent's tools borrow from.
///
/// The struct provides itself and the type of each field; an `Arc<T>`, `Box<T>` or `&T` field
/// provides `T` too, so `Arc<dyn Clock>` answers a tool's `&dyn Clock`. Two fields may not provide
/// the same type: give one a newtype, or skip it.
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `#[provide(skip)]` | a field | lends nothing |
/// | `#[provide]` | a field whose type is a bare generic parameter | lends it after all; its bound must exclude `CallContext` |
/// | `#[provide(crate = path)]` | the struct | where agent-core is |
///
/// ```
/// use std::sync::Arc;
///
/// use agent_core::Provide;
/// use agent_core::tool::{CallContext, Provides};
///
/// trait Clock: Send + Sync {
///     fn now(&self) -> u64;
/// }
///
/// struct Fixed(u64);
///
/// impl Clock for Fixed {
///     fn now(&self) -> u64 {
///         self.0
///     }
/// }
///
/// #[derive(Provide)]
/// struct Shop {
///     clock: Arc<dyn Clock>,
/// }
///
/// let shop = Shop { clock: Arc::new(Fixed(7)) };
/// let cx = CallContext::new("thread/1");
/// let clock: &dyn Clock = shop.provide(&cx);
/// assert_eq!(clock.now(), 7);
/// ```
pub use agent_macros::Provide;

/// Makes a free function a tool: `fn get_order` stays as it is, and its call becomes the value
/// `GetOrder`.
///
/// A parameter taken by value is filled in by the model: its name, type and doc comment are what the
/// model sees. A parameter taken by reference comes from the agent's deps ([`Provide`]) and is never
/// shown; `&CallContext` is always at hand. The function's own doc comment is required: it tells the
/// model what the tool does. The function returns a `T` or a `Result<T, E>`, where `E` needs only
/// `Display`; if it is `Serialize` too, its JSON form is kept in [`Failure::detail`](crate::prelude::Failure::detail).
///
/// | key | meaning | without it |
/// |---|---|---|
/// | `read` · `idempotent` · `write` | changes nothing · may run again with the same key · never runs twice | `write` |
/// | `destructive` | a person is asked before each call | nobody is asked |
/// | `ask_if = \|call\| call.amount > 500` | a person is asked when this `fn(&Call) -> bool` says so, and only then, also beside `destructive` | |
/// | `timeout = "1m 30s"` | how long a call may take; a `Duration` in a constant expression does too | the runner's |
/// | `attempts = 3` | how often a `read` or `idempotent` call is tried | 1 |
/// | `concurrent` · `concurrent = false` | whether it runs beside other calls of its batch | only `read` tools |
/// | `name = "get_order"` | the name that the model sees | the function's |
/// | `version = 2` | stands in the log as `name@version`; where it is stated, `agents.lock` holds the tool to it | 1 |
/// | `schema = "schemas/get_order.json"` | the arguments are those of this JSON Schema, relative to the crate | |
/// | `call = RefundCall` | the call's type | the function's name in Pascal case |
/// | `crate = path` | where agent-core is | `::agent_core` |
///
/// A **schema** that somebody else wrote is read when the tool is compiled. What differs is a compile error that says
/// what each side says, at the parameter's type; a property that the function lacks, at the file's name. Compared
/// are the names, types, `required`, `null`, `enum` and `const`, bounds, lengths, `pattern`, `format`,
/// `uniqueItems`, `additionalProperties` and all of it below, through `$ref` and `anyOf`. A definition in the form
/// of a provider (`parameters`, `input_schema`, `inputSchema`) gives the tool's name too. Where the file states no
/// bound, none may be stated here, and a type's own range is no difference; an `Option` is a key that may be
/// missing, or one that is required and may be `null`. Words that only describe are not compared; a keyword that
/// cannot be compared is an error.
///
/// A stated **version** is held to what `agents.lock` says, a file beside `Cargo.toml` that
/// `agent_core::admin` writes: if the class, gate, description, arguments or output of a listed version are no
/// longer the same, the build stops and says what changed. Either state a new version, or write the lock anew:
/// with `AGENTS_LOCK=write` in the environment nothing is held.
///
/// | on a parameter | meaning |
/// |---|---|
/// | `Option<T>` | may be missing |
/// | `#[schema(default)]`, `#[schema(default = 10)]` | may be missing, and is then this |
/// | `#[schema(range(1..=50))]` and the other limits of [`Schema`](macro@Schema) | refused outside |
/// | `#[schema(lossy(number))]`, `#[schema(stream(done))]` | as on a field |
/// | `#[schema(secret)]`, or a [`Secret`](crate::secret::Secret) | the model passes a handle, the function is given the value |
///
/// ```
/// use agent_core::tool::{Call, CallContext, Tool};
/// use agent_core::{Provide, tool};
///
/// struct Orders(Vec<String>);
///
/// #[derive(Provide)]
/// struct Shop {
///     orders: Orders,
/// }
///
/// /// Look up where an order stands in the queue.
/// #[tool(read, timeout = "10s")]
/// async fn find_order(
///     /// Order number as printed on the receipt, e.g. "A-1001".
///     order_id: String,
///     orders: &Orders,
/// ) -> Result<u64, String> {
///     let place = orders.0.iter().position(|order| *order == order_id);
///     place.map(|place| place as u64).ok_or(format!("no order {order_id}"))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let shop = Shop { orders: Orders(vec!["A-1000".into(), "A-1001".into()]) };
/// // Still a function.
/// assert_eq!(find_order("A-1001".into(), &shop.orders).await, Ok(1));
/// // And a value that the model can write, a person can read and a runner can run.
/// let call = FindOrder::from_json(r#"{"order_id":"A-1001"}"#).unwrap();
/// assert_eq!(call, FindOrder { order_id: "A-1001".into() });
/// assert_eq!(call.call(&shop, &CallContext::new("thread/1")).await, Ok(1));
/// # }
/// ```
pub use agent_macros::tool;

/// Makes a struct the values of a prompt's template: its fields are the variables, checked while it compiles.
///
/// | key | meaning |
/// |---|---|
/// | `"prompts/triage.md"` | the template's file, relative to the crate |
/// | `text = "…"` | the template itself, in place of a file |
/// | `output = Ticket` | the type that `{{ output_format }}` tells of |
/// | `crate = path` | where agent-core is |
///
/// The struct gains the constants `VERSION`, `HASH` and `PROMPT`, and is
/// [`Messages`](crate::prompt::Messages): what can stand before a question in
/// [`once::extract`](crate::once::extract) and [`once::classify`](crate::once::classify).
///
/// ```
/// use agent_core::prompt::Messages;
/// use agent_core::{data, prompt};
///
/// #[data]
/// struct Ticket {
///     title: String,
/// }
///
/// #[prompt(text = "Customer of tier {{ tier }}.{% for t in tickets %} {{ loop.index }}. {{ t.title }}{% endfor %}")]
/// struct Triage {
///     tier: String,
///     tickets: Vec<Ticket>,
/// }
///
/// let tickets = vec![Ticket { title: "No parcel".into() }];
/// let triage = Triage { tier: "gold".into(), tickets };
/// assert_eq!(triage.render().unwrap(), "Customer of tier gold. 1. No parcel");
/// ```
///
/// # Templates
///
/// A file may begin with front matter (`version: 1.2.3`, `name: …`, `model: …` between two lines `---`), or be
/// a bundle in YAML with those keys, `template: |`, and `tools`, the list of the tools that it is written for.
/// What follows is a subset of Jinja:
///
/// | | |
/// |---|---|
/// | `{{ user.tier }}`, `{{ "text" }}` | a value; `null` prints nothing; `{{ a if b else c }}` |
/// | `{% for t in list %}…{% else %}…{% endfor %}` | with `loop.index`, `index0`, `first`, `last`, `length`, `revindex` |
/// | `{% if a and not b or c > 3 %}…{% elif x == "gold" %}…{% else %}…{% endif %}` | also `!=`, `<`, `<=`, `>=`, `in`, `not in`, `is defined` |
/// | `length`, `tojson`, `upper`, `lower`, `trim`, `first`, `last`, `join(", ")`, `default("…")`, `indent(2)` | filters |
/// | `{# … #}`, `{%- … -%}`, `{% raw %}` | comments, white space, raw text |
/// | `{{ role("user") }}` | a new message of `system`, `user` or `assistant` begins, in any order |
/// | `{{ output_format }}` | the form of the answer: `output_format(form = "schema", prefix = "…", or_splitter = " or ", hoist = true)` |
///
/// In an agent's prompt the variables are the fields of its state and `tools`, a list of `name` and
/// `description`; a tool that the text names in backticks (``the `refund` tool``, `` `refund(…)` ``) must be there.
pub use agent_macros::prompt;

/// Makes an enum of steps an agent.
///
/// Writes, beside the enum, `<Name>Outcome` (what became of a step, with typed results), `impl Agent`
/// and the default flow. The enum's documentation ends with the skeleton of the flow's match.
///
/// | key | meaning | default |
/// |---|---|---|
/// | `prompt = "prompts/support.md"` | the system prompt's [template](macro@prompt#templates), relative to the crate | none |
/// | `state = Case` | the business state, `impl State<Name>` | `()` |
/// | `deps = Shop` | what tools borrow, `#[derive(Provide)]` | `()` |
/// | `max_steps = 20` | most steps, whoever chose them | 20 |
/// | `max_tokens = 100_000` | most tokens, input and output together | no bound |
/// | `max_cost_micros = 500_000` | most money, in millionths of the currency | no bound |
/// | `max_time = "30s"` | most time at work (`ms`, `s`, `m`, `h`) | no bound |
/// | `bad_replies = 3` | most unreadable replies in a row | 3 |
/// | `tool_attempts = 3` | most errors of one tool since it last succeeded | 3 |
/// | `consecutive_errors = 3` | most errors of tools in a row | 3 |
/// | `when_stuck = ask_person` | what follows then, or when the same call gives the same error twice: `ask_person`, `fallback` (the flow's `Failed` arm) or `stop` | `ask_person` |
/// | `tag = "intent"` | the key that names the step in a JSON object | `intent` |
/// | `models("gpt-4.1-2025-04-14")` | the models that it was made for; a runner with another one refuses to start | any |
/// | `indexes("kb@3")` | the retrieval indexes that its tools rely on, as `name@version`; the runner is told which are attached | none |
/// | `profile = openai_strict` | what the model's provider accepts: `portable`, `openai_strict`, `anthropic`, `gemini` or `mcp` | `portable` |
/// | `allow(many_tools, reason = "…")` | switches lints off, see below | |
/// | `crate = path` | where agent-core is | `::agent_core` |
///
/// The compiler checks each offered step against the profile, and renders it as the provider wants it.
///
/// | profile | refuses | limits over all steps | strict |
/// |---|---|---|---|
/// | [`portable`](crate::schema::PORTABLE) | maps, any JSON, types that hold themselves, more than 10 levels, keys beyond `A-Z a-z 0-9 _ . -` | none | no |
/// | [`openai_strict`](crate::schema::OPENAI_STRICT) | maps, any JSON, more than 10 levels | 5,000 keys, 1,000 enum values, 120,000 bytes of both | yes |
/// | [`anthropic`](crate::schema::ANTHROPIC) | maps, any JSON, types that hold themselves, keys as above | 20 steps, 24 optional keys, 16 unions | yes |
/// | [`gemini`](crate::schema::GEMINI) | any JSON, types that hold themselves but for under an optional key | none | no |
/// | [`mcp`](crate::schema::MCP) | nothing | none | no |
///
/// | variant | what it is | in the outcome |
/// |---|---|---|
/// | `GetOrder(GetOrder)` | holds the call of a tool | `GetOrder(GetOrder, Result<Output, Failure>)` |
/// | `#[tool(refund)] Refund { … }` | restates a tool's parameters, which must agree | `Refund(Refund, Result<Output, Failure>)` |
/// | `#[ask(answer = bool, urgency = high)] Confirm { … }` | asks a person; answers are text by default | the fields and `answer` |
/// | `#[done] Reply { … }` | ends the run | the fields |
/// | `#[wait] Sleep { seconds: u64 }` | waits for a time | the fields and `woke` |
/// | `#[wait(event = "paid")] Await { … }` | waits for an event, and for `seconds` if it has them | the fields and `woke` |
/// | `#[retired] …` | no longer offered, still read and run for old threads | as without |
/// | `#[prefetch] ListTags(ListTags)` | a tool that reads and needs no argument: also runs before the model is asked for the first time | as without |
/// | `#[prefetch(only)] ListTags(ListTags)` | runs then and never again: the enum has no such variant, and the model is not offered it | as without |
///
/// Asks, final answers and waits are named in `snake_case` after their variant, or by `name = "…"`, and
/// need a doc comment: the model reads it.
///
/// What is allowed but seldom meant is a warning: "use of deprecated function `_::many_steps`", at the token to
/// change, because macros have no other kind. `allow` switches a lint off and needs a reason; one that is not
/// needed is told too. All findings stand in [`AgentSpec::lints`](crate::agent::AgentSpec::lints), and the `lint`
/// command of `admin` reports them with what only the environment knows.
///
/// | lint | tells of |
/// |---|---|
/// | `many_tools` | more than 10 tools that are offered |
/// | `many_steps` | `max_steps` above 20 |
/// | `unpinned_model` | a model, in `models(…)` or the prompt's front matter, whose name states no version |
/// | `prompt_role` | a prompt that does not say who the model is and what it is there for |
/// | `prompt_when_to_ask` | one that does not say when to ask a person, though the agent can |
/// | `prompt_errors` | one that does not say what to do when something fails, though the agent has tools |
///
/// ```
/// use agent_core::prelude::*;
///
/// /// Add two numbers.
/// #[tool(read)]
/// fn add(a: i64, b: i64) -> i64 {
///     a.saturating_add(b)
/// }
///
/// /// A calculator.
/// #[agent(max_steps = 10)]
/// enum Calculator {
///     Add(Add),
///     /// Give the result.
///     #[done]
///     Answer { value: i64 },
/// }
///
/// let step = Calculator::Add(Add { a: 1, b: 2 });
/// assert_eq!(step.encode().unwrap().arguments, r#"{"a":1,"b":2}"#);
/// assert_eq!(Calculator::SPEC.steps[1].name, "answer");
/// ```
pub use agent_macros::agent;
