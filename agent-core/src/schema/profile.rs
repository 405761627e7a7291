//! What each reader of a JSON Schema accepts, as data.
//!
//! Knows nothing of names, counts and limits of whole requests; those are the contract's.

/// The rules of one reader of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of independent rules"
)]
pub struct Profile {
    /// The name users write: `#[agent(profile = portable)]`.
    pub name: &'static str,
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
    /// `minimum` and its sisters are understood.
    pub number_bounds: bool,
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

/// Draft 2020-12, nothing left out.
pub(super) const FAITHFUL: Profile = Profile {
    name: "json_schema",
    inline: false,
    closed: false,
    all_required: false,
    null_optionals: true,
    union_root: true,
    constants: true,
    ref_siblings: true,
    tuples: true,
    number_bounds: true,
    wide_integers: true,
    text_lengths: true,
    patterns: true,
    list_lengths: true,
    rare_keys: true,
    formats: None,
};

/// What every provider accepts. Bounds that some do not know are said in the description.
pub const PORTABLE: Profile = Profile {
    name: "portable",
    inline: true,
    closed: true,
    all_required: false,
    null_optionals: false,
    union_root: false,
    constants: false,
    ref_siblings: false,
    tuples: false,
    number_bounds: false,
    wide_integers: false,
    text_lengths: false,
    patterns: false,
    list_lengths: false,
    rare_keys: false,
    formats: Some(&[]),
};

/// `OpenAI`'s strict mode.
pub const OPENAI_STRICT: Profile = Profile {
    name: "openai_strict",
    all_required: true,
    null_optionals: true,
    number_bounds: true,
    patterns: true,
    list_lengths: true,
    formats: Some(&[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uuid",
    ]),
    ..PORTABLE
};

impl Profile {
    pub(super) fn knows_format(&self, format: &str) -> bool {
        self.formats.is_none_or(|known| known.contains(&format))
    }
}
