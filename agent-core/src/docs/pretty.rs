//! JSON with a line for each part, as people read it. The order and the values stay.

/// Indents JSON text; short lists and objects stay on their line.
pub(super) fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    write(json, 0, &mut out);
    out
}

/// Longest line that is not split.
const WIDTH: usize = 72;

fn write(json: &str, depth: usize, out: &mut String) {
    let inside = |open, close| json.strip_prefix(open)?.strip_suffix(close);
    let (inner, close) = match (inside('{', '}'), inside('[', ']')) {
        _ if json.len() + depth * 2 <= WIDTH => return out.push_str(&spaced(json)),
        (Some(inner), _) => (inner, '}'),
        (_, Some(inner)) => (inner, ']'),
        (None, None) => return out.push_str(json),
    };
    out.push_str(&json[..1]);
    let parts = split(inner, ',');
    for (at, part) in parts.iter().enumerate() {
        new_line(depth + 1, out);
        match split(part, ':')[..] {
            [key, value] if close == '}' => {
                out.push_str(key);
                out.push_str(": ");
                write(value, depth + 1, out);
            }
            _ => write(part, depth + 1, out),
        }
        out.push_str(if at + 1 < parts.len() { "," } else { "" });
    }
    new_line(depth, out);
    out.push(close);
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

/// A blank after each comma and colon.
fn spaced(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 8);
    for (letter, in_text) in letters(json) {
        out.push(letter);
        if !in_text && matches!(letter, ',' | ':') {
            out.push(' ');
        }
    }
    out
}

/// The parts between separators that stand in no deeper list, object or text.
fn split(json: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut at, mut depth) = (Vec::new(), 0, 0, 0_usize);
    for (letter, in_text) in letters(json) {
        match letter {
            _ if in_text => {}
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ if letter == separator && depth == 0 => {
                parts.extend(json.get(start..at));
                start = at + letter.len_utf8();
            }
            _ => {}
        }
        at += letter.len_utf8();
    }
    parts.extend(json.get(start..));
    parts
}

/// Each letter, and whether it stands within a text.
fn letters(json: &str) -> impl Iterator<Item = (char, bool)> {
    let (mut in_text, mut escaped) = (false, false);
    json.chars().map(move |letter| {
        let inside = in_text;
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_text = !in_text,
            _ => {}
        }
        (letter, inside)
    })
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn short_values_stay_on_a_line() {
        assert_eq!(
            pretty(r#"{"a":[1,"x,:{"],"b":{}}"#),
            r#"{"a": [1, "x,:{"], "b": {}}"#
        );
    }

    #[test]
    fn long_values_get_a_line_for_each_part() {
        let long = "y".repeat(80);
        let json = format!(r#"{{"a":"{long}","b":["\"{long}",{{"c":1}}]}}"#);
        let expected = format!(
            "{{\n  \"a\": \"{long}\",\n  \"b\": [\n    \"\\\"{long}\",\n    {{\"c\": 1}}\n  ]\n}}"
        );
        assert_eq!(pretty(&json), expected);
        assert_eq!(pretty("[]"), "[]");
    }
}
