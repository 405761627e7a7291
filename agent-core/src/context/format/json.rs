//! A thread as lines of JSON, each an object with one member.

use super::{Element, ElementBody, TextFormat, UnreadableContext, one_line, quoted};
use crate::event::raw;

/// Each event is a line of JSON.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl TextFormat for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, element: &Element<'_>, _first: bool, out: &mut String) {
        let (name, body) = (quoted(&element.name), element.body.to_json());
        out.extend(["{", &name, ":", &one_line(&body), "}\n"]);
    }

    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
        let lines = text.lines().enumerate();
        lines
            .map(|(at, line)| read_one(line).ok_or(UnreadableContext { line: at + 1 }))
            .collect()
    }
}

fn read_one(line: &str) -> Option<Element<'static>> {
    let mut members = raw::members(line);
    let (name, body) = members.next()?.ok()?;
    let body = ElementBody::from_json(body)?;
    let alone = members.next().is_none();
    alone.then(|| Element::owned(name, body))
}
