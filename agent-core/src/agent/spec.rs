//! The const facts of an agent.

use serde::{Deserialize, Serialize};

use super::Table;
use crate::contract::Contract;
use crate::lint::Finding;
use crate::prompt::Prompt;
use crate::schema::{Profile, ShapeRef, union_schema};

/// What `#[agent]` knows at compile time.
#[derive(Debug)]
pub struct AgentSpec {
    /// The enum's name.
    pub name: &'static str,
    /// The enum's doc comment.
    pub doc: &'static str,
    /// The system prompt, if the agent has one.
    pub prompt: Option<&'static Prompt>,
    /// The steps in declaration order.
    pub steps: &'static [StepSpec],
    /// The shape of the business state, if its type has one.
    pub state: Option<ShapeRef>,
    /// The bounds of a run.
    pub limits: Limits,
    /// The key that names the step where a step is one JSON object; `intent` unless told otherwise.
    pub tag: &'static str,
    /// The models that the agent was made for, by the names that their providers give them; empty if any will do.
    pub models: &'static [&'static str],
    /// The retrieval indexes that the agent's tools rely on, as `name@version`.
    pub indexes: &'static [&'static str],
    /// What the model's provider accepts; the steps are checked against it, and rendered as it wants.
    pub profile: &'static Profile,
    /// `file:line:column` of the enum.
    pub place: &'static str,
    /// What the lints found, allowed or not.
    pub lints: &'static [Finding],
}

/// One variant of an agent.
#[derive(Debug)]
pub struct StepSpec {
    /// The name that the model sees.
    pub name: &'static str,
    /// The version of the tool; 1 for other steps.
    pub version: u32,
    /// What the step is for.
    pub doc: &'static str,
    /// The step's arguments, as an object.
    pub arguments: ShapeRef,
    /// What the step does.
    pub kind: StepKind,
    /// The agent that carries the step out, if one does: a `#[sub]`. The kind is then a tool's.
    pub sub: Option<fn() -> &'static Table>,
    /// No longer offered to the model, still read and run for old threads.
    pub retired: bool,
    /// Whether it runs before the model is asked for the first time.
    pub prefetch: Prefetch,
}

impl StepSpec {
    /// Whether the model may choose it in new threads.
    #[must_use]
    pub const fn is_offered(&self) -> bool {
        !self.retired && !matches!(self.prefetch, Prefetch::Only)
    }
}

/// Whether a tool runs before the model is asked for the first time in a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefetch {
    /// It runs when somebody chooses it.
    #[default]
    No,
    /// It runs then too.
    Also,
    /// It runs then and never again: the model is not offered it, and the agent's enum has no step for it.
    Only,
}

impl Prefetch {
    /// Whether it runs when somebody chooses it, and at no other time.
    #[must_use]
    pub const fn is_no(self) -> bool {
        matches!(self, Self::No)
    }
}

/// What a step does.
#[derive(Debug)]
pub enum StepKind {
    /// Calls a tool.
    Tool(&'static Contract),
    /// Asks a person.
    Ask(Question),
    /// Ends the run with a typed result.
    Done,
    /// Waits.
    Wait(Wait),
}

/// How a person is asked.
#[derive(Debug)]
pub struct Question {
    /// The shape of the answer; it gives the format: yes or no, one of several, or free text.
    pub answer: ShapeRef,
    /// How soon an answer is needed.
    pub urgency: Urgency,
}

/// How soon a person is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// When there is time.
    Low,
    /// Today.
    #[default]
    Medium,
    /// Now.
    High,
}

/// What ends a wait.
#[derive(Debug)]
pub struct Wait {
    /// The event that ends it; without one only time does.
    pub event: Option<&'static str>,
    /// Whether the step's `seconds` argument ends it.
    pub timed: bool,
}

/// The bounds of a run. Reaching one stops the thread with a typed reason; nothing is lost, and a
/// person may raise the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Most steps, whoever chose them; a failure of the model counts as one.
    pub steps: u32,
    /// Most tokens, input and output together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    /// Most money, in millionths of the price table's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_micros: Option<u64>,
    /// Most time at work, in milliseconds; waiting for people and events does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// Most replies in a row that could not be read.
    pub bad_replies: u32,
    /// Most errors of one tool since it last succeeded; 0 means any number.
    #[serde(default = "three", skip_serializing_if = "is_three")]
    pub tool_attempts: u32,
    /// Most errors of tools in a row; 0 means any number.
    #[serde(default = "three", skip_serializing_if = "is_three")]
    pub consecutive_errors: u32,
    /// What follows when one of the two is reached, or the same call gives the same error twice.
    #[serde(default, skip_serializing_if = "WhenStuck::is_default")]
    pub when_stuck: WhenStuck,
}

/// What follows when an agent is stuck: too much went wrong to ask the model again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenStuck {
    /// A person sees the errors, and advises or gives up.
    #[default]
    AskPerson,
    /// The flow's `Failed` arm decides, as when the model fails.
    Fallback,
    /// The run stops with the reason.
    Stop,
}

impl WhenStuck {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

const fn three() -> u32 {
    3
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_three(value: &u32) -> bool {
    *value == 3
}

impl Limits {
    /// 20 steps, 3 bad replies in a row, 3 errors of one tool or in a row; nothing else bounded.
    pub const DEFAULT: Self = Self {
        steps: 20,
        tokens: None,
        cost_micros: None,
        time_ms: None,
        bad_replies: 3,
        tool_attempts: 3,
        consecutive_errors: 3,
        when_stuck: WhenStuck::AskPerson,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl AgentSpec {
    /// The steps that are offered to the model.
    pub fn offered(&self) -> impl Iterator<Item = &'static StepSpec> + use<> {
        self.steps.iter().filter(|step| step.is_offered())
    }

    /// The JSON Schema of a step as one object whose tag names it: for models that answer in text.
    /// The other form is one tool per step, see [`Contract::definition`]. Written as the agent's profile
    /// wants it.
    #[must_use]
    pub fn step_schema(&self) -> String {
        let steps: Vec<_> = self
            .offered()
            .map(|step| (step.name, step.doc, step.arguments))
            .collect();
        union_schema(self.tag, &steps, self.profile)
    }
}
