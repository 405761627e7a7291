//! What goes wrong between a program and a model, on purpose: in front of any model, or byte by byte.

pub(super) mod broken;
mod plan;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use plan::FaultPlan;

use super::encode;
use crate::event::Event;
use crate::message::{Reply, Request, Settings};
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, ModelPlan, RawReply, TimeLimit};
use crate::wire::Dialect;

/// Something that goes wrong with one request.
///
/// All but `Late` come in place of an answer and are made from the request alone: the model behind is not asked, so
/// a script waits for the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// A body that ends in the middle, though the connection says that it is whole.
    Malformed,
    /// A call that was cut off at the token limit.
    CutOff,
    /// Status 429.
    RateLimited {
        /// How long the provider asks to wait, in milliseconds; nothing is said where this is `None`.
        retry_after_ms: Option<u64>,
    },
    /// A status of the provider's own trouble, such as 500 or 503.
    Server {
        /// The status.
        status: u16,
    },
    /// The connection ends in the middle of the answer.
    Disconnected,
    /// No answer in time. A server hangs; [`Faults`] says so at once.
    TimedOut,
    /// The right answer, so much later, by tokio's clock; of a stream, its first piece.
    #[cfg(any(feature = "run", feature = "http"))]
    Late {
        /// How much, in milliseconds.
        ms: u64,
    },
    /// A call of a tool that is not there.
    WrongTool,
    /// A call of a tool that is there, with arguments that it does not take.
    WrongArguments,
    /// Words where a call is meant.
    PlainText,
}

/// A model in front of which things go wrong, by plan.
///
/// ```
/// use agent_core::testkit::{Fault, FaultPlan, Faults, ScriptedModel};
///
/// let script = ScriptedModel::new().text("Hi");
/// let plan = FaultPlan::script([Fault::Server { status: 503 }, Fault::Malformed]);
/// let model = Faults::new(script, plan); // the third request is answered with "Hi"
/// # drop(model.into_inner().finish());
/// ```
#[derive(Debug)]
pub struct Faults<M> {
    model: M,
    plan: FaultPlan,
    played: Mutex<Vec<Option<Fault>>>,
}

impl<M: Model> Faults<M> {
    /// Puts faults in front of a model.
    #[must_use]
    pub const fn new(model: M, plan: FaultPlan) -> Self {
        Self {
            model,
            plan,
            played: Mutex::new(Vec::new()),
        }
    }

    /// What went wrong with each request so far; `None` where nothing did.
    #[must_use]
    pub fn played(&self) -> Vec<Option<Fault>> {
        self.seen().clone()
    }

    /// The model behind the faults.
    #[must_use]
    pub const fn inner(&self) -> &M {
        &self.model
    }

    /// The model without the faults.
    #[must_use]
    pub fn into_inner(self) -> M {
        self.model
    }

    fn seen(&self) -> MutexGuard<'_, Vec<Option<Fault>>> {
        self.played.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let fault = self.plan.next();
        self.seen().push(fault);
        match fault {
            None => self.model.ask(ask).await,
            #[cfg(any(feature = "run", feature = "http"))]
            Some(Fault::Late { ms }) => {
                tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
                self.model.ask(ask).await
            }
            Some(fault) => self.broken(fault, ask),
        }
    }

    /// What comes in place of the answer.
    fn broken(&self, fault: Fault, ask: &Ask) -> Result<Answer, ModelError> {
        let plan = self.model.plan();
        let request = plan.dialect.decode_request(&ask.body(&plan)?.to_text());
        let reply = fault.reply(&request.unwrap_or_default());
        let whole = encode(plan.dialect, &reply, ask.streams());
        match fault {
            Fault::TimedOut => Err(ModelError::Timeout {
                which: TimeLimit::Total,
                after_ms: 0,
            }),
            Fault::Disconnected => {
                // Whoever listens hears what came until then.
                drop(ask.read(plan, ok(broken::half(&whole))));
                Err(ModelError::Disconnected {
                    reason: "a fault of the test".to_owned(),
                })
            }
            Fault::Malformed => ask.read(plan, ok(&broken::malformed(&whole))),
            fault => ask.read(plan, fault.status().unwrap_or_else(|| ok(&whole))),
        }
    }
}

impl Fault {
    /// The answer of those that are a status.
    pub(super) fn status(self) -> Option<RawReply> {
        match self {
            Self::RateLimited { retry_after_ms } => Some(RawReply {
                retry_after_ms,
                ..broken::status(429)
            }),
            Self::Server { status } => Some(broken::status(status)),
            _ => None,
        }
    }

    /// The reply that comes, perhaps not whole, in place of the right one.
    pub(super) fn reply(self, request: &Request) -> Reply {
        match self {
            Self::CutOff => broken::cut_off(request),
            Self::WrongTool => broken::wrong_tool(request),
            Self::WrongArguments => broken::wrong_arguments(request),
            _ => broken::plain_text(),
        }
    }
}

fn ok(body: &str) -> RawReply {
    RawReply {
        status: 200,
        body: body.to_owned(),
        retry_after_ms: None,
    }
}

impl<M: Model> Model for Faults<M> {
    fn settings(&self) -> &Settings {
        self.model.settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.model.dialect()
    }

    fn host(&self) -> &str {
        self.model.host()
    }

    fn plans(&self) -> Vec<ModelPlan> {
        self.model.plans()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.answer(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.model.recall(thread);
    }
}
