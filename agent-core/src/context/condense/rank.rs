//! How much a line matters.

use std::sync::LazyLock;

use super::first_bytes;
use super::pattern::{Folded, Pattern};

/// What raises or lowers a line, and by how much. All that match are summed.
pub(super) const MARKS: &[(&str, i32)] = &[
    // The head of an exception.
    (
        r"^([\w$]+(::|\.))*[A-Z]\w*(Error|Exception|Violation|Fault|Interrupt|Exit|NotFound|Timeout|Warning|Exists|Denied|Unavailable|Invalid)\w*( \[\w+\])?(:|$| \()",
        45,
    ),
    (r"^[A-Z][a-z]+([A-Z][a-z]+)+: ", 30),
    (r"^(error|warning)\[\w+\]: |^SUMMARY: |\bSQLSTATE\b", 45),
    (r"\bE[A-Z]{4,}\b", 35),
    (r"\b[A-Z]{3,}(_[A-Z]+)+\b", 20),
    (
        r"(?i)^(details?|message|reason|description|error|cause|fault\w*|exit code|last state)\s?[=:] ",
        30,
    ),
    (
        r"(?i)^(found|expected|actual|got|required|wanted|current|requested|provided|received|value|limits?|peer)\b:? ",
        26,
    ),
    (r"^panicked|^panic:|\bpanic(ked)?\b", 40),
    // What a status is.
    (
        r"(?i)\bHTTP(/[\d.]+)? [45]\d\d|(status|code|error)\W{1,3}(code\W{1,3})?[45]\d\d\b|\b[45]\d\d:? [A-Z][a-z]|\b[45]\d\d (Client|Server) Error",
        40,
    ),
    (r"\b(GET|POST|PUT|PATCH|DELETE|HEAD)\b \S*/", 25),
    (r"(^|\s)/[a-z][\w{}-]*(/[\w{}.-]+)+", 18),
    (r"^/[a-z][\w{}-]*(/[\w{}.-]+)+", 15),
    (r"(^|\s)/(etc|usr|var|home|tmp|opt|root|srv|app|lib)/", -35),
    (r"(?i)\b(host|port|url|endpoint)\s?[=:]", 30),
    (r"\S{60,}", -25),
    (r"https?://\S{53,}", 25),
    (r"(?i)for more information", -30),
    // What databases say behind an error.
    (r"^(DETAIL|Detail): |\bKey \(", 35),
    (
        r"(?i)^(hint|help|suggestion|fix|try): |\bdid you mean\b|\bperhaps you meant\b",
        25,
    ),
    (r"(?i)\b(retry|try again|retry-after)\b.*\d", 30),
    (r"(?i)\bretry-after: \d", 30),
    (
        r"(?i)\b(constraint|column|table|relation|field|parameter|argument|property|key|required|expected|resource|quota|limits?)\b",
        12,
    ),
    (r"(?i)\b(must|should|only|at least|at most)\b", 20),
    (r"\barn:|\w://", 8),
    (r"^(Name|Pod|Container|Service|Job|Resource): ", 30),
    (
        r"(?i)\b(error|failed|failure|fails|cannot|can't|could not|couldn't|unable|invalid|illegal|malformed|missing|unknown|unexpected|unsupported|mismatch\w*|unresolved|undefined|undeclared|wrong|conflict)\b",
        20,
    ),
    (
        r"(?i)\b(denied|forbidden|unauthorized|refused|rejected|expired|exceeded|timed? ?out|timeout|not found|no such|not exist|already exists|duplicate|violates?|violation|unreachable|reset by peer|unavailable|not allowed|not permitted|no space|out of memory|oom\w*|backoff|killed|overloaded|too many|too large|throttl\w+|deadlock|declined|protected|overflow|not authorized|already|does not|doesn't|is not)\b",
        25,
    ),
    (r#"['"`][^'"`]{1,60}['"`]"#, 6),
    (
        r"^[\w.@~-]+/[\w.@/-]+$|^Fix the |^with \S+$|\?$|(?i:attempts?: 0)|^HTTPHeaders|--(stacktrace|info|debug|verbose)\b|(?i:build failed|see log)|^(Normal|debug_\w+|Please|please)\b",
        -35,
    ),
    (
        r"(?i)^(LINE \d+|CONTEXT|STATEMENT|QUERY|SQL statement|\[parameters)",
        -45,
    ),
    (r"(?i)\b(retry(ing)?|attempt) (attempt )?\d+\s?(/|of)", -40),
    (r"(?i)^(warning|warn|note|info|debug|notice|deprecat)", -25),
    (
        r"(?i)^(while|initializing|plan|reading|refreshing|enumerating|counting|connecting|connected|trying|starting|started|loading|compiling|downloading|downloaded|checking|resolving|running|fetching|building|using|done|finished|waiting)\b",
        -35,
    ),
    (
        r"(?i)^(user-agent|accept|host|content-\w+|date|server|connection|cache-control|etag|vary|via|strict-transport\S*|x-powered-by|set-cookie|alt-svc|cf-ray|x-(?:amzn?|request|cache|frame|content|xss)\S*|keep-alive|transfer-encoding|age|expires|pragma|allow-\S+|access-control\S*|nel|report-to): ",
        -90,
    ),
];

/// The score of what failed, and why.
pub(super) const GRAVE_SCORE: i32 = 65;

/// The head of a line that is logged when nothing went wrong.
const CALM: &str =
    r"(?i)(^|[\s\[])(INFO|DEBUG|TRACE|NOTICE)([\s\]:]|$)|^I\d{4} |level=(info|debug|trace)";

/// The head of a line that is logged when something did.
const GRAVE: &str = r"\b(ERROR|FATAL|CRITICAL|SEVERE|ERR!)|\b([Ee]rror|fatal): |^e: ";

static PATTERNS: LazyLock<Vec<(Pattern, i32)>> = LazyLock::new(|| {
    let compiled = MARKS
        .iter()
        .filter_map(|(one, by)| Some((Pattern::finding(one)?, *by)));
    compiled.collect()
});

static LEVELS: LazyLock<[Option<Pattern>; 2]> =
    LazyLock::new(|| [CALM, GRAVE].map(Pattern::finding));

/// From below 0, noise, to about 100.
pub(super) fn score(text: &str) -> i32 {
    let text = Folded::new(text);
    let marks = PATTERNS
        .iter()
        .filter(|(pattern, _)| pattern.is_match(&text));
    let sum: i32 = marks.map(|(_, by)| by).sum();
    (20 + sum).min(110)
}

/// Whether a text of this score begins as an exception's does.
pub(super) fn is_head(text: &str, score: i32) -> bool {
    score >= GRAVE_SCORE
        && !text
            .get(..6)
            .is_some_and(|start| start.eq_ignore_ascii_case("detail"))
}

/// What the head of a line as it was logged adds: it says that all is well, or that something is not.
pub(super) fn level(line: &str) -> i32 {
    let head = &Folded::new(first_bytes(line, 80));
    let [calm, grave] = &*LEVELS;
    match () {
        () if calm.as_ref().is_some_and(|calm| calm.is_match(head)) => -60,
        () if grave.as_ref().is_some_and(|grave| grave.is_match(head)) => 15,
        () => 0,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_is_one() {
        assert_eq!(super::PATTERNS.len(), super::MARKS.len());
        assert!(super::LEVELS.iter().all(Option::is_some));
    }
}
