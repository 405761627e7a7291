//! Foreign text as Markdown that stays text.

use std::fmt::Write;

use crate::docs::text::{Block, Inline};

/// A block where there is no room for lines of its own.
pub(super) fn line(block: &Block) -> String {
    match block {
        Block::Paragraph(words) => inlines(words),
        Block::Item(words) => format!("• {}", inlines(words)),
        Block::Heading(words) => format!("**{}**", inlines(words)),
        Block::Code(lines) => lines.lines().map(code).collect::<Vec<_>>().join("<br>"),
    }
}

pub(super) fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let item = matches!(block, Block::Item(_));
        let after_item = at > 0 && matches!(blocks[at - 1], Block::Item(_));
        out.push_str(match at {
            0 => "",
            _ if item && after_item => "\n",
            _ => "\n\n",
        });
        let _ = match block {
            Block::Paragraph(words) => write!(out, "{}", inlines(words)),
            Block::Item(words) => write!(out, "- {}", inlines(words)),
            Block::Heading(words) => write!(out, "**{}**", inlines(words)),
            Block::Code(code) => write!(out, "{}", fenced("", code)),
        };
    }
    out
}

pub(super) fn inlines(parts: &[Inline]) -> String {
    let parts = parts.iter().map(|part| match part {
        Inline::Words(words) => escaped(words),
        Inline::Emphasis(words) => format!("*{}*", escaped(words)),
        Inline::Code(text) => code(text),
        Inline::Link { label, address } => {
            let address = address.replace([' ', '<', '>', '"', '\\'], "");
            format!("[{}](<{address}>)", escaped(label))
        }
    });
    parts.collect()
}

/// Text that stays text: whatever Markdown or HTML would read as its own is marked as a letter.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => {
                out.extend(['\\', letter]);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// Our own words, whose code stays code.
pub(super) fn escaped_but_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| {
        if at % 2 == 1 {
            code(part)
        } else {
            escaped(part)
        }
    });
    parts.collect()
}

/// Code in a line; the fence is longer than any run of backticks within. A bar would end the cell of a table, however
/// it is marked, so code with one is written as HTML.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(|letter: char| letter.is_control(), " ");
    if text.is_empty() {
        return String::new();
    }
    if text.contains('|') {
        return format!("<code>{}</code>", numbered(&text));
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Every sign as a number, so that none means anything.
fn numbered(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        let _ = match letter {
            letter if letter.is_alphanumeric() || letter == ' ' => write!(out, "{letter}"),
            letter => write!(out, "&#{};", u32::from(letter)),
        };
    }
    out
}

pub(super) fn codes(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|one| code(one)).collect();
    all.join(", ")
}

pub(super) fn fenced(language: &str, code: &str) -> String {
    let fence = "`".repeat((longest_run(code) + 1).max(3));
    format!("{fence}{language}\n{code}\n{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|letter| letter != '`').map(str::len);
    runs.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(
            escaped("<b> *a* [x](y) |"),
            "&lt;b&gt; \\*a\\* \\[x\\](y) \\|"
        );
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code(r"a\|<b"), "<code>a&#92;&#124;&#60;b</code>");
        assert_eq!(fenced("", "```\n</div>"), "````\n```\n</div>\n````");
    }

    #[test]
    fn a_link_keeps_its_address_and_nothing_more() {
        let link = Inline::Link {
            label: "a]".into(),
            address: "https://x.y/>\")".into(),
        };
        assert_eq!(inlines(&[link]), "[a\\]](<https://x.y/)>)");
    }
}
