//! Ten ways to damage a call, each always the same.

use serde_json::{Map, Value, json};

/// The names of the mutations, in order.
pub const MUTATIONS: [&str; 10] = [
    "a required key dropped",
    "a value of the wrong type",
    "an unknown key",
    "a constant out of its enum",
    "a number as text",
    "a text as number",
    "null for a value",
    "damage deep inside",
    "wrapped in a list",
    "cut off",
];

/// The damaged texts, in the order of [`MUTATIONS`]. Where there is nothing to damage in that way, the whole is
/// replaced by a plain value.
#[must_use]
pub fn mutations(arguments: &str, schema: &str) -> [String; 10] {
    let whole: Value = serde_json::from_str(arguments).unwrap_or_default();
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let or = |made: Option<Value>, plain: Value| made.unwrap_or(plain).to_string();
    [
        or(drop_required(&whole, &schema), json!(7)),
        or(wrong_type(&whole), json!("text")),
        or(unknown_key(&whole), json!(null)),
        or(out_of_enum(&whole, &schema), json!(true)),
        or(
            leaf(&whole, &|value| {
                value.is_number().then(|| json!(value.to_string()))
            }),
            json!([]),
        ),
        or(
            leaf(&whole, &|value| value.is_string().then(|| json!(12_345))),
            json!(1.5),
        ),
        or(first(&whole, |_| Value::Null), json!("")),
        or(deep(&whole), json!({"damaged": {"damaged": true}})),
        Value::Array(vec![whole.clone()]).to_string(),
        cut_off(arguments),
    ]
}

fn drop_required(whole: &Value, schema: &Value) -> Option<Value> {
    let mut members = whole.as_object()?.clone();
    let required = schema["required"].as_array()?.iter().find_map(|name| {
        let name = name.as_str()?;
        members.contains_key(name).then(|| name.to_owned())
    })?;
    members.remove(&required);
    Some(Value::Object(members))
}

/// The whole with its first value changed.
fn first(whole: &Value, change: impl Fn(&Value) -> Value) -> Option<Value> {
    let mut members = whole.as_object()?.clone();
    let value = members.values_mut().next()?;
    *value = change(value);
    Some(Value::Object(members))
}

fn wrong_type(whole: &Value) -> Option<Value> {
    first(whole, |value| match value {
        Value::String(_) => json!({ "text": value }),
        Value::Array(_) => json!("[]"),
        Value::Object(_) => json!([value]),
        Value::Bool(_) => json!(2),
        Value::Number(_) | Value::Null => json!(true),
    })
}

fn unknown_key(whole: &Value) -> Option<Value> {
    let mut members: Map<String, Value> = whole.as_object()?.clone();
    members.insert("zz_unknown".to_owned(), json!(1));
    Some(Value::Object(members))
}

/// The first value whose schema lists constants becomes none of them.
fn out_of_enum(value: &Value, schema: &Value) -> Option<Value> {
    if schema["enum"].is_array() {
        return Some(match value {
            Value::Number(_) => json!(987_654_321),
            _ => json!("none of them at all"),
        });
    }
    match value {
        Value::Object(members) => members.iter().find_map(|(name, inner)| {
            let changed = out_of_enum(inner, &schema["properties"][name])?;
            let mut members = members.clone();
            members.insert(name.clone(), changed);
            Some(Value::Object(members))
        }),
        Value::Array(all) => {
            let changed = out_of_enum(all.first()?, &schema["items"])?;
            let rest = all.iter().skip(1).cloned();
            Some(std::iter::once(changed).chain(rest).collect())
        }
        _ => None,
    }
}

/// The whole with the first leaf changed that `change` takes.
fn leaf(value: &Value, change: &dyn Fn(&Value) -> Option<Value>) -> Option<Value> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, inner)| {
            let changed = leaf(inner, change)?;
            let mut members = members.clone();
            members.insert(name.clone(), changed);
            Some(Value::Object(members))
        }),
        Value::Array(all) => all.iter().enumerate().find_map(|(at, inner)| {
            let mut all = all.clone();
            *all.get_mut(at)? = leaf(inner, change)?;
            Some(Value::Array(all))
        }),
        plain => change(plain),
    }
}

/// The last leaf, as deep as the last values go, becomes an object.
fn deep(value: &Value) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let (name, last) = members.iter().next_back()?;
            let mut members = members.clone();
            members.insert(name.clone(), deep(last).unwrap_or(json!({"damaged": true})));
            Some(Value::Object(members))
        }
        Value::Array(all) => {
            let mut all = all.clone();
            let last = all.last_mut()?;
            *last = deep(last).unwrap_or(json!({"damaged": true}));
            Some(Value::Array(all))
        }
        _ => Some(json!({"damaged": true})),
    }
}

/// The first two thirds of the text.
fn cut_off(text: &str) -> String {
    let mut end = text.len() * 2 / 3;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}
