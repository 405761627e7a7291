//! What the parser of templates complains of, in our words.

use super::jinja::unknown_tag;

/// The parser's words in ours, and where the mistake begins if that is not where the parser stopped.
pub(super) fn explain(detail: &str, source: &str, at: usize) -> (String, Option<usize>) {
    if let Some(name) = detail.strip_prefix("unknown statement ") {
        return (unknown_tag(name), None);
    }
    if detail.contains("unexpected end of") && detail.contains("string") {
        let text = "a text has no end\nnote: close it with its quote".to_owned();
        return (text, open_quote(source));
    }
    let before = source.get(..at).unwrap_or(source);
    let open = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
        .into_iter()
        .filter_map(|(open, close)| Some((source.rfind(open)?, open, close)))
        .filter(|(start, _, close)| !source[*start..].contains(close))
        .min();
    match open {
        Some((start, open, close))
            if detail.contains("end of input") || detail.contains("comment") =>
        {
            let text = format!("`{open}` has no end\nnote: close it with `{close}`");
            (text, Some(start))
        }
        _ => (
            reworded(detail, before, source.get(at..).unwrap_or_default()),
            None,
        ),
    }
}

/// The quote behind the last `{{` or `{%` that has no end.
fn open_quote(source: &str) -> Option<usize> {
    let from = source.rfind("{{").max(source.rfind("{%"))?;
    let mut open = None;
    for (at, c) in source[from..].char_indices() {
        match open {
            Some((_, quote)) if c == quote => open = None,
            None if c == '"' || c == '\'' => open = Some((at, c)),
            _ => {}
        }
    }
    open.map(|(at, _)| from + at)
}

fn reworded(detail: &str, before: &str, behind: &str) -> String {
    let note = match detail {
        "unexpected end of input, expected end of block" => {
            return "a tag has no end\nnote: close `{% for … %}` with `{% endfor %}` and `{% if … %}` with `{% endif %}`".to_owned();
        }
        _ if detail.starts_with("unexpected `=`,") => "`==` compares",
        _ if behind.starts_with('&') => "write `and`",
        _ if before.ends_with('|') && behind.starts_with('|') || behind.starts_with("||") => {
            "write `or`"
        }
        _ => "a value is written `user.tier` or `user.name | upper`",
    };
    format!("{detail}\nnote: {note}")
}
