//! One question to a model and one typed answer, inside ordinary code: no thread, no loop, nothing runs.
//!
//! Owns the request and the reading of its answer. Every byte sent is the caller's: the prompt, the text, the
//! type's names and doc comments.
//!
//! The two that take a prompt give a boxed future: the type of an `async fn` would hold the prompt's type and the
//! answer's, and rustc would tell a wrong one three times.

use serde::de::DeserializeOwned;

use crate::agent::{Agent, StepSpec};
use crate::context::{Plan, above, offer};
use crate::message::{Message, Output, Reply};
use crate::parse::{self, ParseError, StepShape};
use crate::port::{Ask, BoxFuture, Model, ModelError, ModelPlan};
use crate::prompt::{Messages, PromptError, Turn};
use crate::reducer::State;
use crate::schema::{
    self, Content, Field, Fields, Kind, Lossy, PORTABLE, Schema, Shape, ShapeRef, Stream,
};
use crate::tool::ArgumentError;
use crate::wire::{Body, Head};

/// Why there is no typed answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OnceError {
    /// The model gave no reply.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The prompt cannot be rendered over its values.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The model declined, in its words.
    #[error("the model declined: {0}")]
    Declined(String),
    /// The reply is not of the type; [`ParseError::feedback`] is what to tell the model.
    #[error(transparent)]
    Reply(#[from] ParseError),
    /// The step's arguments are not of the tool's types.
    #[error(transparent)]
    Arguments(#[from] ArgumentError),
    /// The reply fits the schema and not the type's own `Deserialize`.
    #[error("the answer does not read as `{type_name}`: {reason}")]
    Decode {
        /// The type.
        type_name: &'static str,
        /// What serde says.
        reason: String,
    },
}

/// What an answer can be read into: any type with [`#[data]`](macro@crate::data).
#[diagnostic::on_unimplemented(
    message = "an answer cannot be read as `{Self}`",
    label = "`{Self}` needs a schema, and serde's `Deserialize`",
    note = "write `#[agent_core::data]` on `{Self}`"
)]
pub trait Readable: Schema + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Schema + DeserializeOwned> Readable for T {}

/// Turns one text into one step of an agent: a single call of the model, and nothing runs.
///
/// The steps are offered as tools, as a runner offers them; the text is the only message.
///
/// ```
/// use agent_core::once::next_step;
/// use agent_core::prelude::*;
/// use agent_core::testkit::ScriptedModel;
///
/// /// Create a payment link.
/// #[tool]
/// fn create_payment_link(
///     /// In dollars.
///     amount: u64,
///     recipient: String,
/// ) -> String {
///     unreachable!("a step is a value: nothing runs")
/// }
///
/// /// Payments.
/// #[agent]
/// #[derive(Debug, PartialEq)]
/// enum Step {
///     CreatePaymentLink(CreatePaymentLink),
///     /// Nothing fits.
///     #[done]
///     Refuse { reason: String },
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let model = ScriptedModel::new()
/// #     .call("create_payment_link", r#"{"amount":750,"recipient":"Terri"}"#);
/// let step: Step = next_step(&model, "create a payment link for $750 to Terri").await.unwrap();
/// let link = CreatePaymentLink { amount: 750, recipient: "Terri".into() };
/// assert_eq!(step, Step::CreatePaymentLink(link));
/// # }
/// ```
///
/// # Errors
/// If the model gives no reply, or not exactly one step of the agent: an invented tool is
/// [`ParseError::UnknownStep`].
pub async fn next_step<A: Agent>(
    model: &(impl Model + ?Sized),
    text: &str,
) -> Result<A, OnceError> {
    let state = State::of(A::table());
    let request = |plan: &ModelPlan| {
        let mut body = String::new();
        let ModelPlan {
            dialect, settings, ..
        } = plan;
        let plan = Plan::new(*dialect, settings);
        let any = offer::write(&state, &plan, &[], &mut body);
        dialect.message(&mut body, &Message::User(text), !any);
        dialect.tail(&mut body);
        let mut whole = Body::default();
        whole.push(body.into());
        whole
    };
    let (index, arguments) = step_of::<A>(&ask(model, request).await?)?;
    Ok((A::STEPS[index].decode)(&arguments)?)
}

/// Puts a text into one of the variants of an enum without fields: a single call of the model.
///
/// `prompt` is the system message, or a [`#[prompt]`](macro@crate::prompt) struct; an empty `text` is not sent,
/// for prompts that say everything. An enum whose variants have fields stops the build.
///
/// ```
/// # use agent_core::testkit::ScriptedModel;
/// /// What the customer wants.
/// #[agent_core::data]
/// #[derive(PartialEq)]
/// enum Intent { Refund, Status }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let model = ScriptedModel::new().text(r#"{"Intent":"Status"}"#);
/// let text = "where is my parcel?";
/// let intent: Intent = agent_core::once::classify(&model, "Classify the ticket.", text).await.unwrap();
/// assert_eq!(intent, Intent::Status);
/// # }
/// ```
///
/// # Errors
/// If the model gives no reply, or none of the variants.
pub fn classify<'a, E: Readable + 'a>(
    model: &'a (impl Model + ?Sized),
    prompt: &(impl Messages + ?Sized),
    text: &'a str,
) -> BoxFuture<'a, Result<E, OnceError>> {
    const {
        assert!(
            is_plain_enum(E::SHAPE),
            "only an enum whose variants have no fields can be classified into; use `extract`"
        );
    }
    let prompt = prompt.messages();
    Box::pin(async move {
        let prompt = prompt?;
        let body = |plan: &ModelPlan| json_body(plan, Wrapped::<E>::SHAPE, &prompt, text);
        let reply = ask(model, body).await?;
        let text = words(&reply)?;
        let json = match parse::lenient(text, Wrapped::<E>::SHAPE) {
            Ok(parsed) => inner::<E>(&parsed.json)?,
            // Without constrained decoding models tend to answer with the bare word.
            Err(error) => match parse::lenient(&bare(text), E::SHAPE) {
                Ok(parsed) => parsed.json,
                Err(_) => return Err(error.into()),
            },
        };
        decoded(&json)
    })
}

/// Reads a struct out of a text: a single call of the model.
///
/// `prompt` is the system message, or a [`#[prompt]`](macro@crate::prompt) struct; an empty `text` is not sent,
/// for prompts that say everything. A type whose JSON is no object stops the build.
///
/// ```
/// # use agent_core::testkit::ScriptedModel;
/// /// What to pay back.
/// #[agent_core::data]
/// struct RefundRequest { order_id: String, reason: Option<String> }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let model = ScriptedModel::new().text("Sure:\n```json\n{\"order_id\": \"A-1001\"}\n```");
/// let text = "I want my money back for A-1001";
/// let request: RefundRequest = agent_core::once::extract(&model, "Extract.", text).await.unwrap();
/// assert_eq!(request.order_id, "A-1001");
/// # }
/// ```
///
/// # Errors
/// If the model gives no reply, or one that does not fit the type.
pub fn extract<'a, T: Readable + 'a>(
    model: &'a (impl Model + ?Sized),
    prompt: &(impl Messages + ?Sized),
    text: &'a str,
) -> BoxFuture<'a, Result<T, OnceError>> {
    const {
        assert!(
            matches!(T::SHAPE.get().kind, Kind::Struct(_)),
            "only a struct with named fields can be extracted; wrap the type in one"
        );
    }
    let prompt = prompt.messages();
    Box::pin(async move {
        let prompt = prompt?;
        let body = |plan: &ModelPlan| json_body(plan, T::SHAPE, &prompt, text);
        let reply = ask(model, body).await?;
        decoded(&parse::lenient(words(&reply)?, T::SHAPE)?.json)
    })
}

/// A word as JSON, whether or not the model put it into quotes.
fn bare(text: &str) -> String {
    serde_json::Value::from(text.trim().trim_matches(['"', '\'', '`'])).to_string()
}

async fn ask(
    model: &(impl Model + ?Sized),
    body: impl Fn(&ModelPlan) -> Body,
) -> Result<Reply, OnceError> {
    let ask = Ask::write(model, |plan| Ok::<_, OnceError>(body(plan)))?;
    let reply = model.ask(&ask).await?.reply;
    if let Some(refusal) = reply.refusal {
        return Err(OnceError::Declined(refusal));
    }
    if let Some(error) = reply.stop.cut() {
        return Err(error.into());
    }
    Ok(reply)
}

/// The prompt's messages and, unless it is empty, the text as one more.
fn json_body(plan: &ModelPlan, shape: ShapeRef, prompt: &[Turn], text: &str) -> Body {
    let output = Output::Json {
        name: shape.get().name,
        schema: &schema::arguments_schema(shape, &PORTABLE),
        strict: Some(false),
    };
    let text = (!text.is_empty()).then_some(Message::User(text));
    let (above, opening) = above(prompt);
    let system: Vec<&str> = above.iter().map(|turn| turn.text.as_str()).collect();
    let messages: Vec<Message<'_>> = opening.iter().map(Message::from).chain(text).collect();
    let head = Head {
        settings: &plan.settings,
        output: &output,
        system: &system,
        stream: false,
    };
    Body::whole(plan.dialect, &head, &messages)
}

/// The one step of a reply: its number and its arguments.
fn step_of<A: Agent>(reply: &Reply) -> Result<(usize, String), OnceError> {
    let steps = A::SPEC.steps.iter().enumerate();
    let (indices, shapes): (Vec<usize>, Vec<StepShape>) = steps
        .filter(|(_, step)| step.is_offered())
        .map(|(index, step)| (index, shape_of(step)))
        .unzip();
    let (at, arguments) = match &*reply.calls {
        [] => {
            let step = parse::step(words(reply)?, A::SPEC.tag, &shapes)?;
            (step.index, step.args)
        }
        [call] => {
            let found = shapes.iter().position(|shape| shape.name == call.name);
            let known = || shapes.iter().map(|shape| shape.name);
            let at = found.ok_or_else(|| ParseError::unknown_step(&call.name, known()))?;
            (
                at,
                parse::arguments(&call.arguments, shapes[at].shape)?.json,
            )
        }
        calls => return Err(ParseError::SeveralSteps { count: calls.len() }.into()),
    };
    Ok((indices[at], arguments))
}

const fn shape_of(step: &StepSpec) -> StepShape {
    StepShape {
        name: step.name,
        aliases: &[],
        shape: step.arguments,
    }
}

/// The words of a reply. A tool call in place of words has none.
fn words(reply: &Reply) -> Result<&str, ParseError> {
    let none = || ParseError::NoJson {
        text_head: String::new(),
    };
    reply.text.as_deref().ok_or_else(none)
}

fn decoded<T: DeserializeOwned>(json: &str) -> Result<T, OnceError> {
    serde_json::from_str(json).map_err(|error| OnceError::Decode {
        type_name: std::any::type_name::<T>(),
        reason: error.to_string(),
    })
}

const fn is_plain_enum(shape: ShapeRef) -> bool {
    let Kind::Enum { variants, .. } = &shape.get().kind else {
        return false;
    };
    let mut at = 0;
    while at < variants.len() {
        if !matches!(variants[at].content, Content::Unit) {
            return false;
        }
        at += 1;
    }
    true
}

/// Providers want an object at the root: the value stands in it under its type's name.
struct Wrapped<E>(std::marker::PhantomData<E>);

impl<E: Schema> Wrapped<E> {
    const FIELD: Field = Field {
        name: E::SHAPE.get().name,
        aliases: &[],
        doc: "",
        shape: E::SHAPE,
        required: true,
        default: "",
        flatten: false,
        bounds: &[],
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place: "",
    };

    const OBJECT: Shape = Shape {
        name: E::SHAPE.get().name,
        doc: "",
        text_hash: 0,
        kind: Kind::Struct(Fields {
            list: &[Self::FIELD],
            closed: true,
        }),
    };

    const SHAPE: ShapeRef = ShapeRef::new(&Self::OBJECT);
}

fn inner<E: Schema>(json: &str) -> Result<String, OnceError> {
    let object: serde_json::Value = decoded(json)?;
    Ok(object[E::SHAPE.get().name].to_string())
}
