//! The optional front matter of a prompt file: `key: value` lines between two lines of `---`.

use super::Problem;

/// The version, the template below the front matter, and how many lines were cut off above it.
pub(super) fn split(source: &str) -> Result<(String, &str, usize), Problem> {
    let mut rest = source;
    if line(&mut rest) != Some("---") {
        return Ok((String::new(), source, 0));
    }
    let mut version = String::new();
    let mut number = 1;
    while let Some(text) = line(&mut rest) {
        number += 1;
        if text == "---" {
            return Ok((version, rest, number));
        }
        if let Some(value) = read(text, number)? {
            version = value;
        }
    }
    Err(problem(
        1,
        "the front matter has no end\nnote: close it with a line `---`",
    ))
}

/// The version, if the line states it; comments and blank lines state nothing.
fn read(text: &str, number: usize) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let Some((key, value)) = text.split_once(':') else {
        return Err(problem(number, "front matter must be `key: value`"));
    };
    let value = value.trim().trim_matches(['"', '\'']);
    if key.trim() != "version" {
        let text = format!(
            "unknown key `{}` in the front matter\nnote: known keys: `version`",
            key.trim()
        );
        return Err(problem(number, &text));
    }
    if !is_version(value) {
        return Err(problem(
            number,
            "version must be three numbers, for example `1.2.3`",
        ));
    }
    Ok(Some(value.to_owned()))
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

fn problem(line: usize, text: &str) -> Problem {
    let text = text.to_owned();
    Problem {
        line,
        column: None,
        text,
    }
}
