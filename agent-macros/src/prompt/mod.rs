//! Prompt files, read and parsed while the agent is compiled.
//!
//! read (the file) → front (its front matter) → jinja (its template) → expand (const data). Owns no
//! byte of what the model reads: the file's text goes through as it is.

mod expand;
mod front;
mod jinja;

use std::path::Path;

use front::Front;

use proc_macro2::Span;
use syn::LitStr;

use crate::errors::Errors;
use crate::hash::text_hash;

/// A prompt file and its parsed template.
pub(crate) struct Template {
    pub(crate) file: String,
    /// The whole file, as it was written.
    pub(crate) source: String,
    absolute: String,
    front: Front,
    hash: u64,
    nodes: Vec<Node>,
    pub(crate) span: Span,
}

impl Template {
    /// The model that the front matter names, or nothing.
    pub(crate) fn model(&self) -> &str {
        &self.front.model
    }

    /// Whether the template names anything but tools and its own loop variables.
    pub(crate) fn names_state(&self) -> bool {
        names_more_than(&["tools"], &self.nodes)
    }
}

fn names_more_than(known: &[&str], nodes: &[Node]) -> bool {
    let unknown = |value: &Expression| {
        let first = value.path.first();
        first.is_some_and(|first| !known.contains(&first.as_str()))
    };
    nodes.iter().any(|node| match node {
        Node::Text(_) => false,
        Node::Print(value) => unknown(value),
        Node::For { item, list, body } => {
            let inner = [known, &[item.as_str()]].concat();
            unknown(list) || names_more_than(&inner, body)
        }
        Node::If {
            condition,
            then,
            otherwise,
            ..
        } => {
            unknown(condition) || names_more_than(known, then) || names_more_than(known, otherwise)
        }
    })
}

/// The macro's side of agent-core's `prompt::Node`.
#[derive(Debug, PartialEq)]
enum Node {
    Text(String),
    Print(Expression),
    For {
        item: String,
        list: Expression,
        body: Vec<Self>,
    },
    If {
        condition: Expression,
        negated: bool,
        then: Vec<Self>,
        otherwise: Vec<Self>,
    },
}

/// The macro's side of agent-core's `prompt::Expression`.
#[derive(Debug, PartialEq)]
struct Expression {
    path: Vec<String>,
    filter: Filter,
    place: String,
}

/// The macro's side of agent-core's `prompt::Filter`.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Filter {
    None,
    Length,
    ToJson,
}

/// What is wrong with a template, and where in its file.
struct Problem {
    line: usize,
    column: Option<usize>,
    text: String,
}

/// Reads the file that the literal names, relative to the user's crate.
pub(crate) fn read(errors: &mut Errors, literal: &LitStr) -> Option<Template> {
    let file = literal.value();
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&root).join(&file);
    let source = match std::fs::read_to_string(&path) {
        Ok(source) => source,
        Err(error) => {
            let reason = reason(&error);
            errors.at(literal, format!("prompt file `{file}` {reason}\nnote: looked in the directory of the crate's Cargo.toml"));
            return None;
        }
    };
    match parse(&source) {
        Ok((front, nodes)) => Some(Template {
            absolute: path.to_string_lossy().into_owned(),
            hash: text_hash([&*source]),
            span: literal.span(),
            file,
            front,
            nodes,
            source,
        }),
        Err(problem) => {
            errors.at(literal, problem.at(&file));
            None
        }
    }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "is not there".to_owned(),
        std::io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
        kind => format!("cannot be read: {kind}"),
    }
}

fn parse(source: &str) -> Result<(Front, Vec<Node>), Problem> {
    let (front, body, skipped) = front::split(source)?;
    let nodes = jinja::parse(body, skipped)?;
    Ok((front, nodes))
}

impl Problem {
    fn at(&self, file: &str) -> String {
        let column = self
            .column
            .map_or_else(String::new, |column| format!(":{column}"));
        format!("{file}:{}{column}: {}", self.line, self.text)
    }
}
