//! The page as Markdown, as code hosts show it.

mod text;

use std::fmt::Write;

use text::{blocks, code, codes, escaped, escaped_but_code, fenced, inlines, line};

use super::mermaid::mermaid;
use super::model::{Ability, AgentLink, Field, Page, Piece, Step, Type, TypeForm, Variant};
use super::pretty::pretty;
use super::words::{self, Group, gate, gate_of};

/// The page as Markdown: tables, a Mermaid diagram, links between steps and types.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out = Writer {
        page,
        text: String::new(),
    };
    out.head();
    for step in &page.steps {
        out.step(step);
    }
    if !page.types.is_empty() {
        out.paragraph("## Types");
    }
    for one in &page.types {
        out.one_type(one);
    }
    out.text.truncate(out.text.trim_end().len());
    out.text.push('\n');
    out.text
}

struct Writer<'p> {
    page: &'p Page,
    text: String,
}

impl Writer<'_> {
    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.text.push_str("\n\n");
        }
    }

    fn head(&mut self) {
        let page = self.page;
        self.paragraph(&format!("# {}", escaped(&page.agent)));
        self.paragraph(&blocks(&page.about.blocks));
        let mut facts = vec![
            ("Stops after", words::limits(&page.limits).join("; ")),
            ("Stuck after", words::stuck(&page.limits).join("; ")),
        ];
        facts.extend(page.prompt.as_ref().map(|prompt| ("Prompt", code(prompt))));
        facts.push(("Provider profile", code(&page.profile)));
        for (name, all) in [("Models", &page.models), ("Indexes", &page.indexes)] {
            facts.extend((!all.is_empty()).then(|| (name, codes(all))));
        }
        facts.push(("Source", code(&page.place)));
        self.facts(&facts);
        self.paragraph(&format!("```mermaid\n{}```", mermaid(page)));
        self.paragraph("## Steps");
        self.contents();
    }

    fn facts(&mut self, facts: &[(&str, String)]) {
        let rows = facts.iter();
        let rows = rows.map(|(name, value)| format!("- {name}: {value}"));
        let rows: Vec<String> = rows.collect();
        self.paragraph(&rows.join("\n"));
    }

    fn contents(&mut self) {
        let mut table = String::from("| Step | What it does | A person | For |\n|---|---|---|---|");
        for group in Group::ALL {
            for step in group.steps(self.page) {
                let kind = if step.retired {
                    "retired"
                } else {
                    words::kind(step)
                };
                let gate = gate(gate_of(step)).unwrap_or_default();
                let kind = words::prefetch(step).map_or_else(
                    || kind.to_owned(),
                    |prefetched| format!("{kind}, {prefetched}"),
                );
                let _ = write!(
                    table,
                    "\n| [{}](#{}) | {kind} | {gate} | {} |",
                    code(&step.label),
                    step.anchor,
                    inlines(step.about.summary()),
                );
            }
        }
        self.paragraph(&table);
    }

    fn step(&mut self, step: &Step) {
        self.title(&step.anchor, &code(&step.label));
        if step.retired {
            self.paragraph("*Retired: no longer offered, still read and run for old threads.*");
        }
        if let Some(told) = words::prefetch_told(step) {
            self.paragraph(&format!("*{told}*"));
        }
        self.paragraph(&blocks(&step.about.blocks));
        self.fields(&step.parameters);
        if let Some(example) = step
            .example
            .as_ref()
            .filter(|_| !step.parameters.is_empty())
        {
            self.paragraph(&fenced("json", &pretty(example)));
        }
        self.ability(step);
    }

    /// An address of our own: code hosts make different ones of titles.
    fn title(&mut self, anchor: &str, title: &str) {
        self.paragraph(&format!("### <a id=\"{anchor}\"></a>{title}"));
    }

    fn ability(&mut self, step: &Step) {
        match &step.ability {
            Ability::Tool {
                class,
                gate,
                timeout,
                attempts,
                concurrent,
                output,
                errors,
                fingerprint,
                place,
                ..
            } => {
                let mut facts = vec![("Gives", self.value(output))];
                let errors: Vec<String> = errors.iter().map(line).collect();
                let errors = errors.join("<br>");
                facts.extend((!errors.is_empty()).then_some(("Fails", errors)));
                if let Some(AgentLink { agent, file }) = &step.agent {
                    let link =
                        format!("agent [{}]({file}.md), in a thread of its own", code(agent));
                    facts.push(("Carried out by", link));
                } else {
                    facts.push(("Effect", words::effect(*class).into()));
                    facts.push(("Approval", words::approval(*gate).into()));
                }
                let running = words::running(*timeout, *attempts, *concurrent);
                facts.push(("Runs", running));
                let contract = format!("{}@{}", step.name, step.version);
                let contract = format!("{} {}", code(&contract), code(fingerprint));
                facts.push(("Contract", contract));
                facts.push(("Source", code(place)));
                self.facts(&facts);
            }
            Ability::Ask {
                format,
                answer,
                urgency,
            } => self.facts(&[
                ("A person answers", escaped_but_code(&format.to_string())),
                ("Type of the answer", self.value(answer)),
                ("Urgency", words::urgency(*urgency).into()),
            ]),
            Ability::Wait { event, timed } => {
                let until = escaped_but_code(&words::wait(event.as_deref(), *timed));
                self.facts(&[("Until", until)]);
            }
            Ability::Done => self.facts(&[("Effect", "Ends the run with this answer.".into())]),
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        if fields.is_empty() {
            return;
        }
        let mut table = String::from("| Name | Type | | Meaning |\n|---|---|---|---|");
        for field in fields {
            let _ = write!(
                table,
                "\n| {} | {} | {} | {} |",
                code(&field.name),
                self.value(&field.value),
                words::presence(field),
                meaning(field),
            );
        }
        self.paragraph(&table);
    }

    fn value(&self, pieces: &[Piece]) -> String {
        let parts = pieces.iter().map(|piece| match piece {
            Piece::Words(words) => escaped(words),
            Piece::Code(name) => code(name),
            Piece::Type(at) => self.page.types.get(*at).map_or(String::new(), |one| {
                format!("[{}](#{})", code(&one.name), one.anchor)
            }),
        });
        parts.collect()
    }

    fn one_type(&mut self, one: &Type) {
        self.title(&one.anchor, &code(&one.name));
        self.paragraph(&blocks(&one.about.blocks));
        match &one.form {
            TypeForm::Object(fields) => self.fields(fields),
            TypeForm::OneOf { tagging, variants } => {
                self.paragraph(&escaped_but_code(tagging));
                self.variants(variants);
            }
        }
    }

    fn variants(&mut self, variants: &[Variant]) {
        let rows = variants.iter().map(|variant| {
            let holds = match (&variant.value[..], &variant.fields[..]) {
                ([], []) => String::new(),
                ([], fields) => self.keys(fields),
                (value, _) => self.value(value),
            };
            let about = variant.about.blocks.iter().map(line);
            let about = about.collect::<Vec<_>>().join("<br>");
            let parts = [code(&variant.name), holds, about];
            let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            format!("- {}", said.join(" · "))
        });
        let rows: Vec<String> = rows.collect();
        self.paragraph(&rows.join("\n"));
    }

    fn keys(&self, fields: &[Field]) -> String {
        let keys = fields.iter().map(|field| {
            let end = if field.required { "" } else { ", optional" };
            format!("{} ({}{end})", code(&field.name), self.value(&field.value))
        });
        keys.collect::<Vec<_>>().join(", ")
    }
}

/// What a field is for, what it must keep to, and values that fit: the lines of one cell.
fn meaning(field: &Field) -> String {
    let mut said: Vec<String> = field.about.blocks.iter().map(line).collect();
    let limits = field.limits.iter().map(|limit| escaped_but_code(limit));
    said.extend((!field.limits.is_empty()).then(|| limits.collect::<Vec<_>>().join("; ")));
    let default = (!field.default.is_empty()).then(|| code(&field.default));
    said.extend(default.map(|default| format!("Default: {default}")));
    let examples = (!field.examples.is_empty()).then(|| codes(&field.examples));
    said.extend(examples.map(|examples| format!("Example: {examples}")));
    said.join("<br>")
}
