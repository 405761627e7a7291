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
    let mut number = 1;
    while let Some(text) = line(&mut rest) {
        number += 1;
        if text == "---" {
            return Ok((front, rest, number));
        }
        front.read(text, number)?;
    }
    Err(problem(
        1,
        1,
        "the front matter has no end\nnote: close it with a line `---`",
    ))
}

impl Front {
    /// Reads one line; comments and blank lines state nothing.
    fn read(&mut self, line: &str, number: usize) -> Result<(), Problem> {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            return Ok(());
        }
        let column = line.chars().take_while(|c| c.is_whitespace()).count() + 1;
        let problem = |text: &str| problem(number, column, text);
        let Some((key, value)) = text.split_once(':') else {
            return Err(problem("front matter must be `key: value`"));
        };
        let value = value.trim().trim_matches(['"', '\'']);
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
            return Err(format!("`{key}` is given twice"));
        }
        if value.is_empty() {
            return Err(format!("`{key}` must have a value"));
        }
        if key == "version" && !is_version(value) {
            return Err("version must be three numbers, for example `1.2.3`".to_owned());
        }
        value.clone_into(place);
        Ok(())
    }
}

fn is_version(text: &str) -> bool {
    let parts = text.split('.').collect::<Vec<_>>();
    parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok())
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
    }
}
