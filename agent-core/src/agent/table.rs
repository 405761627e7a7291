//! An agent with its types erased, so that the reducer and the runner compile once.

use std::any::Any;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::field::at_fault;
use super::toolset;
use super::{
    Agent, AgentSpec, Answer, Choice, DecodeError, Kept, ModelFailure, Next, NextKind, Secrets,
    ShownState, Start, StepSpec,
};
use crate::tool::ArgumentError;

/// The facts and functions of one agent.
pub struct Table {
    /// Names, docs, shapes and limits.
    pub spec: &'static AgentSpec,
    /// Reads a step's arguments and writes them canonically.
    canonical: fn(&'static AgentSpec, usize, &str) -> Result<Choice, ArgumentError>,
    /// A tool's `ask_if`; false for other steps.
    pub(crate) ask_if: fn(usize, &str) -> Result<bool, ArgumentError>,
    /// Reads the business state.
    pub(crate) load: fn(&str) -> Result<Business, DecodeError>,
    /// Writes the business state.
    pub(crate) save: fn(&Business) -> Result<String, DecodeError>,
    /// Folds one outcome into the business state.
    pub(crate) apply: fn(&mut Business, &Settled<'_>) -> Result<(), DecodeError>,
    /// What the model is shown of the business state.
    pub(crate) shown: fn(&Business) -> Result<ShownState, DecodeError>,
    /// Asks the flow.
    pub(crate) next: fn(&[Settled<'_>], &Business) -> Result<Decision, DecodeError>,
    index: OnceLock<HashMap<(&'static str, u32), usize>>,
    secrets: OnceLock<Secrets>,
}

/// The user's state behind a pointer.
pub(crate) type Business = Box<dyn Any + Send + Sync>;

/// One outcome, untyped.
#[derive(Debug, Clone, Copy)]
pub enum Settled<'a> {
    /// A message started the agent.
    Started(&'a str),
    /// A step has its answer.
    Step {
        /// The step's number in the agent's list.
        index: usize,
        /// Its arguments as JSON text.
        arguments: &'a str,
        /// What it gave.
        answer: &'a Answer,
    },
    /// The model failed for good.
    Failed(&'a ModelFailure),
}

/// What a flow answered, untyped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The kind of answer.
    pub next: NextKind,
    /// The steps to take, each once.
    pub steps: Vec<Choice>,
    /// How many identical steps were dropped from the list.
    pub collapsed: u32,
}

impl Table {
    /// The table of `A`.
    #[must_use]
    pub const fn new<A: Agent>() -> Self {
        Self {
            spec: A::SPEC,
            canonical: |_, index, text| {
                (A::STEPS[index].decode)(text)?
                    .encode()
                    .map_err(|error| ArgumentError::unwritable(&error))
            },
            ask_if: |index, text| {
                A::STEPS[index]
                    .ask_if
                    .map_or(Ok(false), |ask_if| ask_if(text))
            },
            load: load::<A>,
            save: save::<A>,
            apply: apply::<A>,
            shown: shown::<A>,
            next: next::<A>,
            index: OnceLock::new(),
            secrets: OnceLock::new(),
        }
    }

    /// The table of an agent that is made while the program runs: its steps are known by their shapes alone.
    pub(super) const fn of_spec(spec: &'static AgentSpec) -> Self {
        Self {
            spec,
            canonical: toolset::canonical,
            ask_if: |_, _| Ok(false),
            // There is no business state.
            load: |_| Ok(Box::new(())),
            save: |_| Ok("null".to_owned()),
            apply: |_, _| Ok(()),
            shown: |_| Ok(ShownState::new()),
            next: |batch, _| Ok(toolset::next(batch)),
            index: OnceLock::new(),
            secrets: OnceLock::new(),
        }
    }

    /// Reads a step's arguments and writes them canonically.
    pub(crate) fn canonical(&self, index: usize, text: &str) -> Result<Choice, ArgumentError> {
        (self.canonical)(self.spec, index, text)
    }

    /// The shapes that keep secrets.
    pub(crate) fn secrets(&self) -> &Secrets {
        self.secrets.get_or_init(|| Secrets::of(self.spec))
    }

    /// The number of the step of this name and version.
    ///
    /// Names repeat only for tools in several versions.
    #[must_use]
    pub fn find(&self, name: &str, version: u32) -> Option<usize> {
        let index = self.index.get_or_init(|| {
            let steps = self.spec.steps.iter().enumerate();
            steps
                .map(|(at, step)| ((step.name, step.version), at))
                .collect()
        });
        index.get(&(name, version)).copied()
    }

    /// The step at `index`.
    #[must_use]
    pub fn step(&self, index: usize) -> &'static StepSpec {
        &self.spec.steps[index]
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("agent", &self.spec.name)
            .finish_non_exhaustive()
    }
}

fn typed<A: Agent>(state: &Business) -> Result<&A::State, DecodeError> {
    state.downcast_ref().ok_or_else(|| foreign::<A>())
}

fn foreign<A: Agent>() -> DecodeError {
    DecodeError::new(
        "state",
        format_args!("it is not the state of {}", A::SPEC.name),
    )
}

fn load<A: Agent>(text: &str) -> Result<Business, DecodeError> {
    let state: A::State =
        Kept::from_json(text).map_err(|error| DecodeError::new(at_fault(text, &error), error))?;
    Ok(Box::new(state))
}

fn save<A: Agent>(state: &Business) -> Result<String, DecodeError> {
    Kept::to_json(typed::<A>(state)?).map_err(|error| DecodeError::new("state", error))
}

fn apply<A: Agent>(state: &mut Business, settled: &Settled<'_>) -> Result<(), DecodeError> {
    let outcome = outcome::<A>(settled)?;
    let state: &mut A::State = state.downcast_mut().ok_or_else(|| foreign::<A>())?;
    super::State::apply(state, &outcome);
    Ok(())
}

fn shown<A: Agent>(state: &Business) -> Result<ShownState, DecodeError> {
    Ok(super::State::shown(typed::<A>(state)?))
}

fn outcome<A: Agent>(settled: &Settled<'_>) -> Result<A::Outcome, DecodeError> {
    match *settled {
        Settled::Started(message) => Ok(A::started(Start {
            message: message.to_owned(),
        })),
        Settled::Step {
            index,
            arguments,
            answer,
        } => (A::STEPS[index].outcome)(arguments, answer).map_err(|error| {
            let step = A::SPEC.steps[index].name;
            DecodeError::new(format!("{} of step `{step}`", error.what), error.reason)
        }),
        Settled::Failed(failure) => Ok(A::failed(failure.clone())),
    }
}

fn next<A: Agent>(batch: &[Settled<'_>], state: &Business) -> Result<Decision, DecodeError> {
    let outcomes = batch.iter().map(outcome::<A>).collect::<Result<_, _>>()?;
    Decision::of((A::FLOW)(outcomes, typed::<A>(state)?))
}

impl Decision {
    /// A flow's answer with its types erased; identical steps become one.
    ///
    /// # Errors
    /// If a step cannot be written as JSON, or stands beside a pause or an end, where it would be lost.
    pub fn of<A: Agent>(answer: Next<A>) -> Result<Self, DecodeError> {
        let (next, steps) = answer.into_parts();
        if !steps.is_empty() && !matches!(next, NextKind::Go | NextKind::Fallback) {
            let reason = "a step stands beside `wait`, `finish` or `stop`";
            return Err(DecodeError::new("the flow's answer", reason));
        }
        let mut choices: Vec<Choice> = Vec::with_capacity(steps.len());
        let mut collapsed = 0;
        for step in &steps {
            let choice = step
                .encode()
                .map_err(|error| DecodeError::new("the flow's step", error))?;
            if choices.contains(&choice) {
                collapsed += 1;
            } else {
                choices.push(choice);
            }
        }
        Ok(Self {
            next,
            steps: choices,
            collapsed,
        })
    }
}
