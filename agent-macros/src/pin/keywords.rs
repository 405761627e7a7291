//! The keywords of one schema, taken one by one, so that none is passed over in silence.

use super::json::Member;
use super::{Json, Problem, Value};
use crate::nearest::nearest;

/// Keywords that say nothing of what is allowed.
const DESCRIBING: [&str; 14] = [
    "$anchor",
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "example",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// Keywords that belong to one type.
pub(super) const TYPED: [(&str, &[&str]); 4] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
        ],
    ),
    (
        "array",
        &[
            "items",
            "prefixItems",
            "additionalItems",
            "minItems",
            "maxItems",
            "uniqueItems",
        ],
    ),
    ("string", &["minLength", "maxLength", "pattern"]),
    (
        "number",
        &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
    ),
];

/// The other keywords that a schema may be read by.
const OTHERS: [&str; 10] = [
    "$ref",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "format",
    "multipleOf",
    "nullable",
    "oneOf",
    "type",
];

/// Keywords of JSON Schema that are known and refused: they say what no function's types say.
const REFUSED: [&str; 14] = [
    "$dynamicRef",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "discriminator",
    "else",
    "if",
    "not",
    "patternProperties",
    "then",
];

/// Reports a keyword that nobody knows but that looks like one that is known: what else is amiss follows from it.
pub(super) fn check_spelling(members: &[Member]) -> Result<(), Problem> {
    let typed = TYPED.iter().flat_map(|(_, names)| names.iter());
    let known: Vec<&str> = typed
        .chain(&OTHERS)
        .chain(&REFUSED)
        .chain(&DESCRIBING)
        .copied()
        .collect();
    for member in members {
        let name = member.name.as_str();
        if known.contains(&name) || name.starts_with("x-") {
            continue;
        }
        if let Some(meant) = nearest(name, &known) {
            let text = format!("unknown keyword `{name}`\nnote: did you mean `{meant}`?");
            return Err(Problem::new(member.place, text));
        }
    }
    Ok(())
}

/// The keywords that nobody has taken yet.
pub(super) struct Keywords<'a> {
    left: Vec<&'a Member>,
}

impl<'a> Keywords<'a> {
    pub(super) fn of(members: &'a [Member]) -> Self {
        let says = |member: &&Member| {
            let name = member.name.as_str();
            !DESCRIBING.contains(&name) && !name.starts_with("x-")
        };
        Self {
            left: members.iter().filter(says).collect(),
        }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<&'a Json> {
        let at = self.left.iter().position(|member| member.name == name)?;
        Some(&self.left.remove(at).value)
    }

    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.left
            .iter()
            .any(|member| names.contains(&member.name.as_str()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Reports a keyword that nobody took.
    pub(super) fn finish(&self) -> Result<(), Problem> {
        let Some(member) = self.left.first() else {
            return Ok(());
        };
        let name = &member.name;
        let typed = TYPED
            .iter()
            .any(|(_, names)| names.contains(&name.as_str()));
        let text = if typed {
            format!(
                "`{name}` does not apply to what stands beside it\nnote: remove it, or state the `type` that it limits"
            )
        } else {
            format!(
                "`{name}` cannot be compared with a function's types\nnote: say it without `{name}`, or do without `schema`"
            )
        };
        Err(Problem::new(member.place, text))
    }

    /// A keyword that must be a whole number from 0.
    pub(super) fn count(&mut self, name: &str) -> Result<Option<usize>, Problem> {
        let Some(json) = self.take(name) else {
            return Ok(None);
        };
        let count = match &json.value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        };
        count.map(Some).ok_or_else(|| {
            Problem::new(
                json.place,
                format!("`{name}` must be a whole number from 0\nnote: write a number without quotes, or remove `{name}`"),
            )
        })
    }

    /// A keyword that must be a text; empty where it is not there.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Problem> {
        let Some(json) = self.take(name) else {
            return Ok(String::new());
        };
        match json.text() {
            Some(text) => Ok(text.to_owned()),
            None => Err(Problem::new(
                json.place,
                format!("`{name}` must be a text\nnote: put it into double quotes"),
            )),
        }
    }

    /// A keyword that must be `true` or `false`; false where it is not there.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        match self.take(name) {
            None => Ok(false),
            Some(Json {
                value: Value::Bool(flag),
                ..
            }) => Ok(*flag),
            Some(json) => Err(Problem::new(
                json.place,
                format!("`{name}` must be `true` or `false`\nnote: without quotes"),
            )),
        }
    }
}
