//! What generated code names. Not part of the interface: anything here may change in any release.

pub use crate::schema::{
    Bound, Content, Field, Fields, Foreign, Kind, Lazy, Limit, Schema, Shape, ShapeRef, Tagging,
    Variant, check_bound, schema_id, schema_name, schemars_schema,
};
pub use schemars;
pub use serde;

/// What schemars names things with.
pub type CowStr = std::borrow::Cow<'static, str>;
