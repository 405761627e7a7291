//! A model without a model: valid steps, made up from what a request offers.

mod answer;
mod walk;

use thiserror::Error;

use super::{NoValue, encode};
use crate::agent::{Agent, AgentSpec, StepKind};
use crate::message::{Reply, Request, Settings, Usage};
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, RawReply};
use crate::schema::{Schema, ShapeRef};
use crate::wire::{Dialect, OpenAiChatDialect, WireError};

/// Turns after which a walk ends, unless told otherwise.
const WITHIN: usize = 8;

/// A model without a model: it answers with valid steps that a seed chooses and a schema fills in.
///
/// It works from the request's body alone, as a provider does, through the dialect that it was written in: what it
/// offers is what is walked over. From the agent's constants it only knows which steps end a run and what the types
/// say beyond the provider's schema. It remembers nothing: the same seed gives the same answer to the same turn, in
/// any process, so a walk that found a mistake can be walked again by its seed.
///
/// ```
/// use agent_core::prelude::*;
/// use agent_core::reducer::Status;
/// use agent_core::run::Runner;
/// use agent_core::testkit::FakeModel;
///
/// /// Add two numbers.
/// #[tool(read)]
/// fn add(a: i64, b: i64) -> Option<i64> {
///     a.checked_add(b)
/// }
///
/// /// Sums.
/// #[agent(max_steps = 40)]
/// enum Sums {
///     Add(Add),
///     /// Tell the result.
///     #[done]
///     Tell { sum: i64 },
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// for seed in 0..20 {
///     let runner = Runner::<Sums>::new(FakeModel::of::<Sums>(seed).hard(), ());
///     let mut thread = runner.start(format!("walk-{seed}").parse()?, &()).await?;
///     runner.send(&mut thread, "What is the sum?").await?;
///     assert_eq!(runner.run(&mut thread).await?, Status::Finished, "seed {seed}");
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct FakeModel {
    settings: Settings,
    dialect: &'static dyn Dialect,
    seed: u64,
    within: usize,
    weights: Vec<(String, usize)>,
    endings: Vec<String>,
    spec: Option<&'static AgentSpec>,
    known: Vec<ShapeRef>,
    parallel: usize,
    in_text: bool,
    hard: bool,
}

/// Why there is no answer to make up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FakeError {
    /// The request cannot be read.
    #[error("the fake model cannot read the request: {0}")]
    Request(#[from] WireError),
    /// A schema in the request cannot be read.
    #[error("the fake model cannot read the schema of `{name}`: {reason}")]
    Schema {
        /// The step's name, or the schema's.
        name: String,
        /// Where and why.
        reason: String,
    },
    /// Nothing fits.
    #[error(
        "the fake model has nothing to say for `{name}`: {error}\nnote: `weight` 0 leaves a step out"
    )]
    NoValue {
        /// The step's name, or the schema's.
        name: String,
        /// Where and why.
        error: NoValue,
    },
    /// No step may be chosen.
    #[error("none of the steps on offer may be chosen: all of them have weight 0")]
    NoStep,
}

impl FakeModel {
    /// A fake that knows nothing but what requests say: schemas are read out of them, and no step is known to end a
    /// run unless [`ending`](Self::ending) says so.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            settings: Settings::new("fake"),
            dialect: &OpenAiChatDialect,
            seed,
            within: WITHIN,
            weights: Vec::new(),
            endings: Vec::new(),
            spec: None,
            known: Vec::new(),
            parallel: 1,
            in_text: false,
            hard: false,
        }
    }

    /// A fake that knows which steps of an agent end a run, and the bounds that its types have beyond what the
    /// provider's schemas can say: all that it chooses is valid.
    #[must_use]
    pub fn of<A: Agent>(seed: u64) -> Self {
        let ends = |kind: &StepKind| matches!(kind, StepKind::Done);
        let endings = A::SPEC.offered().filter(|step| ends(&step.kind));
        Self {
            endings: endings.map(|step| step.name.to_owned()).collect(),
            spec: Some(A::SPEC),
            ..Self::new(seed)
        }
    }

    /// Where a request asks for JSON of this type, the type says what is valid: a provider's schema may lack a bound
    /// that it has. For [`once::extract`](crate::once::extract).
    #[must_use]
    pub fn knowing<T: Schema>(mut self) -> Self {
        self.known.push(T::SHAPE);
        self
    }

    /// In which turn, counted from 1, a step that ends the run is chosen at the latest; 8 by default.
    #[must_use]
    pub const fn ends_within(mut self, turns: usize) -> Self {
        self.within = turns;
        self
    }

    /// One more step that ends a run.
    #[must_use]
    pub fn ending(mut self, step: &str) -> Self {
        self.endings.push(step.to_owned());
        self
    }

    /// How likely a step is chosen, beside the others, which have 1. 0 leaves it out.
    #[must_use]
    pub fn weight(mut self, step: &str, weight: usize) -> Self {
        self.weights.retain(|(known, _)| known != step);
        self.weights.push((step.to_owned(), weight));
        self
    }

    /// Up to so many calls in one answer.
    #[must_use]
    pub const fn parallel(mut self, calls: usize) -> Self {
        self.parallel = calls;
        self
    }

    /// Answers with the step as JSON in a text in place of a call, as models without tools do.
    #[must_use]
    pub const fn in_text(mut self) -> Self {
        self.in_text = true;
        self
    }

    /// Also makes up what is legal and seldom seen: see [`Generator::hard`](super::Generator::hard).
    #[must_use]
    pub const fn hard(mut self) -> Self {
        self.hard = true;
        self
    }

    /// Speaks another dialect than Chat Completions.
    #[must_use]
    pub const fn speaking(mut self, dialect: &'static dyn Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Other settings, which requests then carry.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The answer to a request. Pure.
    ///
    /// # Errors
    /// When nothing valid can be made up.
    pub fn reply(&self, request: &Request) -> Result<Reply, FakeError> {
        let reply = answer::to(self, request)?;
        Ok(Reply {
            model: request.settings.model.clone(),
            ..reply
        })
    }

    fn answer(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let plan = self.plan();
        let body = ask.body(&plan)?.to_text();
        let script = |error: FakeError| ModelError::Script(error.to_string());
        let request = self.dialect.decode_request(&body);
        let mut reply = request
            .map_err(FakeError::from)
            .and_then(|request| self.reply(&request))
            .map_err(script)?;
        reply.usage = Some(usage(&body, &reply));
        let body = encode(self.dialect, &reply, ask.streams());
        let raw = RawReply {
            status: 200,
            body,
            retry_after_ms: None,
        };
        ask.read(plan, raw)
    }
}

/// A token for four bytes, as [`ScriptedModel`](super::ScriptedModel) counts.
fn usage(request: &str, reply: &Reply) -> Usage {
    let calls = reply.calls.iter().map(|call| call.arguments.len());
    let said = reply.text.as_ref().map_or(0, String::len) + calls.sum::<usize>();
    let tokens = |bytes: usize| u64::try_from(bytes.div_ceil(4)).unwrap_or(u64::MAX);
    Usage {
        input: tokens(request.len()),
        output: tokens(said),
        ..Usage::default()
    }
}

impl Model for FakeModel {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(std::future::ready(self.answer(ask)))
    }
}

impl std::fmt::Debug for FakeModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeModel")
            .field("dialect", &self.dialect.name())
            .field("seed", &self.seed)
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}
