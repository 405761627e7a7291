//! A thread as a YAML list, an item an event.
//!
//! A text of several lines is a literal block, whose indentation no line of it can leave; what a block cannot hold
//! unchanged is a double-quoted scalar, which every JSON string is (YAML 1.2, section 1.3).

use std::borrow::Cow;

use super::{
    Element, ElementBody, TextFormat, UnreadableContext, escaped, field, is_odd, one_line, quoted,
    unline,
};

/// Each event is an item of a YAML list.
#[derive(Debug, Clone, Copy)]
pub struct Yaml;

/// How far the lines of a block are indented; the `2` in `|2-` counts from the item's own two spaces.
const BLOCK: &str = "    ";

impl TextFormat for Yaml {
    fn name(&self) -> &'static str {
        "yaml"
    }

    fn write(&self, element: &Element<'_>, _first: bool, out: &mut String) {
        out.extend(["- ", &key(&element.name), ":"]);
        match &element.body {
            ElementBody::Text(text) if is_block(text) => {
                out.push_str(" |2-\n");
                for line in text.split('\n') {
                    let indent = if line.is_empty() { "" } else { BLOCK };
                    out.extend([indent, line, "\n"]);
                }
            }
            ElementBody::Text(text) => out.extend([" ", &scalar(&quoted(text)), "\n"]),
            ElementBody::Fields(fields) if fields.is_empty() => out.push_str(" {}\n"),
            ElementBody::Fields(fields) => {
                out.push('\n');
                for (name, value) in fields {
                    out.extend([BLOCK, &key(name), ": ", &scalar(value), "\n"]);
                }
            }
        }
    }

    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
        let mut lines = text.lines().enumerate().peekable();
        let mut elements = Vec::new();
        while let Some((at, first)) = lines.next() {
            let mut body = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, line)| !line.starts_with("- ")) {
                body.push(line);
            }
            let element = read_one(first, &body);
            elements.push(element.ok_or(UnreadableContext { line: at + 1 })?);
        }
        Ok(elements)
    }
}

/// Whether a literal block holds the text unchanged: its last line end would be chomped, and YAML takes few control
/// characters and some others as line ends.
fn is_block(text: &str) -> bool {
    let odd = |c: char| (is_odd(c) && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    let blank = |line: &str| line.chars().all(|c| c == ' ' || c == '\t');
    text.contains('\n')
        && !text.contains(odd)
        && text.split('\n').all(|line| !blank(line) || line.is_empty())
        && !text.ends_with('\n')
        && !text.starts_with('\n')
}

/// A value on one line. Words stay without quotes where no YAML reader takes them for something else.
fn scalar(json: &str) -> Cow<'_, str> {
    let Ok(text) = serde_json::from_str::<String>(json) else {
        return one_line(json);
    };
    if is_word(&text) {
        text.into()
    } else {
        escaped(&text).into()
    }
}

/// A name before a colon. Without quotes, a number or `yes` would be no text.
fn key(name: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if is_text(name) && name.chars().all(plain) {
        name.into()
    } else {
        escaped(name).into()
    }
}

/// What [`key`] wrote.
fn unkey(key: &str) -> Option<String> {
    if key.starts_with('"') {
        serde_json::from_str(key).ok()
    } else {
        Some(key.to_owned())
    }
}

/// A text that every version of YAML reads as itself: letters first, and nothing that separates or comments.
fn is_word(text: &str) -> bool {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ',' | '/' | '(' | ')');
    is_text(text) && !text.ends_with(' ') && text.chars().all(plain)
}

/// Whether no version of YAML takes it for another value.
fn is_text(word: &str) -> bool {
    const TAKEN: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    word.starts_with(char::is_alphabetic) && !TAKEN.contains(&word.to_lowercase().as_str())
}

fn read_one(first: &str, lines: &[&str]) -> Option<Element<'static>> {
    let (name, rest) = match first.strip_prefix("- ")?.strip_suffix(':') {
        Some(name) if !lines.is_empty() => (name, ""),
        _ => first.strip_prefix("- ")?.split_once(": ")?,
    };
    let name = unkey(name)?;
    let body = match rest {
        "|2-" => ElementBody::Text(block(lines)?.into()),
        "{}" => ElementBody::Fields(Vec::new()),
        "" => {
            let fields = lines.iter().map(|line| field(line.strip_prefix(BLOCK)?));
            ElementBody::Fields(fields.collect::<Option<_>>()?)
        }
        _ => ElementBody::Text(serde_json::from_str::<String>(&unline(rest)).ok()?.into()),
    };
    Some(Element::owned(name, body))
}

fn block(lines: &[&str]) -> Option<String> {
    let lines = lines.iter().map(|line| match *line {
        "" => Some(""),
        line => line.strip_prefix(BLOCK),
    });
    Some(lines.collect::<Option<Vec<_>>>()?.join("\n"))
}
