//! What is true of a type that is streamed.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Generics, Type, Visibility};

use crate::krate::Krate;

/// A type and what its twin is. Only `check` makes one.
pub(crate) struct Checked {
    pub krate: Krate,
    pub vis: Visibility,
    pub ident: Ident,
    /// Empty but in a stub.
    pub generics: Generics,
    pub body: Body,
}

pub(crate) enum Body {
    /// Shown whole or not at all: the type is its own twin. After errors, too.
    Whole,
    /// Looks like its one field.
    Newtype(Box<Type>),
    Struct(Vec<Field>),
    Enum {
        /// serde's keys that say how the variant is named in the JSON.
        tagging: TokenStream,
        variants: Vec<Variant>,
    },
}

/// A field of the twin.
pub(crate) struct Field {
    pub docs: Vec<Attribute>,
    pub vis: Visibility,
    pub ident: Ident,
    /// The key, if it is not the field's name.
    pub rename: Option<String>,
    pub flatten: bool,
    pub value: Value,
}

/// A value of the twin.
pub(crate) struct Value {
    /// The type whose partial value it is.
    pub ty: Box<Type>,
    pub how: How,
}

/// How much of a value is shown when.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that stands or does not"
)]
pub(crate) struct How {
    pub done: bool,
    pub not_null: bool,
    pub with_state: bool,
    /// The type has no partial value: it is there or not.
    pub foreign: bool,
}

pub(crate) struct Variant {
    pub docs: Vec<Attribute>,
    pub ident: Ident,
    pub rename: Option<String>,
    /// `#[serde(untagged)]` on the variant.
    pub untagged: bool,
    pub content: Content,
}

pub(crate) enum Content {
    Unit,
    Newtype(Value),
    Tuple(Vec<Value>),
    Struct(Vec<Field>),
}
