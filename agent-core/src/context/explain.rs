//! Why the model did what it did: the request of a step once more, byte for byte, from the log alone.

use super::assemble::slice;
use super::{
    Bounds, Budget, ContextError, Format, Plan, Rendered, TokenCounter, assemble, measure,
};
use crate::event::{AskedPlan, Event, Fact, FactError, ModelAsked, PartTokens};
use crate::reducer::FoldError;
use crate::thread::{Thread, ThreadError};
use crate::wire::{self, Body};

/// A request as it was sent.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The event that it was sent, with its hash and its tokens.
    pub asked: ModelAsked,
    /// How it was written.
    pub plan: AskedPlan,
    /// Its bytes.
    pub body: Body,
    /// How many of them, at the end, are this request's alone: the shown state, and how the request ends. The next
    /// request begins with the others, unless an event says why not.
    pub tail: usize,
}

/// A request that cannot be written again.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The thread has fewer requests.
    #[error("the thread has {requests} requests; there is no number {wanted}")]
    NoSuchRequest {
        /// The number that was asked for.
        wanted: usize,
        /// How many it has.
        requests: usize,
    },
    /// The log does not say how the request was written: an older version wrote it.
    #[error("event {seq} does not say how its request was written")]
    NoPlan {
        /// The event.
        seq: u64,
    },
    /// The program does not know the dialect.
    #[error("the request was written in the dialect `{0}`, which is not in this program")]
    Dialect(String),
    /// The program does not know the format.
    #[error("the request was written in the format `{0}`, which is not in this program")]
    Format(String),
    /// What was written is not what was sent: the program's prompt rendering, tools or dialect changed.
    #[error(
        "the request has the hash {written} and was sent with {sent}\nnote: the program has changed since: build the version that ran"
    )]
    Changed {
        /// FNV-1a of what this program writes.
        written: String,
        /// FNV-1a of what was sent.
        sent: String,
    },
    /// The thread cannot be read as it was.
    #[error(transparent)]
    Thread(#[from] ThreadError),
    /// An event cannot be read.
    #[error(transparent)]
    Event(#[from] FactError),
    /// An event does not fit the agent.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The request cannot be written.
    #[error(transparent)]
    Context(#[from] ContextError),
}

/// The `number`th request of a thread, counted from 1, as it was sent. `formats` are the user's own, if the thread was
/// written in one.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use agent_core::context::{Plan, Rendered, assemble, explain};
/// use agent_core::event::{Fact, Time};
/// use agent_core::message::Settings;
/// use agent_core::prelude::*;
/// use agent_core::thread::Thread;
/// use agent_core::wire::AnthropicDialect;
///
/// /// A clerk.
/// #[agent]
/// enum Clerk {
///     /// Answer the reader.
///     #[done]
///     Reply { message: String },
/// }
///
/// let id = "letter-1".parse()?;
/// let mut thread = Thread::start::<Clerk>(id, &(), Time(0))?;
/// thread.append(Time(1), &Fact::MessageReceived("Good morning".into()))?;
/// thread.append(Time(1), &agent_core::reducer::decide(thread.state(), Time(1))?)?;
/// let settings = Settings::new("small-1");
/// let plan = Plan::new(&AnthropicDialect, &settings);
/// let sent = assemble(&thread, &plan, &mut Rendered::default())?;
/// thread.append(Time(2), &Fact::ModelAsked(plan.asked(&thread, &sent)))?;
///
/// let explained = explain(&thread, 1, &[])?;
/// assert_eq!(explained.body, sent);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If the thread has no such request, or this program would not write it as it was sent.
pub fn explain(
    thread: &Thread,
    number: usize,
    formats: &[Format],
) -> Result<Explained, ExplainError> {
    let Written {
        asked,
        plan,
        body,
        tail,
        ..
    } = written(thread, number, formats)?;
    let hash = format!("{:016x}", body.hash());
    if hash != asked.request {
        let (written, sent) = (hash, asked.request);
        return Err(ExplainError::Changed { written, sent });
    }
    Ok(Explained {
        asked,
        plan,
        body,
        tail,
    })
}

/// A request as this program writes it once more, be it as it was sent or not.
#[derive(Debug)]
pub(crate) struct Written {
    pub seq: u64,
    pub asked: ModelAsked,
    pub plan: AskedPlan,
    pub body: Body,
    /// See [`Explained::tail`].
    pub tail: usize,
}

impl Written {
    /// The request of another thread in the same way.
    pub(crate) fn again(&self, thread: &Thread, formats: &[Format]) -> Result<Body, ExplainError> {
        let plan = as_sent(&self.asked, &self.plan, formats)?;
        Ok(assemble(thread, &plan, &mut Rendered::default())?)
    }
}

/// As [`explain`], whatever was sent.
pub(crate) fn written(
    thread: &Thread,
    number: usize,
    formats: &[Format],
) -> Result<Written, ExplainError> {
    let mut requests = requests(thread.events())?;
    let wanted = number.checked_sub(1).filter(|at| *at < requests.len());
    let Some(at) = wanted else {
        let (wanted, requests) = (number, requests.len());
        return Err(ExplainError::NoSuchRequest { wanted, requests });
    };
    let sent = requests.swap_remove(at);
    let thread = thread.as_it_was(sent.seq - 1)?;
    let body = assemble(&thread, &sent.plan(formats)?, &mut Rendered::default())?;
    let tail = body.segments().last().map_or(0, |tail| tail.len());
    let Sent { seq, asked, plan } = sent;
    let plan = plan.ok_or(ExplainError::NoPlan { seq })?;
    Ok(Written {
        seq,
        asked,
        plan,
        body,
        tail,
    })
}

/// Tokens by part of each request of a thread, counted once more.
pub(super) fn measured(
    thread: &Thread,
    counter: &dyn TokenCounter,
    formats: &[Format],
) -> Result<Vec<PartTokens>, ExplainError> {
    let requests = requests(thread.events())?;
    let Some(first) = requests.first() else {
        return Ok(Vec::new());
    };
    let budget = &Budget::of(u64::MAX);
    let bounds = Some(Bounds { budget, counter });
    let (mut then, mut rendered) = (thread.as_it_was(first.seq - 1)?, Rendered::default());
    let measured = requests.iter().map(|sent| {
        for event in slice(thread, then.len() + 1, sent.seq - 1) {
            then.take_in(event.clone())?;
        }
        let plan = sent.plan(formats)?;
        Ok(measure(&then, &Plan { bounds, ..plan }, &mut rendered)?)
    });
    measured.collect()
}

/// A request as the log tells of it.
struct Sent {
    seq: u64,
    asked: ModelAsked,
    /// The last plan that was told.
    plan: Option<AskedPlan>,
}

impl Sent {
    /// How it was written.
    fn plan<'a>(&'a self, formats: &[Format]) -> Result<Plan<'a>, ExplainError> {
        let Self { seq, asked, plan } = self;
        let plan = plan.as_ref().ok_or(ExplainError::NoPlan { seq: *seq })?;
        as_sent(asked, plan, formats)
    }
}

fn as_sent<'a>(
    asked: &'a ModelAsked,
    plan: &'a AskedPlan,
    formats: &[Format],
) -> Result<Plan<'a>, ExplainError> {
    let dialect =
        wire::dialect(&plan.dialect).ok_or_else(|| ExplainError::Dialect(plan.dialect.clone()))?;
    Ok(Plan {
        host: &asked.host,
        format: format(&plan.format, formats)?,
        stream: plan.stream,
        ..Plan::new(dialect, &plan.settings)
    })
}

fn requests(events: &[Event]) -> Result<Vec<Sent>, FactError> {
    let (mut requests, mut plan) = (Vec::new(), None);
    for event in events.iter().filter(|event| event.kind() == "model_asked") {
        if let Some(Fact::ModelAsked(asked)) = Fact::read(event)? {
            plan = asked.plan.clone().or(plan);
            requests.push(Sent {
                seq: event.seq(),
                asked,
                plan: plan.clone(),
            });
        }
    }
    Ok(requests)
}

fn format(name: &str, own: &[Format]) -> Result<Format, ExplainError> {
    let ours = [
        Format::Messages,
        Format::XML,
        Format::JSON,
        Format::YAML,
        Format::MARKDOWN,
    ];
    let mut known = own.iter().copied().chain(ours);
    known
        .find(|format| format.name() == name)
        .ok_or_else(|| ExplainError::Format(name.to_owned()))
}
