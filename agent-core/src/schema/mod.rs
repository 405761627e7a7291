//! What a type looks like as JSON, known at compile time.
//!
//! Owns [`Shape`], the trait [`Schema`] and the rendering to JSON Schema. Knows nothing of tools,
//! agents or providers' transport.

pub mod check;
mod shape;
mod shape_ref;

pub use shape::{Bound, Content, Field, Fields, Kind, Limit, Shape, Tagging, Variant};
pub use shape_ref::ShapeRef;

/// A type whose JSON form is known at compile time.
///
/// Derive it: `#[derive(Schema)]` honours serde's attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "the model cannot be asked for a `{Self}`",
    note = "add `#[derive(agent_core::Schema)]` to `{Self}`, or admit a foreign type with `#[schema(schemars)]` on the field"
)]
pub trait Schema {
    /// The type's JSON form.
    const SHAPE: ShapeRef;
}

/// Stub until the renderer is merged.
#[must_use]
pub fn json_schema(_shape: ShapeRef) -> String {
    String::from("{}")
}

/// Stub until the renderer is merged.
#[must_use]
pub fn union_schema(_tag: &str, _steps: &[(&str, &str, ShapeRef)]) -> String {
    String::from("{}")
}
