//! Text from a model or a tool, made safe to look at. Knows nothing of terminals.

use std::fmt::{self, Write};

/// A text in which nothing hides: control characters, and those that turn the writing direction,
/// are shown as escapes, so that no text can move the cursor or dress up as another.
///
/// ```
/// use agent_core::port::Visible;
/// assert_eq!(Visible("12\u{1b}[2K99").to_string(), "12\\u{1b}[2K99");
/// assert_eq!(Visible("one\ntwo").to_string(), "one\\ntwo");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            if hides(c) {
                write!(f, "{}", c.escape_default())
            } else {
                f.write_char(c)
            }
        })
    }
}

/// Control characters, line and paragraph separators, zero-width and direction marks.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        )
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_or_turns_text_is_left() {
        let hostile = "a\u{1b}]0;x\u{7}\u{9b}2J\r\u{202e}b\u{2066}c\u{200b}d\u{e0041}";
        let shown = Visible(hostile).to_string();
        assert!(shown.chars().all(|c| c.is_ascii_graphic()), "{shown}");
        assert_eq!(Visible("Zoë, 東京 🦀").to_string(), "Zoë, 東京 🦀");
    }
}
