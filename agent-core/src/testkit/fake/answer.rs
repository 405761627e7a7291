//! An answer to a request: calls, JSON under a schema, or words.

use super::walk::{steps, turns};
use super::{FakeError, FakeModel};
use crate::agent::AgentSpec;
use crate::message::{Reply, ReplyCall, Request, RequestChoice, RequestOutput, RequestTool, Stop};
use crate::schema::writer::string;
use crate::schema::{ShapeRef, import};
use crate::testkit::{Dice, Generator};

const WORDS: [&str; 4] = [
    "Here you are.",
    "Let me think about that for a moment.",
    "It is done.",
    "Is there anything else?",
];

pub(super) fn to(fake: &FakeModel, request: &Request) -> Result<Reply, FakeError> {
    let turn = turns(&request.messages);
    let place = u64::try_from(turn * 1000 + request.messages.len()).unwrap_or_default();
    let mut dice = Dice::new(fake.seed ^ Dice::new(place).number());
    match &request.output {
        RequestOutput::Tools {
            choice: RequestChoice::None,
            ..
        }
        | RequestOutput::Text => Ok(words(dice.pick(&WORDS).copied().unwrap_or_default())),
        RequestOutput::Tools { tools, choice } => {
            let offered: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
            let named = match choice {
                RequestChoice::Named(name) => vec![name.as_str()],
                _ => steps(fake, &offered, turn, &mut dice)?,
            };
            called(fake, tools, &named, turn, &mut dice)
        }
        RequestOutput::Json { name, schema, .. } => match fake.spec {
            Some(spec) if spec.name == name => one_step(fake, spec, turn, &mut dice),
            _ => {
                let known = fake.known.iter().find(|shape| shape.name == name);
                let shape = known.map_or_else(|| shape(name, schema), |known| Ok(*known))?;
                Ok(words(&value(fake, name, shape, &mut dice)?))
            }
        },
    }
}

fn words(text: &str) -> Reply {
    Reply {
        text: Some(text.to_owned()),
        stop: Stop::End,
        ..Reply::default()
    }
}

fn called(
    fake: &FakeModel,
    tools: &[RequestTool],
    named: &[&str],
    turn: usize,
    dice: &mut Dice,
) -> Result<Reply, FakeError> {
    let mut calls = Vec::new();
    for (at, name) in named.iter().enumerate() {
        let tool = tools
            .iter()
            .find(|tool| tool.name == *name)
            .ok_or(FakeError::NoStep)?;
        let arguments = value(fake, name, shape_of(fake, tool)?, dice)?;
        calls.push(ReplyCall {
            id: format!("fake_{}_{}", turn + 1, at + 1),
            name: (*name).to_owned(),
            arguments,
        });
    }
    match (fake.in_text, calls.as_slice()) {
        (true, [call, ..]) => {
            let tag = fake.spec.map_or("intent", |spec| spec.tag);
            Ok(words(&tagged(tag, &call.name, &call.arguments)))
        }
        _ => Ok(Reply {
            calls,
            stop: Stop::ToolCalls,
            ..Reply::default()
        }),
    }
}

/// A step of an agent whose steps are one schema.
fn one_step(
    fake: &FakeModel,
    spec: &AgentSpec,
    turn: usize,
    dice: &mut Dice,
) -> Result<Reply, FakeError> {
    let offered: Vec<&str> = spec.offered().map(|step| step.name).collect();
    let name = steps(fake, &offered, turn, dice)?;
    let step = spec.offered().find(|step| Some(&step.name) == name.first());
    let step = step.ok_or(FakeError::NoStep)?;
    let arguments = value(fake, step.name, step.arguments, dice)?;
    let step = tagged(spec.tag, step.name, &arguments);
    Ok(words(&if spec.profile.union_root {
        step
    } else {
        format!("{{\"step\":{step}}}")
    }))
}

/// `{"intent":"name", …arguments}`
fn tagged(tag: &str, name: &str, arguments: &str) -> String {
    let mut out = String::from("{");
    string(&mut out, tag);
    out.push(':');
    string(&mut out, name);
    match arguments.strip_prefix('{') {
        Some("}") | None => out.push('}'),
        Some(rest) => {
            out.push(',');
            out.push_str(rest);
        }
    }
    out
}

/// What the agent's types say, and otherwise what the request says.
fn shape_of(fake: &FakeModel, tool: &RequestTool) -> Result<ShapeRef, FakeError> {
    let mut known = fake.spec.into_iter().flat_map(AgentSpec::offered);
    match known.find(|step| step.name == tool.name) {
        Some(step) => Ok(step.arguments),
        None => shape(&tool.name, &tool.parameters),
    }
}

fn shape(name: &str, schema: &str) -> Result<ShapeRef, FakeError> {
    import(schema).map_err(|error| FakeError::Schema {
        name: name.to_owned(),
        reason: error.to_string(),
    })
}

fn value(
    fake: &FakeModel,
    name: &str,
    shape: ShapeRef,
    dice: &mut Dice,
) -> Result<String, FakeError> {
    let generator = Generator::new(dice.number());
    let mut generator = if fake.hard {
        generator.hard()
    } else {
        generator
    };
    generator.value(shape).map_err(|error| FakeError::NoValue {
        name: name.to_owned(),
        error,
    })
}
