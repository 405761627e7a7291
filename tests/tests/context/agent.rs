//! A calculator whose flow takes one step of its own.

use agent_core::agent::ShownState;
use agent_core::prelude::*;
use agent_core::tool;
use serde_json::Number;

/// What the calculator works with.
#[agent_core::data]
#[derive(Default)]
pub(crate) struct Desk {
    /// What the numbers count.
    unit: String,
}

impl Desk {
    pub(crate) fn of(unit: &str) -> Self {
        Self { unit: unit.into() }
    }

    /// One whose unit is shown to the model, and longer with each outcome.
    pub(crate) fn growing() -> Self {
        Self::of(GROWS)
    }

    fn grows(&self) -> bool {
        self.unit.starts_with(GROWS)
    }
}

const GROWS: &str = "pages";

impl State<Calculator> for Desk {
    fn apply(&mut self, _: &CalculatorOutcome) {
        if self.grows() {
            self.unit
                .push_str(", and those that were \"of the same\" once more, as \n before them");
        }
    }

    fn shown(&self) -> ShownState {
        let shown = ShownState::new();
        if self.grows() {
            shown.field("unit", &self.unit)
        } else {
            shown
        }
    }
}

/// A whole number as one, any other as it is.
#[expect(clippy::cast_possible_truncation, reason = "it has no fraction")]
fn number(value: f64) -> Result<Number, String> {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Ok(Number::from(value as i64));
    }
    Number::from_f64(value).ok_or_else(|| format!("{value} is no number"))
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

/// Add two numbers.
#[tool(read)]
pub(crate) fn add(a: Number, b: Number) -> Result<Number, String> {
    number(float(&a) + float(&b))
}

/// Subtract the second number from the first.
#[tool(read)]
pub(crate) fn subtract(a: Number, b: Number) -> Result<Number, String> {
    number(float(&a) - float(&b))
}

/// Multiply two numbers.
#[tool(read)]
pub(crate) fn multiply(
    a: Number,
    /// The factor.
    b: Number,
) -> Result<Number, String> {
    number(float(&a) * float(&b))
}

/// Divide the first number by the second.
#[tool(read, destructive)]
pub(crate) fn divide(a: Number, b: Number) -> Result<Number, String> {
    number(float(&a) / float(&b))
}

/// A calculator.
#[agent(prompt = "prompts/calculator.md", state = Desk, allow(prompt_when_to_ask, prompt_errors, reason = "a prompt for tests"))]
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

/// Debts are turned around without asking the model.
impl Flow for Calculator {
    fn next(outcome: CalculatorOutcome, _: &Desk) -> Next<Self> {
        match outcome {
            CalculatorOutcome::Subtract(_, Ok(debt)) if float(&debt) < 0.0 => Next::go(Multiply {
                a: debt,
                b: Number::from(-1),
            }),
            CalculatorOutcome::Started(_)
            | CalculatorOutcome::Add(..)
            | CalculatorOutcome::Subtract(..)
            | CalculatorOutcome::Multiply(..)
            | CalculatorOutcome::Divide(..)
            | CalculatorOutcome::RequestMoreInformation { .. } => Next::ask_model(),
            CalculatorOutcome::DoneForNow { .. } => Next::finish(),
            CalculatorOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}
