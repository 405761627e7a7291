//! Events: facts in the past tense, the only durable format.
//!
//! Owns the facts, the envelope of an event and its line of text, the time, the name of a thread, and the
//! means to borrow JSON out of JSON. Knows nothing of what a fact leads to, nor where lines are
//! kept.

mod chosen;
mod context;
mod document;
mod envelope;
mod error;
mod fact;
mod fact_text;
mod line;
pub mod raw;
mod sub;
mod secret;
mod thread_id;
mod time;
mod trouble;

pub use chosen::{Chooser, ChosenStep, Does, StepsChosen};
pub use context::{
    BudgetExceeded, ContextTrimmed, EventRange, Part, PartTokens, Pinned, ShownDocuments, SummedUp,
    TrimReason, View,
};
pub use document::{Document, DocumentsRetrieved, RetrievalFailed};
pub use error::{FactError, LineError, LineFault};
pub use fact::{
    ApprovalAnswered, AskedModel, AskedPlan, AttemptThen, CallFailed, CallGated, CallLost,
    CallRefused, CallReturned, CallStarted, Cancelled, ChosenArm, Fact, FlowChoice, FlowChosen,
    Forked, LimitKind, LimitReached, LimitsRaised, LossSettled, MessageReceived, ModelAsked,
    ModelAttempted, ModelFailed, ModelReplied, QuestionAnswered, ReplyRefused, Started, StopReason,
    Stopped, Verdict, WaitEnded,
};
pub use line::Event;
pub use secret::SecretKept;
pub use sub::{SubAnswer, SubAsk, SubAsked, SubOf, SubWait, Used};
pub use thread_id::{ThreadId, ThreadIdError};
pub use time::Time;
pub use trouble::{
    BreakerClosed, BreakerOpened, BreakerProbed, CallJudged, GotStuck, HelpAnswered,
    ResultSummarized, StuckWhy, Trouble,
};
