//! The page for programs.

use super::model::{Ability, Field, Page, Step, Type, TypeForm, Variant};
use super::pretty::pretty;
use super::text::{Block, plain};
use super::words::type_words;
use crate::agent::{Prefetch, WhenStuck};
use crate::contract::Gate;
use crate::schema::writer::{Object, list};

/// The page as JSON, in a fixed order of keys and with each step's JSON Schema.
#[must_use]
pub fn json(page: &Page) -> String {
    let mut out = String::new();
    let mut object = Object::open(&mut out);
    object.text(&mut out, "agent", &page.agent);
    object.text(&mut out, "description", &words(&page.about.blocks));
    object.text(&mut out, "source", &page.place);
    if let Some(prompt) = &page.prompt {
        object.text(&mut out, "prompt", prompt);
    }
    object.text(&mut out, "profile", &page.profile);
    for (name, all) in [("models", &page.models), ("indexes", &page.indexes)] {
        object.list(&mut out, name, all.iter().map(String::as_str));
    }
    object.text(&mut out, "tag", &page.tag);
    object.key(&mut out, "limits");
    limits(&mut out, page);
    object.key(&mut out, "steps");
    list(&mut out, &page.steps, |out, one| step(out, one, page));
    object.key(&mut out, "types");
    list(&mut out, &page.types, |out, one| one_type(out, one, page));
    out.push('}');
    let mut text = pretty(&out);
    text.push('\n');
    text
}

fn limits(out: &mut String, page: &Page) {
    let limits = &page.limits;
    let mut object = Object::open(out);
    object.number(out, "steps", limits.steps);
    let stated = [
        ("tokens", limits.tokens),
        ("cost_micros", limits.cost_micros),
        ("time_ms", limits.time_ms),
    ];
    for (name, limit) in stated {
        if let Some(limit) = limit {
            object.number(out, name, limit);
        }
    }
    object.number(out, "bad_replies", limits.bad_replies);
    object.number(out, "tool_attempts", limits.tool_attempts);
    object.number(out, "consecutive_errors", limits.consecutive_errors);
    let when_stuck = match limits.when_stuck {
        WhenStuck::AskPerson => "ask_person",
        WhenStuck::Fallback => "fallback",
        WhenStuck::Stop => "stop",
    };
    object.text(out, "when_stuck", when_stuck);
    out.push('}');
}

fn step(out: &mut String, step: &Step, page: &Page) {
    let mut object = Object::open(out);
    object.text(out, "name", &step.name);
    object.number(out, "version", step.version);
    object.text(out, "description", &words(&step.about.blocks));
    object.number(out, "retired", step.retired);
    match step.prefetch {
        Prefetch::No => {}
        Prefetch::Also => object.text(out, "prefetch", "also"),
        Prefetch::Only => object.text(out, "prefetch", "only"),
    }
    ability(&mut object, out, &step.ability, page);
    if let Some(link) = &step.agent {
        object.text(out, "agent", &link.agent);
    }
    object.key(out, "parameters");
    list(out, &step.parameters, |out, one| field(out, one, page));
    if let Some(example) = &step.example {
        object.key(out, "example");
        out.push_str(example);
    }
    object.key(out, "schema");
    out.push_str(&step.schema);
    out.push('}');
}

fn ability(object: &mut Object, out: &mut String, ability: &Ability, page: &Page) {
    match ability {
        Ability::Tool {
            class,
            gate,
            timeout,
            attempts,
            concurrent,
            ..
        } => {
            object.text(out, "kind", "tool");
            object.text(out, "class", &class.to_string());
            object.text(out, "approval", approval(*gate));
            if let Some(timeout) = timeout {
                object.number(out, "timeout_ms", timeout.as_millis());
            }
            object.number(out, "attempts", attempts);
            object.number(out, "concurrent", concurrent);
            contract(object, out, ability, page);
        }
        Ability::Ask {
            format,
            answer,
            urgency,
        } => {
            object.text(out, "kind", "ask");
            object.text(out, "answered_with", &format.to_string().replace('`', ""));
            object.text(out, "answer", &type_words(answer, page));
            object.text(out, "urgency", &format!("{urgency:?}").to_lowercase());
        }
        Ability::Wait { event, timed } => {
            object.text(out, "kind", "wait");
            if let Some(event) = event {
                object.text(out, "event", event);
            }
            object.number(out, "timed", timed);
        }
        Ability::Done => object.text(out, "kind", "done"),
    }
}

fn contract(object: &mut Object, out: &mut String, ability: &Ability, page: &Page) {
    let Ability::Tool {
        output,
        output_schema,
        errors,
        fingerprint,
        place,
        ..
    } = ability
    else {
        return;
    };
    object.text(out, "fingerprint", fingerprint);
    object.text(out, "source", place);
    if !errors.is_empty() {
        object.text(out, "errors", &words(errors));
    }
    object.text(out, "output", &type_words(output, page));
    object.key(out, "output_schema");
    out.push_str(output_schema);
}

const fn approval(gate: Gate) -> &'static str {
    match gate {
        Gate::Open => "never",
        Gate::Always => "always",
        Gate::AskIf => "sometimes",
    }
}

fn field(out: &mut String, field: &Field, page: &Page) {
    let mut object = Object::open(out);
    object.text(out, "name", &field.name);
    object.text(out, "type", &type_words(&field.value, page));
    object.number(out, "required", field.required);
    if !field.about.is_empty() {
        object.text(out, "description", &words(&field.about.blocks));
    }
    if !field.limits.is_empty() {
        object.list(out, "limits", field.limits.iter().map(String::as_str));
    }
    if !field.default.is_empty() {
        object.text(out, "default", &field.default);
    }
    if !field.examples.is_empty() {
        object.key(out, "examples");
        list(out, &field.examples, |out, example| out.push_str(example));
    }
    out.push('}');
}

fn one_type(out: &mut String, one: &Type, page: &Page) {
    let mut object = Object::open(out);
    object.text(out, "name", &one.name);
    object.text(out, "description", &words(&one.about.blocks));
    match &one.form {
        TypeForm::Object(fields) => {
            object.key(out, "fields");
            list(out, fields, |out, one| field(out, one, page));
        }
        TypeForm::OneOf { variants, .. } => {
            object.key(out, "variants");
            list(out, variants, |out, one| variant(out, one, page));
        }
    }
    out.push('}');
}

fn variant(out: &mut String, variant: &Variant, page: &Page) {
    let mut object = Object::open(out);
    object.text(out, "name", &variant.name);
    object.text(out, "description", &words(&variant.about.blocks));
    if !variant.value.is_empty() {
        object.text(out, "value", &type_words(&variant.value, page));
    }
    if !variant.fields.is_empty() {
        object.key(out, "fields");
        list(out, &variant.fields, |out, one| field(out, one, page));
    }
    out.push('}');
}

/// Text without markup, a line for each block.
fn words(blocks: &[Block]) -> String {
    let lines = blocks.iter().map(|block| match block {
        Block::Paragraph(parts) | Block::Heading(parts) => plain(parts),
        Block::Item(parts) => format!("- {}", plain(parts)),
        Block::Code(code) => code.clone(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
