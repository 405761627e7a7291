//! The const description of a type as JSON.

use std::sync::OnceLock;

use super::{Lossy, ShapeRef, Stream};

/// What JSON a type reads and writes: names, docs, bounds, in declaration order.
///
/// Made by `#[derive(Schema)]` and `#[tool]` as `static` data; a JSON Schema, a strict check and a
/// lenient parse are all driven by it.
#[derive(Debug)]
pub struct Shape {
    /// The type's name on the wire (serde's container rename applies); empty for anonymous shapes
    /// such as numbers, lists and options.
    pub name: &'static str,
    /// The type's doc comment; empty if there is none.
    pub doc: &'static str,
    /// FNV-1a over the texts that the macro wrote into this node (not into the nodes below it).
    pub text_hash: u64,
    /// The JSON form.
    pub kind: Kind,
}

/// The [`format`](Kind::String) of what is kept secret: in a thread stands a handle of it, which the model sees.
pub const SECRET: &str = "secret-handle";

/// What the model reads of it.
pub(super) const SECRET_WORDS: &str =
    "The handle of a secret (`secret:…`): pass it on as it stands.";

/// The JSON forms that a type can have.
#[derive(Debug)]
pub enum Kind {
    /// Any JSON value.
    Any,
    /// `null`.
    Unit,
    /// `true` or `false`.
    Bool,
    /// An integer within a range. `1.0` and `1e2` are integers too, as in JSON Schema.
    Integer {
        /// Smallest value.
        min: i128,
        /// Largest value.
        max: i128,
    },
    /// A floating-point number; never NaN or infinite.
    Number,
    /// Text, with a JSON Schema `format` or an empty string.
    String {
        /// The `format`, for example `uuid`; `char` stands for exactly one character.
        format: &'static str,
    },
    /// The inner value or `null`.
    Option(ShapeRef),
    /// One of several constants, of one type or of several.
    Literals(&'static [Literal]),
    /// A list.
    List {
        /// The shape of each item.
        items: ShapeRef,
        /// True for sets.
        unique: bool,
        /// The exact length of an array `[T; N]`.
        len: Option<usize>,
    },
    /// A list of fixed length with one shape a place.
    Tuple(&'static [ShapeRef]),
    /// An object with free keys.
    Map {
        /// The shape of the keys: text, or a number or unit enum written as text.
        key: ShapeRef,
        /// The shape of the values.
        value: ShapeRef,
    },
    /// An object with known keys.
    Struct(Fields),
    /// One of several variants.
    Enum {
        /// How the variant's name stands in the JSON.
        tagging: Tagging,
        /// In declaration order.
        variants: &'static [Variant],
    },
    /// A named type that looks like another: a newtype or `#[serde(transparent)]`.
    Newtype {
        /// The wrapped shape.
        inner: ShapeRef,
        /// Bounds that the wrapper adds.
        bounds: &'static [Bound],
    },
    /// A shape behind a function: a generic type that mentions itself. Const checks stop here.
    Lazy(fn() -> ShapeRef),
    /// A shape that was not yet made when this one was: how a shape that is made at run time mentions
    /// itself. Const checks stop here. As long as nothing is set, no value fits.
    Late(&'static OnceLock<ShapeRef>),
    /// The inner shape, with a wish about how it shows while it is streamed.
    Streamed {
        /// The shape of the value.
        inner: ShapeRef,
        /// The wish.
        how: Stream,
    },
    /// A foreign type that only has a `schemars::JsonSchema`; checked at start-up.
    Foreign(fn(&mut schemars::SchemaGenerator) -> schemars::Schema),
}

impl Kind {
    /// The shape that this one only stands for, if it does: that of [`Kind::Lazy`], [`Kind::Late`] and
    /// [`Kind::Streamed`].
    #[must_use]
    pub fn stands_for(&self) -> Option<ShapeRef> {
        match self {
            Self::Lazy(ask) => Some(ask()),
            Self::Late(cell) => Some(cell.get().copied().unwrap_or(ShapeRef::new(&NOTHING))),
            Self::Streamed { inner, .. } => Some(*inner),
            _ => None,
        }
    }
}

/// What has no value.
static NOTHING: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: Kind::Literals(&[]),
};

/// A constant, and what else is read as it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Literal {
    /// The constant.
    pub value: Constant,
    /// Texts that a lenient parse reads as the constant; the strict check knows the constant alone.
    pub aliases: &'static [&'static str],
}

/// A value without parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number, however it is written: `1`, `1.0` and `1e0` are one.
    Integer(i128),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(&'static str),
}

/// The known keys of an object.
#[derive(Debug)]
pub struct Fields {
    /// In declaration order.
    pub list: &'static [Field],
    /// True if a key that is not listed is refused even outside tool arguments
    /// (`#[serde(deny_unknown_fields)]`). Tool arguments always refuse it.
    pub closed: bool,
}

/// One key of an object.
#[derive(Debug)]
pub struct Field {
    /// The key on the wire.
    pub name: &'static str,
    /// Other keys that are read as this one.
    pub aliases: &'static [&'static str],
    /// The field's doc comment; empty if there is none.
    pub doc: &'static str,
    /// The value's shape.
    pub shape: ShapeRef,
    /// False if the key may be missing (an `Option`, or a serde default).
    pub required: bool,
    /// What stands for a missing value, as it was written in the program; empty if nothing is stated.
    pub default: &'static str,
    /// True for `#[serde(flatten)]`: the value's own keys stand in this object.
    pub flatten: bool,
    /// Limits on the value.
    pub bounds: &'static [Bound],
    /// Which repairs that lose or invent data a lenient parse may make in this value.
    pub lossy: Lossy,
    /// How the value shows while it is streamed.
    pub stream: Stream,
    /// `file:line:column` of the field in the user's source; empty if unknown.
    pub place: &'static str,
}

/// A limit on a value, checked by the decoder and shown in the schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Smallest number.
    Minimum(Limit),
    /// Largest number.
    Maximum(Limit),
    /// Numbers must be larger.
    ExclusiveMinimum(Limit),
    /// Numbers must be smaller.
    ExclusiveMaximum(Limit),
    /// Fewest characters of a text, items of a list or keys of a map.
    MinLength(usize),
    /// Most characters of a text, items of a list or keys of a map.
    MaxLength(usize),
    /// A regular expression that the text must contain a match of, in the common subset of
    /// ECMA-262 and the `regex` syntax.
    Pattern(&'static str),
    /// A JSON Schema `format` that the text must have.
    Format(&'static str),
}

/// A number in a bound, kept as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
}

/// How an enum's variant stands in its JSON, in serde's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagging {
    /// `{"Variant": content}`, or `"Variant"` for a variant without content.
    External,
    /// `{"tag": "Variant", …fields}`.
    Internal {
        /// The tag's key.
        tag: &'static str,
    },
    /// `{"tag": "Variant", "content": content}`.
    Adjacent {
        /// The tag's key.
        tag: &'static str,
        /// The content's key.
        content: &'static str,
    },
    /// The content alone; the first variant that fits is taken.
    Untagged,
}

/// One variant of an enum.
#[derive(Debug)]
pub struct Variant {
    /// The name on the wire.
    pub name: &'static str,
    /// Other names that are read as this one.
    pub aliases: &'static [&'static str],
    /// The variant's doc comment; empty if there is none.
    pub doc: &'static str,
    /// What stands beside the name.
    pub content: Content,
}

/// What a variant holds.
#[derive(Debug)]
pub enum Content {
    /// Nothing.
    Unit,
    /// One value.
    Newtype(ShapeRef),
    /// Several values in order.
    Tuple(&'static [ShapeRef]),
    /// Named values.
    Struct(Fields),
}
