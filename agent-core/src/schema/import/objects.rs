//! Objects: with known keys, with free ones, and with both.

use super::constants::also;
use super::draft::{Draft, Form, Key, Keys};
use super::json::{Json, Members, member};
use super::keywords::is_idle;
use super::read::{Reader, Result};
use super::remark::ImportNoteKind;
use crate::schema::{Bound, Stream};

/// What is said of keys that are not declared.
enum Others {
    /// Nothing.
    Unsaid,
    /// They are refused.
    Refused,
    /// They are of this kind.
    Are(Json),
}

impl Reader<'_> {
    /// Reads an object.
    pub(super) fn object_of(&mut self, keys: &Members) -> Result<Draft> {
        let properties = match member(keys, "properties") {
            None => &Members::new(),
            Some(Json::Object(properties)) => properties,
            Some(_) => return self.bad("properties", "an object of schemas"),
        };
        let required = self.required(keys)?;
        let bounds = self.lengths(keys, "minProperties", "maxProperties")?;
        let others = others(keys);
        match member(keys, "patternProperties") {
            None => {}
            Some(Json::Object(patterns)) if patterns.is_empty() => {}
            Some(Json::Object(patterns)) => return self.by_pattern(keys, patterns, bounds),
            Some(_) => return self.bad("patternProperties", "an object of schemas"),
        }
        // An empty `properties` says that there are none to name.
        let free = match others {
            Others::Unsaid => member(keys, "properties").is_none(),
            Others::Are(_) => properties.is_empty(),
            Others::Refused => false,
        };
        if free && required.is_empty() {
            return self.map(keys, others, bounds);
        }
        if member(keys, "propertyNames").is_some_and(|names| *names != Json::Bool(true)) {
            self.unsupported("propertyNames", "declare each key in `properties`")?;
        }
        let known = self.known(properties, &required, keys, &others)?;
        self.check_counts(&known, &bounds)?;
        Ok(Form::Struct(known).into())
    }

    fn required(&self, keys: &Members) -> Result<Vec<String>> {
        let Some(required) = member(keys, "required") else {
            return Ok(Vec::new());
        };
        // As draft 3 and some writers say it, on the property: that says nothing here.
        if matches!(required, Json::Bool(_)) {
            return Ok(Vec::new());
        }
        let names = required.list().and_then(|all| {
            all.iter()
                .map(|it| it.text().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        });
        match names {
            Some(names) => Ok(names),
            None => self.bad("required", "a list of keys"),
        }
    }

    fn known(
        &mut self,
        properties: &Members,
        required: &[String],
        keys: &Members,
        others: &Others,
    ) -> Result<Keys> {
        let mut list = Vec::new();
        let needed: std::collections::BTreeSet<&str> =
            required.iter().map(String::as_str).collect();
        for (name, schema) in properties {
            let draft = self.inside(&["properties", name], schema)?;
            let default = schema.get("default").filter(|it| **it != Json::Null);
            let (aliases, _) = also(keys, name);
            list.push(Key {
                default: default.map(ToString::to_string).unwrap_or_default(),
                aliases,
                ..key(name, draft, needed.contains(name.as_str()))
            });
        }
        let declared: std::collections::BTreeSet<&str> =
            properties.iter().map(|it| it.0.as_str()).collect();
        for name in needed.into_iter().filter(|name| !declared.contains(name)) {
            let draft = match others {
                Others::Refused => Form::NOTHING.into(),
                Others::Unsaid => Draft::default(),
                Others::Are(schema) => self.inside(&["additionalProperties"], schema)?,
            };
            self.note(ImportNoteKind::Undeclared(name.to_owned()));
            list.push(key(name, draft, true));
        }
        drop_taken_aliases(&mut list);
        let rest = match others {
            Others::Are(schema) => Some(self.inside(&["additionalProperties"], schema)?),
            Others::Unsaid | Others::Refused => None,
        };
        Ok(Keys {
            list,
            rest: rest.map(Box::new),
            closed: matches!(others, Others::Refused),
        })
    }

    /// An object with free keys.
    fn map(&mut self, keys: &Members, others: Others, bounds: Vec<Bound>) -> Result<Draft> {
        let value = match others {
            Others::Are(schema) => self.inside(&["additionalProperties"], &schema)?,
            Others::Unsaid | Others::Refused => Draft::default(),
        };
        let key = match member(keys, "propertyNames") {
            None => Form::text().into(),
            Some(names) => self.key_of(names)?,
        };
        Ok(Draft {
            bounds,
            ..free_keys(key, value)
        })
    }

    /// What `propertyNames` says, of texts.
    fn key_of(&mut self, names: &Json) -> Result<Draft> {
        let said = match names {
            Json::Object(keys) if member(keys, "type").is_none() => {
                let mut keys = keys.clone();
                keys.push(("type".to_owned(), Json::Text("string".to_owned())));
                Json::Object(keys)
            }
            other => other.clone(),
        };
        let mut draft = self.at(&["propertyNames"], |reader| reader.schema(&said))?;
        draft.doc.clear();
        match draft.form {
            Form::Any => Ok(Form::text().into()),
            Form::Text { .. } | Form::Names(_) | Form::Definition(_) => Ok(draft),
            _ => {
                self.unsupported("propertyNames", "keys are texts: write `pattern` or `enum`")?;
                Ok(Form::text().into())
            }
        }
    }

    /// An object whose keys all match one pattern.
    fn by_pattern(
        &mut self,
        keys: &Members,
        patterns: &Members,
        bounds: Vec<Bound>,
    ) -> Result<Draft> {
        if let [(pattern, schema)] = patterns.as_slice()
            && matches_all(pattern)
            && member(keys, "properties").is_none_or(is_empty)
        {
            return self.object_of(&of_any_key(keys, schema));
        }
        let only = ["properties", "required", "propertyNames"]
            .iter()
            .all(|keyword| member(keys, keyword).is_none_or(is_empty));
        let (Others::Refused, [(pattern, schema)], true) =
            (others(keys), patterns.as_slice(), only)
        else {
            let fix =
                "write one pattern with `\"additionalProperties\": false`, and no `properties`";
            self.unsupported("patternProperties", fix)?;
            return self.without_patterns(keys);
        };
        let value = self.inside(&["patternProperties", pattern], schema)?;
        let key = Draft {
            pattern: self.pattern(pattern)?,
            ..Form::text().into()
        };
        Ok(Draft {
            bounds,
            ..free_keys(key, value)
        })
    }

    /// The object as if no patterns were said: keys that match one may be anything.
    fn without_patterns(&mut self, keys: &Members) -> Result<Draft> {
        self.object_of(&of_any_key(keys, &Json::Object(Members::new())))
    }

    /// Counts of keys are checked for free keys alone; where keys are known, they must say nothing new.
    fn check_counts(&mut self, known: &Keys, bounds: &[Bound]) -> Result<()> {
        let required = known.list.iter().filter(|key| key.required).count();
        let new = |bound: &&Bound| match bound {
            Bound::MinLength(least) => *least > required,
            Bound::MaxLength(most) => !known.closed || *most < known.list.len(),
            _ => false,
        };
        match bounds.iter().find(new) {
            Some(Bound::MinLength(_)) => self.unsupported("minProperties", "write `required`"),
            Some(_) => self.unsupported("maxProperties", "write `anyOf` with one object a case"),
            None => Ok(()),
        }
    }
}

/// The object, any of whose undeclared keys has such a value.
fn of_any_key(keys: &Members, value: &Json) -> Members {
    let left = keys.iter().filter(|it| {
        !matches!(
            it.0.as_str(),
            "patternProperties" | "additionalProperties" | "unevaluatedProperties"
        )
    });
    let mut open: Members = left.cloned().collect();
    open.push(("additionalProperties".to_owned(), value.clone()));
    open
}

/// Whether every key matches: how writers say that keys are free.
fn matches_all(pattern: &str) -> bool {
    let anchored = pattern.starts_with('^') && pattern.ends_with('$');
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    match inner {
        "" => !anchored,
        ".*" | "(.*)" | "(?:.*)" | "[\\s\\S]*" => true,
        _ => false,
    }
}

fn others(keys: &Members) -> Others {
    let said = |keyword| member(keys, keyword).filter(|it| !is_idle(keyword, it));
    match said("additionalProperties").or_else(|| said("unevaluatedProperties")) {
        None => Others::Unsaid,
        Some(Json::Bool(false)) => Others::Refused,
        Some(schema) => Others::Are(schema.clone()),
    }
}

fn is_empty(json: &Json) -> bool {
    match json {
        Json::List(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn free_keys(key: Draft, value: Draft) -> Draft {
    let (key, value) = (Box::new(key), Box::new(value));
    Form::Map { key, value }.into()
}

/// A key. What is said of its value alone, is said of the key.
fn key(name: &str, mut value: Draft, required: bool) -> Key {
    Key {
        name: name.to_owned(),
        aliases: Vec::new(),
        doc: std::mem::take(&mut value.doc),
        stream: std::mem::replace(&mut value.stream, Stream::NONE),
        value,
        required,
        default: String::new(),
    }
}

/// An alias that is another key's name, or its alias, is read as that other key alone.
fn drop_taken_aliases(list: &mut [Key]) {
    let mut taken: std::collections::BTreeSet<String> =
        list.iter().map(|key| key.name.clone()).collect();
    for key in list {
        key.aliases.retain(|alias| taken.insert(alias.clone()));
    }
}
