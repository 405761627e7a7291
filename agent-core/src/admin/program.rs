//! What the commands are about.

use crate::agent::{AgentSpec, Table};
use crate::context::Format;
use crate::contract::Contract;
use crate::event::Event;
use crate::prompt::Prompt;

/// How good a thread was, from its events; `None` of one that has no score.
pub type Score = fn(&[Event]) -> Option<f64>;

/// What a program is made of. A list of agents is one; prompts and tools that stand in no agent are added to be
/// held to the lock too.
///
/// ```
/// use agent_core::admin::Program;
/// use agent_core::prelude::*;
/// use agent_core::tool::Tool;
///
/// /// Add two numbers.
/// #[tool(read, version = 1)]
/// fn add(a: i64, b: i64) -> i64 {
///     a.saturating_add(b)
/// }
///
/// let program = Program {
///     tools: &[Add::CONTRACT],
///     ..Program::default()
/// };
/// assert!(agent_core::admin::run(program, ["add", "1", "2"]).is_none()); // no command: the program goes on
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Program<'a> {
    /// The agents, such as `Support::table()`.
    pub agents: &'a [&'static Table],
    /// The prompts of structs, such as `Triage::PROMPT`.
    pub prompts: &'a [&'static Prompt],
    /// The tools that no agent has, such as those that a program calls or serves itself.
    pub tools: &'a [&'static Contract],
    /// The formats of its own in which threads are written for a model.
    pub formats: &'a [Format],
    /// How good a thread was, for the table of outcomes: from its events, such as what a customer said at the end.
    pub score: Option<Score>,
}

impl Program<'_> {
    /// What the agents are.
    pub(super) fn specs(&self) -> Vec<&'static AgentSpec> {
        self.agents.iter().map(|table| table.spec).collect()
    }
}

impl<'a> From<&'a [&'static Table]> for Program<'a> {
    fn from(agents: &'a [&'static Table]) -> Self {
        Self {
            agents,
            ..Self::default()
        }
    }
}

impl<'a, const N: usize> From<&'a [&'static Table; N]> for Program<'a> {
    fn from(agents: &'a [&'static Table; N]) -> Self {
        agents.as_slice().into()
    }
}
