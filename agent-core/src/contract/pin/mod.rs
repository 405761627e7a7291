//! A JSON Schema that somebody else wrote, as const data.
//!
//! Macros read the file and write this; what a schema may say in several ways has one form here. Knows
//! nothing of files or JSON text.

mod bare;
mod check;
mod difference;
mod limits;
mod locked;
mod mend;
mod object;
mod union;
mod value;
mod words;

pub(crate) use check::{check_arguments, names_other};
#[doc(hidden)]
pub use check::{check_pinned, refuse};
#[doc(hidden)]
pub use locked::{Locked, check_locked, refuse_locked};

use crate::schema::Limit;

/// A JSON Schema for a tool's arguments, and the file that states it.
#[derive(Debug)]
pub struct Pin {
    /// The file, as the user named it.
    pub file: &'static str,
    /// The tool's name, if the file states one; otherwise empty.
    pub name: &'static str,
    /// The arguments.
    pub schema: PinNode,
}

/// One schema inside a [`Pin`].
#[derive(Debug)]
pub struct PinNode {
    /// `line:column` in the file.
    pub at: &'static str,
    /// Whether `null` is allowed beside `kind`.
    pub null: bool,
    /// Everything else that is allowed.
    pub kind: PinKind,
}

/// What a schema allows.
#[derive(Debug)]
pub enum PinKind {
    /// Anything.
    Any,
    /// Only `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer; the ends of its range are closed.
    Integer(PinRange),
    /// A number.
    Number(PinRange),
    /// Text.
    Text {
        /// Its `format`, or empty.
        format: &'static str,
        /// Its `pattern`, or empty.
        pattern: &'static str,
        /// In characters.
        length: PinLength,
    },
    /// One of these texts.
    Names(&'static [&'static str]),
    /// A list.
    List {
        /// Each item.
        items: &'static PinNode,
        /// No item stands twice.
        unique: bool,
        /// In items.
        length: PinLength,
    },
    /// A list with a schema for each of its places.
    Tuple(&'static [PinNode]),
    /// An object.
    Object(PinObject),
    /// One of several; texts stand together as one of them.
    Union(&'static [PinNode]),
    /// The schema above this one that stands at this place: a circle.
    Again(&'static str),
    /// Something that is not compared.
    Opaque,
}

/// The numbers allowed.
#[derive(Debug, Clone, Copy)]
pub struct PinRange {
    /// The lower end.
    pub low: Option<PinEnd>,
    /// The upper end.
    pub high: Option<PinEnd>,
}

/// One end of a range.
#[derive(Debug, Clone, Copy)]
pub struct PinEnd {
    /// The number.
    pub limit: Limit,
    /// True if the number itself lies outside.
    pub open: bool,
}

/// The lengths allowed.
#[derive(Debug, Clone, Copy)]
pub struct PinLength {
    /// The least; 0 says nothing.
    pub min: usize,
    /// The most; `usize::MAX` says nothing.
    pub max: usize,
}

/// An object's keys.
#[derive(Debug)]
pub struct PinObject {
    /// In the order of the file.
    pub properties: &'static [PinProperty],
    /// Keys beside the properties.
    pub rest: PinRest,
    /// What such keys may be.
    pub keys: PinKeys,
    /// In keys.
    pub length: PinLength,
}

/// A key that the file names.
#[derive(Debug)]
pub struct PinProperty {
    /// The key.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Its value.
    pub schema: PinNode,
}

/// What the file says of keys that it does not name.
#[derive(Debug)]
pub enum PinRest {
    /// Nothing.
    Unsaid,
    /// They may be there.
    Allowed,
    /// They may not.
    Refused,
    /// Their values are such.
    Each(&'static PinNode),
}

/// What free keys may be.
#[derive(Debug)]
pub enum PinKeys {
    /// Any text.
    Any,
    /// Whole numbers, as text.
    Whole,
    /// One of these.
    Names(&'static [&'static str]),
}

impl PinRange {
    /// Any number.
    pub const ANY: Self = Self {
        low: None,
        high: None,
    };
}

impl PinLength {
    /// Any length.
    pub const ANY: Self = Self {
        min: 0,
        max: usize::MAX,
    };
}

impl PinKind {
    /// Any text.
    pub const TEXT: Self = Self::Text {
        format: "",
        pattern: "",
        length: PinLength::ANY,
    };
}
