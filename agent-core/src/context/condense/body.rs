//! JSON bodies within a text → pieces: messages, codes, and the names and values that they are about.

use serde_json::{Map, Value};

use super::keys::{Member, is_given, member};
use super::{Piece, rank};

/// How often a text is tried to be read as JSON, and how deep texts within bodies are read.
const TRIES: usize = 24;
const DEPTH: usize = 2;

/// No more of a long array is looked at.
const ITEMS: usize = 12;

/// Takes the bodies out of a text and adds what they say; gives the rest, of the same length.
pub(super) fn take(text: &str, depth: usize, found: &mut Vec<Piece>) -> String {
    let mut rest = String::with_capacity(text.len());
    let (mut from, mut tries) = (0, 0);
    while let Some(start) = text[from..].find(['{', '[']).map(|at| from + at) {
        let body = (tries < TRIES && depth <= DEPTH && begins(&text[start..]))
            .then(|| {
                tries += 1;
                read(&text[start..])
            })
            .flatten();
        rest.push_str(&text[from..start]);
        let Some((value, length)) = body else {
            rest.push_str(&text[start..=start]);
            from = start + 1;
            continue;
        };
        Walk {
            at: start,
            depth,
            found,
        }
        .value(&value, "", 0);
        rest.push_str(&" ".repeat(length));
        from = start + length;
    }
    rest.push_str(&text[from..]);
    rest
}

/// Adds what the members of an object say that stood at a place.
pub(super) fn members(
    members: &Map<String, Value>,
    at: usize,
    depth: usize,
    found: &mut Vec<Piece>,
) {
    Walk { at, depth, found }.object(members, "", 0);
}

/// Whether this may be an object, or an array of objects or texts.
fn begins(text: &str) -> bool {
    let inside = text[1..].trim_start();
    match text.as_bytes()[0] {
        b'{' => inside.starts_with(['"', '\'']),
        _ => inside.starts_with(['{', '"']),
    }
}

/// The value that a text begins with, and its length in bytes.
fn read(text: &str) -> Option<(Value, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    if let Some(Ok(value)) = values.next() {
        return Some((value, values.byte_offset()));
    }
    let (json, length) = python(text)?;
    Some((serde_json::from_str(&json).ok()?, length))
}

/// A literal of Python's as JSON, and its length.
fn python(text: &str) -> Option<(String, usize)> {
    let mut json = String::new();
    let (mut quote, mut open, mut escaped) = (None, 0_usize, false);
    let mut word = String::new();
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => {
                escaped = false;
                json.push_str(if c == '\'' { "'" } else { "\\" });
                if c != '\'' {
                    json.push(c);
                }
            }
            Some(_) if c == '\\' => escaped = true,
            Some(end) if c == end => {
                quote = None;
                json.push('"');
            }
            Some(_) if c == '"' => json.push_str("\\\""),
            Some(_) => json.push(c),
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                json.push('"');
            }
            None if c.is_alphanumeric() || c == '_' => word.push(c),
            None => {
                json.push_str(match word.as_str() {
                    "None" => "null",
                    "True" => "true",
                    "False" => "false",
                    other => other,
                });
                word.clear();
                json.push(match c {
                    '(' => '[',
                    ')' => ']',
                    c => c,
                });
                open += usize::from(matches!(c, '{' | '[' | '('));
                open = open.checked_sub(usize::from(matches!(c, '}' | ']' | ')')))?;
                if open == 0 {
                    return Some((json, at + 1));
                }
            }
        }
    }
    None
}

/// A walk through a body that stood at a place.
struct Walk<'a> {
    at: usize,
    depth: usize,
    found: &'a mut Vec<Piece>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, key: &str, less: i32) {
        match value {
            Value::Object(members) => self.object(members, key, less),
            Value::Array(items) if is_field(key) && items.iter().all(Value::is_string) => {
                for item in items.iter().take(ITEMS) {
                    self.message(&format!("{key}: {}", plain(item)), 82 - less);
                }
            }
            Value::Array(items) => {
                for (item, index) in items.iter().take(ITEMS).zip(0..) {
                    self.value(item, key, less + index);
                }
            }
            Value::Null => {}
            Value::String(_) | Value::Number(_) | Value::Bool(_) => self.scalar(value, key, less),
        }
    }

    /// A message with the place that it is about is one piece.
    fn object(&mut self, members: &Map<String, Value>, key: &str, less: i32) {
        let less = if is_calm(members) { less + 60 } else { less };
        let of = |kind| {
            members
                .iter()
                .find(|(key, value)| member(key) == kind && !is_empty(value))
        };
        let message = members
            .iter()
            .filter(|(key, value)| member(key) == Member::Message && value.is_string())
            .min_by_key(|(key, _)| !key.to_lowercase().contains("me"));
        let place = of(Member::Place).and_then(|(key, value)| Some((key, path(value)?)));
        // What holds a list of faults says less than these.
        let sums_up = members
            .iter()
            .any(|(key, value)| member(key) == Member::Holder && holds_objects(value));
        let mut told = Vec::new();
        if let (Some((message_key, message)), Some((place_key, place))) = (message, &place) {
            told = vec![message_key.as_str(), place_key.as_str()];
            let value =
                of(Member::Value).filter(|(key, value)| is_given(key) && !value.is_object());
            let mut text = format!("{place}: {}", plain(message));
            if let Some((key, value)) = value.filter(|(_, value)| !text.contains(&plain(value))) {
                told.push(key.as_str());
                text = format!("{text} ({})", plain(value));
            }
            self.message(&text, 95 - less - if sums_up { 10 } else { 0 });
        }
        let generic = |key: &str| matches!(member(key), Member::Holder) || key.is_empty();
        for (name, value) in members {
            if told.contains(&name.as_str()) || member(name) == Member::Noise {
                continue;
            }
            let nested = value.is_object() || value.is_array();
            let name = if nested && generic(name) && !generic(key) {
                key
            } else {
                name
            };
            self.value(value, name, if nested { less + 2 } else { less });
        }
    }

    fn scalar(&mut self, value: &Value, key: &str, less: i32) {
        let text = plain(value);
        if text.is_empty() || (text == "false" || text == "true") && member(key) != Member::Value {
            return;
        }
        let long = text.contains('\n') || text.len() > 160 || text.starts_with('{');
        if long && self.depth < DEPTH {
            for mut piece in super::pieces(&text, self.depth + 1) {
                piece.at = self.at;
                piece.score -= less;
                self.found.push(piece);
            }
            return;
        }
        let labelled = || format!("{}: {text}", key.trim_start_matches('_'));
        let (text, score) = match member(key) {
            Member::Message => return self.message(&text, 90 - less),
            Member::Class if text.contains('/') => (last_segment(&text), 50),
            Member::Class | Member::Holder => (text, if key.ends_with("type") { 67 } else { 84 }),
            Member::Status
                if matches!(
                    text.to_lowercase().as_str(),
                    "failure" | "error" | "failed" | "fail"
                ) =>
            {
                (text, 20)
            }
            Member::Status => (labelled(), 86),
            Member::Place => (labelled(), 78),
            Member::Value => (labelled(), 80),
            Member::Id => (labelled(), 41),
            Member::Other if text.len() >= 40 && !text.contains(' ') => (labelled(), 10),
            Member::Other
                if value.is_number() || text.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                (labelled(), 25)
            }
            Member::Other if text.contains([':', '/', '.']) && !text.contains(' ') => {
                (labelled(), 44)
            }
            Member::Other => (labelled(), 40.max(rank::score(&labelled()) - 10)),
            Member::Noise => return,
        };
        self.say(&text, score - less);
    }

    /// The first sentence says what happened, and each one behind it less.
    fn message(&mut self, text: &str, score: i32) {
        for (part, index) in super::lines::sentences(text).into_iter().zip(0..) {
            let score = match rank::score(part) {
                _ if index == 0 => score,
                rank @ ..20 => rank,
                rank => rank.clamp(score - 25 * index, score) - index,
            };
            self.say(part, score);
        }
    }

    fn say(&mut self, text: &str, score: i32) {
        let text = super::clean::line(text);
        let at = self.at;
        if !text.is_empty() {
            self.found.push(Piece { text, score, at });
        }
    }
}

/// Whether a list of texts under this key is what is wrong with a field of that name.
fn is_field(key: &str) -> bool {
    !key.is_empty() && matches!(member(key), Member::Other | Member::Place | Member::Id)
}

/// The name at the end of an address.
fn last_segment(text: &str) -> String {
    text.rsplit('/').next().unwrap_or_default().to_owned()
}

fn holds_objects(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().any(Value::is_object))
}

/// A log line that says that all is well.
fn is_calm(members: &Map<String, Value>) -> bool {
    let level = members
        .iter()
        .find(|(key, _)| matches!(key.as_str(), "level" | "severity" | "lvl"));
    level.is_some_and(|(_, level)| {
        let level = plain(level).to_lowercase();
        matches!(
            level.as_str(),
            "info" | "debug" | "trace" | "notice" | "20" | "30"
        )
    })
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// A value as a person writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// A place in a request: a name, or names from the outside in.
fn path(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items)
            if items
                .iter()
                .all(|item| !item.is_object() && !item.is_array()) =>
        {
            Some(items.iter().map(plain).collect::<Vec<_>>().join("."))
        }
        Value::Object(members) => members.values().find_map(path),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}
