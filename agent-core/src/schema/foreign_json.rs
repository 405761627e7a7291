//! Schemas that schemars made, written as a profile wants them. Keys are sorted, so that the bytes do not
//! depend on how the application builds `serde_json`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use super::{
    Profile,
    writer::{Object, list, number, string},
};

/// The type's schema and the definitions it refers to.
pub(super) fn ask(
    ask: fn(&mut SchemaGenerator) -> Schema,
    profile: &Profile,
) -> (Value, BTreeMap<String, Value>) {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = profile.inline);
    let mut generator = settings.into_generator();
    let schema = ask(&mut generator).to_value();
    (
        schema,
        generator.take_definitions(true).into_iter().collect(),
    )
}

/// Appends a schema.
pub(super) fn write(out: &mut String, schema: &Value, profile: &Profile) {
    match schema {
        Value::Object(keys) => object(out, keys, profile),
        other => plain(out, other),
    }
}

/// Appends JSON with sorted keys.
fn plain(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => string(out, text),
        Value::Array(items) => list(out, items, plain),
        Value::Object(keys) => each(out, keys, plain),
        Value::Null | Value::Bool(_) | Value::Number(_) => number(out, value),
    }
}

fn each(out: &mut String, keys: &Map<String, Value>, mut write: impl FnMut(&mut String, &Value)) {
    let mut object = Object::open(out);
    for (key, value) in keys.iter().collect::<BTreeMap<_, _>>() {
        object.key(out, key);
        write(out, value);
    }
    out.push('}');
}

fn object(out: &mut String, keys: &Map<String, Value>, profile: &Profile) {
    let mut keys: BTreeMap<&str, &Value> = keys
        .iter()
        .map(|(key, value)| (key.as_str(), value))
        .collect();
    let known = keys
        .get("properties")
        .and_then(|properties| properties.as_object());
    let all: BTreeSet<&str> = known
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    let closes = profile.closed && known.is_some() && !keys.contains_key("additionalProperties");
    keys.remove("$schema");
    if !profile.ref_siblings && keys.contains_key("$ref") {
        keys.retain(|key, _| *key == "$ref");
    }
    let required = keys
        .get("required")
        .and_then(|names| names.as_array())
        .cloned()
        .unwrap_or_default();
    if profile.all_required && known.is_some() {
        keys.remove("required");
    }
    let mut object = Object::open(out);
    for (key, value) in keys {
        match value {
            Value::Object(schemas) if profile.all_required && key == "properties" => {
                object.key(out, key);
                properties(out, schemas, &required, profile);
            }
            _ => self::key(&mut object, out, key, value, profile),
        }
    }
    if profile.all_required && !all.is_empty() {
        object.list(out, "required", all);
    }
    if closes {
        object.key(out, "additionalProperties");
        out.push_str("false");
    }
    out.push('}');
}

/// Every key is required, so the optional ones take `null`.
fn properties(
    out: &mut String,
    schemas: &Map<String, Value>,
    required: &[Value],
    profile: &Profile,
) {
    let mut object = Object::open(out);
    for (name, schema) in schemas.iter().collect::<BTreeMap<_, _>>() {
        object.key(out, name);
        let mut text = String::new();
        write(&mut text, schema, profile);
        if required.iter().any(|key| key == name) || text.contains("\"null\"") {
            out.push_str(&text);
        } else {
            number(
                out,
                format_args!(r#"{{"anyOf":[{text},{{"type":"null"}}]}}"#),
            );
        }
    }
    out.push('}');
}

fn key(object: &mut Object, out: &mut String, key: &str, value: &Value, profile: &Profile) {
    match (key, value) {
        ("format", Value::String(format)) if !profile.knows_format(format) => {}
        ("minimum" | "maximum", _) if !profile.number_bounds => {}
        ("exclusiveMinimum" | "exclusiveMaximum" | "multipleOf", _)
            if !profile.exclusive_bounds => {}
        ("minLength" | "maxLength", _) if !profile.text_lengths => {}
        ("default" | "examples", _) if profile.all_required => {}
        ("pattern", _) if !profile.patterns => {}
        ("minItems" | "maxItems", _) if !profile.list_lengths => {}
        ("uniqueItems" | "minProperties" | "maxProperties" | "propertyNames", _)
            if !profile.rare_keys => {}
        ("const", value) if !profile.constants => {
            object.key(out, "enum");
            list(out, [value], plain);
        }
        ("oneOf" | "anyOf" | "allOf" | "prefixItems", Value::Array(schemas)) => {
            object.key(out, if key == "oneOf" { "anyOf" } else { key });
            list(out, schemas, |out, schema| write(out, schema, profile));
        }
        ("properties" | "$defs" | "patternProperties", Value::Object(schemas)) => {
            object.key(out, key);
            each(out, schemas, |out, schema| write(out, schema, profile));
        }
        ("items" | "additionalProperties" | "not" | "propertyNames" | "contains", _) => {
            object.key(out, key);
            write(out, value, profile);
        }
        _ => {
            object.key(out, key);
            plain(out, value);
        }
    }
}
