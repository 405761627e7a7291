//! Values made up from a shape: the same for the same seed, each of them checked before it is handed out.

mod depth;
mod maker;
mod number;
mod object;
mod pattern;
mod text;

use thiserror::Error;

use super::dice::Dice;
use crate::schema::ShapeRef;
use crate::schema::check::fits;
use maker::Maker;

/// How often a value that does not fit is made anew: untagged variants and flattened maps can collide.
const TRIES: usize = 8;

/// Makes up values that fit a shape: JSON text, in the order of declaration, as a model writes it.
///
/// Bounds, formats, patterns, enums, maps, sets, `flatten` and recursive types are respected; every value has
/// passed [`schema::check`](crate::schema::check). The same seed gives the same values.
///
/// ```
/// use agent_core::Schema;
/// use agent_core::schema::check::{Extra, check};
/// use agent_core::testkit::Generator;
///
/// #[derive(Schema)]
/// struct Order {
///     #[schema(pattern = "^[A-Z]-[0-9]{4}$")]
///     id: String,
///     #[schema(range(1..=9))]
///     boxes: u8,
///     note: Option<String>,
/// }
///
/// let order = Generator::new(7).value(Order::SHAPE).unwrap();
/// assert!(check(&order, Order::SHAPE, Extra::Refuse).is_ok());
/// assert_eq!(order, Generator::new(7).value(Order::SHAPE).unwrap());
/// ```
#[derive(Debug, Clone)]
pub struct Generator {
    dice: Dice,
    hard: bool,
}

/// Why no value of a shape can be made up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no value can be made up{}: {reason}", at(.pointer))]
pub struct NoValue {
    /// Where in the value, as a JSON pointer; empty for the whole.
    pub pointer: String,
    /// What stands in the way.
    pub reason: String,
}

fn at(pointer: &str) -> String {
    match pointer {
        "" => String::new(),
        pointer => format!(" at `{pointer}`"),
    }
}

impl NoValue {
    fn because(reason: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            reason: reason.into(),
        }
    }

    /// The same, one level further down.
    fn under(mut self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        self.pointer.insert_str(0, &format!("/{key}"));
        self
    }
}

impl Generator {
    /// A generator of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            hard: false,
        }
    }

    /// Also makes up what is legal and seldom seen: numbers at the ends of their types, texts with quotes, line
    /// breaks, markup, other scripts.
    #[must_use]
    pub const fn hard(mut self) -> Self {
        self.hard = true;
        self
    }

    /// The next value of a shape.
    ///
    /// # Errors
    /// If there is none, or none is found: bounds that contradict each other, a pattern beyond the common
    /// subset, a type that contains itself without an end, a foreign type.
    pub fn value(&mut self, shape: ShapeRef) -> Result<String, NoValue> {
        let mut failed = NoValue::because("what was made up never fits");
        for _ in 0..TRIES {
            match Maker::new(&mut self.dice, self.hard, shape).value(shape) {
                Ok(value) if fits(&value, shape, &[]) => return Ok(value),
                Ok(_) => {}
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }
}

#[cfg(test)]
mod tests;
