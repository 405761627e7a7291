//! Lines of `key=value` pairs → the object that they are.

use serde_json::{Map, Value};

/// So many pairs make a line of pairs.
const PAIRS: usize = 2;

/// The text in front of the pairs, and the pairs; `None` if there are too few.
pub(super) fn read(line: &str) -> Option<(&str, Map<String, Value>)> {
    let mut members = Map::new();
    let mut front = None;
    let mut rest = line;
    while !rest.is_empty() {
        let Some((key, value, behind)) = pair(rest) else {
            rest = next_word(rest);
            continue;
        };
        front.get_or_insert(line.len() - rest.len());
        members.insert(key.to_owned(), Value::String(value));
        rest = behind.trim_start();
    }
    (members.len() >= PAIRS).then(|| (line[..front.unwrap_or_default()].trim_end(), members))
}

fn next_word(text: &str) -> &str {
    text.find(' ').map_or("", |end| text[end..].trim_start())
}

/// The pair that a text begins with, and what stands behind it.
fn pair(text: &str) -> Option<(&str, String, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && !"_.-".contains(c))?;
    let (key, rest) = text.split_at(end);
    let rest = rest.strip_prefix('=')?;
    if key.is_empty() || rest.starts_with(['=', '>']) {
        return None;
    }
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find(' ').unwrap_or(rest.len());
        return Some((key, rest[..end].to_owned(), &rest[end..]));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((key, value, &quoted[at + 1..])),
            '\\' => value.extend(characters.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    None
}
