//! A number of the calculator: finite, and written without a fraction where it has none.

use agent_core::Schema;
use serde::{Deserialize, Serialize, Serializer};

/// An integer or a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Schema, Deserialize)]
#[serde(transparent)]
pub(crate) struct Number(f64);

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MathError {
    /// The divisor is zero.
    #[error("cannot divide by zero")]
    DivisionByZero,
    /// The result has more digits than a number holds.
    #[error("the result is too large")]
    TooLarge,
}

impl Number {
    /// The result of an operation.
    ///
    /// # Errors
    /// If it is not finite.
    pub(crate) fn finite(value: f64) -> Result<Self, MathError> {
        if value.is_finite() {
            Ok(Self(value))
        } else {
            Err(MathError::TooLarge)
        }
    }

    pub(crate) const fn get(self) -> f64 {
        self.0
    }
}

/// Up to here every integer is an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "it is an integer and fits")]
            return serializer.serialize_i64(self.0 as i64);
        }
        serializer.serialize_f64(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_without_a_fraction() {
        let written = |value| serde_json::to_string(&Number::finite(value).unwrap()).unwrap();
        assert_eq!(written(12.0), "12");
        assert_eq!(written(0.6), "0.6");
        assert_eq!(written(-3.0), "-3");
        assert_eq!(written(1e300), "1e+300");
        assert_eq!(Number::finite(f64::INFINITY), Err(MathError::TooLarge));
    }
}
