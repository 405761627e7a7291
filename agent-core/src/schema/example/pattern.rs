//! A short text that matches a regular expression, for the expressions that people write in schemas.
//!
//! Whoever asks checks the answer: what is not understood here gives nothing or a text that does not match.

/// A text for the pattern; `None` where it uses what is not understood.
pub(super) fn text(pattern: &str) -> Option<String> {
    let mut reader = Reader {
        rest: pattern.chars().collect::<Vec<_>>().into_iter().peekable(),
        depth: 0,
    };
    let text = reader.branches()?;
    reader.rest.next().is_none().then_some(text)
}

struct Reader {
    rest: std::iter::Peekable<std::vec::IntoIter<char>>,
    depth: u8,
}

impl Reader {
    /// The first of `a|b|c`.
    fn branches(&mut self) -> Option<String> {
        let first = self.branch()?;
        while self.rest.next_if_eq(&'|').is_some() {
            self.branch()?;
        }
        Some(first)
    }

    fn branch(&mut self) -> Option<String> {
        let mut out = String::new();
        while let Some(next) = self.rest.next_if(|next| !matches!(next, '|' | ')')) {
            let atom = self.atom(next)?;
            let count = self.count()?;
            out.push_str(&atom.repeat(count));
        }
        Some(out)
    }

    fn atom(&mut self, first: char) -> Option<String> {
        match first {
            '^' | '$' => Some(String::new()),
            '.' => Some("a".into()),
            '[' => self.class().map(String::from),
            '\\' => escape(self.rest.next()?),
            '(' => self.group(),
            '*' | '+' | '?' | '{' => None,
            letter => Some(letter.into()),
        }
    }

    fn group(&mut self) -> Option<String> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth < 32)?;
        if self.rest.next_if_eq(&'?').is_some() {
            self.rest.next_if_eq(&':')?;
        }
        let inner = self.branches()?;
        self.rest.next_if_eq(&')')?;
        self.depth -= 1;
        Some(inner)
    }

    /// The first letter of a class such as `[A-Z0-9_]`.
    fn class(&mut self) -> Option<char> {
        let first = match self.rest.next()? {
            '^' => return None,
            '\\' => escape(self.rest.next()?)?.chars().next(),
            letter => Some(letter),
        };
        loop {
            match self.rest.next()? {
                ']' => return first,
                '\\' => drop(self.rest.next()?),
                _ => {}
            }
        }
    }

    /// How often the atom before is written: once where it may be more, not at all where it need not be.
    fn count(&mut self) -> Option<usize> {
        match self.rest.peek() {
            Some('+') => self.rest.next().map(|_| 1),
            Some('*' | '?') => self.rest.next().map(|_| 0),
            Some('{') => {
                self.rest.next();
                let inner: String =
                    std::iter::from_fn(|| self.rest.next_if(|next| *next != '}')).collect();
                self.rest.next_if_eq(&'}')?;
                let least = inner.split(',').next()?.parse().ok()?;
                (least <= 64).then_some(least)
            }
            _ => Some(1),
        }
    }
}

fn escape(letter: char) -> Option<String> {
    match letter {
        'd' => Some("1".into()),
        'w' => Some("a".into()),
        's' => Some(" ".into()),
        'b' => Some(String::new()),
        letter if letter.is_ascii_punctuation() => Some(letter.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::text;

    #[test]
    fn the_text_matches() {
        for (pattern, expected) in [
            ("^A-[0-9]{4}$", "A-0000"),
            (r"^\d{3}-\w+\.x?$", "111-a."),
            ("^(low|high)s*$", "low"),
            (r"^(?:[A-Z]{2,3}\s)+[^-]?", ""),
            ("^[a-z_][a-z0-9_]*$", "a"),
        ] {
            let made = text(pattern).unwrap_or_default();
            assert_eq!(made, expected, "{pattern}");
            assert!(made.is_empty() || Regex::new(pattern).unwrap().is_match(&made));
        }
    }

    #[test]
    fn what_is_not_understood_gives_nothing() {
        for pattern in ["(?=a)b", "[^a]", "(a", "a)", r"\p{L}", "x{9999}", "+"] {
            assert_eq!(text(pattern), None, "{pattern}");
        }
        assert_eq!(text(&"(".repeat(100_000)), None);
    }
}
