//! F2.6: the output format stands where the template puts it, as a type's definition or as JSON Schema.
//!
//! Run with `UPDATE_GOLDEN=1` to write the golden files anew, then read the difference.

use std::collections::BTreeMap;
use std::path::Path;

use agent_core::event::Time;
use agent_core::parse::{StepShape, step};
use agent_core::prelude::*;
use agent_core::prompt::Messages;
use agent_core::schema::{
    Hoist, PORTABLE, Profile, Schema, ShapeRef, TypesStyle, types_form, union_schema, union_types,
};
use agent_core::thread::Thread;

fn check(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/prompts")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, shown).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(shown, golden, "UPDATE_GOLDEN=1 writes {name} anew");
}

/// Where somebody lives.
#[data]
struct Address {
    street: String,
    /// Two letters.
    #[schema(length(2..=2))]
    country: String,
}

/// How soon.
#[data]
enum Priority {
    Low,
    Normal,
    /// A person suffers.
    Urgent,
}

/// How it was paid.
#[data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Payment {
    Cash,
    /// Only the last digits.
    Card {
        last: u16,
    },
    Transfer {
        iban: String,
        bank: Option<String>,
    },
}

/// What a thing is said to be.
#[data]
#[serde(untagged)]
enum Value {
    Number(f64),
    Text(String),
    Many(Vec<Self>),
}

/// A folder of folders.
#[data]
struct Folder {
    name: String,
    folders: Vec<Self>,
}

/// An order.
#[data]
struct Order {
    /// As printed on the receipt.
    #[schema(pattern = "^A-[0-9]+$")]
    id: String,
    #[schema(range(1..=50))]
    amount: u32,
    from: Address,
    to: Address,
    priority: Priority,
    payment: Option<Payment>,
    attributes: BTreeMap<String, Value>,
    place: (f64, f64),
    notes: Vec<Option<String>>,
    #[serde(rename = "gift-wrapped")]
    wrapped: bool,
    folder: Folder,
}

fn style(hoist: Hoist) -> TypesStyle<'static> {
    TypesStyle {
        hoist,
        ..TypesStyle::default()
    }
}

#[test]
fn a_type_in_every_style() {
    check(
        "order_repeated.txt",
        &types_form(Order::SHAPE, &style(Hoist::Repeated)),
    );
    check(
        "order_all.txt",
        &types_form(Order::SHAPE, &style(Hoist::All)),
    );
    check(
        "order_recursive.txt",
        &types_form(Order::SHAPE, &style(Hoist::Recursive)),
    );
    let style = TypesStyle {
        or_splitter: " or ",
        hoist: Hoist::Repeated,
    };
    check("value_or.txt", &types_form(Value::SHAPE, &style));
    check("folder.txt", &types_form(Folder::SHAPE, &style));
}

#[prompt(text = "{{ output_format }}", output = Order)]
struct InTypes;

#[prompt(text = "{{ output_format(form = 'schema', prefix = 'Schema: ') }}", output = Order)]
struct InSchema;

#[prompt(text = "{{ output_format(form = 'schema', hoist = true) }}", output = Order)]
struct InHoistedSchema;

#[prompt(text = "A{{ output_format(or_splitter = ' or ', hoist = false) }}Z", output = Payment)]
struct InWords;

#[test]
fn the_block_stands_where_the_template_puts_it() {
    let types = types_form(Order::SHAPE, &style(Hoist::Repeated));
    assert_eq!(InTypes.render().unwrap(), types);
    check("order_schema.txt", &InSchema.render().unwrap());
    check(
        "order_schema_hoisted.txt",
        &InHoistedSchema.render().unwrap(),
    );
    check("payment_words.txt", &InWords.render().unwrap());
}

/// Look up an order.
#[tool(read)]
fn get_order(
    /// As printed on the receipt.
    order_id: String,
) -> String {
    order_id
}

/// Pay money back.
#[tool]
fn refund(
    order_id: String,
    #[schema(range(1..=50_000))] amount: u32,
    priority: Priority,
) -> String {
    format!("{order_id} {amount} {priority:?}")
}

/// A clerk.
#[agent(
    prompt = "prompts/output.md",
    tag = "next",
    allow(
        prompt_when_to_ask,
        prompt_errors,
        reason = "the test is about what a prompt becomes"
    )
)]
enum Clerk {
    GetOrder(GetOrder),
    Refund(Refund),
    /// Ask the customer.
    #[ask]
    Ask {
        question: String,
    },
    /// Answer and stop.
    #[done]
    Reply {
        message: String,
        urgent: bool,
    },
}

#[test]
fn an_agents_format_is_the_union_of_its_steps() {
    let thread = Thread::start::<Clerk>("t".parse().unwrap(), &(), Time(0)).unwrap();
    let Some(agent_core::event::Fact::Started(started)) =
        agent_core::event::Fact::read(&thread.events()[0]).unwrap()
    else {
        panic!("another fact");
    };
    check("clerk.txt", &started.system.unwrap());
}

/// What the format asks for is what the parser reads.
#[test]
fn an_answer_in_the_format_is_read() {
    let steps: Vec<StepShape> = Clerk::SPEC
        .offered()
        .map(|step| StepShape {
            name: step.name,
            aliases: &[],
            shape: step.arguments,
        })
        .collect();
    let text =
        "{\n  next: \"refund\",\n  order_id: \"A-1\",\n  amount: 5,\n  priority: \"Low\",\n}";
    let parsed = step(text, Clerk::SPEC.tag, &steps).unwrap();
    assert_eq!(
        parsed.args,
        r#"{"order_id":"A-1","amount":5,"priority":"Low"}"#
    );
}

/// One step after another, as agents have them.
type Steps = Vec<(&'static str, &'static str, ShapeRef)>;

/// The arguments of a step.
macro_rules! arguments {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $ty:ty),* $(,)? })*) => {
        $(
            #[data]
            struct $name {
                $($(#[$meta])* $field: $ty),*
            }
        )*
    };
}

arguments! {
    Search { #[doc = "What to look for."] query: String, limit: Option<u8> }
    Open { title: String, body: String, priority: Priority, tags: Vec<String> }
    Number2 { a: f64, b: f64 }
    Message { message: String }
    Pay { payment: Payment, to: Address, amount: u64 }
    Move { from: Address, to: Address }
    Book { #[doc = "ISO 8601."] day: String, people: u8, notes: Option<String> }
    Cancel { booking: u64, reason: Option<String> }
}

/// Five unions: plain numbers, a desk, payments, bookings, and one with orders in it.
fn unions() -> [Steps; 5] {
    let say = ("done", "Answer and stop.", Message::SHAPE);
    let ask = ("ask", "Ask when something is unclear.", Message::SHAPE);
    [
        vec![
            ("add", "Add two numbers.", Number2::SHAPE),
            ("subtract", "Subtract b from a.", Number2::SHAPE),
            ("multiply", "Multiply two numbers.", Number2::SHAPE),
            ("divide", "Divide a by b.", Number2::SHAPE),
            ask,
            say,
        ],
        vec![
            ("search_kb", "Search the knowledge base.", Search::SHAPE),
            ("create_ticket", "Open a ticket.", Open::SHAPE),
            say,
        ],
        vec![
            ("pay", "Pay an invoice.", Pay::SHAPE),
            ("move_address", "Change an address.", Move::SHAPE),
            say,
        ],
        vec![
            ("book", "Book a table.", Book::SHAPE),
            ("cancel", "Cancel a booking.", Cancel::SHAPE),
            ask,
            say,
        ],
        vec![("place_order", "Place an order.", Order::SHAPE), say],
    ]
}

/// Tokens of a real encoder: o200k, that of `OpenAI`'s models since GPT-4o.
fn tokens(text: &str) -> usize {
    tiktoken_rs::o200k_base_singleton().count_ordinary(text)
}

#[test]
fn f2_6_the_definition_is_at_most_half_of_the_schema() {
    let profile = Profile {
        union_root: true,
        ..PORTABLE
    };
    println!("union  bytes: types schema ratio  tokens: types schema ratio");
    for (number, steps) in unions().iter().enumerate() {
        let types = union_types("intent", steps, &TypesStyle::default());
        let schema = union_schema("intent", steps, &profile);
        let [bytes, of] = [types.len(), schema.len()];
        let [cut, of_cut] = [tokens(&types), tokens(&schema)];
        let line = format!(
            "{}      {bytes:>12} {of:>6} {:>5.2} {cut:>14} {of_cut:>6} {:>5.2}",
            number + 1,
            bytes as f64 / of as f64,
            cut as f64 / of_cut as f64,
        );
        println!("{line}");
        check(&format!("union_{}.txt", number + 1), &types);
        assert!(2 * bytes <= of, "{line}");
        assert!(2 * cut <= of_cut, "{line}");
    }
}
