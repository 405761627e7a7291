//! The keywords of JSON Schema: which describe, which decide, and which decide what cannot be checked.

use super::json::{Json, Members, member};

/// What a keyword is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Describes only, or is unknown.
    Describes,
    /// Puts other schemas to use.
    Applies,
    /// Limits any value.
    Limits,
    /// Limits values of a type, and lets others pass.
    Of(Type),
    /// Decides what a shape cannot say; how to do without it.
    Refused(&'static str),
}

/// The types that have keywords of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Object,
    Array,
    Text,
    Number,
}

pub(super) fn role(keyword: &str) -> Role {
    match keyword {
        "$ref" | "allOf" | "anyOf" | "oneOf" => Role::Applies,
        "type" | "enum" | "const" | "nullable" => Role::Limits,
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "unevaluatedProperties" => Role::Of(Type::Object),
        "items" | "prefixItems" | "additionalItems" | "minItems" | "maxItems" | "uniqueItems"
        | "unevaluatedItems" => Role::Of(Type::Array),
        "minLength" | "maxLength" | "pattern" => Role::Of(Type::Text),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            Role::Of(Type::Number)
        }
        "not" => Role::Refused("say what the value is instead"),
        "if" | "then" | "else" => Role::Refused("write `anyOf` with one schema a case"),
        "dependentRequired" | "dependentSchemas" | "dependencies" => {
            Role::Refused("write `anyOf` with one object a case")
        }
        "contains" | "minContains" | "maxContains" => Role::Refused("say it in the description"),
        "$dynamicRef" | "$recursiveRef" => Role::Refused("write `$ref`"),
        _ => Role::Describes,
    }
}

/// Whether the keyword has no effect with this value, though it might with another.
pub(super) fn is_idle(keyword: &str, value: &Json) -> bool {
    let empty = |json: &Json| {
        matches!(json, Json::Bool(true)) || json.members().is_some_and(Members::is_empty)
    };
    match keyword {
        "then" | "else" => true,
        "dependentRequired" | "dependentSchemas" | "dependencies" => {
            value.members().is_some_and(Members::is_empty)
        }
        "not" | "nullable" | "uniqueItems" => matches!(value, Json::Bool(false)),
        "unevaluatedProperties" | "unevaluatedItems" | "additionalItems" => empty(value),
        _ => false,
    }
}

/// Whether the schema says that no value is valid: `"not": {}`.
pub(super) fn excludes_all(keys: &Members) -> bool {
    let not = member(keys, "not");
    not.is_some_and(|it| *it == Json::Bool(true) || it.members().is_some_and(Members::is_empty))
}

/// The keywords that decide what is valid, in order.
pub(super) fn deciding(keys: &Members) -> Members {
    let decides = |(keyword, value): &&(String, Json)| {
        role(keyword) != Role::Describes && !is_idle(keyword, value)
    };
    keys.iter().filter(decides).cloned().collect()
}

/// How many values the JSON is made of: what a copy of it costs.
pub(super) fn weight(json: &Json) -> usize {
    match json {
        Json::List(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Json::Object(members) => 1 + members.iter().map(|it| weight(&it.1)).sum::<usize>(),
        _ => 1,
    }
}
