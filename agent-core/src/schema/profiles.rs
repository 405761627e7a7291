//! The known readers of JSON Schema. Each states where its rules are written.

use super::{Counts, Profile, Recursion};

/// The profiles that an agent may name.
pub const PROFILES: [&Profile; 5] = [&PORTABLE, &OPENAI_STRICT, &ANTHROPIC, &GEMINI, &MCP];

/// Draft 2020-12, nothing left out.
pub(super) const FAITHFUL: Profile = Profile {
    name: "json_schema",
    inline: false,
    union_root: true,
    ..MCP
};

/// A shape that every other profile accepts, sent without strict mode: what limits only hold in strict
/// mode (how many tools, how many keys) belong to the profiles that ask for it. Bounds that some readers
/// do not know are said in the description.
pub const PORTABLE: Profile = Profile {
    name: "portable",
    strict: false,
    maps: false,
    untyped: false,
    recursion: Recursion::Refused,
    plain_keys: true,
    depth: OPENAI_DEPTH,
    most: Counts::ANY,
    inline: true,
    closed: true,
    all_required: false,
    null_optionals: false,
    union_root: false,
    constants: false,
    ref_siblings: false,
    tuples: false,
    number_bounds: false,
    exclusive_bounds: false,
    wide_integers: false,
    text_lengths: false,
    patterns: false,
    list_lengths: false,
    rare_keys: false,
    formats: Some(&[]),
};

const OPENAI_DEPTH: usize = 10;

/// `OpenAI`'s strict mode: <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas>.
///
/// Every key is required, so an optional one is a union with `null`. The documentation limits one schema;
/// all steps of an agent are counted together, because they are one schema where a reply is JSON.
pub const OPENAI_STRICT: Profile = Profile {
    name: "openai_strict",
    strict: true,
    recursion: Recursion::Allowed,
    plain_keys: false,
    most: Counts {
        properties: 5_000,
        enum_values: 1_000,
        text: 120_000,
        ..Counts::ANY
    },
    all_required: true,
    null_optionals: true,
    number_bounds: true,
    exclusive_bounds: true,
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

/// Anthropic's strict tool use:
/// <https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations>.
///
/// No recursion and no bounds, but known formats. What may be missing counts, and so does each union.
pub const ANTHROPIC: Profile = Profile {
    name: "anthropic",
    strict: true,
    depth: usize::MAX,
    most: Counts {
        tools: 20,
        optionals: 24,
        unions: 16,
        ..Counts::ANY
    },
    constants: true,
    formats: Some(&[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "uri",
        "ipv4",
        "ipv6",
        "uuid",
    ]),
    ..PORTABLE
};

/// Gemini's function declarations, as `parametersJsonSchema`:
/// <https://ai.google.dev/api/caching#FunctionDeclaration>; the keys that are understood are those of
/// `responseJsonSchema`: <https://ai.google.dev/api/generate-content#generationconfig>.
///
/// Types that contain themselves are unrolled a few times, and only under keys that may be missing.
/// Values without a type are not documented, and were seen refused.
pub const GEMINI: Profile = Profile {
    name: "gemini",
    maps: true,
    recursion: Recursion::Optional,
    plain_keys: false,
    depth: usize::MAX,
    tuples: true,
    number_bounds: true,
    list_lengths: true,
    formats: Some(&["date-time", "date", "time"]),
    ..PORTABLE
};

/// The Model Context Protocol, revision 2025-06-18: any JSON Schema of an object,
/// <https://modelcontextprotocol.io/specification/2025-06-18/server/tools>.
pub const MCP: Profile = Profile {
    name: "mcp",
    strict: false,
    maps: true,
    untyped: true,
    recursion: Recursion::Allowed,
    plain_keys: false,
    depth: usize::MAX,
    most: Counts::ANY,
    inline: true,
    closed: false,
    all_required: false,
    null_optionals: true,
    union_root: false,
    constants: true,
    ref_siblings: true,
    tuples: true,
    number_bounds: true,
    exclusive_bounds: true,
    wide_integers: true,
    text_lengths: true,
    patterns: true,
    list_lengths: true,
    rare_keys: true,
    formats: None,
};
