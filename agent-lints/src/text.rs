//! A prompt's text as sentences of plain words.
//!
//! Owns how Markdown, tags and templates are read; knows no rule.

/// A sentence in lower case. A comma, a colon or a bracket is a word of its own: [`PAUSE`].
#[derive(Debug, PartialEq)]
pub(crate) struct Sentence {
    /// Stands over a section: `# Errors`, `**Errors**`, `Errors:` on its own line, or `<errors>`.
    pub(crate) heading: bool,
    pub(crate) words: Vec<String>,
}

/// Between two parts of a sentence.
pub(crate) const PAUSE: &str = ",";

/// What stands in for a template's value, whatever it will be.
const VALUE: &str = "…";

/// The longest line that can be a heading without a mark.
const HEADING_WORDS: usize = 6;

/// The sentences of a prompt file, without its front matter.
pub(crate) fn sentences(file: &str) -> Vec<Sentence> {
    let text = without_tags(body(file));
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.line(line.trim());
    }
    reader.end();
    reader.done
}

/// What stands below the front matter.
fn body(file: &str) -> &str {
    let Some(rest) = file.strip_prefix("---\n") else {
        return file;
    };
    rest.split_once("\n---\n").map_or(file, |(_, body)| body)
}

/// The text with `{{ … }}` as one word, and without `{% … %}`, `{# … #}` and `</tag>`.
fn without_tags(mut text: &str) -> String {
    let mut plain = String::new();
    while let Some(at) = text.find(['{', '<']) {
        let (before, tag) = text.split_at(at);
        plain.push_str(before);
        let (end, word) = match tag.get(..2) {
            Some("{{") => ("}}", VALUE),
            Some("{%") => ("%}", " "),
            Some("{#") => ("#}", " "),
            Some("</") => (">", " "),
            _ => (&tag[..1], &tag[..1]),
        };
        plain.push_str(word);
        text = tag.split_once(end).map_or("", |(_, after)| after);
    }
    plain + text
}

#[derive(Default)]
struct Reader {
    done: Vec<Sentence>,
    words: Vec<String>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let (tag, line) = opening_tag(line);
        if let Some(tag) = tag {
            self.heading(&tag.replace(['_', '-'], " "));
        }
        let item = item(line);
        if item.is_empty() || item.len() < line.len() {
            self.end();
        }
        match heading(item) {
            Some(text) => self.heading(text),
            None => self.text(item),
        }
    }

    fn heading(&mut self, text: &str) {
        self.end();
        self.text(text);
        self.finish(true);
    }

    /// A line that was wrapped goes on in the next one.
    fn text(&mut self, text: &str) {
        for piece in text.split_whitespace() {
            let word = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '…');
            let starts = piece.starts_with(['(', '[']);
            if starts {
                self.words.push(PAUSE.to_owned());
            }
            if !word.is_empty() {
                self.words.push(word.replace('’', "'").to_lowercase());
            }
            self.pause(piece, word);
        }
    }

    fn pause(&mut self, piece: &str, word: &str) {
        let after = piece.rsplit_once(word).map_or("", |(_, after)| after);
        let after = if word.is_empty() { piece } else { after };
        if after.contains(['.', '!', '?']) {
            self.end();
        } else if after.contains([',', ':', ';', ')', ']']) || matches!(piece, "-" | "–" | "—")
        {
            self.words.push(PAUSE.to_owned());
        }
    }

    fn end(&mut self) {
        self.finish(false);
    }

    fn finish(&mut self, heading: bool) {
        let words = std::mem::take(&mut self.words);
        if words.iter().any(|word| word != PAUSE) {
            self.done.push(Sentence { heading, words });
        }
    }
}

/// `<error_handling>` at the start of a line, and what follows it.
fn opening_tag(line: &str) -> (Option<&str>, &str) {
    let tag = line
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
        .filter(|(name, _)| name.starts_with(char::is_alphabetic));
    tag.map_or((None, line), |(name, rest)| (Some(name), rest))
}

/// The line without the mark of a list's item.
fn item(line: &str) -> &str {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = (digits.len() < line.len())
        .then(|| digits.strip_prefix(['.', ')']))
        .flatten();
    let marked = ["- ", "* ", "• "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark));
    marked.or(number).unwrap_or(line).trim()
}

fn heading(line: &str) -> Option<&str> {
    if let Some(text) = line.strip_prefix('#') {
        return Some(text);
    }
    let bold = ["**", "__"]
        .iter()
        .find_map(|mark| line.strip_prefix(mark)?.strip_suffix(mark));
    let label = line.strip_suffix(':');
    let capitals = line.contains(char::is_alphabetic) && line == line.to_uppercase();
    let short = |text: &&str| text.split_whitespace().count() <= HEADING_WORDS;
    let is_sentence = |text: &str| text.contains(['.', ',', '!', '?']);
    bold.or(label)
        .or(capitals.then_some(line))
        .filter(short)
        .filter(|text| !is_sentence(text))
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn told(text: &str) -> String {
        let sentences = sentences(text).into_iter();
        let lines = sentences.map(|sentence| {
            let mark = if sentence.heading { "# " } else { "" };
            format!("{mark}{}", sentence.words.join(" "))
        });
        lines.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn lines_that_were_wrapped_are_one_sentence_and_items_are_not() {
        assert_eq!(
            told("When it\nfails, stop. Go on."),
            "when it fails , stop | go on"
        );
        assert_eq!(
            told("- Ask it\n- Do it\n2. End (soon)"),
            "ask it | do it | end , soon ,"
        );
        assert_eq!(told("One\n\ntwo"), "one | two");
    }

    #[test]
    fn every_way_to_write_a_heading() {
        for text in [
            "## Errors",
            "**Errors**",
            "**Errors:**",
            "Errors:",
            "ERRORS",
            "<errors>",
        ] {
            assert_eq!(told(text), format!("# errors{}", pause(text)), "{text}");
        }
        assert_eq!(
            told("<when_to_ask>Never.</when_to_ask>"),
            "# when to ask | never"
        );
        assert_eq!(told("Hello, you three:"), "hello , you three ,");
    }

    /// A colon inside the bold text is still a pause.
    fn pause(text: &str) -> &str {
        if text.contains(":**") { " ," } else { "" }
    }

    #[test]
    fn front_matter_and_tags_are_not_text() {
        let file =
            "---\nversion: 1.0.0\n---\nYou are {{ name }}.{# ask #}{% if a %}Yes{% endif %} {x}";
        assert_eq!(told(file), "you are … | yes x");
        assert_eq!(told("open {{ tag"), "open …");
    }
}
