//! From a step's constants to its part of the page.

use super::fields;
use super::model::{Ability, AgentLink, Field, Step};
use super::page::{Anchors, file};
use super::text::{Block, Text};
use super::types::Catalogue;
use crate::agent::{AgentSpec, StepKind, StepSpec};
use crate::contract::Contract;
use crate::port::AnswerFormat;
use crate::schema::{Kind, example, json_schema, resolve};

pub(super) fn step(spec: &StepSpec, types: &mut Catalogue, anchors: &mut Anchors) -> Step {
    let mut about = Text::read(spec.doc);
    let errors = about.take_section("Errors");
    let anchor = match spec.version {
        1 => anchors.next(&format!("step-{}", spec.name)),
        version => anchors.next(&format!("step-{}-v{version}", spec.name)),
    };
    Step {
        anchor,
        label: spec.name.to_owned(),
        name: spec.name.to_owned(),
        version: spec.version,
        about,
        retired: spec.retired,
        prefetch: spec.prefetch,
        parameters: parameters(spec, types),
        ability: ability(&spec.kind, errors, types),
        agent: spec.sub.map(|agent| link(agent().spec)),
        example: example::of(spec.arguments),
        schema: json_schema(spec.arguments),
    }
}

fn link(agent: &AgentSpec) -> AgentLink {
    AgentLink {
        agent: agent.name.to_owned(),
        file: super::stem(agent),
    }
}

fn parameters(spec: &StepSpec, types: &mut Catalogue) -> Vec<Field> {
    match &resolve(spec.arguments).get().kind {
        Kind::Struct(fields) => fields::of(types, fields),
        _ => Vec::new(),
    }
}

fn ability(kind: &StepKind, errors: Vec<Block>, types: &mut Catalogue) -> Ability {
    match kind {
        StepKind::Tool(contract) => tool(contract, errors, types),
        StepKind::Ask(question) => Ability::Ask {
            format: AnswerFormat::of(question.answer),
            answer: types.words(question.answer),
            urgency: question.urgency,
        },
        StepKind::Wait(wait) => Ability::Wait {
            event: wait.event.map(str::to_owned),
            timed: wait.timed,
        },
        StepKind::Done => Ability::Done,
    }
}

fn tool(contract: &Contract, errors: Vec<Block>, types: &mut Catalogue) -> Ability {
    Ability::Tool {
        class: contract.class,
        gate: contract.gate,
        timeout: contract.timeout,
        attempts: contract.attempts,
        concurrent: contract.concurrent,
        output: types.words(contract.output),
        output_schema: json_schema(contract.output),
        errors,
        fingerprint: format!("{:016x}", contract.fingerprint()),
        place: file(contract.place),
    }
}
