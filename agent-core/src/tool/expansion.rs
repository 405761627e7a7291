//! What the code written by `#[tool]` calls, so that it stays short.
//!
//! Owns the non-generic halves of a call's trait impls. Users never name these.

use std::fmt;

use serde::Serialize;

use super::{Tool, ToolOutput};
use crate::contract::Contract;
use crate::schema::{Field, Fields, Kind, Shape, ShapeRef};

/// The arguments of a step, tool or not: an object that refuses other keys.
#[must_use]
pub const fn arguments(
    name: &'static str,
    doc: &'static str,
    text_hash: u64,
    list: &'static [Field],
) -> Shape {
    Shape {
        name,
        doc,
        text_hash,
        kind: Kind::Struct(Fields { list, closed: true }),
    }
}

/// The contract of `T` before its policy. Asks `T` for its output, so that an output which does not
/// fit is reported once, where `T` states it.
#[must_use]
pub const fn contract<T: Tool>(
    name: &'static str,
    arguments: &'static Shape,
    place: &'static str,
) -> Contract {
    let output = <T::Output as ToolOutput>::OUTPUT;
    let contract = Contract::new(name, arguments.doc, ShapeRef::new(arguments), output);
    Contract { place, ..contract }
}

/// Equality of calls is equality of their JSON; parameter types need no `PartialEq`.
#[must_use]
pub fn same_json<T: Serialize>(a: &T, b: &T) -> bool {
    // Text first, because a value cannot hold the large numbers of 128 bits; then values, because a
    // hash map is written in any order.
    let same_text =
        matches!((serde_json::to_string(a), serde_json::to_string(b)), (Ok(a), Ok(b)) if a == b);
    same_text
        || matches!((serde_json::to_value(a), serde_json::to_value(b)), (Ok(a), Ok(b)) if a == b)
}

/// Prints a call as its name and JSON; parameter types need no `Debug`.
///
/// # Errors
/// The formatter's own; arguments that JSON cannot hold print as the reason why.
pub fn debug<T: Serialize>(name: &str, call: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let json = serde_json::to_string(call).unwrap_or_else(|error| format!("<{error}>"));
    write!(f, "{name} {json}")
}

/// The body of stub impls: they stand in for a tool that did not compile, so nothing runs them.
#[must_use]
#[expect(
    clippy::unreachable,
    reason = "a program that holds a stub does not compile"
)]
pub fn stub<T>() -> T {
    unreachable!("a stub of a tool that did not compile")
}

/// Where a token stands in the user's source, as `file:line:column`.
#[doc(hidden)]
#[macro_export]
macro_rules! __place {
    () => {
        ::core::concat!(
            ::core::file!(),
            ":",
            ::core::line!(),
            ":",
            ::core::column!()
        )
    };
}
