//! The facts about agents that carry out steps of others. Knows nothing of how they are written.

use serde::{Deserialize, Serialize};

use super::{StuckWhy, Time, Trouble, Verdict};
use crate::contract::Class;

/// Whose step a thread carries out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubOf {
    /// The thread that the step is of.
    pub thread: String,
    /// The step's call in that thread.
    pub call: u64,
    /// How many threads stand above this one.
    pub depth: u32,
}

impl SubOf {
    /// The most threads that may stand above one: agents that are steps of each other come to an end here.
    pub const MAX_DEPTH: u32 = 8;
}

/// What a thread used that carried out a step, those below it included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Used {
    /// Steps.
    pub steps: u64,
    /// Tokens, input and output together.
    pub tokens: u64,
    /// Money, in millionths.
    pub cost_micros: u64,
}

/// See [`Fact::SubAsked`](super::Fact::SubAsked).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubAsked {
    /// The call that the agent carries out.
    pub call: u64,
    /// What it waits for.
    pub ask: SubAsk,
}

/// What the thread of a sub-agent waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubAsk {
    /// The sub-agent's thread.
    pub thread: String,
    /// How many events it had when it asked: an answer is for this moment and no other.
    pub at: u64,
    /// The call or question in that thread; 0 where the thread as a whole needs help.
    pub call: u64,
    /// The step that waits; empty where the thread as a whole does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// The step's version.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub version: u32,
    /// The step's arguments, as JSON text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arguments: String,
    /// What for.
    #[serde(rename = "for")]
    pub what: SubWait,
}

/// What for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubWait {
    /// A person's answer to a question.
    Answer,
    /// A person's approval of a call.
    Approval {
        /// What running it twice would do.
        class: Class,
        /// The hash that the approval is bound to.
        sha256: String,
    },
    /// What became of a call that started and never answered.
    Verdict {
        /// The key under which it ran.
        idempotency_key: String,
    },
    /// A person's help: the agent is stuck.
    Help {
        /// What was too much.
        why: StuckWhy,
        /// The last errors, oldest first.
        errors: Vec<Trouble>,
    },
    /// A time or an event.
    Wake {
        /// The time, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// The step is itself an agent's, and this is what that agent waits for.
    Below(Box<SubAsk>),
}

/// What a sub-agent is to be told: the answer to a [`SubAsk`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubAnswer {
    /// A person's answer, as JSON text.
    Answer {
        /// The answer.
        value: String,
        /// Who answered.
        by: String,
    },
    /// A person's decision about a call.
    Approval {
        /// What was decided.
        approved: bool,
        /// What they said to the model.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// Who decided.
        by: String,
    },
    /// What became of a call.
    Verdict {
        /// What a person found out or decided.
        verdict: Verdict,
        /// Who.
        by: String,
    },
    /// Help.
    Help {
        /// What the model is told; nothing, if the person gave up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        advice: Option<String>,
        /// Who.
        by: String,
    },
    /// The time, or an event with its data as JSON text.
    Woke {
        /// The event's data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<String>,
    },
}

impl SubAsk {
    /// What is waited for in the end, below all agents that only pass it on.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        self.below().map_or(self, Self::innermost)
    }

    /// What the agent below waits for, if this one only passes it on.
    #[must_use]
    pub fn below(&self) -> Option<&Self> {
        match &self.what {
            SubWait::Below(ask) => Some(ask),
            SubWait::Answer
            | SubWait::Approval { .. }
            | SubWait::Verdict { .. }
            | SubWait::Help { .. }
            | SubWait::Wake { .. } => None,
        }
    }
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}
