//! A conversation, request by request: as it was sent, and as this library writes it.

use std::error::Error;

use agent_core::context::{Format, Plan, Rendered, assemble};
use agent_core::event::{AskedPlan, Event, Fact};
use agent_core::message::RequestMessage;
use agent_core::thread::Thread;
use agent_core::wire::{self, Body, Dialect, OpenAiChatDialect};
use examples::story::facts;

pub(crate) type Fault = Box<dyn Error>;

/// The formats that are compared.
pub(crate) const FORMATS: [Format; 5] = [
    Format::Messages,
    Format::XML,
    Format::JSON,
    Format::YAML,
    Format::MARKDOWN,
];

/// A conversation.
pub(crate) struct Trajectory {
    pub(crate) name: String,
    pub(crate) from: String,
    /// The bodies of its requests, as another client sends them.
    pub(crate) array: Vec<String>,
    /// Tokens of what the array says and our text formats do not: the model's words beside its calls, its signed
    /// thoughts, and calls that were refused.
    pub(crate) unsaid: u64,
    /// Tokens of what the array says of errors and none of our formats does.
    pub(crate) condensed: u64,
    /// The same conversation in this library's log.
    pub(crate) thread: Thread,
}

impl Trajectory {
    /// The bodies of its requests, as this library writes them in a format.
    pub(crate) fn ours(&self, format: Format) -> Result<Vec<String>, Fault> {
        let ours = written(&self.thread, format)?;
        let (ours_number, array) = (ours.len(), self.array.len());
        if ours_number != array {
            let name = &self.name;
            return Err(
                format!("{name}: {array} requests were sent, and {ours_number} written").into(),
            );
        }
        Ok(ours)
    }
}

/// Each request of a thread, written in a format. What the thread says of its plan is the rest.
pub(crate) fn written(thread: &Thread, format: Format) -> Result<Vec<String>, Fault> {
    let mut told: Option<AskedPlan> = None;
    let (mut bodies, mut rendered) = (Vec::new(), Rendered::default());
    for event in thread.events() {
        let Some(Fact::ModelAsked(asked)) = fact(event)? else {
            continue;
        };
        told = asked.plan.clone().or(told);
        let plan = told.as_ref().ok_or("the log has no plan")?;
        let dialect = wire::dialect(&plan.dialect).ok_or("the dialect is not known")?;
        let plan = Plan {
            host: &asked.host,
            format,
            stream: plan.stream,
            ..Plan::new(dialect, &plan.settings)
        };
        let then = thread.as_it_was(event.seq() - 1)?;
        bodies.push(assemble(&then, &plan, &mut rendered)?.to_text());
    }
    Ok(bodies)
}

fn fact(event: &Event) -> Result<Option<Fact>, Fault> {
    Ok(match event.kind() {
        "model_asked" => Fact::read(event)?,
        _ => None,
    })
}

/// Each request of a thread as a client writes it that keeps an array of messages: all of them, errors as they came.
pub(crate) fn whole(thread: &Thread) -> Result<Vec<String>, Fault> {
    let errors: Vec<String> = facts(thread)
        .filter_map(|fact| match fact {
            Fact::CallFailed(failed) => Some(failed.failure.message),
            _ => None,
        })
        .collect();
    let bodies = written(thread, Format::Messages)?;
    bodies
        .iter()
        .map(|body| with_errors(body, &errors))
        .collect()
}

/// The same request with the errors as they came, in their order.
fn with_errors(body: &str, errors: &[String]) -> Result<String, Fault> {
    let dialect = &OpenAiChatDialect;
    let mut request = dialect.decode_request(body)?;
    let mut errors = errors.iter();
    for message in &mut request.messages {
        let RequestMessage::ToolResults(results) = message else {
            continue;
        };
        for result in results
            .iter_mut()
            .filter(|result| result.content.starts_with("error: "))
        {
            if let Some(error) = errors.next() {
                result.content.clone_from(error);
            }
        }
    }
    Ok(Body::of(dialect, &request).to_text())
}
