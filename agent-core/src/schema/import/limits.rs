//! How large a schema may be: it may come from a stranger, and is kept as long as the program runs.

/// Most bytes of a schema's text.
pub(super) const MAX_BYTES: usize = 1 << 20;
/// Most schemas inside one another, references followed.
pub(super) const MAX_DEPTH: usize = 64;
/// Most schemas in all, each counted as often as it is referred to: so large is it when it is rendered.
pub(super) const MAX_NODES: usize = 50_000;
/// Most schemas that one program imports.
pub(super) const MAX_KEPT: usize = 5_000_000;
/// Most notes about one schema.
pub(super) const MAX_NOTES: usize = 1_000;
/// Most bytes of a compiled pattern: it takes as long to make.
pub(super) const MAX_PATTERN: usize = 1 << 18;
/// How many schemas a pattern counts for.
pub(super) const PATTERN_NODES: usize = 10;
