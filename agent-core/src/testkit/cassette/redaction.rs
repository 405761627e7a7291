//! What a recording must not hold, and what stands there in its place.
//!
//! Pure, and the same for the same text: a replay redacts what it is asked, too, so that it finds the recording.

use regex_lite::Regex;
use thiserror::Error;

use crate::message::Settings;
use crate::schema::check::{Fault, Scan};
use crate::schema::writer::string;
use crate::secret::encoded;

/// What keys of known providers look like.
const KEYS: [&str; 10] = [
    r"\b(?:sk|xai|pplx|csk|glpat)-[A-Za-z0-9_-]{16,}",
    r"\b(?:gsk|hf|r8|npm|sk_live|sk_test|rk_live|github_pat)_[A-Za-z0-9_]{16,}",
    r"\bya29\.[A-Za-z0-9_-]{16,}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*-----END [A-Z ]*PRIVATE KEY-----",
    r"\bAIza[A-Za-z0-9_-]{30,}",
    r"\bAKIA[A-Z0-9]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{30,}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+",
    r"\bBearer [A-Za-z0-9._~+/=-]{16,}",
];

/// JSON in a text in JSON …: a tool's arguments stand in a text, and may hold such texts themselves.
const NESTED: u8 = 4;

/// What is taken out of recordings, and what stands there in its place.
///
/// What looks like a provider's key is always taken out. Headers are no part of a recording. Patterns also find what is
/// escaped, percent-encoded or in base64, and write what stands in its place in the same form.
///
/// ```
/// use agent_core::testkit::Redaction;
///
/// # fn main() -> Result<(), agent_core::testkit::RedactionError> {
/// let redaction = Redaction::new()
///     .pattern(r"\b4[0-9]{15}\b", "4000000000000000")?
///     .pointer("/**/customer/name", "[name]")?;
/// let body = r#"{"customer":{"name":"Ann"},"said":"Pay with 4111111111111111, key sk-aaaabbbbccccdddd"}"#;
/// assert_eq!(
///     redaction.apply(body),
///     r#"{"customer":{"name":"[name]"},"said":"Pay with 4000000000000000, key [key]"}"#
/// );
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Redaction {
    patterns: Vec<(Regex, String)>,
    pointers: Vec<(Vec<String>, String)>,
}

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RedactionError {
    /// No regular expression.
    #[error("the pattern `{pattern}` is no regular expression: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No JSON pointer.
    #[error(
        "`{pointer}` is no JSON pointer\nnote: it begins with `/`; `*` stands for one key or number, `**` for any"
    )]
    Pointer {
        /// The pointer.
        pointer: String,
    },
    /// What stands in the place would be redacted again: a replay would not find the recording.
    #[error(
        "the stand-in `{stand_in}` changes when it is redacted itself\nnote: choose one that no pattern matches"
    )]
    Unstable {
        /// The stand-in.
        stand_in: String,
    },
}

impl Default for Redaction {
    fn default() -> Self {
        Self::new()
    }
}

impl Redaction {
    /// Takes out what looks like a provider's key, and nothing else.
    #[must_use]
    pub fn new() -> Self {
        let keys = KEYS.iter().filter_map(|pattern| Regex::new(pattern).ok());
        Self {
            patterns: keys.map(|regex| (regex, "[key]".to_owned())).collect(),
            pointers: Vec::new(),
        }
    }

    /// Also takes out what matches a regular expression, inside texts and numbers of a body. `stand_in` may have
    /// the form of what it stands for, so that a tool still takes it.
    ///
    /// # Errors
    /// When the pattern is none, or would match a stand-in in some other way than before.
    pub fn pattern(mut self, pattern: &str, stand_in: &str) -> Result<Self, RedactionError> {
        let regex = Regex::new(pattern).map_err(|error| RedactionError::Pattern {
            pattern: pattern.to_owned(),
            reason: error.to_string(),
        })?;
        self.patterns.push((regex, stand_in.to_owned()));
        self.stable()
    }

    /// Also takes out this text, as [`pattern`](Self::pattern) does what matches: a password, an account, the key that
    /// the test itself was given. An empty one takes out nothing.
    ///
    /// ```
    /// # use agent_core::testkit::Redaction;
    /// # fn main() -> Result<(), agent_core::testkit::RedactionError> {
    /// let redaction = Redaction::new().secret("s3cret (really)", "[password]")?;
    /// assert_eq!(redaction.apply("curl -u ann:s3cret (really)"), "curl -u ann:[password]");
    /// assert_eq!(redaction.apply("?p=s3cret%20%28really%29"), "?p=[password]");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When a stand-in holds the secret.
    pub fn secret(self, secret: &str, stand_in: &str) -> Result<Self, RedactionError> {
        if secret.is_empty() {
            return Ok(self);
        }
        self.pattern(&regex_lite::escape(secret), stand_in)
    }

    /// Also takes out what stands at a JSON pointer of a body, which may go through texts that are JSON themselves:
    /// `/messages/*/tool_calls/*/function/arguments/card`, or `/**/card` for every `card`.
    ///
    /// # Errors
    /// When the pointer is none, or a pattern matches the stand-in.
    pub fn pointer(mut self, pointer: &str, stand_in: &str) -> Result<Self, RedactionError> {
        let segments = pointer
            .strip_prefix('/')
            .ok_or_else(|| RedactionError::Pointer {
                pointer: pointer.to_owned(),
            })?;
        let plain = |segment: &str| segment.replace("~1", "/").replace("~0", "~");
        let segments = segments.split('/').map(plain).collect();
        self.pointers.push((segments, stand_in.to_owned()));
        self.stable()
    }

    fn stable(self) -> Result<Self, RedactionError> {
        let patterns = self.patterns.iter().map(|(_, stand_in)| stand_in);
        let mut all = patterns.chain(self.pointers.iter().map(|(_, stand_in)| stand_in));
        match all.find(|stand_in| self.plain(stand_in) != **stand_in) {
            Some(stand_in) => Err(RedactionError::Unstable {
                stand_in: stand_in.clone(),
            }),
            None => Ok(self),
        }
    }

    /// The text without what must not be there. JSON stays JSON, also behind each `data:` of an event stream, and is
    /// otherwise the same to the byte; of a text that is no JSON every match is taken out.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let json = |text: &str| self.json(text, &mut Vec::new(), 0).ok();
        let line = |line: &str| {
            let data = line.strip_prefix("data:").and_then(json);
            data.map_or_else(|| self.plain(line), |data| format!("data:{data}"))
        };
        json(text).unwrap_or_else(|| text.split_inclusive('\n').map(line).collect())
    }

    /// As [`apply`](Self::apply), or fails where the text is no JSON.
    fn json(&self, text: &str, path: &mut Vec<String>, nested: u8) -> Result<String, Fault> {
        let mut pass = Pass {
            rules: self,
            scan: Scan::new(text),
            out: String::new(),
            copied: 0,
            nested,
        };
        let depth = path.len();
        let walked = pass.value(path).and_then(|()| pass.scan.end());
        path.truncate(depth);
        walked.map(|()| pass.out + text.get(pass.copied..).unwrap_or_default())
    }

    /// A model's settings without what must not be there: their further members are members of the request.
    pub(super) fn settings(&self, settings: &Settings) -> Settings {
        let member = |(name, value): (&String, &String)| {
            let mut path = name.split('.').map(str::to_owned).collect();
            let json = self.json(value, &mut path, 0);
            (name.clone(), json.unwrap_or_else(|_| self.plain(value)))
        };
        Settings {
            extra: settings.extra.iter().map(member).collect(),
            ..settings.clone()
        }
    }

    /// A text in which every match is taken out, whatever form it stands there in.
    fn plain(&self, text: &str) -> String {
        encoded::apply(text, &|text| self.matches(text))
    }

    fn matches(&self, text: &str) -> String {
        let rules = self.patterns.iter();
        rules.fold(text.to_owned(), |text, (regex, stand_in)| {
            let stand_in = regex_lite::NoExpand(stand_in);
            regex.replace_all(&text, stand_in).into_owned()
        })
    }

    fn at(&self, path: &[String]) -> Option<&str> {
        let rule = self.pointers.iter().find(|(rule, _)| leads_to(rule, path));
        rule.map(|(_, stand_in)| stand_in.as_str())
    }
}

/// True if a pointer with `*` and `**` in it names this place.
fn leads_to(rule: &[String], path: &[String]) -> bool {
    match (rule.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "**" => {
            leads_to(rest, path)
                || path
                    .split_first()
                    .is_some_and(|(_, path)| leads_to(rule, path))
        }
        (Some((first, rest)), Some((key, path))) => {
            (first == "*" || first == key) && leads_to(rest, path)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// One pass over a JSON text.
struct Pass<'a> {
    rules: &'a Redaction,
    scan: Scan<'a>,
    out: String,
    /// What of the text is in `out` already, in bytes.
    copied: usize,
    nested: u8,
}

impl Pass<'_> {
    fn value(&mut self, path: &mut Vec<String>) -> Result<(), Fault> {
        let first = self.scan.next_token();
        let start = self.scan.pos;
        if let Some(stand_in) = self.rules.at(path) {
            self.scan.skip()?;
            self.replace(start, &quoted(stand_in));
            return Ok(());
        }
        match first {
            b'{' | b'[' => self.items(first, path),
            b'"' => self.text(start, path),
            _ => self.other(start),
        }
    }

    /// The members of an object or the items of a list.
    fn items(&mut self, open: u8, path: &mut Vec<String>) -> Result<(), Fault> {
        let close = if open == b'{' { b'}' } else { b']' };
        self.scan.enter()?;
        let mut more = self.scan.next_token() != close;
        let mut at = 0;
        while more {
            self.scan.next_token();
            path.push(if open == b'{' {
                let start = self.scan.pos;
                let key = self.scan.key()?.content().into_owned();
                let redacted = self.rules.plain(&key);
                if redacted != key {
                    self.replace(start, &quoted(&redacted));
                }
                self.scan.colon()?;
                key
            } else {
                at.to_string()
            });
            self.value(path)?;
            path.pop();
            at += 1;
            more = self.scan.another(close)?;
        }
        self.scan.leave();
        Ok(())
    }

    fn text(&mut self, start: usize, path: &mut Vec<String>) -> Result<(), Fault> {
        let content = self.scan.string()?.content();
        let json = content.trim_start().starts_with(['{', '[']) && self.nested < NESTED;
        let inside = json
            .then(|| self.rules.json(&content, path, self.nested + 1).ok())
            .flatten();
        let redacted = inside.unwrap_or_else(|| self.rules.plain(&content));
        if redacted != *content {
            self.replace(start, &quoted(&redacted));
        }
        Ok(())
    }

    /// A number, `true`, `false` or `null`.
    fn other(&mut self, start: usize) -> Result<(), Fault> {
        self.scan.skip()?;
        let raw = self.scan.since(start);
        let redacted = self.rules.plain(raw);
        if redacted != raw {
            let number = redacted.parse::<f64>().is_ok();
            self.replace(start, if number { &redacted } else { "0" });
        }
        Ok(())
    }

    /// Puts something else in the place of what stands between `start` and the cursor.
    fn replace(&mut self, start: usize, with: &str) {
        let kept = self.scan.text.get(self.copied..start).unwrap_or_default();
        self.out.push_str(kept);
        self.out.push_str(with);
        self.copied = self.scan.pos;
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    string(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Redaction {
        let rules = Redaction::new()
            .pattern("[0-9]{4}-[0-9]{4}", "0-0")
            .unwrap();
        rules
            .pointer("/**/name", "[name]")
            .unwrap()
            .pointer("/list/1", "[item]")
            .unwrap()
    }

    #[test]
    fn json_stays_json_and_the_rest_stays_to_the_byte() {
        let body = r#" {"a" : "no é \u00e9", "n":1.50,"list":[1, {"x":2} ,3]}"#;
        let expected = r#" {"a" : "no é \u00e9", "n":1.50,"list":[1, "[item]" ,3]}"#;
        assert_eq!(rules().apply(body), expected);
        assert_eq!(Redaction::new().apply(body), body);
    }

    #[test]
    fn rules_reach_into_texts_that_are_json() {
        let body = r#"{"arguments":"{\"name\":\"Ann\",\"deep\":\"[{\\\"name\\\":1}]\",\"card\":\"1234-5678\"}"}"#;
        let expected = r#"{"arguments":"{\"name\":\"[name]\",\"deep\":\"[{\\\"name\\\":\\\"[name]\\\"}]\",\"card\":\"0-0\"}"}"#;
        assert_eq!(rules().apply(body), expected);
    }

    #[test]
    fn keys_are_taken_out_wherever_they_stand() {
        let key = "sk-proj-aaaaBBBBccccDDDD1111";
        for text in [
            format!(r#"{{"error":{{"message":"bad key {key}"}}}}"#),
            format!("<html>bad key {key}</html>"),
            format!("data: {{\"a\":\"{key}\"}}\n\n"),
            format!("\"Authorization: Bearer {key}\""),
        ] {
            let redacted = rules().apply(&text);
            assert!(
                !redacted.contains("aaaa") && redacted.contains("[key]"),
                "{redacted}"
            );
            assert_eq!(rules().apply(&redacted), redacted);
        }
    }

    #[test]
    fn events_are_redacted_one_by_one() {
        let stream = "event: x\r\ndata: {\"name\":\"Ann\",\"n\":1}\r\n\r\ndata:[DONE 1234-5678]\n";
        let expected = "event: x\r\ndata: {\"name\":\"[name]\",\"n\":1}\r\n\r\ndata:[DONE 0-0]\n";
        assert_eq!(rules().apply(stream), expected);
    }

    #[test]
    fn numbers_stay_numbers() {
        let rules = Redaction::new().pattern("^4[0-9]{15}$", "[card]").unwrap();
        let body = r#"{"card":4111111111111111,"n":4}"#;
        assert_eq!(rules.apply(body), r#"{"card":0,"n":4}"#);
    }

    #[test]
    fn a_rule_that_cannot_be_used_says_why() {
        let said = |rule: Result<Redaction, RedactionError>| rule.unwrap_err().to_string();
        assert!(
            said(Redaction::new().pattern("(", "x")).starts_with("the pattern `(` is no regular")
        );
        assert!(said(Redaction::new().pointer("a/b", "x")).starts_with("`a/b` is no JSON pointer"));
        let unstable = Redaction::new().pattern("[0-9]+", "card 4000");
        assert_eq!(
            unstable.unwrap_err(),
            RedactionError::Unstable {
                stand_in: "card 4000".into()
            }
        );
    }

    #[test]
    fn pointers_with_stars_lead_to_places() {
        let split = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        for (rule, path, leads) in [
            ("a/*/c", "a/b/c", true),
            ("a/*/c", "a/c", false),
            ("**/c", "c", true),
            ("**/c", "a/b/c", true),
            ("a/**", "a/b/c", true),
            ("a/**/c", "a/b/d", false),
        ] {
            assert_eq!(leads_to(&split(rule), &split(path)), leads, "{rule} {path}");
        }
    }
}
