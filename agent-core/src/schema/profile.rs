//! What each reader of a JSON Schema accepts, as data.
//!
//! Owns the rules' names; which reader has which stands in `profiles`. Knows nothing of walking a shape.

/// The rules of one reader of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of independent rules"
)]
pub struct Profile {
    /// The name users write: `#[agent(profile = portable)]`.
    pub name: &'static str,
    /// The reader is asked to hold the model to the schema: `strict: true` is sent.
    pub strict: bool,
    /// Objects with free keys are accepted.
    pub maps: bool,
    /// Values that may be any JSON are accepted.
    pub untyped: bool,
    /// Which types may contain themselves.
    pub recursion: Recursion,
    /// Keys must match `^[a-zA-Z0-9_.-]{1,64}$`.
    pub plain_keys: bool,
    /// Most objects and lists inside each other; the arguments themselves are the first.
    pub depth: usize,
    /// Most of everything that is summed over all that a request offers.
    pub most: Counts,
    /// Named types stand where they are used; only recursive ones go to `$defs`.
    pub inline: bool,
    /// `additionalProperties: false` on every object with known keys.
    pub closed: bool,
    /// Every key stands in `required`; an optional one is a union with `null`.
    pub all_required: bool,
    /// An optional `Option` may also be `null`, not only be missing.
    pub null_optionals: bool,
    /// The root may be a union.
    pub union_root: bool,
    /// `const` is understood; otherwise it is written as an `enum` of one.
    pub constants: bool,
    /// Keys may stand beside `$ref`.
    pub ref_siblings: bool,
    /// `prefixItems` is understood; otherwise a tuple is a list of any of its types.
    pub tuples: bool,
    /// `minimum` and `maximum` are understood.
    pub number_bounds: bool,
    /// `exclusiveMinimum`, `exclusiveMaximum` and `multipleOf` are understood.
    pub exclusive_bounds: bool,
    /// The range of 64-bit types is written, not only the ranges that fit a double.
    pub wide_integers: bool,
    /// `minLength` and `maxLength` are understood.
    pub text_lengths: bool,
    /// `pattern` is understood.
    pub patterns: bool,
    /// `minItems` and `maxItems` are understood.
    pub list_lengths: bool,
    /// `uniqueItems`, `minProperties`, `maxProperties` and `propertyNames` are understood.
    pub rare_keys: bool,
    /// The formats that are understood; `None` means all. Others go into the description.
    pub formats: Option<&'static [&'static str]>,
}

/// Which types may contain themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recursion {
    /// None.
    Refused,
    /// Those that do so under a key that may be missing.
    Optional,
    /// All.
    Allowed,
}

/// What is counted over all that a request offers; as a limit, the most of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Steps that are offered.
    pub tools: usize,
    /// Keys of objects.
    pub properties: usize,
    /// Values that enums list.
    pub enum_values: usize,
    /// Bytes of keys and of values that enums list.
    pub text: usize,
    /// Keys that may be missing.
    pub optionals: usize,
    /// Values of several forms: enums with content, and whatever may be `null`.
    pub unions: usize,
}

impl Counts {
    /// Nothing.
    pub const NONE: Self = Self::all(0);

    /// No limit.
    pub const ANY: Self = Self::all(usize::MAX);

    const fn all(count: usize) -> Self {
        Self {
            tools: count,
            properties: count,
            enum_values: count,
            text: count,
            optionals: count,
            unions: count,
        }
    }
}

impl Profile {
    pub(super) fn knows_format(&self, format: &str) -> bool {
        self.formats.is_none_or(|known| known.contains(&format))
    }
}
