//! What the examples share: command line, timeline, offline model, and the support agent that two of them run.

pub mod cli;
pub mod offline;
pub mod session;
pub mod story;
pub mod support;
pub mod timeline;
