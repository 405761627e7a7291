//! Constants: `enum` and `const`, which of them fit beside the rest, and what else is read as them.

use super::draft::{Draft, Form, Literal, Name};
use super::json::{Json, Members, member};
use super::keywords::weight;
use super::read::{Reader, Result};
use super::remark::ImportNoteKind;
use super::union::optional;
use super::values::compiled;
use crate::schema::check::{Measure, holds};
use crate::schema::{Constant, Limit};

impl Reader<'_> {
    /// Reads `enum` and `const`: those constants that keep to what stands beside them.
    pub(super) fn constants(&mut self, keys: &Members) -> Result<Draft> {
        let types = self.types_said(keys)?;
        let limits = [self.numbers(keys)?, self.texts(keys)?];
        let pattern = limits.iter().find_map(|draft| draft.pattern.as_deref());
        let pattern = pattern.and_then(|pattern| compiled(pattern).ok());
        let (mut fitting, mut dead) = (Vec::new(), Vec::new());
        for json in self.listed(keys)? {
            let Some(literal) = literal(&json, keys) else {
                continue;
            };
            let of_type = types.as_ref().is_none_or(|types| is_of(&literal, types));
            if of_type
                && limits.iter().all(|draft| keeps(&literal, draft))
                && matches(&literal, pattern.as_ref())
            {
                fitting.push(literal);
            } else {
                dead.push(ImportNoteKind::DeadConstant(json.to_string()));
            }
        }
        if self.is_nullable(keys) {
            fitting.push(Literal::Plain(Constant::Null, Vec::new()));
        }
        if fitting.is_empty() {
            dead = vec![ImportNoteKind::NoValue];
        }
        for kind in dead {
            self.note(kind);
        }
        Ok(choice(fitting))
    }

    /// The constants, each once.
    fn listed(&self, keys: &Members) -> Result<Vec<Json>> {
        let mut all: Vec<Json> = match member(keys, "enum") {
            None => Vec::new(),
            Some(Json::List(all)) => all.clone(),
            Some(_) => return self.bad("enum", "a list of constants"),
        };
        if let Some(constant) = member(keys, "const") {
            let listed = member(keys, "enum").is_none() || all.contains(constant);
            all = if listed {
                vec![constant.clone()]
            } else {
                Vec::new()
            };
        }
        let mut once: Vec<Json> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        once.extend(all.into_iter().filter(|json| seen.insert(json.to_string())));
        Ok(once)
    }

    /// The constants as schemas, if some of them have parts and nothing but a type stands beside them, or the type
    /// of a list's items.
    pub(super) fn with_parts(&mut self, keys: &Members, rules: &Members) -> Result<Option<Json>> {
        let all = self.listed(keys)?;
        let known =
            |keyword: &str| matches!(keyword, "enum" | "const" | "type" | "items" | "nullable");
        if all.iter().all(is_plain) || rules.iter().any(|(keyword, _)| !known(keyword)) {
            return Ok(None);
        }
        self.count(all.iter().map(weight).sum())?;
        let types = self.types_said(keys)?;
        let fits = |json: &&Json| types.as_ref().is_none_or(|types| is_type(json, types));
        let mut schemas: Vec<Json> = Vec::new();
        for json in &all {
            if fits(&json) {
                schemas.push(alone(json, member(keys, "items")));
            } else {
                self.note(ImportNoteKind::DeadConstant(json.to_string()));
            }
        }
        if self.is_nullable(keys) {
            schemas.push(alone(&Json::Null, None));
        }
        if schemas.is_empty() {
            self.note(ImportNoteKind::NoValue);
            return Ok(Some(Json::Bool(false)));
        }
        Ok(Some(Json::Object(vec![(
            "anyOf".to_owned(),
            Json::List(schemas),
        )])))
    }

    /// Whether all constants are values without parts.
    pub(super) fn are_plain(&mut self, keys: &Members) -> Result<bool> {
        let all = self.listed(keys)?.iter().all(is_plain);
        if !all {
            let fix = "describe its parts with `properties` or `prefixItems`, a constant each";
            self.unsupported("a constant with parts", fix)?;
        }
        Ok(all)
    }
}

fn is_plain(json: &Json) -> bool {
    !matches!(json, Json::List(_) | Json::Object(_))
}

fn is_type(json: &Json, types: &[String]) -> bool {
    let of = |names: &[&str]| types.iter().any(|name| names.contains(&name.as_str()));
    match json {
        Json::Null => of(&["null"]),
        Json::Bool(_) => of(&["boolean"]),
        Json::Number(Limit::Integer(_)) => of(&["integer", "number"]),
        Json::Number(Limit::Float(value)) => {
            of(&["number"]) || value.fract() == 0.0 && of(&["integer"])
        }
        Json::Text(_) => of(&["string"]),
        Json::List(_) => of(&["array"]),
        Json::Object(_) => of(&["object"]),
    }
}

/// A schema that this value alone fits; items of a list also keep to `items`.
fn alone(json: &Json, items: Option<&Json>) -> Json {
    let said = |members: Vec<(&str, Json)>| {
        let members = members.into_iter();
        Json::Object(
            members
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    };
    let text = |text: &str| Json::Text(text.to_owned());
    match json {
        Json::List(list) if list.is_empty() => said(vec![
            ("type", text("array")),
            ("maxItems", Json::Number(Limit::Integer(0))),
        ]),
        Json::List(list) => {
            let item = |item: &Json| match items {
                None => alone(item, None),
                Some(items) => said(vec![(
                    "allOf",
                    Json::List(vec![items.clone(), alone(item, None)]),
                )]),
            };
            let len = i128::try_from(list.len()).unwrap_or(i128::MAX);
            said(vec![
                ("type", text("array")),
                ("prefixItems", Json::List(list.iter().map(item).collect())),
                ("minItems", Json::Number(Limit::Integer(len))),
                ("items", Json::Bool(false)),
            ])
        }
        Json::Object(members) => {
            let names = members.iter().map(|it| Json::Text(it.0.clone()));
            let each = members
                .iter()
                .map(|(name, value)| (name.clone(), alone(value, None)));
            said(vec![
                ("type", text("object")),
                ("properties", Json::Object(each.collect())),
                ("required", Json::List(names.collect())),
                ("additionalProperties", Json::Bool(false)),
            ])
        }
        plain => said(vec![("const", plain.clone())]),
    }
}

/// The constant, if it has no parts.
fn literal(json: &Json, keys: &Members) -> Option<Literal> {
    let written = json.text().map_or_else(|| json.to_string(), str::to_owned);
    let (aliases, doc) = also(keys, &written);
    let plain = match json {
        Json::Null => Constant::Null,
        Json::Bool(value) => Constant::Bool(*value),
        Json::Number(Limit::Integer(value)) => Constant::Integer(*value),
        Json::Number(Limit::Float(value)) => Constant::Number(*value),
        Json::Text(text) => {
            let text = text.clone();
            return Some(Literal::Text(Name { text, aliases, doc }));
        }
        Json::List(_) | Json::Object(_) => return None,
    };
    Some(Literal::Plain(plain, aliases))
}

/// What `x-aliases` says of a name: other names, and words about it.
pub(super) fn also(keys: &Members, name: &str) -> (Vec<String>, String) {
    let said = member(keys, "x-aliases").and_then(|all| all.get(name));
    let doc = said
        .and_then(|it| it.get("description"))
        .and_then(Json::text);
    let aliases = said.map_or(Vec::new(), |it| texts(it.get("alias").unwrap_or(it)));
    let other = |alias: &String| alias != name;
    (
        aliases.into_iter().filter(other).collect(),
        doc.unwrap_or_default().to_owned(),
    )
}

/// A text, or a list of them.
fn texts(json: &Json) -> Vec<String> {
    let all = json.list().unwrap_or(std::slice::from_ref(json));
    all.iter()
        .filter_map(Json::text)
        .map(str::to_owned)
        .collect()
}

fn is_of(literal: &Literal, types: &[String]) -> bool {
    let of = |names: &[&str]| types.iter().any(|name| names.contains(&name.as_str()));
    match literal {
        Literal::Plain(Constant::Null, _) => of(&["null"]),
        Literal::Plain(Constant::Bool(_), _) => of(&["boolean"]),
        Literal::Plain(Constant::Integer(_), _) => of(&["integer", "number"]),
        Literal::Plain(Constant::Number(_), _) => of(&["number"]),
        Literal::Plain(Constant::Text(_), _) | Literal::Text(_) => of(&["string"]),
    }
}

/// Whether the constant keeps to the limits of its type; those of others say nothing.
fn keeps(literal: &Literal, limits: &Draft) -> bool {
    let within = |measure: Measure<'_>| limits.bounds.iter().all(|bound| holds(bound, measure));
    match (literal, &limits.form) {
        (Literal::Plain(Constant::Number(_), _), Form::Integer) => false,
        (
            Literal::Plain(value @ (Constant::Integer(_) | Constant::Number(_)), _),
            Form::Number | Form::Integer,
        ) => within(Measure::Number(&value.to_string())),
        (Literal::Text(name), Form::Text { .. }) => within(Measure::Text(&name.text)),
        _ => true,
    }
}

/// Whether the constant, if it is a text, matches the pattern.
fn matches(literal: &Literal, pattern: Option<&regex_lite::Regex>) -> bool {
    match (literal, pattern) {
        (Literal::Text(name), Some(pattern)) => pattern.is_match(&name.text),
        _ => true,
    }
}

/// One of the constants.
fn choice(all: Vec<Literal>) -> Draft {
    let is_null = |literal: &Literal| matches!(literal, Literal::Plain(Constant::Null, _));
    let (nulls, all): (Vec<_>, Vec<_>) = all.into_iter().partition(is_null);
    let null = !nulls.is_empty();
    if all.is_empty() {
        return if null { Form::Null } else { Form::NOTHING }.into();
    }
    let names: Option<Vec<Name>> = all
        .iter()
        .map(|literal| match literal {
            Literal::Text(name) => Some(name.clone()),
            Literal::Plain(..) => None,
        })
        .collect();
    let form = names.map_or(Form::Literals(all), Form::Names);
    optional(form.into(), null)
}
