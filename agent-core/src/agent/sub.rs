//! An agent as a step of another: its contract, and its answer as the result of the call.

use std::marker::PhantomData;

use super::{Agent, Answer, DecodeError, StepKind, StepSpec, Table};
use crate::contract::{Class, Contract};
use crate::schema::{Content, Kind, Schema, Shape, ShapeRef, Tagging, Variant};
use crate::tool::Failure;

/// What a step needs of the agent `T` that carries it out. What is no agent has what [`NoAgent`] has instead, so that
/// "is not an agent" shows once, where the variant names its type.
#[derive(Debug)]
pub struct Below<T>(PhantomData<T>);

impl<A: Agent> Below<A> {
    /// The shape of its answers.
    pub const SHAPE: ShapeRef = A::DONE_SHAPE;

    /// Its facts and functions.
    pub const TABLE: fn() -> &'static Table = A::table;

    /// Its answer, as the call's result.
    ///
    /// # Errors
    /// If the recorded answer does not read as one of the agent's.
    pub fn done(answer: &Answer) -> Result<Result<A::Done, Failure>, DecodeError> {
        match answer {
            Answer::Value(text) => read::<A>(text).map(Ok),
            Answer::Failure(failure) => Ok(Err(failure.clone())),
            Answer::Time | Answer::Nothing => Err(DecodeError::new("result", "the step has none")),
        }
    }
}

/// Stands in where [`Below`] has nothing: in programs that do not compile.
pub trait NoAgent {
    /// Nothing.
    const SHAPE: ShapeRef = <() as Schema>::SHAPE;

    /// Never called.
    const TABLE: fn() -> &'static Table = || crate::tool::expansion::stub();

    /// Never called.
    ///
    /// # Errors
    /// None.
    fn done<O>(_: &Answer) -> Result<O, DecodeError> {
        crate::tool::expansion::stub()
    }
}

impl<T> NoAgent for Below<T> {}

fn read<A: Agent>(text: &str) -> Result<A::Done, DecodeError> {
    let name = A::SPEC.name;
    let other = || DecodeError::new("result", format_args!("it is no answer of agent {name}"));
    let (step, arguments) = split(text).ok_or_else(other)?;
    let ends = |spec: &StepSpec| spec.name == step && matches!(spec.kind, StepKind::Done);
    let index = A::SPEC.steps.iter().position(ends).ok_or_else(other)?;
    let step =
        (A::STEPS[index].decode)(arguments).map_err(|error| DecodeError::new("result", error))?;
    (A::DONE)(step).ok_or_else(other)
}

/// `{"reply":{…}}` as the step's name and its arguments, which stay as they are written.
fn split(text: &str) -> Option<(&str, &str)> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    let (name, arguments) = inside.strip_prefix('"')?.split_once('"')?;
    Some((name, arguments.trim_start().strip_prefix(':')?.trim()))
}

/// The contract of a step that an agent carries out: what the step holds, and what the agent may end with. Its thread
/// says how far it has come, so it may always be run again; one at a time, so that each has what the others left of
/// the bounds.
#[must_use]
pub const fn sub_contract(
    name: &'static str,
    arguments: &'static Shape,
    output: ShapeRef,
    place: &'static str,
) -> Contract {
    let mut contract = Contract::new(name, arguments.doc, ShapeRef::new(arguments), output);
    contract.class = Class::Idempotent;
    contract.place = place;
    contract
}

/// The entry of a step that an agent carries out.
#[must_use]
pub const fn sub_step(
    contract: &'static Contract,
    agent: fn() -> &'static Table,
    retired: bool,
) -> StepSpec {
    let mut step = super::expansion::tool_step(contract, retired);
    step.sub = Some(agent);
    step
}

/// The shape of what an agent may end with.
#[must_use]
pub const fn done_shape(name: &'static str, text_hash: u64, variants: &'static [Variant]) -> Shape {
    Shape {
        name,
        doc: "",
        text_hash,
        kind: Kind::Enum {
            tagging: Tagging::External,
            variants,
        },
    }
}

/// One way to end.
#[must_use]
pub const fn done_variant(name: &'static str, arguments: &'static Shape) -> Variant {
    Variant {
        name,
        aliases: &[],
        doc: arguments.doc,
        content: Content::Newtype(ShapeRef::new(arguments)),
    }
}
