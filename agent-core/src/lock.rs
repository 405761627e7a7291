//! The lock: what tools and prompts of a stated version promised, written down to be committed.
//!
//! Owns the text of `agents.lock`, one entry a line. The macros read it where a tool or prompt is declared, and
//! stop the build when something changed under an old version. Knows nothing of files.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::json;

use crate::agent::{AgentSpec, StepKind};
use crate::contract::Contract;
use crate::prompt::Prompt;
use crate::schema::json_schema;

/// The name of the file, beside the crate's `Cargo.toml`.
pub const FILE: &str = "agents.lock";

/// The entries of a lock, each once, in the order of their names and versions.
///
/// ```
/// use agent_core::lock::Lock;
/// use agent_core::prelude::*;
///
/// /// Add two numbers.
/// #[tool(read, version = 1)]
/// fn add(a: i64, b: i64) -> i64 {
///     a.saturating_add(b)
/// }
///
/// /// A calculator.
/// #[agent]
/// enum Calculator {
///     Add(Add),
///     /// Give the result.
///     #[done]
///     Answer { value: i64 },
/// }
///
/// let lock = Lock::of(&[Calculator::SPEC], &[], &[])?;
/// assert!(lock.to_string().contains(r#"{"name":"add","version":1,"fingerprint":""#));
/// assert_eq!(Lock::read(&lock.to_string())?, lock);
/// # Ok::<(), agent_core::lock::LockError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    prompts: BTreeMap<(String, String), String>,
    tools: BTreeMap<(String, u32), String>,
}

/// A lock that cannot be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Two different tools have one name and version.
    #[error(
        "two tools are `{name}@{version}`, one at {first} and one at {second}\nnote: give one another name or version"
    )]
    TwoTools {
        /// The tools' name.
        name: &'static str,
        /// Their version.
        version: u32,
        /// `file:line:column` of one.
        first: &'static str,
        /// `file:line:column` of the other.
        second: &'static str,
    },
    /// Two different prompts have one file's name and version.
    #[error(
        "two prompts are `{file}@{version}`\nnote: they lie in different crates; give one another file name or version"
    )]
    TwoPrompts {
        /// The prompts' file.
        file: String,
        /// Their version.
        version: String,
    },
    /// A line is no entry.
    #[error(
        "line {line} is no entry of a lock\nnote: restore the file from version control, or delete it and write it anew"
    )]
    Line {
        /// The line's number, from 1.
        line: usize,
    },
}

impl Lock {
    /// What the lock of these agents says, and of prompts and tools besides: all that states a version, retired or
    /// not.
    ///
    /// # Errors
    /// If two different tools, or prompts, have one name and version.
    pub fn of(
        agents: &[&AgentSpec],
        prompts: &[&Prompt],
        tools: &[&'static Contract],
    ) -> Result<Self, LockError> {
        let theirs = agents.iter().flat_map(|agent| contracts(agent));
        let prompts = prompts.iter().copied();
        Ok(Self {
            tools: tool_lines(theirs.chain(tools.iter().copied()))?,
            prompts: prompt_lines(
                agents
                    .iter()
                    .filter_map(|agent| agent.prompt)
                    .chain(prompts),
            )?,
        })
    }

    /// Reads the text that [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    /// If a line is no entry, with the line's number.
    pub fn read(text: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        for (at, line) in text.lines().enumerate() {
            let entry = line.strip_suffix(',').unwrap_or(line);
            if !FRAME.contains(&entry) {
                let fault = |_| LockError::Line { line: at + 1 };
                lock.take(entry).map_err(fault)?;
            }
        }
        Ok(lock)
    }

    fn take(&mut self, entry: &str) -> Result<(), serde_json::Error> {
        let line = entry.to_owned();
        match serde_json::from_str(entry)? {
            Key::Prompt { file, version } => self.prompts.insert((file, version), line),
            Key::Tool { name, version } => self.tools.insert((name, version), line),
        };
        Ok(())
    }

    /// Adds the entries of another lock that this one has not: versions of the past, and those of other programs of
    /// the crate.
    pub fn keep(&mut self, other: Self) {
        for (key, line) in other.prompts {
            self.prompts.entry(key).or_insert(line);
        }
        for (key, line) in other.tools {
            self.tools.entry(key).or_insert(line);
        }
    }

    /// How many prompts and how many tools it holds.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.prompts.len(), self.tools.len())
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |lines: Vec<&str>| match &*lines {
            [] => String::new(),
            lines => format!("{}\n", lines.join(",\n")),
        };
        let prompts = list(self.prompts.values().map(String::as_str).collect());
        let tools = list(self.tools.values().map(String::as_str).collect());
        let [head, first, end, second, tail] = FRAME;
        write!(
            f,
            "{head},\n{first}\n{prompts}{end},\n{second}\n{tools}{tail}\n"
        )
    }
}

/// The lines around the entries, without commas.
const FRAME: [&str; 5] = [
    r#"{"format":1"#,
    r#""prompts":["#,
    "]",
    r#""tools":["#,
    "]}",
];

/// What tells entries apart.
#[derive(Deserialize)]
#[serde(untagged)]
enum Key {
    Prompt { file: String, version: String },
    Tool { name: String, version: u32 },
}

/// The tools of an agent.
fn contracts(agent: &AgentSpec) -> impl Iterator<Item = &'static Contract> {
    agent.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Tool(contract) => Some(*contract),
        StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => None,
    })
}

fn tool_lines(
    tools: impl Iterator<Item = &'static Contract>,
) -> Result<BTreeMap<(String, u32), String>, LockError> {
    let mut known: BTreeMap<_, &Contract> = BTreeMap::new();
    for tool in tools.filter(|tool| tool.versioned) {
        let twin = known.insert((tool.name, tool.version), tool);
        if let Some(twin) = twin.filter(|twin| twin.fingerprint() != tool.fingerprint()) {
            return Err(LockError::TwoTools {
                name: tool.name,
                version: tool.version,
                first: twin.place,
                second: tool.place,
            });
        }
    }
    let lines = known.into_iter();
    Ok(lines
        .map(|((name, version), tool)| ((name.to_owned(), version), tool_line(tool)))
        .collect())
}

fn prompt_lines<'a>(
    prompts: impl Iterator<Item = &'a Prompt>,
) -> Result<BTreeMap<(String, String), String>, LockError> {
    let mut lines = BTreeMap::new();
    for prompt in prompts.filter(|prompt| !prompt.version.is_empty()) {
        let (file, version) = (prompt.file.to_string(), prompt.version.to_string());
        let line = prompt_line(prompt);
        let twin = lines.insert((file.clone(), version.clone()), line.clone());
        if twin.is_some_and(|twin| twin != line) {
            return Err(LockError::TwoPrompts { file, version });
        }
    }
    Ok(lines)
}

fn prompt_line(prompt: &Prompt) -> String {
    let (file, version, text) = (
        json!(prompt.file),
        json!(prompt.version),
        json!(prompt.text),
    );
    let hash = prompt.hash;
    format!(r#"{{"file":{file},"version":{version},"hash":"{hash:016x}","text":{text}}}"#)
}

fn tool_line(contract: &Contract) -> String {
    let (name, version, doc) = (json!(contract.name), contract.version, json!(contract.doc));
    let (class, gate) = (json!(contract.class), json!(contract.gate));
    let fingerprint = contract.fingerprint();
    let arguments = json_schema(contract.arguments);
    let output = json_schema(contract.output);
    format!(
        r#"{{"name":{name},"version":{version},"fingerprint":"{fingerprint:016x}","class":{class},"gate":{gate},"description":{doc},"arguments":{arguments},"output":{output}}}"#
    )
}
