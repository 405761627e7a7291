//! The agent: its tools and its steps.

use agent_core::prelude::*;

use crate::number::{MathError, Number};

/// Add two numbers.
#[tool(read)]
pub(crate) fn add(a: Number, b: Number) -> Result<Number, MathError> {
    Number::finite(a.get() + b.get())
}

/// Subtract the second number from the first.
#[tool(read)]
pub(crate) fn subtract(a: Number, b: Number) -> Result<Number, MathError> {
    Number::finite(a.get() - b.get())
}

/// Multiply two numbers.
#[tool(read)]
pub(crate) fn multiply(a: Number, b: Number) -> Result<Number, MathError> {
    Number::finite(a.get() * b.get())
}

/// Divide the first number by the second.
#[tool(read, destructive, version = 1)]
pub(crate) fn divide(a: Number, b: Number) -> Result<Number, MathError> {
    if b.get() == 0.0 {
        return Err(MathError::DivisionByZero);
    }
    Number::finite(a.get() / b.get())
}

/// Calculates step by step.
#[agent(
    prompt = "src/bin/calculator/prompts/calculator.md",
    allow(prompt_errors, reason = "the recordings answer this very prompt")
)]
pub(crate) enum Calculator {
    Add(Add),
    Subtract(Subtract),
    Multiply(Multiply),
    Divide(Divide),
    /// You can request more information from me.
    #[ask]
    RequestMoreInformation {
        message: String,
    },
    /// Message to send to the user about the work that was done.
    #[done]
    DoneForNow {
        message: String,
    },
}
