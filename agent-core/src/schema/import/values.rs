//! Values by their type: numbers, texts and lists.

use super::draft::{Draft, Form};
use super::error::ImportReason;
use super::json::{Json, Members, member};
use super::keywords::{Role, Type, is_idle, role};
use super::limits::{MAX_PATTERN, PATTERN_NODES};
use super::read::{Reader, Result};
use super::remark::ImportNoteKind;
use super::union::optional;
use crate::schema::{Bound, Limit};

/// The types of JSON Schema.
const TYPES: &str =
    "`null`, `boolean`, `integer`, `number`, `string`, `array`, `object` or a list of them";

impl Reader<'_> {
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

    pub(super) fn types_said(&self, keys: &Members) -> Result<Option<Vec<String>>> {
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
        let known = |name: &str| {
            [
                "null", "boolean", "integer", "number", "string", "array", "object",
            ]
            .contains(&name)
        };
        match names.iter().find(|name| !known(name)) {
            None => Ok(Some(names)),
            Some(name) => self.fail(ImportReason::UnknownType(name.chars().take(64).collect())),
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

    pub(super) fn is_nullable(&mut self, keys: &Members) -> bool {
        let nullable = member(keys, "nullable") == Some(&Json::Bool(true));
        if nullable {
            self.note(ImportNoteKind::Nullable);
        }
        nullable
    }

    pub(super) fn numbers(&mut self, keys: &Members) -> Result<Draft> {
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
                "multipleOf" => {
                    self.unsupported(keyword, "say it in the description")?;
                    continue;
                }
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

    pub(super) fn texts(&mut self, keys: &Members) -> Result<Draft> {
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
            Some(Json::Text(pattern)) => self.pattern(pattern)?,
            Some(_) => return self.bad("pattern", "a text"),
        };
        Ok(draft)
    }

    /// The pattern, if it can be checked.
    pub(super) fn pattern(&mut self, pattern: &str) -> Result<Option<String>> {
        self.count(PATTERN_NODES)?;
        if pattern.contains("[:") && pattern.contains(":]") {
            let why = "`[:…:]` is a class elsewhere, and single letters in JSON Schema";
            let reason = ImportReason::Pattern(why.to_owned());
            self.unless_loose("pattern".to_owned(), reason)?;
            return Ok(None);
        }
        match compiled(pattern) {
            Ok(_) => Ok(Some(pattern.to_owned())),
            Err(why) => {
                let reason = ImportReason::Pattern(why.to_string());
                self.unless_loose("pattern".to_owned(), reason)?;
                Ok(None)
            }
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
            self.unsupported("unevaluatedItems", "write `items`")?;
        }
        let unique = match member(keys, "uniqueItems") {
            None => false,
            Some(Json::Bool(unique)) => *unique,
            Some(_) => return self.bad("uniqueItems", "`true` or `false`"),
        };
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
            self.unless_loose("prefixItems".to_owned(), ImportReason::OpenTuple(len))?;
            let items = Box::default();
            let form = Form::List { items, unique };
            return Ok(Draft {
                bounds: bounds.to_vec(),
                ..form.into()
            });
        }
        if unique {
            self.unsupported("uniqueItems", "leave it away where each item has its place")?;
        }
        let mut drafts = Vec::new();
        for (index, place) in places.iter().enumerate() {
            drafts.push(self.inside(&["prefixItems", &index.to_string()], place)?);
        }
        Ok(Form::Tuple(drafts).into())
    }
}

/// The regular expression.
pub(super) fn compiled(pattern: &str) -> std::result::Result<regex_lite::Regex, regex_lite::Error> {
    let mut builder = regex_lite::RegexBuilder::new(pattern);
    builder.size_limit(MAX_PATTERN).build()
}

/// The limit of draft 4, which stands under the other keyword.
fn exclude(bounds: &mut Vec<Bound>, limit: Option<&Json>, bound: fn(Limit) -> Bound) {
    if let Some(Json::Number(limit)) = limit {
        bounds.push(bound(*limit));
    }
}
