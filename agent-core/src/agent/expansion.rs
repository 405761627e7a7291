//! What the code written by `#[agent]` names and calls, so that it stays short.
//!
//! Owns the traits through which a step's fields, a person's answers and restated parameters pass, each
//! with a message of its own, and the const checks over the steps. Users never name these.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use core::primitive::{str, u64, usize};
pub use core::time::Duration;
pub use std::borrow::Cow::Borrowed;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::vec::Vec;

pub use serde_json::Error as JsonError;

pub use super::flow::{Probe, ProbeDefault};
pub use super::pin_check::check_pinned_step;
pub use super::profile_check::{check_field, check_profile, check_restated_field, count};
pub use super::prompt_check::{check_prompt, check_tool_listed, check_tool_named};
use super::step::JsonField;
pub use super::sub::{Below, NoAgent, done_shape, done_variant, sub_contract, sub_step};
pub use super::{
    Agent, AgentSpec, Alone, Answer, Borrows, Choice, DecodeError, DefaultFlow, FlowOf, Held,
    IntoStep, Limits, ModelFailure, Next, NoTool, Prefetch, Question, RunFn, Start, StepFns,
    StepKind, StepSpec, Table, Urgency, Wait, WhenStuck, Woke,
};
pub use crate::contract::Contract;
use crate::contract::const_text::{Text, same};
pub use crate::contract::pin::{
    Pin, PinEnd, PinKeys, PinKind, PinLength, PinNode, PinObject, PinProperty, PinRange, PinRest,
};
pub use crate::contract::profile_check::check_counts;
pub use crate::contract::refuse_locked;
use crate::contract::{Class, Gate};
pub use crate::lint::Finding;
pub use crate::prompt::{
    Condition, Expression, Filter, Literal, Node, Operand, Operator, OutputForm, OutputFormat,
    Prompt, Role,
};
pub use crate::prompt::{Messages, PromptError, Turn};
pub use crate::schema::{
    ANTHROPIC, Field, GEMINI, Hoist, Limit, MCP, OPENAI_STRICT, PORTABLE, Profile, Schema, Shape,
    ShapeRef,
};
use crate::schema::{Kind, Lossy, Stream};
pub use crate::tool::expansion::arguments;
pub use crate::tool::{Args, ArgumentError, Failure, Tool};

/// A field of a step that the model fills in.
#[diagnostic::on_unimplemented(
    message = "the model cannot fill in a `{Self}`",
    label = "a step's field needs a schema, and serde's `Serialize` and `Deserialize`",
    note = "write `#[agent_core::data]` on `{Self}`"
)]
pub trait StepField: Sized + Send + 'static {
    /// What the model is asked for.
    const SHAPE: ShapeRef;

    /// The field as something that can be written.
    fn field(&self) -> &dyn JsonField;

    /// Reads the field at `index`.
    ///
    /// # Errors
    /// What the decoder says.
    fn take(args: &mut Args<'_>, index: usize) -> Result<Self, ArgumentError>;
}

#[diagnostic::do_not_recommend]
impl<T: Schema + Serialize + DeserializeOwned + Send + 'static> StepField for T {
    const SHAPE: ShapeRef = T::SHAPE;

    fn field(&self) -> &dyn JsonField {
        self
    }

    fn take(args: &mut Args<'_>, index: usize) -> Result<Self, ArgumentError> {
        args.take(index)
    }
}

/// What a person may answer.
#[diagnostic::on_unimplemented(
    message = "a person cannot answer with a `{Self}`",
    label = "an answer needs a schema, and serde's `Serialize` and `Deserialize`",
    note = "write `#[agent_core::data]` on `{Self}`"
)]
pub trait StepAnswer: Sized + Send + 'static {
    /// Gives the format of the question.
    const SHAPE: ShapeRef;

    /// Reads the recorded answer.
    ///
    /// # Errors
    /// If it does not read as this type.
    fn read(answer: &Answer) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: Schema + Serialize + DeserializeOwned + Send + 'static> StepAnswer for T {
    const SHAPE: ShapeRef = T::SHAPE;

    fn read(answer: &Answer) -> Result<Self, DecodeError> {
        answer.person()
    }
}

/// A parameter's type as a restated step writes it: the same type.
#[diagnostic::on_unimplemented(
    message = "the tool's parameter is a `{Self}`, not a `{S}`",
    label = "must be `{Self}`, as in the tool's function"
)]
pub trait RestatedAs<S> {
    /// The value, unchanged.
    fn restate(self) -> S;
}

impl<T> RestatedAs<T> for T {
    fn restate(self) -> T {
        self
    }
}

/// A restated step's field, to be written: what does not fit is told at the tool's parameter.
#[derive(Debug)]
pub struct Restated<'a, T>(pub &'a T);

impl<'a, T: Serialize> Restated<'a, T> {
    /// The field as something that can be written.
    #[must_use]
    pub fn field(&self) -> &'a dyn JsonField {
        self.0
    }
}

/// Stands in where [`Restated`] has no function: in programs that do not compile.
pub trait NotWritten {
    /// Never called.
    fn field(&self) -> &'static dyn JsonField {
        crate::tool::expansion::stub()
    }
}

impl<T> NotWritten for Restated<'_, T> {}

/// The shape of an agent's state, if its type has one.
#[derive(Debug)]
pub struct StateShape<S>(PhantomData<S>);

impl<S: Schema> StateShape<S> {
    /// It has.
    pub const SHAPE: Option<ShapeRef> = Some(S::SHAPE);
}

/// Stands in where [`StateShape`] has no shape.
pub trait NoShape {
    /// It has none.
    const SHAPE: Option<ShapeRef> = None;
}

impl<S> NoShape for StateShape<S> {}

/// A value of a `#[prompt]` struct.
#[diagnostic::on_unimplemented(
    message = "a template cannot show a `{Self}`",
    label = "a prompt's field needs a schema, and serde's `Serialize`",
    note = "write `#[agent_core::data]` on `{Self}`"
)]
pub trait PromptField {
    /// What the template is checked against.
    const SHAPE: ShapeRef;

    /// The value as something that can be written.
    fn json(&self) -> &dyn JsonField;
}

#[diagnostic::do_not_recommend]
impl<T: Schema + Serialize> PromptField for T {
    const SHAPE: ShapeRef = T::SHAPE;

    fn json(&self) -> &dyn JsonField {
        self
    }
}

/// Renders a `#[prompt]` struct.
///
/// # Errors
/// If a value cannot be written as JSON, or the template cannot be rendered over the values.
pub fn prompt_messages(
    prompt: &Prompt,
    output: Option<ShapeRef>,
    values: &[(&str, &dyn JsonField)],
) -> Result<Vec<Turn>, PromptError> {
    let mut variables = serde_json::Map::new();
    for (name, value) in values {
        let mut text = Vec::new();
        let read = value
            .write(&mut text)
            .and_then(|()| serde_json::from_slice(&text));
        let value = read.map_err(|error| PromptError {
            file: prompt.file.clone(),
            place: Borrowed("1:1"),
            problem: format!("`{name}` cannot be written as JSON: {error}"),
        })?;
        variables.insert((*name).to_owned(), value);
    }
    let output = output.map_or(crate::prompt::Output::None, crate::prompt::Output::Type);
    prompt.turns(&serde_json::Value::Object(variables), &output)
}

/// Moves a parameter into the step's field; a function, so that the parameter's type is known when
/// the bound is checked.
pub fn restate<P: RestatedAs<S>, S>(parameter: P) -> S {
    parameter.restate()
}

/// One field of a step that is no tool.
#[must_use]
pub const fn field(
    name: &'static str,
    doc: &'static str,
    shape: ShapeRef,
    required: bool,
    place: &'static str,
) -> Field {
    Field {
        name,
        aliases: &[],
        doc,
        shape,
        required,
        default: "",
        flatten: false,
        bounds: &[],
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place,
    }
}

/// The entry of a step that calls a tool.
#[must_use]
pub const fn tool_step(contract: &'static Contract, retired: bool) -> StepSpec {
    StepSpec {
        name: contract.name,
        version: contract.version,
        doc: contract.doc,
        arguments: contract.arguments,
        kind: StepKind::Tool(contract),
        sub: None,
        retired,
        prefetch: Prefetch::No,
    }
}

/// The entry of a step that calls a tool before the model is asked for the first time.
#[must_use]
pub const fn prefetched_step(contract: &'static Contract, prefetch: Prefetch) -> StepSpec {
    StepSpec {
        prefetch,
        ..tool_step(contract, false)
    }
}

/// The entry of any other step.
#[must_use]
pub const fn plain_step(
    name: &'static str,
    arguments: &'static Shape,
    kind: StepKind,
    retired: bool,
) -> StepSpec {
    StepSpec {
        name,
        version: 1,
        doc: arguments.doc,
        arguments: ShapeRef::new(arguments),
        kind,
        sub: None,
        retired,
        prefetch: Prefetch::No,
    }
}

/// Each name's hash, computed once: const evaluation must not compare all names byte by byte.
#[must_use]
pub const fn name_hashes<const N: usize>(steps: &[StepSpec]) -> [u64; N] {
    let mut hashes = [0; N];
    let mut at = 0;
    while at < N {
        hashes[at] = name_hash(steps[at].name.as_bytes());
        at += 1;
    }
    hashes
}

const fn name_hash(name: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < name.len() {
        hash = (hash ^ name[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

/// Stops the build if the step at `index` has the name of an earlier one.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_name(steps: &[StepSpec], hashes: &[u64], index: usize) {
    let step = &steps[index];
    let mut at = 0;
    while at < index {
        if hashes[at] == hashes[index] && same(steps[at].name, step.name) {
            if steps[at].retired || step.retired {
                if steps[at].version == step.version {
                    complain_of_version(step);
                }
            } else {
                complain(&[
                    "two steps are named `",
                    step.name,
                    "`\nnote: the model tells steps apart by name; rename one, or mark the older version `#[retired]`",
                ]);
            }
        }
        at += 1;
    }
}

/// One of two steps is retired, and nothing tells their calls apart.
#[track_caller]
const fn complain_of_version(step: &StepSpec) {
    let (digits, start) = digits(step.version);
    let (_, number) = digits.split_at(start);
    let number = match str::from_utf8(number) {
        Ok(number) => number,
        Err(_) => "the same",
    };
    complain(&[
        "two steps are named `",
        step.name,
        "`, and both are version ",
        number,
        "\nnote: a retired step must have another version than the one that replaces it: state it at the function, `#[tool(version = …)]`, or remove the retired step",
    ]);
}

/// The number's digits: from where on they stand.
const fn digits(mut number: u32) -> ([u8; 10], usize) {
    let mut digits = [b'0'; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b"0123456789"[(number % 10) as usize];
        number /= 10;
        if number == 0 {
            return (digits, at);
        }
    }
}

/// Stops the build if a tool's parameter is named like the key that names the step.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_tag(contract: &Contract, tag: &str) {
    if has_parameter(contract, tag) {
        complain(&[
            "tool `",
            contract.name,
            "` has a parameter `",
            tag,
            "`, which is the key that names the step\nnote: choose another key with `#[agent(tag = \"…\")]`, or rename the parameter; the tool is declared at ",
            contract.place,
        ]);
    }
}

/// Stops the build if a tool cannot run before anybody has decided.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_prefetch(contract: &Contract) {
    let (why, note) = match (contract.class, contract.gate) {
        (Class::Write | Class::Idempotent, _) => (
            "it may change something",
            "only a tool that reads, `#[tool(read)]`, may run before anybody has decided; ",
        ),
        (Class::Read, Gate::Always | Gate::AskIf) => (
            "a person may have to approve it",
            "a tool with a gate runs when somebody chooses it; ",
        ),
        (Class::Read, Gate::Open) => match required_argument(contract) {
            Some(name) => return complain_of_argument(contract, name),
            None => return,
        },
    };
    complain(&[
        "tool `",
        contract.name,
        "` must not be prefetched: ",
        why,
        "\nnote: ",
        note,
        "the tool is declared at ",
        contract.place,
    ]);
}

#[track_caller]
const fn complain_of_argument(contract: &Contract, name: &str) {
    complain(&[
        "tool `",
        contract.name,
        "` must not be prefetched: nobody fills in its argument `",
        name,
        "`\nnote: give it a default, `#[schema(default = …)]`, or make it an `Option`; the tool is declared at ",
        contract.place,
    ]);
}

/// The first argument that may not be left out.
const fn required_argument(contract: &Contract) -> Option<&'static str> {
    let Kind::Struct(parameters) = &contract.arguments.get().kind else {
        return None;
    };
    let mut at = 0;
    while at < parameters.list.len() {
        if parameters.list[at].required {
            return Some(parameters.list[at].name);
        }
        at += 1;
    }
    None
}

/// Stops the build if an agent that states no deps has a tool which borrows some: the first is named.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_no_deps(agent: &str, tools: &[(&Contract, bool)]) {
    let mut at = 0;
    while at < tools.len() {
        let (contract, runs) = tools[at];
        if !runs {
            complain(&[
                "agent `",
                agent,
                "` must state its deps: tool `",
                contract.name,
                "` borrows from them\nnote: write `#[agent(deps = MyDeps)]`, where `MyDeps` is a struct with `#[derive(agent_core::Provide)]` and a field for each type that a tool takes by reference; the tool is declared at ",
                contract.place,
            ]);
        }
        at += 1;
    }
}

/// Stops the build if a restated step leaves out a parameter of its tool.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_restated(contract: &Contract, names: &[&str]) {
    let Kind::Struct(parameters) = &contract.arguments.get().kind else {
        return;
    };
    if names.len() >= parameters.list.len() {
        return; // A name too many stands where one is missing, and is an error of its own.
    }
    let mut at = 0;
    while at < parameters.list.len() {
        if !contains(names, parameters.list[at].name) {
            complain(&[
                "this step lacks the parameter `",
                parameters.list[at].name,
                "` of tool `",
                contract.name,
                "`\nnote: add the field, or hold the whole call instead; the tool is declared at ",
                contract.place,
            ]);
        }
        at += 1;
    }
}

const fn has_parameter(contract: &Contract, name: &str) -> bool {
    let Kind::Struct(parameters) = &contract.arguments.get().kind else {
        return false;
    };
    let mut at = 0;
    while at < parameters.list.len() {
        if same(parameters.list[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Stops the build with the parts as one text.
#[track_caller]
pub(super) const fn complain(parts: &[&str]) {
    let mut text = Text::new();
    text.add_all(parts);
    text.fail();
}

/// The spec of an agent that did not compile: it stands in, so that only the first error shows.
pub static STUB_SPEC: AgentSpec = AgentSpec {
    name: "",
    doc: "",
    prompt: None,
    steps: &[],
    state: None,
    limits: Limits::DEFAULT,
    tag: "",
    models: &[],
    indexes: &[],
    profile: &PORTABLE,
    place: "",
    lints: &[],
};

/// What such an agent may end with.
pub const STUB_DONE: ShapeRef = <() as Schema>::SHAPE;

/// The prompt of a struct that did not compile.
pub static STUB_PROMPT: Prompt = Prompt {
    file: Borrowed(""),
    name: Borrowed(""),
    version: Borrowed(""),
    model: Borrowed(""),
    hash: 0,
    text: Borrowed(""),
    nodes: Borrowed(&[]),
};

/// Stops the build of an agent that its macro could not read, should rustc have no fault to find with it.
///
/// Generic, so that it is looked at only where code is made: what rustc says of the slip then stands alone.
pub const fn unread<A>() {
    const { panic!("the agent could not be read") }
}

/// The encoding of such an agent's steps.
///
/// # Errors
/// Always.
pub fn stub_choice() -> Result<Choice, JsonError> {
    Err(serde::ser::Error::custom("the agent did not compile"))
}
