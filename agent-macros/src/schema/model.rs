//! What is true of a type, after every check: names resolved, skipped fields gone, types stated.

use proc_macro2::{Ident, Span};
use syn::{Generics, Type};

use super::{bounds::Bounds, wishes::Wishes};
use crate::krate::Krate;

/// A type whose schema is to be written. Only `check` makes one.
pub(crate) struct Checked {
    pub krate: Krate,
    pub ident: Ident,
    pub generics: Generics,
    pub name: String,
    pub doc: String,
    pub body: Body,
}

/// The JSON form.
pub(crate) enum Body {
    /// The type has its own `schemars::JsonSchema`.
    Foreign,
    /// Errors were reported: any JSON.
    Stub,
    Unit,
    Newtype {
        value: Value,
        bounds: Bounds,
        /// Missing where the inner value may be missing.
        transparent: bool,
    },
    Tuple(Vec<Value>),
    Struct(Fields),
    Enum {
        tagging: Tagging,
        variants: Vec<Variant>,
        /// Variants that are `#[serde(untagged)]` by themselves, behind the tagged ones.
        untagged: Vec<Variant>,
    },
}

pub(crate) enum Tagging {
    External,
    Internal { tag: String },
    Adjacent { tag: String, content: String },
    Untagged,
}

/// A value without a name of its own.
pub(crate) struct Value {
    /// The type whose `Schema` is taken: the user's, or a wrapper of ours around it.
    pub ty: Box<Type>,
    pub doc: String,
    pub bounds: Bounds,
    /// Only where the value has a key.
    pub wishes: Wishes,
}

pub(crate) struct Fields {
    pub list: Vec<Field>,
    pub closed: bool,
}

/// One key of an object.
pub(crate) struct Field {
    pub name: String,
    pub aliases: Vec<String>,
    pub value: Value,
    pub required: Required,
    pub flatten: bool,
    /// Where the user wrote it.
    pub span: Span,
}

/// Whether the key must be there.
pub(crate) enum Required {
    Yes,
    No,
    /// As the type says: `Option` may be missing.
    ByType,
}

pub(crate) struct Variant {
    pub name: String,
    pub aliases: Vec<String>,
    pub doc: String,
    pub content: Content,
}

pub(crate) enum Content {
    Unit,
    Newtype(Value),
    Tuple(Vec<Value>),
    Struct(Fields),
}
