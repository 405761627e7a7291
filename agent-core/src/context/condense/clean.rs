//! A line without what says where and when it was written: places in code, times, addresses, a logger's head.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::first_bytes;
use super::pattern::{Folded, Pattern};

/// More of a line is not looked at.
const LONGEST: usize = 1_000;

/// What a logger or a tool writes in front of a message; taken off again and again.
pub(super) const HEAD: &[&str] = &[
    // Times.
    r"^[\[(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(:\d\d)?([.,]\d+)?( ?(Z|UTC|GMT|CET|[+-]\d\d:?\d\d))?[\])]?:?\s*",
    r"^[\[(]?(\w{3},? )?(\d\d?[ /]\w{3}[ /]\d{4}[: ]|\w{3} +\d\d? )\d\d:\d\d:\d\d(\.\d+)?( \d{4})?( ?([+-]\d{4}|GMT|UTC))?[\])]?\s*",
    r"^[\[(]?\d\d:\d\d:\d\d([.,]\d+)?[\])]?\s+",
    r"^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ \S+\] ?",
    // Process, thread, level.
    r"^[DIWEF], \[[^\]]*\] +\w+ -- [\w.]*: ",
    r"^\[[0-9a-f-]{6,36}\] ",
    r"^[ew]: ",
    r"^#\d+ (\d+\.\d+ )?",
    r"^remote: +",
    r"^\w+\.(INFO|WARN|WARNING|ERROR|CRITICAL|ALERT): ",
    r"^\d+: ",
    r"^==\d+==\s*",
    r"^\[(pid |tid )?\d+\]:?\s*",
    r"^\[ *\d+\.\d+\] *",
    r"^(--- )?\[[ \w.:-]*\] [\w.$]+ +: ",
    r"^\[[\w./#:-]*(\d|main|exec|worker|pool|thread|INFO|WARN|ERROR|FATAL|DEBUG|LOG|error|warn|fatal)[\w ./#:-]*\]:?\s*",
    r"^(INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|DEBUG|PANIC|LOG|TRACE|ERR|error|fatal|Error|panic|fatal error)(:|!| ?- | \d+ ---|\s\s|\s*\|)\s*",
    r"^(INFO|WARN|ERROR|FATAL|CRITICAL|SEVERE|DEBUG|TRACE) +(\d{3,} )?",
    r"^npm (ERR!|error) ?",
    r"^[│╷╵|<>*·•✖✗❌-]+ +",
    r"^(Uncaught|Unhandled exception[.:]|Unhandled Rejection:|Exception in thread \S+|Caused by:|caused by:|During:?)\s+",
    r"^\w+\[\d+\]:\s+",
    r"^thread '[^']*' (\(\d+\) )?(?P<kept>panicked) at ('|\S+:\d+:\d+:)",
];

/// What no part of a line is worth saying.
pub(super) const INSIDE: &[&str] = &[
    r"\x1b\[[0-9;]*[A-Za-z]",
    r"(?i)\b((on |at )?(address|pc|bp|sp|at) )+0x[0-9a-f]+( (pc|bp|sp) 0x[0-9a-f]+)*",
    r"<[\w.]+ object *(at 0x[0-9a-f]+)?>:?",
    // Statements, which whoever made them knows.
    r"(?i)[\[(](connection: \w+, )?sql: .*$",
    r"(?i)(; sql )?\[(insert|update|select|delete) [^\]]*\]",
    r"\[type=\w+, input_value=[{\[].*\]$",
    // Places in code.
    r#"(?i)(\b(at|in|from|file|on)\s+)?\(?"?[\w.~@+$/\\:-]*[\w)\]]\.(py|rs|jsx?|tsx?|mjs|cjs|go|java|kt|scala|rb|php|cs|fs|cpp|cc|cxx|c|hpp|h|exs?|swift|lua|pl|vue|tf|sql)"?(:\d+(:\d+)?|, line \d+|:line \d+|\(\d+(,\d+)?\)| line \d+|\]?:\d+)(, in \w+)?[:,]?\)?"#,
    r"\s*\b(in|at) /\S+:\d+(:\d+)?",
    r"\(?\+?\b0x[0-9a-fA-F]{6,}\b\)?",
    r"(^|[\s(\[=])\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?( ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?[\])]?",
    // The number of what is named behind it.
    r"\[Errno -?\d+\] ",
    // Talk.
    r"(?i)^(however|also|additionally|unfortunately|please note that),? ",
    r"(?i)\bone or more errors? occurred\b\.?",
    // Where to read more, and what only an operator can look up.
    r"(?i)\(?\b(for (more|further) (information|details|help)|see|read|visit|details at|more info(rmation)? at|documentation:?|docs:?|help:|background on this error at:?|learn more( at)?:?)[^.;]{0,40}\bhttps?://\S+",
    r"(?i)https?://(docs?|help|developers?|errors|support|go|aka)\.\S+",
    r#"(?i)[\w.-]*(request|trace|correlation|span|host)[ _-]?id['"]?\s*[:=]\s*['"]?[\w+/=-]+['"]?[,;]?"#,
];

/// A class with its packages: the class says what happened.
pub(super) const CLASS: &[&str] = &[
    r"(?P<kept>: )(ERROR|FATAL|error): +",
    r"\b([A-Za-z_$][\w$]*\.)+(?P<kept>[A-Z]\w*(Error|Exception|Violation|Fault|Failure|Timeout|Denied|Refused|Exists|NotFound|Unavailable))\b",
    r"\[type=\w+, (?P<kept>input_value=.{0,60}), input_type=\w+\]",
    r"\b([a-z_]\w*\.)*(errors?|exceptions?|exc)\.(?P<kept>[A-Z]\w*)\b",
];

static PATTERNS: LazyLock<[Vec<Pattern>; 3]> = LazyLock::new(|| {
    [HEAD, INSIDE, CLASS].map(|all| all.iter().filter_map(|one| Pattern::new(one)).collect())
});

/// A text in which line ends are written out, as in a debug print, with line ends.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains('\n')
        || text.matches("\\n").count() < 2
        || text.trim_start().starts_with(['{', '['])
    {
        return text.into();
    }
    text.replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\\"", "\"")
        .into()
}

/// What a line says.
pub(super) fn line(line: &str) -> String {
    said(&headless(line))
}

/// What a line without its head says.
pub(super) fn said(line: &str) -> String {
    let [_, inside, class] = &*PATTERNS;
    let mut text = Folded::new(line);
    for pattern in inside {
        pattern.replace(&mut text, " ");
    }
    for pattern in class {
        pattern.replace(&mut text, "$kept");
    }
    bare(&headless(bare(text.as_str())))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A line without its head, and without what is behind the part of it that is looked at.
pub(super) fn headless(line: &str) -> String {
    let mut text = Folded::new(first_bytes(line, LONGEST).trim());
    // Few loggers write more than this.
    for _ in 0..6 {
        let before = text.as_str().len();
        for pattern in &PATTERNS[0] {
            pattern.replace(&mut text, "$kept");
        }
        if text.as_str().len() == before {
            break;
        }
    }
    text.into_string()
}

/// Without the punctuation that is left around what is gone.
fn bare(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ",;-=*~^|│".contains(c));
    let text = text.trim_start_matches([':', ')', ']', '.']).trim_start();
    let open = text.strip_suffix(['(', '[', '{', '<']).unwrap_or(text);
    open.trim_end()
}

#[cfg(test)]
mod tests {
    use super::{CLASS, HEAD, INSIDE, PATTERNS};

    #[test]
    fn every_pattern_is_one() {
        let written = [HEAD.len(), INSIDE.len(), CLASS.len()];
        assert_eq!(PATTERNS.each_ref().map(Vec::len), written);
    }
}
