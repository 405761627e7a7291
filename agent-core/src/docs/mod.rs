//! What an agent may do, as a page for people and programs.
//!
//! Owns one plain model of that page, [`Page`], made from the same constants as the schemas, and its writers:
//! Markdown, HTML, JSON and Mermaid. Same agent, same bytes. Knows nothing of threads, and touches no file.

mod bounds;
mod fields;
mod html;
mod json;
mod markdown;
mod mcp;
mod mermaid;
mod model;
mod page;
mod pretty;
mod step;
mod text;
mod types;
mod words;

use std::fmt;
use std::str::FromStr;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use mcp::mcp;
pub use mermaid::mermaid;
pub use model::{Ability, AgentLink, Field, Page, Piece, Step, Type, TypeForm, TypeText, Variant};
pub use page::page;
pub use text::{Block, Inline, Text};

use crate::agent::AgentSpec;

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One page that needs nothing else: search, a diagram of the steps, dark and light, ready to print.
    Html,
    /// Tables and a Mermaid diagram, as code hosts show them.
    Markdown,
    /// The same facts for programs, with each step's JSON Schema.
    Json,
    /// The diagram of the steps alone.
    Mermaid,
    /// The tools as the Model Context Protocol's `tools/list` gives them.
    Mcp,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::Html,
        Self::Markdown,
        Self::Json,
        Self::Mermaid,
        Self::Mcp,
    ];

    /// The name that people type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Mermaid => "mermaid",
            Self::Mcp => "mcp",
        }
    }

    /// How names of such files end, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Mermaid => "mmd",
            Self::Mcp => "mcp.json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format `{0}`: write `html`, `markdown`, `json`, `mermaid` or `mcp`")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// The agent's page in this format: the same bytes for the same agent, in every process.
///
/// ```
/// use agent_core::agent::Agent;
/// use agent_core::docs::{self, Format};
/// use agent_core::prelude::*;
///
/// /// Add two numbers.
/// #[tool(read)]
/// fn add(a: i64, b: i64) -> i64 {
///     a.saturating_add(b)
/// }
///
/// /// Adds.
/// #[agent]
/// enum Adder {
///     Add(Add),
///     /// Say the sum.
///     #[done]
///     Say { sum: i64 },
/// }
///
/// let page = docs::write(Adder::SPEC, Format::Markdown);
/// assert!(page.starts_with("# Adder\n\nAdds.\n"));
/// ```
#[must_use]
pub fn write(spec: &AgentSpec, format: Format) -> String {
    match format {
        Format::Html => html(&page(spec)),
        Format::Markdown => markdown(&page(spec)),
        Format::Json => json(&page(spec)),
        Format::Mermaid => mermaid(&page(spec)),
        Format::Mcp => mcp(spec),
    }
}

/// The name of the file that holds the agent's page: `support_desk.html` for `SupportDesk`.
#[must_use]
pub fn file_name(spec: &AgentSpec, format: Format) -> String {
    format!("{}.{}", stem(spec), format.extension())
}

/// The agent's name as files are named.
fn stem(spec: &AgentSpec) -> String {
    let mut name = String::new();
    for letter in spec.name.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
