//! Tools that a template's text names: words in backticks that are called, or stand beside `tool`, `step` or
//! `call`, or look like a slip of a tool's name.

use crate::nearest::distance;

/// A word in backticks.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) word: String,
    /// `line:column`
    pub(super) place: String,
    /// Nothing but a tool's name stands so.
    pub(super) called: bool,
}

const FENCE: &str = "```";

/// The words in backticks of a text; `place` says where a byte of it stands.
///
/// Code between fences names nothing; `fenced` says whether the text before ended inside it.
pub(super) fn words(
    text: &str,
    fenced: &mut bool,
    place: impl Fn(usize) -> (usize, usize),
) -> Vec<Words> {
    let mut found = Vec::new();
    let mut from = 0;
    loop {
        let sought = if *fenced { FENCE } else { "`" };
        let Some(open) = text[from..].find(sought).map(|at| from + at) else {
            break;
        };
        if text[open..].starts_with(FENCE) {
            from = open + FENCE.len();
            *fenced = !*fenced;
            continue;
        }
        let inside = open + 1;
        // A code block or a quote over several lines names nothing.
        let close = text[inside..].find(['`', '\n']).map(|at| inside + at);
        let Some(close) = close else { break };
        from = close + 1;
        if text[close..].starts_with('\n') || close == inside {
            continue;
        }
        let quoted = &text[inside..close];
        let (word, arguments) = quoted.split_once('(').unwrap_or((quoted, ""));
        if is_name(word) {
            let called = arguments.ends_with(')') || beside(&text[..open], &text[from..]);
            let (line, column) = place(inside);
            found.push(Words {
                word: word.to_owned(),
                place: format!("{line}:{column}"),
                called,
            });
        }
    }
    found
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// "call `refund`", "the `refund` tool"
fn beside(before: &str, behind: &str) -> bool {
    let last = before
        .strip_suffix(' ')
        .and_then(|before| before.rsplit(|c: char| !c.is_alphanumeric()).next());
    let next = behind
        .strip_prefix(' ')
        .and_then(|behind| behind.split(|c: char| !c.is_alphanumeric()).next());
    let is = |word: Option<&str>, known: &[&str]| {
        word.is_some_and(|word| known.contains(&&*word.to_lowercase()))
    };
    is(last, &["tool", "step", "call", "calling"]) || is(next, &["tool", "step", "call"])
}

impl Words {
    /// Whether the word looks like a slip of one of the names.
    pub(super) fn resembles(&self, names: &[String]) -> bool {
        let close = |name: &&String| (1..=2).contains(&distance(&self.word, name));
        self.word.contains('_')
            && !names.contains(&self.word)
            && names.iter().any(|name| close(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn only_what_stands_for_a_tool_is_called() {
        let text = "Call `refund` first. The `get_order` tool; write `done`, `ask_human(question)`.\n\
            ```\nlet a = `b`\n``` Call the `look up` step. tool: `x`, tool `y` `z` step.";
        let found: Vec<(String, bool)> = words(text, &mut false, |at| (1, at))
            .into_iter()
            .map(|word| (word.word, word.called))
            .collect();
        let found: Vec<(&str, bool)> = found
            .iter()
            .map(|(word, called)| (&**word, *called))
            .collect();
        assert_eq!(
            found,
            [
                ("refund", true),
                ("get_order", true),
                ("done", false),
                ("ask_human", true),
                ("x", false),
                ("y", true),
                ("z", true),
            ]
        );
    }
}
