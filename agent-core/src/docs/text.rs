//! Doc comments as data: the little Markdown that people write in them, so that each writer can escape its own way.
//!
//! Paragraphs, lists, code and links; everything else stays the text that it is.

/// A text of several blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The blocks in order.
    pub blocks: Vec<Block>,
}

/// A part of a text that begins on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A point of a list.
    Item(Vec<Inline>),
    /// The head of what follows.
    Heading(Vec<Inline>),
    /// Lines of code.
    Code(String),
}

/// A part of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Words(String),
    /// Words that stand out.
    Emphasis(String),
    /// Code.
    Code(String),
    /// A link to the web.
    Link {
        /// What is read.
        label: String,
        /// An `https` or `http` address.
        address: String,
    },
}

impl Text {
    /// Reads a doc comment.
    #[must_use]
    pub fn read(doc: &str) -> Self {
        let mut reader = Reader::default();
        doc.lines().for_each(|line| reader.line(line));
        reader.end_block();
        Self {
            blocks: reader.blocks,
        }
    }

    /// True if there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Takes out the part below this heading, without the heading.
    pub(crate) fn take_section(&mut self, title: &str) -> Vec<Block> {
        let is_title = |block: &Block| matches!(block, Block::Heading(words) if plain(words).eq_ignore_ascii_case(title));
        let Some(start) = self.blocks.iter().position(is_title) else {
            return Vec::new();
        };
        let rest = self.blocks.split_off(start);
        let is_heading = |block: &&Block| matches!(block, Block::Heading(_));
        let length = 1 + rest[1..]
            .iter()
            .take_while(|block| !is_heading(block))
            .count();
        self.blocks.extend_from_slice(&rest[length..]);
        rest[1..length].to_vec()
    }

    /// The first paragraph, for tables of contents.
    #[must_use]
    pub fn summary(&self) -> &[Inline] {
        match self.blocks.first() {
            Some(Block::Paragraph(words) | Block::Item(words)) => words,
            Some(Block::Heading(_) | Block::Code(_)) | None => &[],
        }
    }
}

/// Running text without its markup.
#[must_use]
pub(crate) fn plain(parts: &[Inline]) -> String {
    let words = parts.iter().map(|part| match part {
        Inline::Words(text)
        | Inline::Emphasis(text)
        | Inline::Code(text)
        | Inline::Link { label: text, .. } => text.as_str(),
    });
    words.collect()
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// The lines of the block under construction.
    lines: Vec<String>,
    kind: Kind,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Kind {
    #[default]
    Paragraph,
    Item,
    Code,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if text.starts_with("```") {
            let next = if self.kind == Kind::Code {
                Kind::Paragraph
            } else {
                Kind::Code
            };
            self.end_block();
            self.kind = next;
        } else if self.kind == Kind::Code {
            self.lines.push(line.to_owned());
        } else if text.is_empty() {
            self.end_block();
        } else if let Some(title) = heading(text) {
            self.end_block();
            self.blocks.push(Block::Heading(inlines(title)));
        } else if let Some(item) = text.strip_prefix("- ").or(text.strip_prefix("* ")) {
            self.end_block();
            self.kind = Kind::Item;
            self.lines.push(item.to_owned());
        } else {
            if is_numbered(text) {
                self.end_block();
            }
            self.lines.push(text.to_owned());
        }
    }

    fn end_block(&mut self) {
        let kind = std::mem::take(&mut self.kind);
        let lines = std::mem::take(&mut self.lines);
        if lines.is_empty() {
            return;
        }
        self.blocks.push(match kind {
            Kind::Paragraph => Block::Paragraph(inlines(&lines.join(" "))),
            Kind::Item => Block::Item(inlines(&lines.join(" "))),
            Kind::Code => Block::Code(lines.join("\n")),
        });
    }
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    let is_heading = title.len() < line.len() && title.starts_with(' ');
    is_heading.then(|| title.trim())
}

/// `1. First`: stays a line of its own.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(". ")
}

/// Words, `` `code` ``, `*emphasis*` and links. A link into the program's own documentation is its label.
fn inlines(text: &str) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[', '*']) {
        let (before, marked) = rest.split_at(at);
        let Some((part, after)) = code(marked)
            .or_else(|| link(marked))
            .or_else(|| emphasis(marked))
        else {
            push_words(&mut parts, &rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        push_words(&mut parts, before);
        parts.push(part);
        rest = after;
    }
    push_words(&mut parts, rest);
    parts
}

fn push_words(parts: &mut Vec<Inline>, words: &str) {
    match parts.last_mut() {
        _ if words.is_empty() => {}
        Some(Inline::Words(last)) => last.push_str(words),
        _ => parts.push(Inline::Words(words.to_owned())),
    }
}

fn code(text: &str) -> Option<(Inline, &str)> {
    let (code, after) = text.strip_prefix('`')?.split_once('`')?;
    (!code.is_empty()).then(|| (Inline::Code(code.to_owned()), after))
}

/// `*so*` and `**so**`, but not `2 * 3 * 4`.
fn emphasis(text: &str) -> Option<(Inline, &str)> {
    let mark = if text.starts_with("**") { "**" } else { "*" };
    let (words, after) = text.strip_prefix(mark)?.split_once(mark)?;
    let tight = !words.is_empty() && words.trim() == words && !words.contains(['*', '`']);
    tight.then(|| (Inline::Emphasis(words.to_owned()), after))
}

fn link(text: &str) -> Option<(Inline, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once(']')?;
    let Some((target, after)) = after
        .strip_prefix('(')
        .and_then(|after| after.split_once(')'))
    else {
        // `[`Order`]` names an item of the program; `[draft]` is only text in brackets.
        let (part, rest) = code(label)?;
        return rest.is_empty().then_some((part, after));
    };
    if target.starts_with("https://") || target.starts_with("http://") {
        let (label, address) = (label.replace('`', ""), target.to_owned());
        return Some((Inline::Link { label, address }, after));
    }
    let part = code(label).map_or_else(|| Inline::Words(label.to_owned()), |(part, _)| part);
    Some((part, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Inline {
        Inline::Words(text.to_owned())
    }

    fn item_code(text: &str) -> Inline {
        Inline::Code(text.to_owned())
    }

    #[test]
    fn reads_paragraphs_lists_code_and_headings() {
        let text =
            Text::read("One\ntwo `x`.\n\n- a\n  b\n- c\n\n# Errors\nNone.\n```\nlet x;\n```");
        assert_eq!(
            text.blocks,
            [
                Block::Paragraph(vec![words("One two "), item_code("x"), words(".")]),
                Block::Item(vec![words("a b")]),
                Block::Item(vec![words("c")]),
                Block::Heading(vec![words("Errors")]),
                Block::Paragraph(vec![words("None.")]),
                Block::Code("let x;".into()),
            ]
        );
    }

    #[test]
    fn numbered_lines_stay_apart() {
        let text = Text::read("Do:\n1. this\n   and that\n2. more");
        let lines = ["Do:", "1. this and that", "2. more"];
        assert_eq!(
            text.blocks,
            lines.map(|line| Block::Paragraph(vec![words(line)]))
        );
    }

    #[test]
    fn marks_that_mark_nothing_stay() {
        let text = Text::read("2 * 3 * 4 ``` **all** of *it*");
        let all = [
            words("2 * 3 * 4 ``` "),
            Inline::Emphasis("all".into()),
            words(" of "),
            Inline::Emphasis("it".into()),
        ];
        assert_eq!(text.blocks, [Block::Paragraph(all.into())]);
    }

    #[test]
    fn a_section_is_taken_up_to_the_next_heading() {
        let mut text = Text::read("Pay.\n\n# Errors\nNo money.\n\n# Notes\nMore.");
        let errors = text.take_section("errors");
        assert_eq!(errors, Text::read("No money.").blocks);
        assert_eq!(text, Text::read("Pay.\n\n# Notes\nMore."));
    }

    #[test]
    fn links_lead_to_the_web_only() {
        let text = Text::read("[a `b`](https://c.d) [`E`] [f](crate::g) [h] [i](javascript:j) `k");
        let link = Inline::Link {
            label: "a b".into(),
            address: "https://c.d".into(),
        };
        let expected = [link, words(" "), item_code("E"), words(" f [h] i `k")];
        // Neighbouring words may stand in one part or in several.
        let Block::Paragraph(parts) = &text.blocks[0] else {
            panic!("{text:?}")
        };
        assert_eq!(plain(parts), plain(&expected));
        assert_eq!(parts[..3], expected[..3]);
        assert!(
            !parts
                .iter()
                .any(|part| format!("{part:?}").contains("javascript"))
        );
    }
}
