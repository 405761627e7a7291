//! The fact that steps were chosen, with what the reducer must know of each.

use serde::{Deserialize, Serialize};

use super::Time;
use super::fact::{is_false, is_zero};
use crate::contract::{Class, Gate};
use crate::parse::Repair;

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chooser {
    /// The model.
    Model,
    /// The user's flow.
    Flow,
    /// The user's flow, because the model failed.
    Fallback,
    /// The agent's declaration: these tools run before the model is asked for the first time.
    Prefetch,
}

/// See [`Fact::StepsChosen`](super::Fact::StepsChosen).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepsChosen {
    /// Who decided.
    pub by: Chooser,
    /// How many identical steps of one decision became one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub collapsed: u64,
    /// The steps, in order.
    #[serde(skip)]
    pub steps: Vec<ChosenStep>,
}

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatStep")]
pub struct ChosenStep {
    /// The call's number, unique in the thread, from 1.
    pub call: u64,
    /// The step's name.
    pub step: String,
    /// The tool's version.
    #[serde(skip_serializing_if = "is_one")]
    pub version: u32,
    /// The model's own name for the call.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What the step does.
    #[serde(flatten)]
    pub does: Does,
    /// What was repaired in the model's text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
    /// The arguments, as JSON text.
    #[serde(skip)]
    pub arguments: String,
}

/// As a [`ChosenStep`] is read: serde reads `flatten` and tags at many times the price.
#[derive(Deserialize)]
struct FlatStep {
    call: u64,
    step: String,
    #[serde(default = "one")]
    version: u32,
    #[serde(default)]
    id: String,
    does: DoesKind,
    class: Option<Class>,
    gate: Option<Gate>,
    #[serde(default)]
    concurrent: bool,
    until: Option<Time>,
    #[serde(default)]
    repairs: Vec<Repair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DoesKind {
    Call,
    Ask,
    Wait,
    Finish,
}

impl TryFrom<FlatStep> for ChosenStep {
    type Error = String;

    fn try_from(flat: FlatStep) -> Result<Self, String> {
        Ok(Self {
            does: match flat.does {
                DoesKind::Call => Does::Call {
                    class: flat.class.ok_or("missing field `class`")?,
                    gate: flat.gate.ok_or("missing field `gate`")?,
                    concurrent: flat.concurrent,
                },
                DoesKind::Ask => Does::Ask,
                DoesKind::Wait => Does::Wait { until: flat.until },
                DoesKind::Finish => Does::Finish,
            },
            call: flat.call,
            step: flat.step,
            version: flat.version,
            id: flat.id,
            repairs: flat.repairs,
            arguments: String::new(),
        })
    }
}

/// What a chosen step does, with what the reducer needs to know of it: an old thread goes on under
/// the rules that it was started with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub enum Does {
    /// Calls a tool.
    Call {
        /// What may happen twice.
        class: Class,
        /// When a person is asked.
        gate: Gate,
        /// Whether it may run beside others.
        #[serde(default, skip_serializing_if = "is_false")]
        concurrent: bool,
    },
    /// Asks a person.
    Ask,
    /// Waits until a time, an event, or whichever comes first.
    Wait {
        /// The time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// Gives the final answer.
    Finish,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}
