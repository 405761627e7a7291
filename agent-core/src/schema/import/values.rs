//! Values without keys: constants, numbers, texts and lists.

use super::draft::{Draft, Form, Literal, Name};
use super::error::ImportReason;
use super::json::{Json, Members, member};
use super::keywords::{Role, Type, is_idle, role};
use super::read::{Reader, Result};
use super::remark::ImportNoteKind;
use super::union::optional;
use crate::schema::check::{Measure, holds};
use crate::schema::{Bound, Constant, Limit};

/// The types of JSON Schema.
const TYPES: &str =
    "`null`, `boolean`, `integer`, `number`, `string`, `array`, `object` or a list of them";

impl Reader<'_> {
    /// Reads `enum` and `const`: those constants that keep to what stands beside them.
    pub(super) fn constants(&mut self, keys: &Members) -> Result<Draft> {
        let types = self.types_said(keys)?;
        let limits = [self.numbers(keys)?, self.texts(keys)?];
        let (mut fitting, mut dead) = (Vec::new(), Vec::new());
        for json in self.listed(keys)? {
            let literal = self.literal(&json, keys)?;
            let of_type = types.as_ref().is_none_or(|types| is_of(&literal, types));
            if of_type && limits.iter().all(|draft| keeps(&literal, draft)) {
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

    fn literal(&self, json: &Json, keys: &Members) -> Result<Literal> {
        let written = json.text().map_or_else(|| json.to_string(), str::to_owned);
        let (aliases, doc) = also(keys, &written);
        Ok(match json {
            Json::Null => Literal::Plain(Constant::Null, aliases),
            Json::Bool(value) => Literal::Plain(Constant::Bool(*value), aliases),
            Json::Number(Limit::Integer(value)) => {
                Literal::Plain(Constant::Integer(*value), aliases)
            }
            Json::Number(Limit::Float(value)) => Literal::Plain(Constant::Number(*value), aliases),
            Json::Text(text) => Literal::Text(Name {
                text: text.clone(),
                aliases,
                doc,
            }),
            Json::List(_) | Json::Object(_) => {
                let fix = "describe its parts with `properties` or `prefixItems`, a constant each";
                return self.unsupported("a constant with parts", fix);
            }
        })
    }

    /// Reads a schema by its `type`.
    pub(super) fn typed(&mut self, keys: &Members) -> Result<Draft> {
        let types = match self.types_said(keys)? {
            Some(types) => types,
            None => match self.types_implied(keys)? {
                Some(implied) => {
                    self.note(ImportNoteKind::ImpliedType(implied));
                    vec![implied.to_owned()]
                }
                None => return Ok(Draft::default()),
            },
        };
        let mut null = self.is_nullable(keys);
        let any_number = types.iter().any(|name| name == "number");
        let mut all = Vec::new();
        for name in &types {
            match name.as_str() {
                "null" => null = true,
                "integer" if any_number => {}
                name => all.push(self.of_type(name, keys)?),
            }
        }
        Ok(match all.len() {
            0 if null => Form::Null.into(),
            0 => Form::NOTHING.into(),
            1 => optional(all.remove(0), null),
            _ => optional(Form::Union(all).into(), null),
        })
    }

    fn of_type(&mut self, name: &str, keys: &Members) -> Result<Draft> {
        match name {
            "boolean" => Ok(Form::Bool.into()),
            "integer" | "number" => {
                let mut draft = self.numbers(keys)?;
                if name == "integer" {
                    draft.form = Form::Integer;
                }
                Ok(draft)
            }
            "string" => self.texts(keys),
            "array" => self.list(keys),
            _ => self.object_of(keys),
        }
    }

    fn types_said(&self, keys: &Members) -> Result<Option<Vec<String>>> {
        let names = match member(keys, "type") {
            None => return Ok(None),
            Some(Json::Text(name)) => vec![name.clone()],
            Some(Json::List(names)) => {
                let names = names
                    .iter()
                    .map(|it| it.text().map(str::to_owned))
                    .collect();
                match names {
                    Some(names) => names,
                    None => return self.bad("type", TYPES),
                }
            }
            Some(_) => return self.bad("type", TYPES),
        };
        let known = |name: &String| {
            let name = name.as_str();
            [
                "null", "boolean", "integer", "number", "string", "array", "object",
            ]
            .contains(&name)
        };
        if names.iter().all(known) {
            Ok(Some(names))
        } else {
            self.bad("type", TYPES)
        }
    }

    /// The type whose keywords stand here; none if there are none.
    fn types_implied(&self, keys: &Members) -> Result<Option<&'static str>> {
        let mut implied = None;
        for (keyword, value) in keys {
            let Role::Of(kind) = role(keyword) else {
                continue;
            };
            if is_idle(keyword, value) {
                continue;
            }
            let name = match kind {
                Type::Object => "object",
                Type::Array => "array",
                Type::Text => "string",
                Type::Number => "number",
            };
            if implied.replace(name).is_some_and(|other| other != name) {
                return self.fail(ImportReason::Untyped);
            }
        }
        Ok(implied)
    }

    fn is_nullable(&mut self, keys: &Members) -> bool {
        let nullable = member(keys, "nullable") == Some(&Json::Bool(true));
        if nullable {
            self.note(ImportNoteKind::Nullable);
        }
        nullable
    }

    fn numbers(&self, keys: &Members) -> Result<Draft> {
        let mut draft = Draft::from(Form::Number);
        for (keyword, value) in keys {
            let bound: fn(Limit) -> Bound = match keyword.as_str() {
                "minimum" => Bound::Minimum,
                "maximum" => Bound::Maximum,
                "exclusiveMinimum" => Bound::ExclusiveMinimum,
                "exclusiveMaximum" => Bound::ExclusiveMaximum,
                "multipleOf" if *value == Json::Number(Limit::Integer(1)) => {
                    draft.form = Form::Integer;
                    continue;
                }
                "multipleOf" => return self.unsupported(keyword, "say it in the description"),
                _ => continue,
            };
            match value {
                Json::Number(limit) => draft.bounds.push(bound(*limit)),
                // As draft 4 says it: `minimum` then is the limit.
                Json::Bool(true) if keyword == "exclusiveMinimum" => {
                    exclude(&mut draft.bounds, member(keys, "minimum"), bound);
                }
                Json::Bool(true) if keyword == "exclusiveMaximum" => {
                    exclude(&mut draft.bounds, member(keys, "maximum"), bound);
                }
                Json::Bool(false) => {}
                _ => return self.bad(keyword, "a number"),
            }
        }
        Ok(draft)
    }

    fn texts(&self, keys: &Members) -> Result<Draft> {
        let format = member(keys, "format").and_then(Json::text);
        let mut draft = Draft::from(Form::Text {
            // `char` is our own word, for a text of one character.
            format: format
                .filter(|it| *it != "char")
                .unwrap_or_default()
                .to_owned(),
        });
        draft.bounds = self.lengths(keys, "minLength", "maxLength")?;
        draft.pattern = match member(keys, "pattern") {
            None => None,
            Some(Json::Text(pattern)) => Some(self.pattern(pattern)?),
            Some(_) => return self.bad("pattern", "a text"),
        };
        Ok(draft)
    }

    pub(super) fn pattern(&self, pattern: &str) -> Result<String> {
        match regex_lite::Regex::new(pattern) {
            Ok(_) => Ok(pattern.to_owned()),
            Err(why) => self.fail(ImportReason::Pattern(why.to_string())),
        }
    }

    pub(super) fn lengths(&self, keys: &Members, least: &str, most: &str) -> Result<Vec<Bound>> {
        let mut bounds = Vec::new();
        for (keyword, bound) in [
            (least, Bound::MinLength as fn(usize) -> Bound),
            (most, Bound::MaxLength),
        ] {
            match member(keys, keyword) {
                None => {}
                Some(Json::Number(Limit::Integer(count))) if *count >= 0 => {
                    bounds.push(bound(usize::try_from(*count).unwrap_or(usize::MAX)));
                }
                Some(_) => return self.bad(keyword, "a whole number from 0"),
            }
        }
        let idle = |bound: &Bound| *bound != Bound::MinLength(0);
        Ok(bounds.into_iter().filter(idle).collect())
    }

    fn list(&mut self, keys: &Members) -> Result<Draft> {
        if member(keys, "unevaluatedItems").is_some_and(|it| !is_idle("unevaluatedItems", it)) {
            return self.unsupported("unevaluatedItems", "write `items`");
        }
        let unique = member(keys, "uniqueItems") == Some(&Json::Bool(true));
        let bounds = self.lengths(keys, "minItems", "maxItems")?;
        let (places, rest) = match (member(keys, "prefixItems"), member(keys, "items")) {
            (Some(Json::List(places)), rest) => (places.as_slice(), rest),
            (Some(_), _) => return self.bad("prefixItems", "a list of schemas"),
            // As draft 7 says it.
            (None, Some(Json::List(places))) => {
                (places.as_slice(), member(keys, "additionalItems"))
            }
            (None, rest) => (&[][..], rest),
        };
        if !places.is_empty() {
            return self.tuple(places, rest, unique, &bounds);
        }
        let items = match rest {
            None => Draft::default(),
            Some(items) => self.inside(&["items"], items)?,
        };
        let form = Form::List {
            items: Box::new(items),
            unique,
        };
        Ok(Draft {
            bounds,
            ..form.into()
        })
    }

    /// A list with a type for each place, which must be as long as it has places.
    fn tuple(
        &mut self,
        places: &[Json],
        rest: Option<&Json>,
        unique: bool,
        bounds: &[Bound],
    ) -> Result<Draft> {
        let len = places.len();
        let full = bounds.contains(&Bound::MinLength(len));
        let ends = rest == Some(&Json::Bool(false)) || bounds.contains(&Bound::MaxLength(len));
        if !full || !ends {
            return self.fail(ImportReason::OpenTuple(len));
        }
        if unique {
            return self.unsupported("uniqueItems", "leave it away where each item has its place");
        }
        let mut drafts = Vec::new();
        for (index, place) in places.iter().enumerate() {
            drafts.push(self.inside(&["prefixItems", &index.to_string()], place)?);
        }
        Ok(Form::Tuple(drafts).into())
    }
}

/// The limit of draft 4, which stands under the other keyword.
fn exclude(bounds: &mut Vec<Bound>, limit: Option<&Json>, bound: fn(Limit) -> Bound) {
    if let Some(Json::Number(limit)) = limit {
        bounds.push(bound(*limit));
    }
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
        (Literal::Text(name), Form::Text { .. }) => {
            let pattern = limits.pattern.as_deref();
            let regex = pattern.and_then(|pattern| regex_lite::Regex::new(pattern).ok());
            within(Measure::Text(&name.text))
                && regex.is_none_or(|regex| regex.is_match(&name.text))
        }
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
