//! HTML and XML → lines of what they say.

use std::borrow::Cow;

/// No tag is longer, in bytes.
const LONGEST: usize = 1_000;

/// Elements within a line.
const INLINE: [&str; 14] = [
    "a", "b", "i", "em", "strong", "code", "span", "tt", "u", "font", "small", "kbd", "sub", "sup",
];

/// Elements whose name says nothing about their text: HTML's, and those that hold messages.
const SILENT: [&str; 34] = [
    "address", "article", "body", "br", "center", "dd", "detail", "div", "dt", "dl", "error",
    "footer", "h1", "h2", "h3", "h4", "hr", "html", "head", "header", "li", "main", "message",
    "ol", "p", "pre", "section", "table", "td", "th", "title", "tr", "ul", "text",
];

/// Elements whose text nobody reads.
const UNREAD: [&str; 5] = ["style", "script", "noscript", "svg", "nav"];

/// The text without its tags, if it is or holds a document. An XML element's text follows the element's name.
pub(super) fn stripped(text: &str) -> Cow<'_, str> {
    if text.matches("</").count() < 2 {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut label = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        say(&rest[..start], &mut label, &mut out);
        let Some((name, behind)) = tag(&rest[start..]) else {
            out.push('<');
            rest = &rest[start + 1..];
            continue;
        };
        rest = beyond_unread(&name, behind);
        if INLINE.contains(&name.as_str()) {
            continue;
        }
        out.push('\n');
        let opens = !name.starts_with(['/', '!', '?']);
        label = if opens && !SILENT.contains(&name.to_ascii_lowercase().as_str()) {
            name
        } else {
            String::new()
        };
    }
    say(rest, &mut label, &mut out);
    out.into()
}

/// Adds the text between two tags.
fn say(text: &str, label: &mut String, out: &mut String) {
    if text.trim().is_empty() {
        if !text.is_empty() {
            out.push(' ');
        }
        return;
    }
    if !label.is_empty() && !label.to_ascii_lowercase().ends_with("string") {
        out.push_str(label);
        out.push_str(": ");
    }
    label.clear();
    let decoded = [
        "&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&apos;'", "&nbsp; ", "&amp;&",
    ];
    let replaced = decoded.iter().fold(Cow::Borrowed(text), |text, entity| {
        let (name, character) = entity.split_at(entity.find(';').unwrap_or(0) + 1);
        if text.contains(name) {
            text.replace(name, character).into()
        } else {
            text
        }
    });
    out.push_str(&replaced);
}

/// The local name of the tag that a text begins with (with `/` in front if it closes), and what stands behind it.
fn tag(text: &str) -> Option<(String, &str)> {
    let inside = &text[1..];
    let head = inside.trim_start_matches(['/', '!', '?']);
    if !head.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '[') {
        return None;
    }
    let end = super::first_bytes(inside, LONGEST).find('>')?;
    let mark = &inside[..inside.len() - head.len()];
    let name = head
        .split(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .next()?;
    let local = name.rsplit(':').next().unwrap_or(name);
    let local = if mark == "/" && INLINE.contains(&local) {
        local.to_owned()
    } else {
        format!("{mark}{local}")
    };
    Some((local, &inside[end + 1..]))
}

/// What stands behind an element whose text nobody reads.
fn beyond_unread<'t>(name: &str, behind: &'t str) -> &'t str {
    if !UNREAD.contains(&name) {
        return behind;
    }
    let closing = format!("</{name}");
    let Some(at) = behind.find(&closing) else {
        return "";
    };
    let tag = &behind[at..];
    tag.find('>').map_or("", |end| &tag[end + 1..])
}
