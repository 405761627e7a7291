//! The smallest agent that has a tool, a question and an answer.

use agent_core::prelude::*;

/// Add two numbers.
#[tool(read)]
pub fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// Multiply two numbers.
#[tool(read)]
pub fn multiply(a: f64, b: f64) -> f64 {
    a * b
}

/// A calculator.
#[agent]
pub enum Calculator {
    /// Add two numbers.
    Add(Add),
    /// Multiply two numbers.
    Multiply(Multiply),
    /// You can request more information from me.
    #[ask]
    RequestMoreInformation {
        /// What you need to know.
        message: String,
    },
    /// Message to send to the user about the work that was done.
    #[done]
    DoneForNow {
        /// What was done.
        message: String,
    },
}
