//! Which lines are a stack's, a source's or a tool's own talk, and no message.

use std::sync::LazyLock;

use super::first_bytes;
use super::pattern::{Folded, Pattern};

/// Lines of stacks and of quoted source.
pub(super) const FRAMES: &[&str] = &[
    r#"^File ".*", line \d+"#,
    // JavaScript, Java, .NET, Rust.
    r"^at .*(:\d+|:line \d+)\)?( \{)?$",
    r"^at \S*[\w>$\]`]\(.*\)( in .*)?$",
    r"^at .*\((native|<anonymous>|Native Method|Unknown Source|index \d+)\)$",
    r"^at (\w+ )?[\w.<>$ \[\]]+ \(\S*[/:]\S*\)$",
    r"^\.\.\. \d+ (more|common frames omitted)",
    r"^--- End of (inner exception )?stack trace",
    r"^\d+:\s+(0x|<|[\w:{}#<>$, ]+::[\w{}#<>$:]+$|_?[a-z_]+$)",
    // Go, C, PHP, Ruby, Elixir.
    r"^goroutine \d+ ",
    r"^(created by )?[\w./*()-]+\.[\w.()*]+\((\{?0x|\.\.\.|\)|\{).*\)?$",
    r"^created by ",
    r"^/\S+:\d+( \+0x[0-9a-f]+)?$",
    r"^#\d+:? +(0x|/|\{main\}|<|\[internal)",
    r"^from \S+:\d+",
    r"^\S+:\d+:in ['`]",
    r"^\S+\+0x[0-9a-f]+/0x[0-9a-f]+$",
    r"^\([\w.]+ [\d.]+\) \S+:\d+: ",
    r"^(throw|return|reject|raise|const|let|var|if|def|fn|self|this)\b.*[({;:]$",
    // Source with its line numbers, and what points at a place in it.
    r"^\d+ *\|",
    r"^\d+: {2,}\S",
    r"^\|",
    r"^-->",
    r"^= note: this error originates",
    r"^>? *\d+ +\|",
];

/// Texts of tools and frameworks that are the same whatever happened.
const TALK: &[&str] = &[
    "traceback (most recent call last)",
    "the above exception was the direct cause",
    "during handling of the above exception",
    "stack backtrace:",
    "rust_backtrace",
    "complete log of this run",
    "full stack trace",
    "some details are omitted",
    "if this error persists",
    "for usage",
    "--help'",
    "aborting",
    "shadow bytes",
    "[sql: ",
    "background on this error",
    "re-run maven",
    "node.js v",
    "have a nice day",
    "curl failed to verify the legitimacy",
    "establish a secure connection to it",
    "how to fix it, please visit",
    "web page mentioned above",
    "errors have detailed explanations",
    "for a full report",
    "in a few minutes",
    "for more information about",
    "error generated while processing your request",
    "thrown in",
    "[stacktrace]",
    "compilation terminated",
    "could not compile",
    "build failed, waiting for other jobs",
    "server administrator",
    "more information about this error may be available",
    "an errordocument to handle",
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    FRAMES
        .iter()
        .filter_map(|one| Pattern::finding(one))
        .collect()
});

/// Whether a trimmed line is a frame of a stack or a line of source.
pub(super) fn is_frame(line: &str) -> bool {
    let line = Folded::new(first_bytes(line, 400));
    PATTERNS.iter().any(|pattern| pattern.is_match(&line))
}

/// Whether the line behind this frame is its source: Python's, or Go's.
pub(super) fn has_source(line: &str) -> bool {
    line.starts_with("File \"")
}

/// Whether a line is only what a tool always says.
pub(super) fn is_talk(line: &str) -> bool {
    let line = first_bytes(line, 400).to_ascii_lowercase();
    TALK.iter().any(|talk| line.contains(talk))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_is_one() {
        assert_eq!(super::PATTERNS.len(), super::FRAMES.len());
    }
}
