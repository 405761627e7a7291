//! What the events of a thread add up to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Item, OpenStep, StepStatus, ToolBreaker, Troubles};
use crate::agent::{Agent, Business, DecodeError, Limits, Prefetch, Table};
use crate::event::{ChosenArm, Does, EventRange, StopReason, StuckWhy, SubOf, SubWait, Time, View};
use crate::hex::hex;
use crate::message::{Reply, Usage};
use crate::secret::Handle;

/// The folded state of a thread: its progress and the user's business state.
#[derive(Debug)]
pub struct State {
    pub(crate) table: &'static Table,
    pub(crate) progress: Progress,
    pub(crate) business: Option<Business>,
}

/// Where a thread stands, as plain data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// The thread's name.
    pub thread: String,
    /// The thread that it was forked from.
    pub parent: Option<String>,
    /// The step of another thread that this one carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_of: Option<SubOf>,
    /// The tools that the thread was started with, as `name@version#fingerprint`.
    pub contracts: Vec<String>,
    /// The prompt that the thread was started with, as `name@version#hash`.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The version of an experiment that the thread got, if it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arm: Option<ChosenArm>,
    /// How many events were folded.
    pub events: u64,
    /// When the last event happened.
    pub last_at: Time,
    /// Whether time counted after the last event.
    pub working: bool,
    /// The bounds of a run.
    pub limits: Limits,
    /// What the run has come to since the last message set it going.
    pub run: Totals,
    /// What is going on.
    pub phase: Phase,
    /// Why nothing goes on, although the phase has something to do.
    pub stopped: Option<StopReason>,
    /// The last call's number.
    pub calls: u64,
    /// Requests that went to the model.
    pub asked: u64,
    /// Tokens of the newest request, as they were counted before it was sent, until it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<u64>,
    /// Tokens that the provider counted beyond that, at the last request that both counted, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncounted: Option<u64>,
    /// Replies in a row that could not be read.
    pub bad_replies: u32,
    /// What has gone wrong since it last went well.
    #[serde(default, skip_serializing_if = "Troubles::is_none")]
    pub troubles: Troubles,
    /// The breakers of the tools that have failed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub breakers: BTreeMap<String, ToolBreaker>,
    /// Why a person's help is needed, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck: Option<StuckWhy>,
    /// Tokens of all replies.
    pub usage: Usage,
    /// Cost of all replies, in millionths.
    pub cost_micros: u64,
    /// Messages that came while the model was thinking, or beside its final answer.
    pub inbox: Vec<String>,
    /// How many of them stood in the request that the model is thinking about.
    pub shown: usize,
    /// What the model is shown of the thread, if not all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Box<View>>,
    /// The event of the newest retrieval, the only one whose documents the model is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<u64>,
    /// Whether the agent's prefetched tools were chosen.
    #[serde(default, skip_serializing_if = "is_false")]
    pub prefetched: bool,
    /// Events that the model is always shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<EventRange>,
    /// The secrets that the thread has handles of.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<Handle, KeptSecret>,
}

/// A secret that a vault keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSecret {
    /// The thread that it was kept for: this one, or one that it was forked from.
    pub thread: String,
    /// What the vault needs to find the value again.
    pub kept: String,
}

/// What a run has used of its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Steps, whoever chose them, and failures and paused turns of the model in their place.
    pub steps: u64,
    /// Tokens, input and output together.
    pub tokens: u64,
    /// Money, in millionths.
    pub cost_micros: u64,
    /// Milliseconds at work; waiting for people, times and events does not count.
    pub active_ms: u64,
}

/// What is going on in a thread.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing yet, or nothing until a message comes.
    #[default]
    Paused,
    /// It is the model's turn.
    Asking,
    /// The model has replied.
    Replied(Box<Reply>),
    /// A batch is settling.
    Settling(Vec<Item>),
    /// Over as planned.
    Finished,
    /// Ended from outside.
    Cancelled,
}

/// What a thread is doing, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There is something to do without people.
    Working,
    /// A person must approve a call.
    AwaitingApproval,
    /// A person must answer a question.
    AwaitingAnswer,
    /// A person must say what became of a call.
    AwaitingVerdict,
    /// The agent is stuck: a person must help, or give up.
    AwaitingHelp,
    /// A time or an event must come.
    Waiting,
    /// A message must come.
    Paused,
    /// Over as planned.
    Finished,
    /// Over, not as planned.
    Stopped,
    /// Ended from outside.
    Cancelled,
}

/// A saved state that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The text is no saved state.
    #[error("the saved state cannot be read: {0}")]
    Saved(#[from] serde_json::Error),
    /// The business state is not the agent's.
    #[error(transparent)]
    Business(#[from] DecodeError),
    /// The thread was started with a tool that is not in this program.
    #[error(
        "tool `{name}@{version}` is not in this program\nnote: keep it as a `#[retired]` variant while threads use it"
    )]
    ToolNotFound {
        /// The tool's name.
        name: String,
        /// The tool's version.
        version: u32,
    },
}

/// What [`State::save`] writes.
#[derive(Serialize, Deserialize)]
struct Saved {
    progress: Progress,
    business: Option<String>,
}

impl State {
    /// The state before the first event of a thread of `A`.
    #[must_use]
    pub fn new<A: Agent>() -> Self {
        Self::of(A::table())
    }

    /// The state before the first event, of an agent whose type is not at hand.
    #[must_use]
    pub fn of(table: &'static Table) -> Self {
        Self {
            table,
            progress: Progress::default(),
            business: None,
        }
    }

    /// Where the thread stands.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The agent's facts.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// The steps that the model may choose in this thread, as numbers in the agent's list.
    ///
    /// A thread keeps the version of a tool that it was started with, retired or not, while the
    /// program has it.
    #[must_use]
    pub fn offered(&self) -> Vec<usize> {
        self.steps_with(|prefetch| prefetch != Prefetch::Only)
    }

    /// The tools that run before the model is asked for the first time, as numbers in the agent's list; none once
    /// they were chosen, or the model was asked.
    pub(super) fn to_prefetch(&self) -> Vec<usize> {
        if self.progress.prefetched || self.progress.asked > 0 {
            return Vec::new();
        }
        self.steps_with(|prefetch| prefetch != Prefetch::No)
    }

    /// Of these steps, those in the versions that the thread was started with.
    fn steps_with(&self, wanted: fn(Prefetch) -> bool) -> Vec<usize> {
        let steps = self.table.spec.steps.iter().enumerate();
        steps
            .filter(|(_, step)| wanted(step.prefetch))
            .filter(|(_, step)| match self.progress.version_of(step.name) {
                Some(version) => step.version == version,
                None => !step.retired,
            })
            .map(|(index, _)| index)
            .collect()
    }

    /// The user's state, as in `thread.state().business::<Case>()`; `None` before the thread started, or if `S`
    /// is another agent's.
    #[must_use]
    pub fn business<S: 'static>(&self) -> Option<&S> {
        self.business.as_ref()?.downcast_ref()
    }

    /// The user's state as JSON text.
    ///
    /// # Errors
    /// If the state cannot be written as JSON.
    pub fn business_json(&self) -> Result<Option<String>, DecodeError> {
        self.business
            .as_ref()
            .map(|state| (self.table.save)(state))
            .transpose()
    }

    /// What the model is shown of the user's state: names, and values as JSON.
    pub(crate) fn shown(&self) -> Result<Vec<(Cow<'static, str>, String)>, DecodeError> {
        match &self.business {
            Some(state) => (self.table.shown)(state)?.into_fields(),
            None => Ok(Vec::new()),
        }
    }

    /// The open step of this call.
    #[must_use]
    pub fn open_step(&self, call: u64) -> Option<&OpenStep> {
        self.batch()
            .iter()
            .filter_map(Item::step)
            .find(|step| step.call == call)
    }

    /// The batch that is settling; empty if none is.
    #[must_use]
    pub fn batch(&self) -> &[Item] {
        match &self.progress.phase {
            Phase::Settling(batch) => batch,
            Phase::Paused
            | Phase::Asking
            | Phase::Replied(_)
            | Phase::Finished
            | Phase::Cancelled => &[],
        }
    }

    /// What the thread is doing.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.progress.stopped.is_some() {
            return Status::Stopped;
        }
        if self.progress.stuck.is_some() {
            return Status::AwaitingHelp;
        }
        match &self.progress.phase {
            Phase::Paused => Status::Paused,
            Phase::Asking | Phase::Replied(_) => Status::Working,
            Phase::Settling(batch) => batch_status(batch),
            Phase::Finished => Status::Finished,
            Phase::Cancelled => Status::Cancelled,
        }
    }

    /// The state as JSON text; [`load`](Self::load) reads it back.
    ///
    /// # Errors
    /// If the business state cannot be written as JSON.
    pub fn save(&self) -> Result<String, StateError> {
        Ok(serde_json::to_string(&Saved {
            progress: self.progress.clone(),
            business: self.business_json()?,
        })?)
    }

    /// A state that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// If the text is no saved state of `A`.
    pub fn load<A: Agent>(text: &str) -> Result<Self, StateError> {
        let Saved { progress, business } = serde_json::from_str(text)?;
        let table = A::table();
        if let Some((name, version)) = missing(table, &progress.contracts) {
            let name = name.to_owned();
            return Err(StateError::ToolNotFound { name, version });
        }
        Ok(Self {
            table,
            progress,
            business: business.map(|text| (table.load)(&text)).transpose()?,
        })
    }

    /// SHA-256 of the saved state, in hexadecimal: equal states have equal hashes in any process.
    ///
    /// # Errors
    /// If the business state cannot be written as JSON.
    pub fn hash(&self) -> Result<String, StateError> {
        Ok(hex(&Sha256::digest(self.save()?)))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Progress {
    /// The version of a tool that the thread was started with.
    fn version_of(&self, tool: &str) -> Option<u32> {
        let mut tools = self.contracts.iter().filter_map(|text| name_of(text));
        tools.find_map(|(name, version)| (name == tool).then_some(version))
    }
}

/// The first of a thread's tools, in its version, that the program has no more: the thread would go on with
/// less than it was started with.
pub(super) fn missing<'a>(table: &Table, contracts: &'a [String]) -> Option<(&'a str, u32)> {
    let mut tools = contracts.iter().filter_map(|text| name_of(text));
    tools.find(|(name, version)| table.find(name, *version).is_none())
}

/// The name and version in `name@version#fingerprint`.
fn name_of(contract: &str) -> Option<(&str, u32)> {
    let (name, rest) = contract.split_once('@')?;
    let version = rest.split('#').next()?;
    Some((name, version.parse().ok()?))
}

/// What holds the batch back. Work that needs nobody comes first, then people, then time.
fn batch_status(batch: &[Item]) -> Status {
    batch
        .iter()
        .filter_map(Item::step)
        .filter_map(step_status)
        .min_by_key(|status| *status as u8)
        .unwrap_or(Status::Working)
}

fn step_status(step: &OpenStep) -> Option<Status> {
    match (&step.status, step.does) {
        (StepStatus::Settled(_), _) => None,
        (StepStatus::AwaitingApproval(_), _) => Some(Status::AwaitingApproval),
        (StepStatus::Lost(_), _) => Some(Status::AwaitingVerdict),
        (StepStatus::Asks(ask), _) => Some(match &ask.innermost().what {
            SubWait::Answer | SubWait::Below(_) => Status::AwaitingAnswer,
            SubWait::Approval { .. } => Status::AwaitingApproval,
            SubWait::Verdict { .. } => Status::AwaitingVerdict,
            SubWait::Help { .. } => Status::AwaitingHelp,
            SubWait::Wake { .. } => Status::Waiting,
        }),
        (
            StepStatus::Ready(_)
            | StepStatus::Resting { .. }
            | StepStatus::Running(_)
            | StepStatus::Told(..)
            | StepStatus::Summarizing(_),
            _,
        )
        | (StepStatus::Chosen, Does::Call { .. } | Does::Finish) => Some(Status::Working),
        (StepStatus::Chosen, Does::Ask) => Some(Status::AwaitingAnswer),
        (StepStatus::Chosen, Does::Wait { .. }) => Some(Status::Waiting),
    }
}
