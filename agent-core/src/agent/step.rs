//! A step on its way between JSON and the user's enum.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Agent, IntoStep};
use crate::contract::Contract;
use crate::future::BoxFuture;
use crate::schema::Kind;
use crate::tool::{ArgumentError, Call, CallContext, Failure, Tool, ToolOutput};

/// A message that starts the agent, or sets a finished or paused one going again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What the person or program wrote.
    pub message: String,
}

/// Why the model gave no step. The flow decides what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFailure {
    /// What kind of failure it was.
    pub kind: ModelFailureKind,
    /// What happened, for people.
    pub message: String,
}

/// The kinds of [`ModelFailure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelFailureKind {
    /// The model could not be reached, or the connection broke.
    Unreachable,
    /// No answer in time.
    Timeout,
    /// The provider refused for now: too many requests or overloaded.
    RateLimited,
    /// The provider refused the request.
    Refused,
    /// The provider broke down (5xx).
    Server,
    /// Too many replies in a row that could not be read.
    Unreadable,
    /// The request cannot be made: it does not fit, or it was not recorded.
    Unsendable,
    /// Too much went wrong to ask it again: see [`WhenStuck`](super::WhenStuck).
    Stuck,
    /// A budget would not have sufficed: nothing was sent.
    OverBudget,
}

/// What ended a `#[wait]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Woke {
    /// The time came.
    Time,
    /// The event came, with its data as JSON text.
    Event(String),
}

/// A step as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The step's number in the agent's list.
    pub index: usize,
    /// The arguments as canonical JSON: declaration order, no spaces.
    pub arguments: String,
}

/// What a step gave, as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A tool's result or a person's answer, as JSON text.
    Value(String),
    /// No result.
    Failure(Failure),
    /// The time that a wait was for.
    Time,
    /// The step gives nothing: a final answer.
    Nothing,
}

/// An event that cannot be read as the agent's types: the program changed, or the log did.
#[derive(Debug, thiserror::Error)]
#[error("{what} cannot be read: {reason}")]
pub struct DecodeError {
    /// Which step, event or state.
    pub what: String,
    /// What was wrong with it.
    pub reason: String,
}

impl DecodeError {
    /// Names what could not be read and why.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "texts, errors and format arguments alike, as they come"
    )]
    pub fn new(what: impl Into<String>, reason: impl ToString) -> Self {
        Self {
            what: what.into(),
            reason: reason.to_string(),
        }
    }
}

impl From<ArgumentError> for DecodeError {
    fn from(error: ArgumentError) -> Self {
        Self::new("arguments", error)
    }
}

impl Answer {
    /// The answer of a tool.
    ///
    /// # Errors
    /// If the recorded value does not read as an `O`.
    pub fn tool<O: ToolOutput>(&self) -> Result<Result<O, Failure>, DecodeError> {
        match self {
            Self::Value(text) => O::from_json(text)
                .map(Ok)
                .map_err(|error| DecodeError::new("result", error)),
            Self::Failure(failure) => Ok(Err(failure.clone())),
            Self::Time | Self::Nothing => Err(DecodeError::new("result", "the call has none")),
        }
    }

    /// The answer of a person.
    ///
    /// # Errors
    /// If the recorded answer does not read as a `T`.
    pub fn person<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match self {
            Self::Value(text) => {
                serde_json::from_str(text).map_err(|error| DecodeError::new("answer", error))
            }
            Self::Failure(_) | Self::Time | Self::Nothing => {
                Err(DecodeError::new("answer", "there is none"))
            }
        }
    }

    /// What ended a wait.
    #[must_use]
    pub fn woke(&self) -> Woke {
        match self {
            Self::Value(text) => Woke::Event(text.clone()),
            Self::Failure(_) | Self::Time | Self::Nothing => Woke::Time,
        }
    }
}

/// Runs a tool: arguments, deps and context in, the result as JSON text out.
pub type RunFn<D> = fn(
    &str,
    Arc<D>,
    CallContext,
) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError>;

/// Asks a tool's `ask_if` about its arguments.
pub type AskFn = fn(&str) -> Result<bool, ArgumentError>;

/// The functions of one step; `#[agent]` writes one row a variant.
pub struct StepFns<A: Agent> {
    /// Reads the step from its arguments.
    pub decode: fn(&str) -> Result<A, ArgumentError>,
    /// Makes the typed outcome.
    pub outcome: fn(&str, &Answer) -> Result<A::Outcome, DecodeError>,
    /// A tool's `ask_if`.
    pub ask_if: Option<AskFn>,
    /// Runs a tool; other steps are not run.
    pub run: Option<RunFn<A::Deps>>,
}

impl<A: Agent> StepFns<A> {
    /// The row of a step that is no tool.
    #[must_use]
    pub const fn plain(
        decode: fn(&str) -> Result<A, ArgumentError>,
        outcome: fn(&str, &Answer) -> Result<A::Outcome, DecodeError>,
    ) -> Self {
        Self {
            decode,
            outcome,
            ask_if: None,
            run: None,
        }
    }

    /// The row of a tool.
    #[must_use]
    pub const fn tool(
        decode: fn(&str) -> Result<A, ArgumentError>,
        outcome: fn(&str, &Answer) -> Result<A::Outcome, DecodeError>,
        ask_if: fn(&str) -> Result<bool, ArgumentError>,
        run: RunFn<A::Deps>,
    ) -> Self {
        Self {
            decode,
            outcome,
            ask_if: Some(ask_if),
            run: Some(run),
        }
    }
}

/// The functions of the tool `T`. What is no tool has those of [`NoTool`] instead, so that "is not a
/// tool" shows once, where the variant names its type.
#[doc(hidden)]
pub struct Held<T>(PhantomData<T>);

impl<T: Tool> Held<T> {
    /// Reads the call and makes it a step.
    ///
    /// # Errors
    /// If the arguments do not read.
    pub fn decode<A>(arguments: &str) -> Result<A, ArgumentError>
    where
        T: IntoStep<A>,
    {
        T::from_json(arguments).map(T::into_step)
    }

    /// In place of [`decode`](Self::decode) where no step stands for the tool.
    ///
    /// # Errors
    /// Always.
    pub fn no_step<A>(_: &str) -> Result<A, ArgumentError> {
        Err(ArgumentError::Refused {
            pointer: String::new(),
            message: format!("`{}` is only prefetched", T::CONTRACT.name),
        })
    }

    /// The tool's `ask_if`.
    ///
    /// # Errors
    /// If the arguments do not read.
    pub fn ask_if(arguments: &str) -> Result<bool, ArgumentError> {
        Ok(T::from_json(arguments)?.ask_if())
    }

    /// Reads what the tool gave. An output that does not fit is told at the tool, so nothing is asked of it here.
    ///
    /// # Errors
    /// If the recorded result does not read.
    pub fn answer(answer: &Answer) -> Result<Result<T::Output, Failure>, DecodeError> {
        answer.tool()
    }

    /// Arguments, deps and context in, the result as JSON text out.
    ///
    /// # Errors
    /// If the arguments do not read.
    pub fn run<D: Send + Sync + 'static>(
        arguments: &str,
        deps: Arc<D>,
        cx: CallContext,
    ) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError>
    where
        T: Call<D>,
    {
        crate::tool::run::<D, T>(arguments, deps, cx)
    }
}

/// Stands in where [`Held`] has no functions: in programs that do not compile.
#[doc(hidden)]
pub trait NoTool {
    /// Never called.
    ///
    /// # Errors
    /// None.
    fn decode<A>(_: &str) -> Result<A, ArgumentError> {
        crate::tool::expansion::stub()
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    fn no_step<A>(_: &str) -> Result<A, ArgumentError> {
        crate::tool::expansion::stub()
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    fn ask_if(_: &str) -> Result<bool, ArgumentError> {
        crate::tool::expansion::stub()
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    fn answer<O>(_: &Answer) -> Result<O, DecodeError> {
        crate::tool::expansion::stub()
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    fn run<D>(
        _: &str,
        _: Arc<D>,
        _: CallContext,
    ) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError> {
        crate::tool::expansion::stub()
    }
}

impl<T> NoTool for Held<T> {}

/// [`Held`] in an agent that states no deps, for tools that borrow none. What borrows has the functions of
/// [`Borrows`] instead, so that the missing key shows once, at the agent.
#[doc(hidden)]
pub struct Alone<T>(PhantomData<T>);

impl<T: Call<()>> Alone<T> {
    /// The tool needs no deps.
    pub const RUNS: bool = true;

    /// Arguments, no deps and context in, the result as JSON text out.
    ///
    /// # Errors
    /// If the arguments do not read.
    pub fn run(
        arguments: &str,
        deps: Arc<()>,
        cx: CallContext,
    ) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError> {
        crate::tool::run::<(), T>(arguments, deps, cx)
    }
}

/// Stands in where [`Alone`] has no functions: in programs that do not compile.
#[doc(hidden)]
pub trait Borrows {
    /// The tool needs deps.
    const RUNS: bool = false;

    /// Never called.
    ///
    /// # Errors
    /// None.
    fn run(
        _: &str,
        _: Arc<()>,
        _: CallContext,
    ) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError> {
        crate::tool::expansion::stub()
    }
}

impl<T> Borrows for Alone<T> {}

/// A value that stands in a step's arguments: anything that serde can write.
pub trait JsonField {
    /// Appends the value as JSON text.
    ///
    /// # Errors
    /// What serde says.
    fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error>;
}

impl<T: Serialize> JsonField for T {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        serde_json::to_writer(out, self)
    }
}

impl Choice {
    /// The choice of a step that holds a tool's call.
    ///
    /// # Errors
    /// What serde says.
    pub fn call<T: Tool>(index: usize, call: &T) -> Result<Self, serde_json::Error> {
        let arguments = call.to_json()?;
        Ok(Self { index, arguments })
    }

    /// The choice of a step whose arguments are written already.
    ///
    /// # Errors
    /// The writer's.
    pub fn written(
        index: usize,
        arguments: Result<String, serde_json::Error>,
    ) -> Result<Self, serde_json::Error> {
        arguments.map(|arguments| Self { index, arguments })
    }

    /// The choice of a step with named fields, written in this order.
    ///
    /// # Errors
    /// What serde says.
    pub fn fields(
        index: usize,
        fields: &[(&'static str, &dyn JsonField)],
    ) -> Result<Self, serde_json::Error> {
        Self::object(index, fields.iter().copied())
    }

    /// The choice of a step that restates a tool's parameters, written in the tool's order, so that
    /// approvals and comparisons see the same text as for a step that holds the call.
    ///
    /// # Errors
    /// What serde says.
    pub fn restated(
        index: usize,
        contract: &Contract,
        fields: &[(&'static str, &dyn JsonField)],
    ) -> Result<Self, serde_json::Error> {
        let Kind::Struct(parameters) = &contract.arguments.kind else {
            return Self::fields(index, fields);
        };
        let find = |name| fields.iter().find(|(field, _)| *field == name).copied();
        let ordered = parameters.list.iter().filter_map(|field| find(field.name));
        Self::object(index, ordered)
    }

    fn object<'a>(
        index: usize,
        fields: impl Iterator<Item = (&'static str, &'a dyn JsonField)>,
    ) -> Result<Self, serde_json::Error> {
        let mut out = vec![b'{'];
        for (at, (name, value)) in fields.enumerate() {
            if at > 0 {
                out.push(b',');
            }
            serde_json::to_writer(&mut out, name)?;
            out.push(b':');
            value.write(&mut out)?;
        }
        out.push(b'}');
        let arguments = String::from_utf8(out).map_err(serde::ser::Error::custom)?;
        Ok(Self { index, arguments })
    }
}
