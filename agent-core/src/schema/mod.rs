//! What a type looks like as JSON, known at compile time.
//!
//! Owns [`Shape`], the trait [`Schema`] and the rendering to JSON Schema. Knows nothing of tools,
//! agents or providers' transport.

mod bound_check;
mod bridge;
pub mod check;
pub(crate) mod example;
mod foreign;
mod foreign_json;
mod forms;
mod impls;
mod import;
mod literals;
mod note;
mod profile;
mod profiles;
mod render;
mod render_objects;
mod render_values;
mod shape;
mod shape_ref;
mod types_form;
mod union;
mod walk;
mod wishes;
pub(crate) mod writer;

#[doc(hidden)]
pub use bound_check::check_bound;
#[doc(hidden)]
pub use bridge::{schema_id, schema_name, schemars_schema};
pub use foreign::{Foreign, Lazy};
pub(crate) use import::text_hash;
pub use import::{
    ImportError, ImportNote, ImportNoteKind, ImportReason, Size, import, import_loosely,
    import_notes,
};
pub use profile::{Counts, Profile, Recursion};
pub use profiles::{ANTHROPIC, GEMINI, MCP, OPENAI_STRICT, PORTABLE, PROFILES};
pub use render::{arguments_schema, json_schema, render};
pub use shape::{
    Bound, Constant, Content, Field, Fields, Kind, Limit, Literal, SECRET, Shape, Tagging, Variant,
};
pub use shape_ref::ShapeRef;
pub use types_form::{Hoist, TypesStyle, types_form, union_types};
pub use union::union_schema;
pub(crate) use walk::{children, resolve, same};
pub use wishes::{Lossy, Stream};

/// A type whose JSON form is known at compile time.
///
/// Derive it: `#[derive(Schema)]` honours serde's attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "the model cannot be asked for a `{Self}`",
    note = "write `#[agent_core::data]` on `{Self}`, or admit a foreign type with `#[schema(schemars)]` on the field"
)]
pub trait Schema {
    /// The type's JSON form.
    const SHAPE: ShapeRef;

    /// True if a key with this value may be missing, as serde sees it: `Option`, and what wraps one
    /// transparently.
    const OPTIONAL: bool = false;

    /// What a field of this type starts from; macros fill in the rest.
    #[doc(hidden)]
    const FIELD: Field = Field {
        name: "",
        aliases: &[],
        doc: "",
        shape: Self::SHAPE,
        required: !Self::OPTIONAL,
        default: "",
        flatten: false,
        bounds: &[],
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place: "",
    };
}
