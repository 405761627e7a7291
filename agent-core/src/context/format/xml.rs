//! A thread as XML elements.
//!
//! `<`, `>` and `&` inside values are written as entities, and nothing else of a text is changed.

use super::{Element, ElementBody, TextFormat, UnreadableContext, field, key, line};

/// Each event is an XML element.
#[derive(Debug, Clone, Copy)]
pub struct Xml;

impl TextFormat for Xml {
    fn name(&self) -> &'static str {
        "xml"
    }

    fn write(&self, element: &Element<'_>, first: bool, out: &mut String) {
        if !first {
            out.push('\n');
        }
        out.push_str("\n<");
        out.push_str(&element.name);
        out.push_str(">\n");
        match &element.body {
            ElementBody::Text(text) => entities(text, out),
            ElementBody::Fields(fields) => {
                let lines = fields
                    .iter()
                    .map(|(name, value)| format!("{}: {}", key(name), line(value)));
                entities(&lines.collect::<Vec<_>>().join("\n"), out);
            }
        }
        out.push_str("\n</");
        out.push_str(&element.name);
        out.push_str(">\n");
    }

    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
        let mut elements = Vec::new();
        let mut rest = text;
        while !rest.trim_start_matches('\n').is_empty() {
            let read = read_one(rest.trim_start_matches('\n'));
            let line = 1 + text[..text.len() - rest.len()].matches('\n').count();
            let (element, behind) = read.ok_or(UnreadableContext { line })?;
            elements.push(element);
            rest = behind;
        }
        Ok(elements)
    }
}

/// The element at the beginning of a text, and what stands behind it.
fn read_one(text: &str) -> Option<(Element<'static>, &str)> {
    let (name, rest) = text.strip_prefix('<')?.split_once(">\n")?;
    let end = format!("\n</{name}>\n");
    let (body, behind) = rest.split_once(&end)?;
    if body.contains(['<', '>']) {
        return None;
    }
    let body = plain(body);
    let body = if super::is_text(name) {
        ElementBody::Text(body.into())
    } else {
        let fields: Option<Vec<_>> = body.lines().map(field).collect();
        ElementBody::Fields(fields?)
    };
    Some((Element::owned(name, body), behind))
}

fn entities(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            other => out.push(other),
        }
    }
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
