//! A thread: the append-only log, and the state folded from it.
//!
//! Owns both and keeps them together. Pure: the time of an event is given, never read.

use std::any::Any;
use std::fmt;

use crate::agent::{Agent, DecodeError, Kept, Limits, StepKind, Table};
use crate::event::{
    ChosenArm, ChosenStep, Does, Event, Fact, FactError, Forked, SecretKept, Started, SubOf,
    ThreadId, Time,
};
use crate::experiment::Experiment;
use crate::prompt::{self, Output, Prompt, PromptError, Role, Turn};
use crate::reducer::{FoldError, State, Status, fold, fold_fact};
use crate::release::{Release, ReleaseError};
use crate::tool::Failure;

/// The events of one thread and what they add up to.
#[derive(Debug)]
pub struct Thread {
    id: ThreadId,
    events: Vec<Event>,
    state: State,
    saved: usize,
    #[cfg_attr(
        not(feature = "run"),
        expect(dead_code, reason = "what runs threads puts something there")
    )]
    aside: Aside,
}

/// What is kept at hand beside a thread that was made from it and can be made again. It goes where the thread goes, so
/// that it is never taken for another thread's.
#[derive(Default)]
struct Aside(Option<Box<dyn Any + Send + Sync>>);

impl fmt::Debug for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "some" } else { "none" })
    }
}

/// Where a thread's prompt comes from.
pub(crate) struct Origin<'a> {
    prompt: Option<&'a Prompt>,
    release: Option<&'a str>,
    arm: Option<ChosenArm>,
    sub: Option<(SubOf, Limits)>,
    secrets: Vec<SecretKept>,
}

impl<'a> Origin<'a> {
    /// The program's own prompt, or a release's.
    pub(crate) fn of(table: &Table, release: Option<&'a Release>) -> Result<Self, ReleaseError> {
        let own = table.spec.prompt;
        let (prompt, release) = match release {
            Some(release) => {
                let agent = release.agent(table.spec)?;
                (agent.prompt.as_ref(), Some(release.hash()))
            }
            None => (own, None),
        };
        Ok(Self {
            prompt,
            release,
            arm: None,
            sub: None,
            secrets: Vec::new(),
        })
    }

    /// The same, or what the experiment has in its place.
    pub(crate) fn in_experiment(
        self,
        experiment: Option<&'a Experiment>,
        thread: &ThreadId,
    ) -> Self {
        let Some(experiment) = experiment else {
            return self;
        };
        let arm = experiment.arm_of(thread);
        let origin = match arm.prompt() {
            Some(prompt) => Self {
                prompt: Some(prompt),
                release: None,
                ..self
            },
            None => self,
        };
        Self {
            arm: Some(experiment.chosen(arm)),
            ..origin
        }
    }

    /// Begins a thread that carries out a step of another, within what is left to that one.
    pub(crate) fn sub(mut self, of: SubOf, limits: Limits) -> Self {
        self.sub = Some((of, limits));
        self
    }

    /// Begins with a state that has these secrets.
    pub(crate) fn keeping(mut self, secrets: Vec<SecretKept>) -> Self {
        self.secrets = secrets;
        self
    }
}

/// A thread that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ThreadError {
    /// The events do not fit.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The state cannot be written.
    #[error(transparent)]
    State(#[from] DecodeError),
    /// The prompt cannot be rendered over the state.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The release is not of this agent.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// There is no such event.
    #[error("thread `{thread}` has {events} events; it cannot be forked at {at}")]
    NoSuchEvent {
        /// The thread.
        thread: ThreadId,
        /// How many events it has.
        events: u64,
        /// What was asked for.
        at: u64,
    },
    /// The events are those of another thread.
    #[error(
        "thread `{expected}` holds the events of thread `{found}`\nnote: fork a thread to copy it"
    )]
    OtherThread {
        /// The name that was asked for.
        expected: ThreadId,
        /// The name in the events.
        found: String,
    },
    /// Agents that are steps of each other would go on without end.
    #[error(
        "{depth} agents stand above thread `{thread}`, and at most {} may\nnote: an agent that reaches itself again must come to an end before",
        SubOf::MAX_DEPTH
    )]
    TooDeep {
        /// The thread.
        thread: ThreadId,
        /// How many would stand above it.
        depth: u32,
    },
    /// The events begin with no start, so nobody knows whose they are.
    #[error("thread `{0}` has no start")]
    NotStarted(ThreadId),
}

impl Thread {
    /// Begins a thread of `A`: renders the prompt over the state, and makes the first event.
    ///
    /// # Errors
    /// If the state cannot be written as JSON or the prompt cannot be rendered over it.
    pub fn start<A: Agent>(id: ThreadId, state: &A::State, at: Time) -> Result<Self, ThreadError> {
        Self::start_from::<A>(None, None, id, written(state)?, at)
    }

    /// Begins a thread of `A` with the prompt of a release, whose hash the first event names.
    ///
    /// # Errors
    /// As [`start`](Self::start), and if the release is not of this agent.
    pub fn start_released<A: Agent>(
        release: &Release,
        id: ThreadId,
        state: &A::State,
        at: Time,
    ) -> Result<Self, ThreadError> {
        Self::start_from::<A>(Some(release), None, id, written(state)?, at)
    }

    /// Begins a thread of `A` with the version of the prompt that an experiment has for this name. The first event
    /// names the version, and the thread keeps it.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_in<A: Agent>(
        experiment: &Experiment,
        id: ThreadId,
        state: &A::State,
        at: Time,
    ) -> Result<Self, ThreadError> {
        Self::start_from::<A>(None, Some(experiment), id, written(state)?, at)
    }

    pub(crate) fn start_from<A: Agent>(
        release: Option<&Release>,
        experiment: Option<&Experiment>,
        id: ThreadId,
        (state, secrets): (String, Vec<SecretKept>),
        at: Time,
    ) -> Result<Self, ThreadError> {
        let origin = Origin::of(A::table(), release)?.in_experiment(experiment, &id);
        let origin = origin.keeping(secrets);
        Self::begin(A::table(), id, state, at, origin)
    }

    /// Begins a thread of an agent that is made while the program runs, as
    /// [`Toolset`](crate::agent::Toolset) makes one.
    ///
    /// # Errors
    /// If its prompt cannot be rendered.
    pub fn start_table(table: &'static Table, id: ThreadId, at: Time) -> Result<Self, ThreadError> {
        Self::start_table_from(None, table, id, at)
    }

    pub(crate) fn start_table_from(
        experiment: Option<&Experiment>,
        table: &'static Table,
        id: ThreadId,
        at: Time,
    ) -> Result<Self, ThreadError> {
        let origin = Origin::of(table, None)?.in_experiment(experiment, &id);
        Self::begin(table, id, "null".to_owned(), at, origin)
    }

    pub(crate) fn begin(
        table: &'static Table,
        id: ThreadId,
        state: String,
        at: Time,
        origin: Origin<'_>,
    ) -> Result<Self, ThreadError> {
        let variables = serde_json::from_str(&state).map_err(unwritable)?;
        let Opening { system, opening } = opening(table, origin.prompt, &variables)?;
        let started = Started {
            thread: id.to_string(),
            agent: table.spec.name.to_owned(),
            contracts: contracts(table),
            prompt: origin.prompt.map(Prompt::label),
            release: origin.release.map(str::to_owned),
            arm: origin.arm,
            system,
            opening,
            sub_of: origin.sub.as_ref().map(|(of, _)| of.clone()),
            limits: match &origin.sub {
                Some((_, limits)) => *limits,
                None => table.spec.limits,
            },
            secrets: origin.secrets,
            state,
        };
        let mut thread = Self {
            id,
            events: Vec::new(),
            state: State::of(table),
            saved: 0,
            aside: Aside::default(),
        };
        thread.append(at, &Fact::Started(started))?;
        Ok(thread)
    }

    /// Reads a thread of `A` from its events.
    ///
    /// # Errors
    /// If an event does not fit the agent, or the events are another thread's: a copy under another name would
    /// run its calls once more, under other keys. [`fork`](Self::fork) makes a copy.
    pub fn load<A: Agent>(id: ThreadId, events: Vec<Event>) -> Result<Self, ThreadError> {
        Self::load_table(A::table(), id, events)
    }

    /// Reads a thread of an agent that is made while the program runs from its events.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_table(
        table: &'static Table,
        id: ThreadId,
        events: Vec<Event>,
    ) -> Result<Self, ThreadError> {
        let thread = Self::read(table, id, events)?;
        let found = &thread.state.progress.thread;
        if found != thread.id.as_str() {
            return Err(ThreadError::OtherThread {
                found: found.clone(),
                expected: thread.id,
            });
        }
        Ok(thread)
    }

    fn read(table: &'static Table, id: ThreadId, events: Vec<Event>) -> Result<Self, ThreadError> {
        let mut state = State::of(table);
        for event in &events {
            fold(&mut state, event)?;
        }
        if state.business.is_none() {
            return Err(ThreadError::NotStarted(id));
        }
        Ok(Self {
            id,
            saved: events.len(),
            events,
            state,
            aside: Aside::default(),
        })
    }

    /// The thread as it was when it had that many events; all of them if it has fewer.
    ///
    /// # Errors
    /// If it had not started.
    pub fn as_it_was(&self, events: u64) -> Result<Self, ThreadError> {
        let count = usize::try_from(events).unwrap_or(usize::MAX);
        let events = self.events.iter().take(count).cloned().collect();
        Self::read(self.state.table, self.id.clone(), events)
    }

    /// Appends a fact, if it fits.
    ///
    /// # Errors
    /// If it does not; the thread stays as it was.
    pub fn append(&mut self, at: Time, fact: &Fact) -> Result<&Event, FoldError> {
        let mut event = Event::new(self.len() + 1, at, fact.kind(), &fact.data());
        if fact.reads_back() {
            event = event.proven();
            fold_fact(&mut self.state, &event, fact.clone())?;
        } else {
            event
                .check()
                .map_err(|error| FactError::new(&event, &error))?;
            fold(&mut self.state, &event)?;
        }
        self.events.push(event);
        Ok(&self.events[self.events.len() - 1])
    }

    /// Takes in the event that comes next in the same thread's log.
    pub(crate) fn take_in(&mut self, event: Event) -> Result<(), FoldError> {
        fold(&mut self.state, &event)?;
        self.events.push(event);
        self.saved = self.events.len();
        Ok(())
    }

    /// A new thread that begins as this one was after event `at`; this one stays as it is.
    ///
    /// The copy's calls are its own: what a person allowed this thread is asked for again, and a call that
    /// was under way, unless it only reads, is lost to the copy.
    ///
    /// # Errors
    /// If there is no such event.
    pub fn fork<A: Agent>(&self, id: ThreadId, at: u64, now: Time) -> Result<Self, ThreadError> {
        let kept = usize::try_from(at)
            .ok()
            .and_then(|at| self.events.get(..at))
            .filter(|kept| !kept.is_empty())
            .ok_or_else(|| ThreadError::NoSuchEvent {
                thread: self.id.clone(),
                events: self.len(),
                at,
            })?;
        let forked = Forked {
            thread: id.to_string(),
            parent: self.id.to_string(),
            at,
        };
        let mut child = Self::read(A::table(), id, kept.to_vec())?;
        child.saved = 0;
        child.append(now, &Fact::Forked(forked))?;
        Ok(child)
    }

    /// The final answer that the agent gave last: its `#[done]` step; `None` if it gave none yet.
    ///
    /// # Errors
    /// If the event or the step does not read.
    pub fn answer<A: Agent>(&self) -> Result<Option<A>, DecodeError> {
        let Some(step) = self.final_step()? else {
            return Ok(None);
        };
        let missing =
            || DecodeError::new(format!("step `{}`", step.step), "it is not in this program");
        let index = A::table()
            .find(&step.step, step.version)
            .ok_or_else(missing)?;
        Ok(Some((A::STEPS[index].decode)(&step.arguments)?))
    }

    /// The final answer as the log holds it; `None` if there is none yet.
    ///
    /// # Errors
    /// If the event does not read.
    pub fn final_step(&self) -> Result<Option<ChosenStep>, DecodeError> {
        for event in self.events.iter().rev() {
            let fact = Fact::read(event).map_err(|error| DecodeError::new("the answer", error))?;
            let Some(Fact::StepsChosen(fact)) = fact else {
                continue;
            };
            let mut steps = fact.steps.into_iter();
            if let Some(step) = steps.find(|step| step.does == Does::Finish) {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    /// The whole error of a call's last attempt that failed, of which the model reads the short form; `None` if none did.
    /// Those of earlier attempts are in their own events.
    ///
    /// # Errors
    /// If an event cannot be read.
    pub fn raw_error(&self, call: u64) -> Result<Option<Failure>, FactError> {
        for event in self
            .events
            .iter()
            .rev()
            .filter(|event| event.kind() == "call_failed")
        {
            match Fact::read(event)? {
                Some(Fact::CallFailed(fact)) if fact.call == call => return Ok(Some(fact.failure)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// The thread's name.
    #[must_use]
    pub fn id(&self) -> &ThreadId {
        &self.id
    }

    /// The key under which a call runs: the same for every attempt of it, and for no other call of any thread.
    #[must_use]
    pub fn idempotency_key(&self, call: u64) -> String {
        format!("{}/{call}", self.id)
    }

    /// The log.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// How many events there are.
    #[must_use]
    #[expect(
        clippy::len_without_is_empty,
        reason = "a thread has at least its start"
    )]
    pub fn len(&self) -> u64 {
        self.events.len() as u64
    }

    /// How many events a store has made durable.
    #[must_use]
    pub fn saved(&self) -> u64 {
        self.saved as u64
    }

    /// The events that no store has made durable yet.
    #[must_use]
    pub fn unsaved(&self) -> &[Event] {
        &self.events[self.saved..]
    }

    /// Says that a store has made every event durable.
    pub fn mark_saved(&mut self) {
        self.saved = self.events.len();
    }

    /// What was [put aside](Self::put_aside), if it is this.
    #[cfg(feature = "run")]
    pub(crate) fn take_aside<T: Any>(&mut self) -> Option<T> {
        let aside = self.aside.0.take()?;
        Some(*aside.downcast().ok()?)
    }

    /// Keeps what was made from the thread until it is wanted again.
    #[cfg(feature = "run")]
    pub(crate) fn put_aside(&mut self, aside: impl Any + Send + Sync) {
        self.aside.0 = Some(Box::new(aside));
    }

    /// What the events add up to.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the thread is doing.
    #[must_use]
    pub fn status(&self) -> Status {
        self.state.status()
    }
}

/// A state as JSON text; it has no secrets, or handles in their place.
pub(crate) fn written<S: Kept>(state: &S) -> Result<(String, Vec<SecretKept>), ThreadError> {
    Ok((state.to_json().map_err(unwritable)?, Vec::new()))
}

fn unwritable(error: serde_json::Error) -> DecodeError {
    DecodeError::new("state", error)
}

/// The tools of an agent that its new threads may call, as `name@version#fingerprint`.
fn contracts(table: &Table) -> Vec<String> {
    let steps = table.spec.steps.iter();
    steps
        .filter(|step| !step.retired)
        .filter_map(|step| match &step.kind {
            StepKind::Tool(tool) => Some(format!(
                "{}@{}#{:016x}",
                tool.name,
                tool.version,
                tool.fingerprint()
            )),
            StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => None,
        })
        .collect()
}

/// The prompt, rendered once: its bytes stay the same for the life of the thread.
fn opening(
    table: &Table,
    prompt: Option<&Prompt>,
    state: &serde_json::Value,
) -> Result<Opening, PromptError> {
    let Some(prompt) = prompt else {
        return Ok(Opening::default());
    };
    let steps: Vec<_> = table
        .spec
        .offered()
        .map(|step| (step.name, step.doc, step.arguments))
        .collect();
    let tools = steps.iter().map(|(name, doc, _)| (*name, *doc));
    let output = Output::Steps {
        tag: table.spec.tag,
        steps: &steps,
    };
    let turns = prompt.turns(&prompt::variables(tools, state), &output)?;
    Ok(Opening::of(turns))
}

/// What a thread says before anyone else does.
#[derive(Default)]
struct Opening {
    system: Option<String>,
    opening: Vec<Turn>,
}

impl Opening {
    /// One system message stands by itself, as it always did.
    fn of(mut turns: Vec<Turn>) -> Self {
        if let [only] = &mut *turns
            && only.role == Role::System
        {
            return Self {
                system: Some(std::mem::take(&mut only.text)),
                opening: Vec::new(),
            };
        }
        Self {
            system: None,
            opening: turns,
        }
    }
}
