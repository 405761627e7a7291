//! A batch: the outcomes that the flow is asked about together.

use serde::{Deserialize, Serialize};

use crate::agent::{Answer, ModelFailure};
use crate::event::{Chooser, Does, SubAnswer, SubAsk, Time};

/// One member of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A message that came in.
    Message(String),
    /// A step that was chosen.
    Step(OpenStep),
    /// The model's failure.
    Failed(ModelFailure),
}

/// A step between being chosen and being settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenStep {
    /// The call's number.
    pub call: u64,
    /// The step's name.
    pub step: String,
    /// The tool's version.
    pub version: u32,
    /// What it does.
    pub does: Does,
    /// Who chose it.
    #[serde(default = "by_model", skip_serializing_if = "is_by_model")]
    pub by: Chooser,
    /// Whether a judge let it through.
    #[serde(default, skip_serializing_if = "is_false")]
    pub judged: bool,
    /// Its arguments, as JSON text.
    pub arguments: String,
    /// How far it has come.
    pub status: StepStatus,
}

/// How far a step has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Nothing has happened yet.
    Chosen,
    /// A person must approve it; the hash is what they approve.
    AwaitingApproval(String),
    /// It may run; the number is the attempt.
    Ready(u32),
    /// It rests before another attempt.
    Resting {
        /// The number of that attempt.
        attempt: u32,
        /// When it is due.
        due: Time,
    },
    /// It runs, or was lost; the number is the attempt.
    Running(u32),
    /// It has its answer, whose summary for the model is to come.
    Summarizing(Answer),
    /// Nobody knows how the attempt ended.
    Lost(u32),
    /// The agent that carries it out waits for this.
    Asks(Box<SubAsk>),
    /// The agent that carries it out is to be told this, in answer to what it waited for.
    Told(Box<SubAsk>, SubAnswer),
    /// It has its answer.
    Settled(Answer),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_false(value: &bool) -> bool {
    !*value
}

const fn by_model() -> Chooser {
    Chooser::Model
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_by_model(by: &Chooser) -> bool {
    matches!(by, Chooser::Model)
}

impl Item {
    /// Whether the flow may be asked about it.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        match self {
            Self::Message(_) | Self::Failed(_) => true,
            Self::Step(step) => matches!(step.status, StepStatus::Settled(_)),
        }
    }

    /// Whether it is a final answer.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Message(_) | Self::Failed(_) => false,
            Self::Step(step) => matches!(step.does, Does::Finish),
        }
    }

    /// The step, if it is one.
    #[must_use]
    pub const fn step(&self) -> Option<&OpenStep> {
        match self {
            Self::Step(step) => Some(step),
            Self::Message(_) | Self::Failed(_) => None,
        }
    }
}
