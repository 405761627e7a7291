//! A model's text as a step: the tagged union that a model answers with.

use super::error::{ParseError, head};
use super::find::{Candidate, behind_reasoning, candidates};
use super::names::{Found, Name, named};
use super::options::Options;
use super::read::{closed, fitted, outside};
use super::repair::{Repair, RepairKind};
use super::tree::{Node, Value};
use super::{Parsed, arguments};
use crate::schema::check::{excerpt, nearest};
use crate::schema::{Kind, Shape, ShapeRef};

/// The keys of a call written out: `{"name": "divide", "arguments": {…}}`.
const CALL: (&str, &str) = ("name", "arguments");
/// The keys of wrappers around one step and around several.
const WRAPPERS: (&str, &str) = ("step", "steps");

/// A step that the model may choose.
#[derive(Debug, Clone, Copy)]
pub struct StepShape {
    /// The tag's value on the wire.
    pub name: &'static str,
    /// Other values that are read as this one.
    pub aliases: &'static [&'static str],
    /// The shape of the arguments, a struct.
    pub shape: ShapeRef,
}

/// A step that the model chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedStep {
    /// Which of the steps.
    pub index: usize,
    /// Its arguments as a JSON object, without the tag.
    pub args: String,
    /// What was changed to read it; empty if the model wrote it so.
    pub repairs: Vec<Repair>,
}

/// Reads one step: `{"intent": "divide", "a": 3, "b": 4}`, with chatter before or after it. The
/// last object with the tag counts. `{"step": {…}}`, `{"name": …, "arguments": {…}}` and a list
/// of one are read too, as repairs.
///
/// # Errors
/// [`ParseError::UnknownStep`], [`ParseError::MissingTag`], [`ParseError::SeveralSteps`] for a
/// list of several, and what else [`ParseError`] says.
///
/// ```
/// use agent_core::parse::{StepShape, step};
/// use agent_core::schema::{Fields, Kind, Shape, ShapeRef};
/// static DONE: Shape = Shape {
///     name: "Done",
///     doc: "",
///     text_hash: 0,
///     kind: Kind::Struct(Fields { list: &[], closed: true }),
/// };
/// let steps = [StepShape { name: "done", aliases: &[], shape: ShapeRef::new(&DONE) }];
///
/// let text = "- the work is finished\n```json\n{\"intent\": \"done\"}\n```";
/// let chosen = step(text, "intent", &steps).unwrap();
/// assert_eq!((chosen.index, chosen.args.as_str(), chosen.repairs.len()), (0, "{}", 2));
/// ```
pub fn step(text: &str, tag: &str, steps: &[StepShape]) -> Result<ParsedStep, ParseError> {
    let mut read = self::steps(text, tag, steps)?;
    match (read.pop(), read.len()) {
        (Some(step), 0) => Ok(step),
        (_, others) => Err(ParseError::SeveralSteps { count: others + 1 }),
    }
}

/// Reads one step or a list of them, in the order written; the steps of one list are all read or
/// none.
///
/// # Errors
/// As [`step`]; [`ParseError::SeveralSteps`] only for an empty list.
pub fn steps(text: &str, tag: &str, steps: &[StepShape]) -> Result<Vec<ParsedStep>, ParseError> {
    let read = each_step(text, tag, steps)?.into_iter();
    read.map(|step| step.map_err(|wrong| *wrong.error))
        .collect()
}

/// A step that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongStep {
    /// Which of the steps it was meant to be, if it says so.
    pub index: Option<usize>,
    /// What is wrong.
    pub error: Box<ParseError>,
    /// The step as it was read, as JSON: the same for texts that say the same.
    pub written: String,
}

/// As [`steps`], each step of a list by itself: a wrong one hides no other.
///
/// # Errors
/// As [`steps`], where the text holds no list of steps at all.
pub fn each_step(
    text: &str,
    tag: &str,
    steps: &[StepShape],
) -> Result<Vec<Result<ParsedStep, WrongStep>>, ParseError> {
    let union = Union { tag, steps };
    let (node, mut repairs) = union.choose(text)?;
    let inner = node.get(WRAPPERS.1).filter(|_| node.members().len() == 1);
    if inner.is_some() {
        let what = "`steps` around the list";
        repairs.push(Repair::new(RepairKind::Wrapper, "", what));
    }
    let inner = inner.unwrap_or(&node);
    match &inner.value {
        Value::List(items) if items.is_empty() => Err(ParseError::SeveralSteps { count: 0 }),
        Value::List(items) => {
            let items = items.iter();
            Ok(items.map(|item| union.one(item, &repairs)).collect())
        }
        _ => Ok(vec![union.one(inner, &repairs)]),
    }
}

/// The steps and the key that tells them apart.
struct Union<'s> {
    tag: &'s str,
    steps: &'s [StepShape],
}

impl Union<'_> {
    /// The last object or list that is meant as a step or as several.
    fn choose<'a>(&self, text: &'a str) -> Result<(Node<'a>, Vec<Repair>), ParseError> {
        let Some(body) = behind_reasoning(text) else {
            let offset = text.len() - text.trim_start().len();
            return Err(ParseError::Truncated { offset });
        };
        let mut found = candidates(body)?;
        closed(&found, Options::call())?;
        let claims = |one: &Candidate<'_>| self.claims(&one.node);
        let claiming = found.iter().filter(|one| claims(one)).count();
        let last = found.iter().rposition(claims);
        let Some(index) = last.or_else(|| found.iter().rposition(|one| one.committed)) else {
            return Err(ParseError::NoJson {
                text_head: head(body),
            });
        };
        let chosen = found.swap_remove(index);
        let mut repairs = Vec::new();
        if body.len() < text.len() {
            let note = format!("{} bytes", text.len() - body.len());
            repairs.push(Repair::new(RepairKind::Reasoning, "", note));
        }
        repairs.extend(outside(body, &chosen));
        if claiming > 1 {
            let note = format!("{} before it", claiming - 1);
            repairs.push(Repair::new(RepairKind::EarlierCandidate, "", note));
        }
        Ok((chosen.node, repairs))
    }

    /// True if the value is meant as a step or as several.
    fn claims(&self, node: &Node<'_>) -> bool {
        let one = |node: &Node<'_>| {
            let wrapped = node
                .get(WRAPPERS.0)
                .is_some_and(|inner| inner.get(self.tag).is_some());
            node.get(self.tag).is_some() || wrapped || is_call(node)
        };
        let several = |node: &Node<'_>| matches!(node.value, Value::List(_));
        match &node.value {
            Value::List(items) => items.iter().any(one),
            _ => one(node) || node.get(WRAPPERS.1).is_some_and(several),
        }
    }

    fn one(&self, node: &Node<'_>, repairs: &[Repair]) -> Result<ParsedStep, WrongStep> {
        self.read(node, repairs).map_err(|error| {
            let (index, error) = (self.meant(node), Box::new(error));
            let written = plainly(node);
            WrongStep {
                index,
                error,
                written,
            }
        })
    }

    /// The step that a node names, whatever else is wrong with it.
    fn meant(&self, node: &Node<'_>) -> Option<usize> {
        let inner = node.get(WRAPPERS.0).filter(|_| node.members().len() == 1);
        let node = inner.unwrap_or(node);
        let name = node.get(self.tag).or_else(|| node.get(CALL.0))?;
        let found = self.find(name, &mut Vec::new());
        found.ok().map(|(index, _)| index)
    }

    fn read(&self, node: &Node<'_>, repairs: &[Repair]) -> Result<ParsedStep, ParseError> {
        let mut repairs = repairs.to_vec();
        let wrapped = node.get(WRAPPERS.0).filter(|_| node.members().len() == 1);
        let node = match wrapped {
            Some(inner) if node.get(self.tag).is_none() => {
                repairs.push(Repair::new(
                    RepairKind::Wrapper,
                    "",
                    "`step` around the step",
                ));
                inner
            }
            _ => node,
        };
        match node.get(self.tag) {
            Some(name) => self.tagged(node, name, repairs),
            None if is_call(node) => self.call(node, repairs),
            None => Err(ParseError::MissingTag {
                tag: self.tag.to_owned(),
                known: self.known(),
            }),
        }
    }

    /// `{"intent": "divide", "a": 3, "b": 4}`
    fn tagged(
        &self,
        node: &Node<'_>,
        name: &Node<'_>,
        mut repairs: Vec<Repair>,
    ) -> Result<ParsedStep, ParseError> {
        let (index, step) = self.find(name, &mut repairs)?;
        let mut members = node.members().to_vec();
        // Only the first tag goes: a second one is an undeclared key.
        if let Some(at) = members.iter().position(|member| member.key == self.tag) {
            members.remove(at);
        }
        let rest = Node {
            value: Value::Object(members),
            ..node.clone()
        };
        let Parsed { json, repairs } = fitted(&rest, repairs, step.shape, Options::call())?;
        Ok(ParsedStep {
            index,
            args: json,
            repairs,
        })
    }

    /// `{"name": "divide", "arguments": {"a": 3, "b": 4}}`
    fn call(&self, node: &Node<'_>, mut repairs: Vec<Repair>) -> Result<ParsedStep, ParseError> {
        let missing = Node::new(Value::Plain("null"), "");
        let (index, step) = self.find(node.get(CALL.0).unwrap_or(&missing), &mut repairs)?;
        let what = "`name` and `arguments`";
        repairs.push(Repair::new(RepairKind::CallForm, "", what));
        let given = node.get(CALL.1).unwrap_or(&missing);
        let parsed = match &given.value {
            Value::Plain("null") => arguments("", step.shape)?,
            Value::Text(text) => {
                let what = "the arguments were a JSON string";
                repairs.push(Repair::new(RepairKind::StringEncoded, "", what));
                arguments(text, step.shape)?
            }
            _ => fitted(given, Vec::new(), step.shape, Options::call())?,
        };
        repairs.extend(parsed.repairs);
        Ok(ParsedStep {
            index,
            args: parsed.json,
            repairs,
        })
    }

    fn find(
        &self,
        name: &Node<'_>,
        repairs: &mut Vec<Repair>,
    ) -> Result<(usize, &StepShape), ParseError> {
        let written = name.words().unwrap_or(name.raw);
        let names: Vec<Name<'_>> = self.steps.iter().enumerate().flat_map(names_of).collect();
        let found = named(written, &names);
        let (index, found) = found.ok_or_else(|| self.unknown(written))?;
        if found == Found::Folded {
            let pointer = format!("/{}", self.tag);
            repairs.push(Repair::new(
                RepairKind::VariantName,
                &pointer,
                excerpt(written),
            ));
        }
        let step = self.steps.get(index).ok_or_else(|| self.unknown(written))?;
        Ok((index, step))
    }

    fn known(&self) -> Vec<String> {
        self.steps.iter().map(|step| step.name.to_owned()).collect()
    }

    fn unknown(&self, name: &str) -> ParseError {
        let nearest = nearest(name, self.steps.iter().map(|step| step.name));
        ParseError::UnknownStep {
            name: name.to_owned(),
            nearest,
            known: self.known(),
        }
    }
}

/// The node as JSON, whatever it was meant to be; as it was written where that cannot be.
fn plainly(node: &Node<'_>) -> String {
    static ANY: Shape = Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind: Kind::Any,
    };
    let json = fitted(node, Vec::new(), ShapeRef::new(&ANY), Options::call());
    json.map_or_else(|_| node.raw.trim().to_owned(), |parsed| parsed.json)
}

fn names_of((of, step): (usize, &StepShape)) -> impl Iterator<Item = Name<'static>> {
    let all = std::iter::once(step.name).chain(step.aliases.iter().copied());
    all.map(move |text| Name { text, of })
}

/// True for an object of exactly a name and arguments.
fn is_call(node: &Node<'_>) -> bool {
    let named = node.get(CALL.0).is_some_and(|name| name.words().is_some());
    named && node.get(CALL.1).is_some() && node.members().len() == 2
}
