//! An agent whose tools are only known while the program runs: those that another program offers.
//!
//! Owns how such tools become an agent's [`Table`], so that the reducer, the context and the wire treat them as any
//! other. Knows nothing of who runs them: their arguments stay text.

use std::collections::BTreeMap;

use super::{
    AgentSpec, Answer, Choice, Decision, Limits, NextKind, Settled, StepKind, StepSpec, Table,
};
use crate::contract::{Class, Contract, ProfileFault, profile_fault, safe_name};
use crate::prompt::{Node, Prompt};
use crate::schema::check::{Extra, check};
use crate::schema::{
    self, Field, Fields, ImportError, Kind, PORTABLE, Profile, Schema, Shape, ShapeRef,
};
use crate::tool::{ArgumentError, or_empty};

/// The name of the step with which such an agent ends its work.
const FINAL: &str = "final_answer";

/// Tools that are only known at run time, on their way to a [`Table`].
///
/// A tool without arguments of its own may be called with none; one of which its schema says nothing
/// (`{"type":"object"}`) is offered as such, where the profile has no free keys. Undeclared arguments are refused, unless the
/// tool's schema says `"additionalProperties": true`. The agent ends with the step `final_answer`.
///
/// ```
/// use agent_core::agent::Toolset;
///
/// let schema = r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#;
/// let tools = Toolset::new("Weather").tool("weather.today", "Today's weather in a city.", schema).unwrap();
/// assert_eq!(tools.original("weather_today"), Some("weather.today"));
///
/// let table = tools.table();
/// let names: Vec<_> = table.spec.offered().map(|step| step.name).collect();
/// assert_eq!(names, ["weather_today", "final_answer"]);
/// ```
#[derive(Debug, Clone)]
pub struct Toolset {
    name: String,
    doc: String,
    system: String,
    profile: &'static Profile,
    limits: Limits,
    tools: Vec<Offered>,
    /// Our names, and those of the tools' owners.
    names: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
struct Offered {
    name: String,
    doc: String,
    arguments: ShapeRef,
    class: Class,
}

/// A tool that cannot be offered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tool `{tool}` cannot be offered: {reason}")]
pub struct ToolsetError {
    /// The name that its owner gave it.
    pub tool: String,
    /// Why.
    pub reason: ToolsetReason,
}

/// Why a tool cannot be offered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolsetReason {
    /// Its schema says what cannot be kept to.
    #[error("its schema: {0}")]
    Schema(#[from] ImportError),
    /// The profile refuses its arguments.
    #[error("{0}")]
    Profile(Box<ProfileFault>),
}

impl Toolset {
    /// No tools yet, for any provider.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            doc: String::new(),
            system: String::new(),
            profile: &PORTABLE,
            limits: Limits::DEFAULT,
            tools: Vec::new(),
            names: BTreeMap::from([(FINAL.to_owned(), String::new())]),
        }
    }

    /// What the agent is for: for people, and not told to the model.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }

    /// The words with which every thread begins, as they stand: they are no template.
    #[must_use]
    pub fn system(mut self, words: impl Into<String>) -> Self {
        self.system = words.into();
        self
    }

    /// Which provider's rules the tools must keep; to be said before they are added.
    #[must_use]
    pub fn profile(mut self, profile: &'static Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The bounds of a run.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds a tool of which nothing is known but its schema: it never runs twice. Its name is made one that
    /// providers accept.
    ///
    /// # Errors
    /// If the schema cannot be kept to, or the profile refuses it.
    pub fn tool(self, name: &str, doc: &str, schema: &str) -> Result<Self, ToolsetError> {
        self.tool_of(Class::Write, name, doc, schema)
    }

    /// Adds a tool whose owner says what may happen twice.
    ///
    /// # Errors
    /// As [`tool`](Self::tool).
    pub fn tool_of(
        self,
        class: Class,
        name: &str,
        doc: &str,
        schema: &str,
    ) -> Result<Self, ToolsetError> {
        match schema::import(schema) {
            Ok(arguments) => self.shaped(class, name, doc, arguments),
            Err(error) => Err(ToolsetError {
                tool: name.to_owned(),
                reason: error.into(),
            }),
        }
    }

    /// Adds a tool whose arguments are known by their shape: a type's, or one that was
    /// [imported loosely](schema::import_loosely).
    ///
    /// # Errors
    /// If the profile refuses the shape.
    pub fn shaped(
        mut self,
        class: Class,
        name: &str,
        doc: &str,
        arguments: ShapeRef,
    ) -> Result<Self, ToolsetError> {
        let mut arguments = arguments;
        let fault = profile_fault(arguments, self.profile);
        if fault.is_some() && says_nothing(arguments) {
            arguments = NO_ARGUMENTS;
        } else if let Some(fault) = fault {
            return Err(ToolsetError {
                tool: name.to_owned(),
                reason: ToolsetReason::Profile(Box::new(fault)),
            });
        }
        let ours = safe_name(name, |taken| self.names.contains_key(taken));
        self.names.insert(ours.clone(), name.to_owned());
        self.tools.push(Offered {
            name: ours,
            doc: doc.to_owned(),
            arguments,
            class,
        });
        Ok(self)
    }

    /// The name that a tool's owner gave it, by the name that the model sees.
    #[must_use]
    pub fn original(&self, name: &str) -> Option<&str> {
        let name = self.names.get(name)?;
        (!name.is_empty()).then_some(name)
    }

    /// The agent of these tools. It is kept as long as the program runs: make it once.
    #[must_use]
    pub fn table(self) -> &'static Table {
        let mut steps: Vec<StepSpec> = self.tools.into_iter().map(Offered::step).collect();
        steps.push(final_step());
        let prompt = (!self.system.is_empty()).then(|| prompt(&self.name, self.system));
        let spec: &'static AgentSpec = Box::leak(Box::new(AgentSpec {
            name: self.name.leak(),
            doc: self.doc.leak(),
            prompt,
            steps: steps.leak(),
            state: None,
            limits: self.limits,
            tag: "intent",
            models: &[],
            indexes: &[],
            profile: self.profile,
            place: "",
            lints: &[],
        }));
        Box::leak(Box::new(Table::of_spec(spec)))
    }
}

impl Offered {
    fn step(self) -> StepSpec {
        let (name, doc) = (&*self.name.leak(), &*self.doc.leak());
        let contract = Contract {
            class: self.class,
            concurrent: self.class == Class::Read,
            ..Contract::new(name, doc, self.arguments, serde_json::Value::SHAPE)
        };
        super::expansion::tool_step(Box::leak(Box::new(contract)), false)
    }
}

/// Whether a schema says no more than that the arguments are an object, as servers write of a tool that takes none.
fn says_nothing(arguments: ShapeRef) -> bool {
    let Shape { kind, doc, .. } = arguments.get();
    let any = |value: &ShapeRef| matches!(value.get().kind, Kind::Any);
    let text = |key: &ShapeRef| matches!(key.get().kind, Kind::String { format: "" });
    doc.is_empty()
        && match kind {
            Kind::Any => true,
            Kind::Map { key, value } => text(key) && any(value),
            _ => false,
        }
}

const NO_ARGUMENTS: ShapeRef = {
    static NONE: Shape = Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind: Kind::Struct(Fields {
            list: &[],
            closed: true,
        }),
    };
    ShapeRef::new(&NONE)
};

/// Words that are no template, as a prompt.
fn prompt(name: &str, words: String) -> &'static Prompt {
    Box::leak(Box::new(Prompt {
        file: "".into(),
        name: name.to_owned().into(),
        version: "".into(),
        model: "".into(),
        hash: schema::text_hash([words.as_str()]),
        text: words.clone().into(),
        nodes: vec![Node::Text(words.into())].into(),
    }))
}

fn final_step() -> StepSpec {
    static ARGUMENTS: Shape = Shape {
        name: "",
        doc: "Answer and end the work.",
        text_hash: 0,
        kind: Kind::Struct(Fields {
            list: &[Field {
                name: "message",
                doc: "The answer.",
                ..<String as Schema>::FIELD
            }],
            closed: true,
        }),
    };
    super::expansion::plain_step(FINAL, &ARGUMENTS, StepKind::Done, false)
}

/// Checks the arguments and writes them without white space, in the order in which they came.
pub(super) fn canonical(
    spec: &'static AgentSpec,
    index: usize,
    text: &str,
) -> Result<Choice, ArgumentError> {
    let shape = spec.steps[index].arguments;
    let text = check(or_empty(text), shape, Extra::Refuse)?;
    Ok(Choice {
        index,
        arguments: compact(&text),
    })
}

/// Well-formed JSON without the white space between its tokens.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut inside, mut escaped) = (false, false);
    for letter in json.chars() {
        if inside || !letter.is_ascii_whitespace() {
            out.push(letter);
        }
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = inside,
            '"' => inside = !inside,
            _ => {}
        }
    }
    out
}

/// The default flow: a final answer ends the run, a model that failed stops it, and else the model is asked.
pub(super) fn next(batch: &[Settled<'_>]) -> Decision {
    let next = batch.iter().map(|settled| match settled {
        Settled::Step { answer, .. } if **answer == Answer::Nothing => NextKind::Finish,
        Settled::Started(_) | Settled::Step { .. } => NextKind::AskModel,
        Settled::Failed(failure) => NextKind::Stop(failure.message.clone()),
    });
    Decision {
        next: next.max().unwrap_or(NextKind::AskModel),
        steps: Vec::new(),
        collapsed: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_between_tokens_goes() {
        let text = "{ \"a b\" : \" \\\" x \" ,\n\t\"n\" : [ 1.50 , 2e3 ] }";
        assert_eq!(compact(text), r#"{"a b":" \" x ","n":[1.50,2e3]}"#);
    }

    #[test]
    fn names_are_made_safe_and_stay_apart() {
        let any = r#"{"type":"object","properties":{}}"#;
        let mut tools = Toolset::new("All");
        for name in ["a.b", "a_b", "a b", "1x", "", "final_answer"] {
            tools = tools.tool(name, "A tool.", any).unwrap();
        }
        let names: Vec<&str> = tools.tools.iter().map(|tool| tool.name.as_str()).collect();
        assert_eq!(
            names,
            ["a_b", "a_b_2", "a_b_3", "_1x", "_", "final_answer_2"]
        );
        assert_eq!(tools.original("a_b_2"), Some("a_b"));
        assert_eq!(
            (tools.original("final_answer"), tools.original("x")),
            (None, None)
        );
    }

    #[test]
    fn a_tool_that_cannot_be_offered_says_why() {
        let refused = |schema| {
            let error = Toolset::new("T").tool("t", "", schema).unwrap_err();
            error.to_string()
        };
        assert_eq!(
            refused(r#"{"if":{}}"#),
            "tool `t` cannot be offered: its schema: `if` cannot be checked: write `anyOf` with one schema a case"
        );
        assert_eq!(
            refused(r#"{"type":"object","additionalProperties":{"type":"string"}}"#),
            "tool `t` cannot be offered: the arguments must not be a map, which profile `portable` refuses"
        );
        assert_eq!(
            refused(r#"{"type":"array"}"#),
            "tool `t` cannot be offered: the arguments must be one object, with keys of its own"
        );
    }
}
