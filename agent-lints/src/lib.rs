//! The rules by which prompts and model names are judged: pure functions over text, word lists as data.
//!
//! One crate because two need them: `#[agent]` judges what stands in the source while it compiles, and
//! the `lint` command what comes from outside. Use them through `agent_core::lint`. Knows nothing of
//! agents, files or diagnostics.
#![forbid(unsafe_code)]

mod date;
pub mod model;
pub mod prompt;
mod text;

/// More tools than this in one agent and models start to choose the wrong one.
pub const MOST_TOOLS: usize = 10;

/// More steps than this and a run is a loop that nobody watches.
pub const MOST_STEPS: u32 = 20;

/// The lints' names, as `#[agent(allow(…))]` takes them.
pub const NAMES: &[&str] = &[
    "many_tools",
    "many_steps",
    "unpinned_model",
    "prompt_role",
    "prompt_when_to_ask",
    "prompt_errors",
];
