//! What a schema says, in the words of JSON Schema: writers of other languages leave `null`s behind, and name types
//! as their language does.

use std::borrow::Cow;

use super::error::ImportReason;
use super::json::{Json, Members, member};
use super::keywords::{Role, role};
use super::read::{Reader, Result};
use super::remark::ImportNoteKind;

impl Reader<'_> {
    /// The schema without keywords that are `null`, and with the types of JSON Schema.
    pub(super) fn said<'k>(&mut self, keys: &'k Members) -> Result<Cow<'k, Members>> {
        self.check_base(keys)?;
        if keys.iter().all(is_plain) {
            return Ok(Cow::Borrowed(keys));
        }
        let mut said = Members::new();
        for (keyword, value) in keys {
            if *value == Json::Null && decides(keyword) {
                self.note(ImportNoteKind::Null(keyword.clone()));
            } else if keyword == "type" {
                let types = self.types_meant(value);
                said.extend(types.map(|types| (keyword.clone(), types)));
            } else {
                said.push((keyword.clone(), value.clone()));
            }
        }
        Ok(Cow::Owned(said))
    }

    /// The types; nothing if any type will do.
    fn types_meant(&mut self, said: &Json) -> Option<Json> {
        match said {
            Json::Text(name) => self.type_word(name).map(Json::Text),
            Json::List(names) => {
                let names = names.iter().map(|name| match name {
                    Json::Text(name) => self.type_word(name).map(Json::Text),
                    other => Some(other.clone()),
                });
                names.collect::<Option<Vec<_>>>().map(Json::List)
            }
            other => Some(other.clone()),
        }
    }

    /// The type that a word means; nothing if it means any, and the word itself if nobody knows it.
    fn type_word(&mut self, word: &str) -> Option<String> {
        let Some(meant) = meant(word) else {
            return Some(word.to_owned());
        };
        if meant != word || word.is_empty() {
            self.note(ImportNoteKind::TypeWord {
                word: word.to_owned(),
                meant: if meant.is_empty() { "any type" } else { meant },
            });
        }
        (!meant.is_empty()).then(|| meant.to_owned())
    }

    /// References within a schema with an `$id` of its own begin there, and not at the root.
    fn check_base(&self, keys: &Members) -> Result<()> {
        let Some(id) = member(keys, "$id").and_then(Json::text) else {
            return Ok(());
        };
        let of_its_own = !id.starts_with('#') && self.id() != Some(id);
        let refers = keys.iter().any(|(_, value)| refers_to_its_root(value));
        let refers = refers || is_local(member(keys, "$ref"));
        if of_its_own && refers {
            let fix = "leave it away, and write each `$ref` from the root of the whole";
            // Passed over, its references would mean something else.
            return self.fail(ImportReason::Unsupported {
                keyword: "$id".to_owned(),
                fix,
            });
        }
        Ok(())
    }
}

/// Whether nothing is to be changed.
fn is_plain((keyword, value): &(String, Json)) -> bool {
    let known = |name: &Json| {
        let meant = |name: &str| !name.is_empty() && meant(name) == Some(name);
        name.text().is_none_or(meant)
    };
    match value {
        Json::Null => !decides(keyword),
        Json::List(names) if keyword == "type" => names.iter().all(known),
        name => keyword != "type" || known(name),
    }
}

fn decides(keyword: &str) -> bool {
    role(keyword) != Role::Describes && keyword != "const"
}

fn is_local(reference: Option<&Json>) -> bool {
    let text = reference.and_then(Json::text);
    text.is_some_and(|text| text.starts_with('#'))
}

fn refers_to_its_root(json: &Json) -> bool {
    match json {
        Json::List(items) => items.iter().any(refers_to_its_root),
        Json::Object(members) => {
            is_local(member(members, "$ref")) || members.iter().any(|it| refers_to_its_root(&it.1))
        }
        _ => false,
    }
}

/// The type of JSON Schema that a word of some language means; empty for any type, nothing if nobody knows it.
fn meant(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    Some(match word.as_str() {
        "null" | "none" | "nil" => "null",
        "boolean" | "bool" => "boolean",
        "integer" | "int" | "long" | "short" | "byte" | "bigint" | "int32" | "int64" => "integer",
        "number" | "float" | "double" | "decimal" => "number",
        "string" | "str" | "char" | "text" => "string",
        "array" | "list" | "tuple" | "arraylist" | "set" | "queue" | "stack" => "array",
        "object" | "dict" | "dictionary" | "map" | "hashmap" | "hashtable" => "object",
        "any" | "" => "",
        _ => return None,
    })
}
