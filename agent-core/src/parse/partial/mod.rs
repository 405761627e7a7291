//! A value while its text is still coming: chunks in, partial values and changes out.
//!
//! Owns what may be shown of a text that is not all there: **texts grow, anything else is withheld
//! until it is certain.** A scanner with an explicit stack reads each character once, whatever the
//! chunks are, and keeps a tree; the partial value is written from the tree when it is asked for.
//! The final value is not of this module: [`finish`](IncomingJson::finish) is the one-shot parse of
//! the whole text. Knows nothing of models, wires or who shows the value.
//!
//! | | while it comes |
//! |---|---|
//! | text | grows |
//! | number, `true`, `false`, `null` | withheld until a comma or a closer follows |
//! | enum, constant, text of a format | withheld until its last quote |
//! | field that has not come | `null`; `[]` for a list, `{}` for a map |
//! | item, entry | left out while it is withheld |
//! | tagged union | withheld until the tag is whole; `null` then only inside |
//!
//! `#[schema(stream(..))]` asks for more: `done` withholds a value until it is complete, `not_null`
//! withholds the object around a value while that is withheld, `with_state` shows a value as
//! [`Streamed`].
//!
//! Well-formed JSON is shown monotonously: a value that is shown stays, texts only grow. In text
//! that needs repair a later character may change the reading: a draft gives way to the JSON behind
//! it, a quote turns out to belong to the text.

mod bare;
mod incoming;
pub(crate) mod looked_up;
mod outside;
#[cfg(test)]
mod properties;
mod quoted;
mod root;
mod scanner;
mod shapes;
#[cfg(test)]
mod tests;
mod tree;
mod typed;
mod typed_impls;
mod update;
mod variant;
mod view;

pub use incoming::{Incoming, IncomingJson};
pub use typed::{Partial, StreamState, Streamed};
pub use update::{Change, Update};
