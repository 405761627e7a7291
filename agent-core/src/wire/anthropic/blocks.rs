//! Content blocks: what stands in a plain one, and how one grows in a stream.

use crate::event::raw::{is_json, member, members};
use crate::wire::found;
use crate::wire::json::string;

/// The members of a text block without anything special.
pub(super) const TEXT: &[&str] = &["type", "text"];

/// The members of a call without anything special.
pub(super) const CALL: &[&str] = &["type", "id", "name", "input"];

/// Under this key the provider wants input that is no JSON object:
/// <https://platform.claude.com/docs/en/agents-and-tools/tool-use/fine-grained-tool-streaming>.
const INVALID: &str = "INVALID_JSON";

/// The input of a whole block, as it was written.
pub(super) fn input(block: &str) -> Option<String> {
    let input = member(block, "input")?;
    (input != "null").then(|| read_input(input))
}

/// Writes a call's input: always an object.
pub(super) fn write_input(out: &mut String, arguments: &str) {
    let arguments = arguments.trim();
    if arguments.is_empty() {
        out.push_str("{}");
    } else if arguments.starts_with('{') && is_json(arguments) {
        out.push_str(arguments);
    } else {
        out.push('{');
        string(out, INVALID);
        out.push(':');
        string(out, arguments);
        out.push('}');
    }
}

/// What the model wrote where `input` stands in a request: undoes [`write_input`].
fn read_input(input: &str) -> String {
    found::has_only(input, &[INVALID])
        .then(|| found::text(input, INVALID))
        .flatten()
        .unwrap_or_else(|| input.to_owned())
}

/// A block of which more is to come.
#[derive(Debug)]
pub(super) struct Block {
    /// In the order in which they came.
    members: Vec<(String, Part)>,
    /// A call's input as far as it came.
    input: String,
    /// Its place among the calls, if it is one.
    pub(super) call: Option<usize>,
}

#[derive(Debug)]
enum Part {
    /// As it was written.
    Json(String),
    /// Text that may grow.
    Text(String),
    /// A list that may grow; its items as they were written.
    List(Vec<String>),
}

impl Part {
    fn of(json: &str) -> Self {
        if let Some(text) = found::string(json) {
            Self::Text(text)
        } else if json.starts_with('[') {
            Self::List(found::all(json).into_iter().map(str::to_owned).collect())
        } else {
            Self::Json(json.to_owned())
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Json(json) => out.push_str(json),
            Self::Text(text) => string(out, text),
            Self::List(items) => {
                out.push('[');
                out.push_str(&items.join(","));
                out.push(']');
            }
        }
    }
}

impl Block {
    pub(super) fn begun(block: &str) -> Self {
        Self {
            members: members(block)
                .map_while(Result::ok)
                .map(|(key, value)| (key.into_owned(), Part::of(value)))
                .collect(),
            input: String::new(),
            call: None,
        }
    }

    /// Takes in one piece. Text grows at its end, a citation joins the others, what else comes replaces
    /// what was there: so pieces of kinds that this version does not know are kept as well.
    pub(super) fn grow(&mut self, delta: &str) {
        for (key, value) in members(delta).map_while(Result::ok) {
            match &*key {
                "type" => {}
                "partial_json" => self
                    .input
                    .push_str(&found::string(value).unwrap_or_default()),
                "citation" => match self.part("citations") {
                    Part::List(list) => list.push(value.to_owned()),
                    other => *other = Part::List(vec![value.to_owned()]),
                },
                key => match (self.part(key), Part::of(value)) {
                    (Part::Text(text), Part::Text(more)) => text.push_str(&more),
                    (part, new) => *part = new,
                },
            }
        }
    }

    fn part(&mut self, key: &str) -> &mut Part {
        let at = self.members.iter().position(|(known, _)| known == key);
        let at = at.unwrap_or_else(|| {
            let none = Part::Json("null".to_owned());
            self.members.push((key.to_owned(), none));
            self.members.len() - 1
        });
        &mut self.members[at].1
    }

    /// A call's input that did not come in pieces.
    pub(super) fn untold(&self) -> Option<String> {
        let (_, input) = self.members.iter().find(|(key, _)| key == "input")?;
        let mut json = String::new();
        input.write(&mut json);
        self.input.is_empty().then_some(json)
    }

    /// The block as JSON, and a call's input as the model wrote it.
    pub(super) fn finish(self) -> (String, Option<String>) {
        let mut json = String::from("{");
        for (at, (key, part)) in self.members.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            string(&mut json, key);
            json.push(':');
            if key == "input" && !self.input.is_empty() {
                write_input(&mut json, &self.input);
            } else {
                part.write(&mut json);
            }
        }
        json.push('}');
        let input = if self.input.is_empty() {
            input(&json)
        } else {
            Some(read_input(&self.input))
        };
        (json, input)
    }
}
