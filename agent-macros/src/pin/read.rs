//! A schema's keywords become what it allows.

use super::json::Member;
use super::keywords::{Keywords, TYPED};
use super::{Json, Keys, Kind, Length, Node, Object, Place, Problem, Property, Rest, Value};
use crate::nearest::nearest;

/// Reads a schema inside a document: `$ref` may point into either.
pub(super) fn schema(json: &Json, document: &Json) -> Result<Node, Problem> {
    Reader::new(json, document, true).node(json)
}

/// Reads a schema of our own making, where nothing is refused.
pub(super) fn own(json: &Json) -> Node {
    let read = Reader::new(json, json, false).node(json);
    read.unwrap_or_else(|problem| opaque(problem.place))
}

fn opaque(place: Place) -> Node {
    Node {
        place,
        null: false,
        kind: Kind::Opaque,
    }
}

pub(super) struct Reader<'a> {
    root: &'a Json,
    document: &'a Json,
    strict: bool,
    /// The schemas that are being read: one that is met again closes a circle.
    open: Vec<Place>,
    /// How many more may be read: references may double the work at each step.
    left: usize,
}

/// The types of JSON Schema.
const TYPES: [&str; 7] = [
    "string", "integer", "number", "boolean", "array", "object", "null",
];

/// Most schemas in one, once its references are written out.
const MOST: usize = 4_000;

impl<'a> Reader<'a> {
    fn new(root: &'a Json, document: &'a Json, strict: bool) -> Self {
        Self {
            root,
            document,
            strict,
            open: Vec::new(),
            left: MOST,
        }
    }

    pub(super) fn node(&mut self, json: &'a Json) -> Result<Node, Problem> {
        let place = json.place;
        let members = match &json.value {
            Value::Object(members) => members,
            Value::Bool(true) => {
                return Ok(Node {
                    place,
                    null: false,
                    kind: Kind::Any,
                });
            }
            _ => {
                return Err(Problem::new(
                    place,
                    "a schema must be an object\nnote: for example `{\"type\":\"string\"}`",
                ));
            }
        };
        if self.left == 0 {
            let text = format!(
                "the schema is too large: more than {MOST} places once its `$ref`s are written out"
            );
            return Err(Problem::new(place, text));
        }
        self.left -= 1;
        self.open.push(place);
        let read = self.keywords(place, members);
        self.open.pop();
        if self.strict {
            return read;
        }
        Ok(read.unwrap_or_else(|_| opaque(place)))
    }

    fn keywords(&mut self, place: Place, members: &'a [Member]) -> Result<Node, Problem> {
        super::keywords::check_spelling(members)?;
        let mut keys = Keywords::of(members);
        let nullable = keys.flag("nullable")?;
        let mut node = if let Some(target) = keys.take("$ref") {
            keys.finish()?;
            self.reference(target)?
        } else if let Some(all) = keys.take("allOf") {
            let node = self.all_of(all)?;
            keys.finish()?;
            node
        } else if let Some(any) = keys.take("anyOf").or_else(|| keys.take("oneOf")) {
            self.any_of(place, any, &mut keys)?
        } else if let Some(value) = keys.take("const") {
            super::values::names(place, std::slice::from_ref(value), &mut keys)?
        } else if let Some(list) = keys.take("enum") {
            let Value::List(values) = &list.value else {
                return Err(Problem::new(
                    list.place,
                    "`enum` must be a list\nnote: write `\"enum\":[\"a\",\"b\"]`",
                ));
            };
            super::values::names(place, values, &mut keys)?
        } else {
            self.typed(place, &mut keys)?
        };
        if nullable && node.kind != Kind::Null && node.kind != Kind::Any {
            node.null = true;
        }
        Ok(node)
    }

    fn reference(&mut self, target: &Json) -> Result<Node, Problem> {
        let path = target.text().unwrap_or_default();
        let found = self.resolve(path);
        let found = found.ok_or_else(|| self.dangling(target.place, path))?;
        let place = found.place;
        if self.open.contains(&place) {
            return Ok(Node {
                place,
                null: false,
                kind: Kind::Again(place),
            });
        }
        let mut node = self.node(found)?;
        // What closes at a schema inside must find it under the place that it goes by.
        let inner = std::mem::replace(&mut node.place, place);
        super::union::rename(&mut node, inner, place);
        Ok(node)
    }

    /// What `#/$defs/Name` stands for.
    fn resolve(&self, path: &str) -> Option<&'a Json> {
        let path = path.strip_prefix('#')?;
        let walk = |start: &'a Json| {
            let steps = path.split('/').skip(1);
            steps
                .map(|step| step.replace("~1", "/").replace("~0", "~"))
                .try_fold(start, |json, step| json.get(&step))
        };
        walk(self.root).or_else(|| walk(self.document))
    }

    /// Why a `$ref` leads nowhere.
    fn dangling(&self, place: Place, path: &str) -> Problem {
        if !path.starts_with('#') {
            let text = "`$ref` must point into this file\nnote: for example `#/$defs/Address`";
            return Problem::new(place, text);
        }
        let mut there = Vec::new();
        for list in ["$defs", "definitions"] {
            let defined = [self.root, self.document].map(|json| json.get(list)?.members());
            let defined = defined.into_iter().flatten().next().unwrap_or_default();
            there.extend(defined.iter().map(|it| format!("#/{list}/{}", it.name)));
        }
        let names: Vec<&str> = there.iter().map(String::as_str).collect();
        let note = match (nearest(path, &names), names.is_empty()) {
            (Some(meant), _) => format!("did you mean `{meant}`?"),
            (None, false) => format!("the file has `{}`", names.join("`, `")),
            (None, true) => "the file has no `$defs`".to_owned(),
        };
        Problem::new(place, format!("`{path}` is not there\nnote: {note}"))
    }

    fn all_of(&mut self, all: &'a Json) -> Result<Node, Problem> {
        match &all.value {
            Value::List(list) if list.len() == 1 => self.node(&list[0]),
            _ => Err(Problem::new(
                all.place,
                "`allOf` must have one entry to be compared\nnote: write what they say together",
            )),
        }
    }

    fn any_of(
        &mut self,
        place: Place,
        any: &'a Json,
        keys: &mut Keywords<'a>,
    ) -> Result<Node, Problem> {
        let Value::List(list) = &any.value else {
            return Err(Problem::new(
                any.place,
                "a union must be a list of schemas\nnote: write `\"anyOf\":[{…},{…}]`",
            ));
        };
        let nodes = list
            .iter()
            .map(|json| self.node(json))
            .collect::<Result<Vec<_>, _>>()?;
        let node = super::union::union(place, nodes);
        // Some generators state the type of all alternatives beside them.
        if matches!(node.kind, Kind::Names(_)) && keys.has(&["type"]) {
            super::values::take_types(keys)?;
        }
        keys.finish()?;
        Ok(node)
    }

    fn typed(&mut self, place: Place, keys: &mut Keywords<'a>) -> Result<Node, Problem> {
        let stated = super::values::take_types(keys)?;
        let names = match stated {
            Some(names) => names,
            None if keys.is_empty() => {
                return Ok(Node {
                    place,
                    null: false,
                    kind: Kind::Any,
                });
            }
            None => vec![implied(place, keys)?],
        };
        let mut nodes = Vec::new();
        for name in &names {
            let kind = self.kind(place, name, keys)?;
            nodes.push(Node {
                place,
                null: false,
                kind,
            });
        }
        keys.finish()?;
        Ok(super::union::union(place, nodes))
    }

    fn kind(&mut self, place: Place, name: &str, keys: &mut Keywords<'a>) -> Result<Kind, Problem> {
        match name {
            "null" => Ok(Kind::Null),
            "boolean" => Ok(Kind::Bool),
            "integer" => super::values::integer(keys),
            "number" => super::values::number(keys),
            "string" => super::values::text(keys),
            "array" => self.array(place, keys),
            "object" => self.object(keys),
            other => Err(Problem::new(
                place,
                crate::nearest::unknown("type", other, &TYPES),
            )),
        }
    }

    fn array(&mut self, place: Place, keys: &mut Keywords<'a>) -> Result<Kind, Problem> {
        let length = length(keys, "minItems", "maxItems")?;
        let unique = keys.flag("uniqueItems")?;
        let items = keys.take("items");
        let more = keys.take("additionalItems");
        let places = match (keys.take("prefixItems"), items) {
            (Some(places), _) => Some((places, items)),
            (None, Some(list)) if matches!(list.value, Value::List(_)) => Some((list, more)),
            _ => None,
        };
        if let Some((places, rest)) = places {
            return self.tuple(places, rest, length);
        }
        let items = match items {
            Some(items) => self.node(items)?,
            None => Node {
                place,
                null: false,
                kind: Kind::Any,
            },
        };
        Ok(Kind::List {
            items: Box::new(items),
            unique,
            length,
        })
    }

    fn tuple(
        &mut self,
        places: &'a Json,
        rest: Option<&Json>,
        length: Length,
    ) -> Result<Kind, Problem> {
        let Value::List(list) = &places.value else {
            return Err(Problem::new(
                places.place,
                "`prefixItems` must be a list\nnote: of one schema for each place",
            ));
        };
        let closed = rest.is_some_and(|rest| matches!(rest.value, Value::Bool(false)));
        let count = Some(list.len());
        if length.min != count || (length.max != count && !closed) {
            let text = format!(
                "`prefixItems` must have one length to be compared\nnote: say `\"minItems\":{0},\"maxItems\":{0}`",
                list.len()
            );
            return Err(Problem::new(places.place, text));
        }
        let nodes = list.iter().map(|json| self.node(json));
        Ok(Kind::Tuple(nodes.collect::<Result<_, _>>()?))
    }

    fn object(&mut self, keys: &mut Keywords<'a>) -> Result<Kind, Problem> {
        let length = length(keys, "minProperties", "maxProperties")?;
        let required = required(keys)?;
        let members = match keys.take("properties") {
            None => &[][..],
            Some(json) => json
                .members()
                .ok_or_else(|| Problem::new(json.place, "`properties` must be an object\nnote: write `\"properties\":{\"name\":{\"type\":\"string\"}}`"))?,
        };
        let known = |name: &str| members.iter().any(|member| member.name == name);
        if let Some((name, place)) = required.iter().find(|(name, _)| !known(name)) {
            let text = format!(
                "`required` names `{name}`, which `properties` does not have\nnote: add the property, or remove the name from `required`"
            );
            return Err(Problem::new(*place, text));
        }
        let mut properties = Vec::new();
        for member in members {
            properties.push(Property {
                name: member.name.clone(),
                place: member.place,
                required: required.iter().any(|(name, _)| *name == member.name),
                schema: self.node(&member.value)?,
            });
        }
        let rest = match keys.take("additionalProperties") {
            None => Rest::Unsaid,
            Some(json) => match json.value {
                Value::Bool(true) => Rest::Allowed,
                Value::Bool(false) => Rest::Refused,
                _ => Rest::Each(Box::new(self.node(json)?)),
            },
        };
        let keys = match keys.take("propertyNames") {
            None => Keys::Any,
            Some(json) => property_names(json)?,
        };
        Ok(Kind::Object(Object {
            properties,
            rest,
            keys,
            length,
        }))
    }
}

/// The type that the keywords belong to, where none is stated: only objects and lists are unmistakable.
fn implied(place: Place, keys: &Keywords<'_>) -> Result<String, Problem> {
    let of = |(name, words): &(&str, &[&str])| keys.has(words).then(|| (*name).to_owned());
    let found = TYPED[..2].iter().find_map(of);
    if found.is_none() && !TYPED.iter().any(|(_, words)| keys.has(words)) {
        keys.finish()?;
    }
    found.ok_or_else(|| {
        Problem::new(
            place,
            "the schema must state its `type`\nnote: for example `\"type\":\"string\"`",
        )
    })
}

fn length(keys: &mut Keywords<'_>, min: &str, max: &str) -> Result<Length, Problem> {
    Ok(Length {
        min: keys.count(min)?.filter(|count| *count > 0),
        max: keys.count(max)?,
    })
}

fn required(keys: &mut Keywords<'_>) -> Result<Vec<(String, Place)>, Problem> {
    let Some(json) = keys.take("required") else {
        return Ok(Vec::new());
    };
    let wrong = || {
        Problem::new(
            json.place,
            "`required` must be a list of names\nnote: it stands beside `properties`: `\"required\":[\"name\"]`",
        )
    };
    let Value::List(list) = &json.value else {
        return Err(wrong());
    };
    list.iter()
        .map(|name| Ok((name.text().ok_or_else(wrong)?.to_owned(), name.place)))
        .collect()
}

/// The two forms that maps with other keys than texts are given.
fn property_names(json: &Json) -> Result<Keys, Problem> {
    let members = json.members().unwrap_or_default();
    let mut keys = Keywords::of(members);
    let _ = keys.take("type");
    let pattern = keys.text("pattern")?;
    let names = keys.take("enum").map(|list| match &list.value {
        Value::List(list) => list
            .iter()
            .filter_map(Json::text)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    });
    keys.finish()?;
    match (pattern.as_str(), names) {
        ("", None) => Ok(Keys::Any),
        ("", Some(names)) => Ok(Keys::Names(names)),
        ("^-?[0-9]+$", None) => Ok(Keys::Whole),
        _ => Err(Problem::new(
            json.place,
            "`propertyNames` must be an `enum` or `{\"pattern\":\"^-?[0-9]+$\"}` to be compared",
        )),
    }
}
