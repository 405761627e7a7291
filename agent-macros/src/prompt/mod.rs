//! Prompt files, read and parsed while the agent is compiled.
//!
//! read (the file) → front (its front matter) or bundle (its YAML) → jinja and expression (its template) →
//! expand (const data). Owns no byte of what the model reads: the file's text goes through as it is.

mod attribute;
mod bundle;
mod expand;
mod expression;
mod front;
mod jinja;
mod names;
mod node;
mod pinned;
mod place;
mod syntax;

use std::path::PathBuf;

use proc_macro2::Span;
use syn::LitStr;

pub(crate) use attribute::prompt;
use bundle::Listed;
use front::Front;
use names::Words;
use node::{Node, Operand};
use place::{Origin, Problem};

use crate::errors::Errors;
use crate::hash::text_hash;

/// A prompt file and its parsed template.
pub(crate) struct Template {
    pub(crate) file: String,
    /// The whole file, as it was written.
    pub(crate) source: String,
    absolute: Option<String>,
    front: Front,
    hash: u64,
    nodes: Vec<Node>,
    words: Vec<Words>,
    tools: Vec<Listed>,
    pub(crate) span: Span,
}

/// What a file or a literal says.
struct Source {
    front: Front,
    nodes: Vec<Node>,
    words: Vec<Words>,
    tools: Vec<Listed>,
}

impl Template {
    /// The model that the front matter names, or nothing.
    pub(crate) fn model(&self) -> &str {
        &self.front.model
    }

    /// Whether the template names anything but tools and its own loop variables.
    pub(crate) fn names_state(&self) -> bool {
        let mut any = false;
        node::unknown(&["tools"], &self.nodes, &mut |_| any = true);
        any
    }

    /// The variables that it names.
    fn variables(&self) -> Vec<&str> {
        let mut found = Vec::new();
        node::unknown(&[], &self.nodes, &mut |value| {
            if let Operand::Path(path) = &value.value
                && let Some(first) = path.first()
            {
                found.push(&**first);
            }
        });
        found
    }

    /// The tools that the text names, with their places and whether that is a guess; `names` are those of the
    /// agent, as far as a macro knows them.
    pub(crate) fn tools_named(&self, names: &[String]) -> Vec<(String, &str, bool)> {
        let place = |word: &Words| format!("{}:{}", self.file, word.place);
        let words = self.words.iter();
        let meant = words.filter(|word| word.called || word.resembles(names));
        meant
            .map(|word| (place(word), &*word.word, !word.called))
            .collect()
    }

    /// Where it asks for the output format.
    fn output_place(&self) -> Option<&str> {
        find_output(&self.nodes)
    }
}

fn find_output(nodes: &[Node]) -> Option<&str> {
    nodes.iter().find_map(|node| match node {
        Node::Text(_) | Node::Print(_) | Node::Role(_) => None,
        Node::OutputFormat(format) => Some(&*format.place),
        Node::For {
            body, otherwise, ..
        }
        | Node::If {
            then: body,
            otherwise,
            ..
        } => find_output(body).or_else(|| find_output(otherwise)),
    })
}

/// Reads the file that the literal names, relative to the user's crate.
pub(crate) fn read(errors: &mut Errors, literal: &LitStr) -> Option<Template> {
    let file = literal.value();
    let path = root().join(&file);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            errors.at(literal, missing(&file, &error));
            return None;
        }
    };
    let source = if bundle::is_one(&path) {
        bundle::parse(&text)
    } else {
        parse(&text)
    };
    let absolute = Some(path.to_string_lossy().into_owned());
    let mut template = template(errors, literal, source, file, text, absolute)?;
    pinned::read(errors, &mut template)?;
    Some(template)
}

/// The template that stands in the literal itself.
fn inline(errors: &mut Errors, literal: &LitStr, file: String) -> Option<Template> {
    let text = literal.value();
    let source = parse(&text);
    template(errors, literal, source, file, text, None)
}

fn template(
    errors: &mut Errors,
    literal: &LitStr,
    source: Result<Source, Problem>,
    file: String,
    text: String,
    absolute: Option<String>,
) -> Option<Template> {
    let source = source.map_err(|problem| {
        for problem in std::iter::once(&problem).chain(&problem.more) {
            errors.at(literal, problem.at(&file));
        }
    });
    let Source {
        front,
        nodes,
        words,
        tools,
    } = source.ok()?;
    if nodes.iter().all(Node::is_blank) {
        errors.at(
            literal,
            format!("{file}: the prompt is empty\nnote: write what the model shall read"),
        );
        return None;
    }
    Some(Template {
        absolute,
        hash: text_hash([&*text]),
        span: literal.span(),
        file,
        front,
        source: text,
        nodes,
        words,
        tools,
    })
}

fn root() -> PathBuf {
    PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default())
}

fn missing(file: &str, error: &std::io::Error) -> String {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "is not there".to_owned(),
        std::io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
        kind => format!("cannot be read: {kind}"),
    };
    format!(
        "prompt file `{file}` {reason}\nnote: looked in the directory of the crate's Cargo.toml"
    )
}

fn parse(source: &str) -> Result<Source, Problem> {
    let (front, body, lines) = front::split(source)?;
    let parsed = jinja::parse(body, Origin { lines, columns: 0 })?;
    Ok(Source {
        front,
        nodes: parsed.nodes,
        words: parsed.words,
        tools: Vec::new(),
    })
}
