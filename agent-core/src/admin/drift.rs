//! Two JSON texts by meaning: what is new, what is gone, what changed, and where.

use serde_json::{Map, Value};

/// How much of a value a line shows.
const SHOWN: usize = 60;

/// One line a difference; entries of lists that have names are told apart by name, not by place.
pub(super) fn differences(was: &Value, is: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    walk("", was, is, &mut lines);
    lines
}

fn walk(path: &str, was: &Value, is: &Value, lines: &mut Vec<String>) {
    if was == is {
        return;
    }
    match (members(was), members(is)) {
        (Some(was), Some(is)) => both(path, &was, &is, lines),
        _ => lines.push(format!("{path}: was {}, is {}", short(was), short(is))),
    }
}

fn both(path: &str, was: &Members<'_>, is: &Members<'_>, lines: &mut Vec<String>) {
    for (name, old) in was {
        let path = join(path, name);
        match is.iter().find(|(other, _)| other == name) {
            Some((_, new)) => walk(&path, old, new, lines),
            None => lines.push(format!("{path}: is gone, was {}", short(old))),
        }
    }
    let fresh = is
        .iter()
        .filter(|(name, _)| was.iter().all(|(other, _)| other != name));
    lines.extend(fresh.map(|(name, new)| format!("{}: is new, {}", join(path, name), short(new))));
}

type Members<'a> = Vec<(String, &'a Value)>;

/// The members of an object, or of a list whose entries all have names.
fn members(value: &Value) -> Option<Members<'_>> {
    match value {
        Value::Object(object) => {
            let members = object.iter().map(|(key, value)| (key.clone(), value));
            Some(members.collect())
        }
        Value::Array(items) => {
            let named = |item| Some((name(item)?, item));
            items.iter().map(named).collect()
        }
        _ => None,
    }
}

/// What an entry of a list is called.
fn name(item: &Value) -> Option<String> {
    let entry: &Map<String, Value> = item.as_object()?;
    let text = |key| entry.get(key).and_then(Value::as_str);
    let name = text("agent").or(text("name")).or(text("file"))?;
    let version = entry.get("version").map(|version| {
        let text = version.as_str().map(str::to_owned);
        text.unwrap_or_else(|| version.to_string())
    });
    Some(match version {
        Some(version) => format!("{name}@{version}"),
        None => name.to_owned(),
    })
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_values_differ_in_nothing() {
        let value = json!({"a": [1, {"name": "x"}], "b": null});
        assert_eq!(differences(&value, &value.clone()), [""; 0]);
    }

    #[test]
    fn entries_are_told_apart_by_name_and_version() {
        let was = json!({"tools": [{"name": "pay", "version": 1, "doc": "Pay."}, {"name": "ask"}]});
        let is = json!({"tools": [{"name": "say"}, {"name": "pay", "version": 1, "doc": "Pays."}]});
        assert_eq!(
            differences(&was, &is),
            [
                r#"tools.pay@1.doc: was "Pay.", is "Pays.""#,
                r#"tools.ask: is gone, was {"name":"ask"}"#,
                r#"tools.say: is new, {"name":"say"}"#,
            ]
        );
    }

    #[test]
    fn lists_without_names_are_compared_whole() {
        let lines = differences(
            &json!({"required": ["a"]}),
            &json!({"required": ["a", "b"]}),
        );
        assert_eq!(lines, [r#"required: was ["a"], is ["a","b"]"#]);
    }
}
