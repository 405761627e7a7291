//! A thread as Markdown, for people: a heading an event, texts quoted, arguments as a list.

use super::{
    Element, ElementBody, TextFormat, UnreadableContext, escaped, field, is_odd, key, line,
};

/// Each event is a section of Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

impl TextFormat for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn write(&self, element: &Element<'_>, first: bool, out: &mut String) {
        if !first {
            out.push('\n');
        }
        out.extend(["## ", &element.name, "\n\n"]);
        match &element.body {
            // A reader may take it for a line end that is not quoted.
            ElementBody::Text(text) if text.contains(|c| is_odd(c) && c != '\n') => {
                out.extend([&escaped(text), "\n"]);
            }
            ElementBody::Text(text) => {
                for line in text.split('\n') {
                    out.extend([if line.is_empty() { ">" } else { "> " }, line, "\n"]);
                }
            }
            ElementBody::Fields(fields) => {
                for (name, value) in fields {
                    out.extend(["- ", &key(name), ": ", &line(value), "\n"]);
                }
            }
        }
    }

    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
        let mut elements = Vec::new();
        let mut lines = text.split('\n').enumerate().peekable();
        while let Some((at, head)) = lines.next() {
            if head.is_empty() {
                continue;
            }
            let mut body = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, line)| !line.starts_with("## ")) {
                body.push(line);
            }
            let element = read_one(head, &body);
            elements.push(element.ok_or(UnreadableContext { line: at + 1 })?);
        }
        Ok(elements)
    }
}

fn read_one(head: &str, lines: &[&str]) -> Option<Element<'static>> {
    let name = head.strip_prefix("## ")?;
    let lines = lines.iter().filter(|line| !line.is_empty());
    let mut lines = lines.peekable();
    let body = if let Some(json) = lines.next_if(|line| line.starts_with('"')) {
        ElementBody::Text(serde_json::from_str::<String>(json).ok()?.into())
    } else if super::is_text(name) {
        let lines = lines.map(|line| match *line {
            ">" => Some(""),
            line => line.strip_prefix("> "),
        });
        ElementBody::Text(lines.collect::<Option<Vec<_>>>()?.join("\n").into())
    } else {
        let fields = lines.map(|line| field(line.strip_prefix("- ")?));
        ElementBody::Fields(fields.collect::<Option<_>>()?)
    };
    Some(Element::owned(name, body))
}
