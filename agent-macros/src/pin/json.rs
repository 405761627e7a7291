//! JSON text as values that know their places.

use std::fmt;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::Problem;

/// `line:column`, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A value and where it starts.
#[derive(Debug)]
pub(crate) struct Json {
    pub place: Place,
    pub value: Value,
}

#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<Member>),
}

/// One key of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub name: String,
    pub place: Place,
    pub value: Json,
}

impl Json {
    /// The value under the key.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let member = self.members()?.iter().find(|member| member.name == name)?;
        Some(&member.value)
    }

    pub(crate) fn members(&self) -> Option<&[Member]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Strict JSON; a key that stands twice is refused, because readers differ in which one counts.
pub(crate) fn parse(text: &str) -> Result<Json, Problem> {
    parse_from(text, 1)
}

/// The same for a line of a file.
pub(crate) fn parse_from(text: &str, first_line: usize) -> Result<Json, Problem> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let lines = Lines::new(text, first_line);
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let reason = error.kind().to_string();
        let text = format!("the file is not JSON: {}", lowered(&reason));
        Problem::new(lines.place(error.range().start), text)
    })?;
    match parsed.value {
        Some(value) => lines.json(value),
        None => Err(Problem::new(lines.place(0), "the file is empty")),
    }
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// Turns byte offsets into places.
struct Lines<'a> {
    text: &'a str,
    first: usize,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, first: usize) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            first,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let before = self.text.get(self.starts[line]..offset).unwrap_or_default();
        Place {
            line: line + self.first,
            column: before.chars().count() + 1,
        }
    }

    fn json(&self, value: ast::Value<'_>) -> Result<Json, Problem> {
        let place = self.place(value.start());
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(bool) => Value::Bool(bool.value),
            ast::Value::NumberLit(number) => Value::Number(number.value.to_owned()),
            ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
            ast::Value::Array(list) => {
                let items = list.elements.into_iter().map(|item| self.json(item));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            ast::Value::Object(object) => self.object(object)?,
        };
        Ok(Json { place, value })
    }

    fn object(&self, object: ast::Object<'_>) -> Result<Value, Problem> {
        let mut members: Vec<Member> = Vec::new();
        for property in object.properties {
            let place = self.place(property.range.start);
            let name = property.name.into_string();
            if members.iter().any(|member| member.name == name) {
                let text = format!("`{name}` stands twice\nnote: remove one of them");
                return Err(Problem::new(place, text));
            }
            let value = self.json(property.value)?;
            members.push(Member { name, place, value });
        }
        Ok(Value::Object(members))
    }
}
