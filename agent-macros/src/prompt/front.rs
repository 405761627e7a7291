//! The optional front matter of a prompt file: `key: value` lines between two lines of `---`.

use super::place::Problem;
use crate::nearest::unknown_key;

/// What the front matter says; empty where it says nothing.
#[derive(Default)]
pub(super) struct Front {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) model: String,
}

const KEYS: &[&str] = &["version", "name", "model"];

/// The front matter, the template below it, and how many lines were cut off above.
pub(super) fn split(source: &str) -> Result<(Front, &str, usize), Problem> {
    let mut rest = source;
    if line(&mut rest) != Some("---") {
        return Ok((Front::default(), source, 0));
    }
    let mut front = Front::default();
    let closed = rest.lines().any(|text| text == "---");
    let mut number = 1;
    while let Some(text) = line(&mut rest) {
        number += 1;
        if text == "---" {
            return Ok((front, rest, number));
        }
        front.read(text, number, closed)?;
    }
    Err(no_end())
}

impl Front {
    /// Reads one line; comments and blank lines state nothing.
    fn read(&mut self, line: &str, number: usize, closed: bool) -> Result<(), Problem> {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            return Ok(());
        }
        let column = line.chars().take_while(|c| c.is_whitespace()).count() + 1;
        if !text.contains(':') && !closed {
            return Err(no_end());
        }
        let problem = |text: &str| problem(number, column, text);
        let Some((key, value)) = text.split_once(':') else {
            return Err(problem(
                "front matter must be `key: value`\nnote: end it with a line `---` above the text",
            ));
        };
        let value = uncommented(value).trim().trim_matches(['"', '\'']);
        self.set(key.trim(), value).map_err(|text| problem(&text))
    }

    /// Keeps what a key says.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let place = match key {
            "version" => &mut self.version,
            "name" => &mut self.name,
            "model" => &mut self.model,
            _ => return Err(unknown_key(key, KEYS)),
        };
        if !place.is_empty() {
            return Err(format!("`{key}` is given twice\nnote: keep one of them"));
        }
        if value.is_empty() {
            return Err(format!(
                "`{key}` must have a value\nnote: remove the line, or write the value behind the colon"
            ));
        }
        if key == "version" && !is_version(value) {
            return Err(
                "version must be three numbers\nnote: for example `1.2.3` or `2.0.0-rc.1`"
                    .to_owned(),
            );
        }
        value.clone_into(place);
        Ok(())
    }
}

/// Three numbers, and perhaps the words of a pre-release and of a build, as semver.org has them.
fn is_version(text: &str) -> bool {
    let (text, build) = text.split_once('+').unwrap_or((text, "0"));
    let (numbers, release) = text.split_once('-').unwrap_or((text, "0"));
    let parts = numbers.split('.').collect::<Vec<_>>();
    parts.len() == 3
        && parts.iter().all(|part| is_number(part))
        && release
            .split('.')
            .all(|word| is_word(word) && (is_number(word) || !is_digits(word)))
        && build.split('.').all(is_word)
}

fn is_number(part: &str) -> bool {
    is_digits(part) && (part == "0" || !part.starts_with('0'))
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_digit())
}

fn is_word(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The value without the comment behind it, which in YAML begins with ` #`.
fn uncommented(value: &str) -> &str {
    let trimmed = value.trim_start();
    let quote = trimmed.chars().next().filter(|c| ['"', '\''].contains(c));
    if let Some(end) = quote.and_then(|quote| trimmed[1..].find(quote)) {
        return &trimmed[..end + 2];
    }
    value.find(" #").map_or(value, |at| &value[..at])
}

fn no_end() -> Problem {
    problem(1, 1, "front matter has no end\nnote: write `---` below it")
}

/// Takes the next line, without its line break.
fn line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if rest.is_empty() {
        return None;
    }
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    *rest = after;
    Some(line.trim_end_matches('\r'))
}

fn problem(line: usize, column: usize, text: &str) -> Problem {
    let text = text.to_owned();
    Problem {
        line,
        column: Some(column),
        text,
        more: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    fn version(source: &str) -> Result<String, String> {
        split(source)
            .map(|(front, ..)| front.version)
            .map_err(|problem| problem.at("p.md"))
    }

    #[test]
    fn a_version_may_be_a_pre_release_with_a_comment_behind_it() {
        for (written, read) in [
            ("1.0.0 # first", "1.0.0"),
            ("\"1.0.0\" # first", "1.0.0"),
            ("2.0.0-rc.1", "2.0.0-rc.1"),
            ("2.0.0-rc-x.1+build.007", "2.0.0-rc-x.1+build.007"),
        ] {
            let found = version(&format!("---\nversion: {written}\n---\nHi"));
            assert_eq!(found.as_deref(), Ok(read));
        }
        for wrong in ["1.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.x"] {
            assert!(
                version(&format!("---\nversion: {wrong}\n---\n")).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn front_matter_without_an_end_is_told_at_its_begin() {
        let told = "p.md:1:1: front matter has no end\nnote: write `---` below it";
        for source in [
            "---\nversion: 1.0.0\n",
            "---\nversion: 1.0.0\nBe kind.\n",
            "---",
        ] {
            assert_eq!(version(source), Err(told.to_owned()));
        }
    }
}
