//! When two values say the same, and when words of a text are missing in a value.

use std::collections::BTreeSet;

use serde_json::Value;

/// True if a value is the expected one for a type: a missing optional is `null`; `1` is `1.0` where a number is
/// declared and nowhere else.
pub fn is_expected(got: &Value, expected: &Value, schema: &Value) -> bool {
    Comparison { root: schema }.same(got, expected, schema, 0)
}

struct Comparison<'s> {
    root: &'s Value,
}

impl Comparison<'_> {
    fn same(&self, got: &Value, expected: &Value, schema: &Value, depth: u8) -> bool {
        if depth > 200 {
            return false;
        }
        if let Some(target) = schema["$ref"]
            .as_str()
            .and_then(|path| path.strip_prefix('#'))
        {
            let target = self.root.pointer(target).unwrap_or(&Value::Null);
            return self.same(got, expected, target, depth + 1);
        }
        if let Some(members) = schema["anyOf"].as_array() {
            return members
                .iter()
                .any(|member| self.same(got, expected, member, depth + 1));
        }
        match (got, expected) {
            (Value::Number(a), Value::Number(b)) => {
                a == b || schema["type"] == "number" && a.as_f64() == b.as_f64()
            }
            (Value::Array(a), Value::Array(b)) => {
                let each = |(a, b)| self.same(a, b, &schema["items"], depth + 1);
                a.len() == b.len() && a.iter().zip(b).all(each)
            }
            (Value::Object(a), Value::Object(b)) => {
                let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                keys.into_iter().all(|key| {
                    let declared = &schema["properties"][key];
                    let inner = if declared.is_null() {
                        &schema["additionalProperties"]
                    } else {
                        declared
                    };
                    self.same(&got[key], &expected[key], inner, depth + 1)
                })
            }
            (a, b) => a == b,
        }
    }
}

/// As [`is_expected`] without a type, and without white space at the ends of texts, which the other program trims.
pub fn is_same_repaired(got: &Value, expected: &Value) -> bool {
    match (got, expected) {
        (Value::String(a), Value::String(b)) => a.trim() == b.trim(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_repaired(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| is_same_repaired(a, b)))
        }
        (a, b) => a == b,
    }
}

/// The words between the first opening bracket of a text and its last closing one that stand neither in the value
/// nor in the note of a repair. That is what "lost" means: data went missing and nothing says so.
pub fn missing_words(input: &str, json: &str, notes: &[&str]) -> Vec<String> {
    let from = input.find(['{', '[']);
    let to = input.rfind(['}', ']']).map(|at| at + 1);
    let (Some(from), Some(to)) = (from, to) else {
        return Vec::new();
    };
    let mut there: BTreeSet<String> = words(&unescaped(json)).collect();
    if let Ok(value) = serde_json::from_str::<Value>(json) {
        said(&value, &mut there);
    }
    for note in notes {
        there.extend(words(note));
    }
    let written = unescaped(input.get(from..to).unwrap_or_default());
    words(&written)
        .filter(|word| !there.contains(word))
        .collect()
}

fn said(value: &Value, there: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => there.extend(words(text)),
        Value::Array(items) => items.iter().for_each(|item| said(item, there)),
        Value::Object(members) => {
            for (key, value) in members {
                there.extend(words(key));
                said(value, there);
            }
        }
        other => there.extend(words(&other.to_string())),
    }
}

/// A text without the letters of its escapes.
fn unescaped(text: &str) -> String {
    let mut plain = text.replace("\\\\", " ");
    for escape in ["\\n", "\\t", "\\r", "\\b", "\\f"] {
        plain = plain.replace(escape, " ");
    }
    plain
}

/// Letters and digits in a row, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}
