//! The parts of the page: what stands in the overview, in a step and in a type.

use std::fmt::Write;

use super::escape::Escaped;
use crate::contract::Gate;
use crate::docs::model::{Ability, AgentLink, Field, Page, Piece, Step, Type, TypeForm, Variant};
use crate::docs::pretty::pretty;
use crate::docs::text::{Block, Inline};
use crate::docs::words::{self, Group, gate_of};

/// Name, purpose and bounds of the agent.
pub(super) fn overview(out: &mut String, page: &Page) {
    let _ = write!(
        out,
        "<header id=\"top\">\n<h1>{}</h1>\n",
        Escaped(&page.agent)
    );
    blocks(out, &page.about.blocks);
    out.push_str("<dl class=\"facts\">\n");
    fact(
        out,
        "Stops after",
        &text(&words::limits(&page.limits).join(" · ")),
    );
    fact(
        out,
        "Stuck after",
        &text(&words::stuck(&page.limits).join(" · ")),
    );
    if let Some(prompt) = &page.prompt {
        fact(out, "Prompt", &code(prompt));
    }
    fact(out, "Provider profile", &code(&page.profile));
    for (name, all) in [("Models", &page.models), ("Indexes", &page.indexes)] {
        if !all.is_empty() {
            fact(out, name, &codes(all));
        }
    }
    fact(out, "Source", &code(&page.place));
    out.push_str("</dl>\n</header>\n");
}

/// Everything about one step.
pub(super) fn step(out: &mut String, page: &Page, step: &Step) {
    let key = Group::of(step).key();
    let _ = write!(
        out,
        "<article class=\"item {key}\" id=\"{id}\" aria-labelledby=\"name-{id}\">\n\
         <h3 id=\"name-{id}\"><a href=\"#{id}\">{}</a>",
        Escaped(&step.label),
        id = step.anchor,
    );
    badges(out, step, key);
    out.push_str("</h3>\n");
    if let Some(told) = words::prefetch_told(step) {
        let _ = writeln!(out, "<p>{told}</p>");
    }
    blocks(out, &step.about.blocks);
    fields(out, page, &step.parameters, "Takes");
    ability(out, page, step);
    details(out, step);
    out.push_str("</article>\n");
}

fn badges(out: &mut String, step: &Step, key: &str) {
    if step.retired {
        out.push_str(" <span class=\"badge retired\">retired</span>");
    }
    let _ = write!(
        out,
        " <span class=\"badge {key}\">{}</span>",
        words::kind(step)
    );
    if let Some(words) = words::prefetch(step) {
        let _ = write!(out, " <span class=\"badge {key}\">{words}</span>");
    }
    if let Some(words) = words::gate(gate_of(step)) {
        let class = if gate_of(step) == Gate::Always {
            "always"
        } else {
            "sometimes"
        };
        let _ = write!(out, " <span class=\"badge {class}\">{words}</span>");
    }
}

fn ability(out: &mut String, page: &Page, step: &Step) {
    out.push_str("<dl class=\"facts\">\n");
    match &step.ability {
        Ability::Tool {
            class,
            gate,
            output,
            errors,
            ..
        } => {
            fact(out, "Gives", &given(page, output));
            if !errors.is_empty() {
                let mut text = String::new();
                blocks(&mut text, errors);
                fact(out, "Fails", &text);
            }
            if let Some(AgentLink { agent, file }) = &step.agent {
                let name = code(agent);
                let link =
                    format!("agent <a href=\"{file}.html\">{name}</a>, in a thread of its own");
                fact(out, "Carried out by", &link);
            } else {
                fact(out, "Effect", words::effect(*class));
                fact(out, "Approval", words::approval(*gate));
            }
            policy(out, step);
        }
        Ability::Ask {
            format,
            answer,
            urgency,
        } => {
            fact(out, "Answered with", &text_and_code(&format.to_string()));
            fact(out, "Type of the answer", &given(page, answer));
            fact(out, "Urgency", words::urgency(*urgency));
        }
        Ability::Wait { event, timed } => {
            fact(
                out,
                "Until",
                &text_and_code(&words::wait(event.as_deref(), *timed)),
            );
        }
        Ability::Done => fact(out, "Effect", "Ends the run with this answer."),
    }
    out.push_str("</dl>\n");
}

fn policy(out: &mut String, step: &Step) {
    if let Ability::Tool {
        timeout,
        attempts,
        concurrent,
        fingerprint,
        place,
        ..
    } = &step.ability
    {
        let running = words::running(*timeout, *attempts, *concurrent);
        fact(out, "Runs", &text(&running));
        let contract = format!("{}@{}", step.name, step.version);
        let contract = format!("{} {}", code(&contract), code(fingerprint));
        fact(out, "Contract", &contract);
        fact(out, "Source", &code(place));
    }
}

/// What only some readers want: an example of a call, and the schemas.
fn details(out: &mut String, step: &Step) {
    if let Some(example) = step
        .example
        .as_ref()
        .filter(|_| !step.parameters.is_empty())
    {
        folded(out, "Example of the arguments", example);
    }
    folded(out, "JSON Schema of the arguments", &step.schema);
    if let Ability::Tool { output_schema, .. } = &step.ability {
        folded(out, "JSON Schema of the result", output_schema);
    }
}

fn folded(out: &mut String, title: &str, json: &str) {
    let json = Escaped(pretty(json));
    let _ = writeln!(
        out,
        "<details><summary>{title}</summary><pre tabindex=\"0\"><code>{json}</code></pre></details>"
    );
}

/// One named type.
pub(super) fn one_type(out: &mut String, page: &Page, one: &Type) {
    let _ = write!(
        out,
        "<article class=\"item type\" id=\"{id}\" aria-labelledby=\"name-{id}\">\n\
         <h3 id=\"name-{id}\"><a href=\"#{id}\">{}</a></h3>\n",
        Escaped(&one.name),
        id = one.anchor,
    );
    blocks(out, &one.about.blocks);
    match &one.form {
        TypeForm::Object(all) => fields(out, page, all, "Keys"),
        TypeForm::OneOf { tagging, variants } => {
            if !tagging.is_empty() {
                let _ = writeln!(out, "<p>{}</p>", text_and_code(tagging));
            }
            variant_list(out, page, variants);
        }
    }
    out.push_str("</article>\n");
}

fn variant_list(out: &mut String, page: &Page, variants: &[Variant]) {
    out.push_str("<ul class=\"variants\">\n");
    for variant in variants {
        let _ = write!(out, "<li>{}", code(&variant.name));
        if !variant.value.is_empty() {
            let _ = write!(out, " {}", given(page, &variant.value));
        }
        blocks(out, &variant.about.blocks);
        fields(out, page, &variant.fields, "Keys");
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn fields(out: &mut String, page: &Page, fields: &[Field], title: &str) {
    if fields.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<table>\n<thead><tr><th scope=\"col\">{title}</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n"
    );
    for field in fields {
        let optional = if field.required {
            ""
        } else {
            "<span class=\"optional\">optional</span>"
        };
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}{optional}</th><td class=\"value\">{}</td><td>",
            code(&field.name),
            value(page, &field.value)
        );
        meaning(out, field);
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn meaning(out: &mut String, field: &Field) {
    blocks(out, &field.about.blocks);
    if !field.limits.is_empty() {
        let _ = write!(
            out,
            "<p class=\"limits\">{}</p>",
            text_and_code(&field.limits.join("; "))
        );
    }
    if !field.default.is_empty() {
        let default = code(&field.default);
        let _ = write!(out, "<p class=\"limits\">Default: {default}</p>");
    }
    if !field.examples.is_empty() {
        let examples = codes(&field.examples);
        let _ = write!(out, "<p class=\"limits\">Example: {examples}</p>");
    }
}

/// `html` is ready to stand in the page.
fn fact(out: &mut String, name: &str, html: &str) {
    let _ = writeln!(out, "<div><dt>{name}</dt><dd>{html}</dd></div>");
}

fn value(page: &Page, pieces: &[Piece]) -> String {
    let parts = pieces.iter().map(|piece| match piece {
        Piece::Words(words) => text(words),
        Piece::Code(name) => code(name),
        Piece::Type(at) => page.types.get(*at).map_or(String::new(), |one| {
            format!("<a href=\"#{}\">{}</a>", one.anchor, code(&one.name))
        }),
    });
    parts.collect()
}

fn given(page: &Page, pieces: &[Piece]) -> String {
    format!("<span class=\"value\">{}</span>", value(page, pieces))
}

/// Points of a list that follow one another become one list.
fn blocks(out: &mut String, blocks: &[Block]) {
    let mut in_list = false;
    for block in blocks {
        let item = matches!(block, Block::Item(_));
        if item != in_list {
            out.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            in_list = item;
        }
        let _ = match block {
            Block::Paragraph(words) => writeln!(out, "<p>{}</p>", inlines(words)),
            Block::Item(words) => writeln!(out, "<li>{}</li>", inlines(words)),
            Block::Heading(words) => writeln!(out, "<h4>{}</h4>", inlines(words)),
            Block::Code(code) => {
                writeln!(
                    out,
                    "<pre tabindex=\"0\"><code>{}</code></pre>",
                    Escaped(code)
                )
            }
        };
    }
    out.push_str(if in_list { "</ul>\n" } else { "" });
}

fn inlines(parts: &[Inline]) -> String {
    let parts = parts.iter().map(|part| match part {
        Inline::Words(words) => text(words),
        Inline::Emphasis(words) => format!("<em>{}</em>", Escaped(words)),
        Inline::Code(words) => code(words),
        Inline::Link { label, address } => {
            let (label, address) = (Escaped(label), Escaped(address));
            format!("<a href=\"{address}\" rel=\"noreferrer\">{label}</a>")
        }
    });
    parts.collect()
}

fn text(words: &str) -> String {
    Escaped(words).to_string()
}

fn code(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    format!("<code>{}</code>", Escaped(words))
}

fn codes(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|one| code(one)).collect();
    all.join(", ")
}

/// Our own words, whose backticks mark code.
fn text_and_code(words: &str) -> String {
    let parts = words.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { text(part) });
    parts.collect()
}
