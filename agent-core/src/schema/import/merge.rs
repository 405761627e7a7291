//! Two schemas that must both hold, as one.

use super::json::{Json, Members, member};
use super::keywords::{Role, role};
use crate::schema::Limit;

/// Adds what `more` says to `keys`.
///
/// # Errors
/// The keyword that both say, so that it cannot be put together.
pub(super) fn merge(keys: &mut Members, more: &Members) -> Result<(), String> {
    for (ours, theirs) in [(&*keys, more), (more, &*keys)] {
        if let Some(keyword) = closing(ours).filter(|_| !declares(ours, theirs)) {
            return Err(keyword.to_owned());
        }
    }
    for (keyword, value) in more {
        match keys.iter_mut().find(|(known, _)| known == keyword) {
            None => keys.push((keyword.clone(), value.clone())),
            Some((_, known)) if known == value => {}
            Some((_, known)) => *known = both(keyword, known, value)?,
        }
    }
    Ok(())
}

/// The keyword by which an object says something of keys that it does not declare.
fn closing(keys: &Members) -> Option<&str> {
    let closes = |(keyword, value): &&(String, Json)| {
        let word = matches!(
            keyword.as_str(),
            "additionalProperties" | "patternProperties"
        );
        word && *value != Json::Bool(true)
    };
    keys.iter().find(closes).map(|it| it.0.as_str())
}

/// True if each key that `theirs` declares is one of `ours`.
fn declares(ours: &Members, theirs: &Members) -> bool {
    let names = |keys| member(keys, "properties").and_then(Json::members);
    let (ours, theirs) = (names(ours), names(theirs));
    theirs.is_none_or(|theirs| {
        let known = |name| ours.is_some_and(|ours| member(ours, name).is_some());
        theirs.iter().all(|(name, _)| known(name))
    })
}

/// One value for a keyword that both say.
fn both(keyword: &str, a: &Json, b: &Json) -> Result<Json, String> {
    let made = match (keyword, a, b) {
        ("properties" | "$defs" | "definitions", Json::Object(a), Json::Object(b)) => {
            Some(Json::Object(each(keyword, a, b)))
        }
        ("anyOf" | "oneOf", Json::List(a), Json::List(b)) => Some(Json::List(
            a.iter().map(|one| beside(one, keyword, b)).collect(),
        )),
        ("required", Json::List(a), Json::List(b)) => Some(Json::List(union(a, b))),
        ("enum", Json::List(a), Json::List(b)) => Some(Json::List(common(a, b))),
        ("type", a, b) => types(a, b),
        ("items" | "additionalProperties" | "propertyNames", a, b) => Some(all_of(a, b)),
        ("uniqueItems", Json::Bool(a), Json::Bool(b)) => Some(Json::Bool(*a || *b)),
        (_, Json::Number(a), Json::Number(b)) => extreme(keyword, *a, *b).map(Json::Number),
        _ if role(keyword) == Role::Describes => Some(a.clone()),
        _ => None,
    };
    made.ok_or_else(|| keyword.to_owned())
}

/// Keys that only one declares stay; a key that both declare must be what both say.
fn each(keyword: &str, a: &Members, b: &Members) -> Members {
    let mut all = a.clone();
    for (name, value) in b {
        match all.iter_mut().find(|(known, _)| known == name) {
            None => all.push((name.clone(), value.clone())),
            Some((_, known)) if known == value || keyword != "properties" => {}
            Some((_, known)) => *known = all_of(known, value),
        }
    }
    all
}

fn all_of(a: &Json, b: &Json) -> Json {
    let both = Json::List(vec![a.clone(), b.clone()]);
    Json::Object(vec![("allOf".to_owned(), both)])
}

/// One of the first alternatives, beside all of the second.
fn beside(one: &Json, keyword: &str, others: &[Json]) -> Json {
    let others = vec![(keyword.to_owned(), Json::List(others.to_vec()))];
    all_of(one, &Json::Object(others))
}

fn union(a: &[Json], b: &[Json]) -> Vec<Json> {
    let new = b.iter().filter(|item| !a.contains(item));
    a.iter().chain(new).cloned().collect()
}

fn common(a: &[Json], b: &[Json]) -> Vec<Json> {
    a.iter().filter(|item| b.contains(item)).cloned().collect()
}

/// The types that both allow; an integer is a number.
fn types(a: &Json, b: &Json) -> Option<Json> {
    let (a, b) = (names(a)?, names(b)?);
    let narrow = |name| match name {
        _ if b.contains(&name) => Some(name),
        "integer" if b.contains(&"number") => Some(name),
        "number" if b.contains(&"integer") => Some("integer"),
        _ => None,
    };
    let both = a.into_iter().filter_map(narrow);
    Some(Json::List(
        both.map(|it| Json::Text(it.to_owned())).collect(),
    ))
}

fn names(json: &Json) -> Option<Vec<&str>> {
    match json {
        Json::Text(name) => Some(vec![name]),
        Json::List(names) => names.iter().map(Json::text).collect(),
        _ => None,
    }
}

/// The tighter of two limits.
fn extreme(keyword: &str, a: Limit, b: Limit) -> Option<Limit> {
    let (lower, higher) = if a.float() < b.float() {
        (a, b)
    } else {
        (b, a)
    };
    match keyword {
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => Some(higher),
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => Some(lower),
        _ => None,
    }
}
