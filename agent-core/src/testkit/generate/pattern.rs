//! Texts that match a regular expression, for the expressions that people write in schemas.
//!
//! Whoever asks checks the answer: what is not understood here gives no pattern, and look-arounds, word
//! boundaries and anchors in the middle are not obeyed.

use crate::testkit::Dice;

/// Groups inside one another.
const DEPTH: u8 = 32;
/// Most repetitions that a pattern may ask for.
const MOST: usize = 1000;
/// Most characters of one text.
const LONGEST: usize = 4000;
/// Repetitions beyond the least where the pattern sets no end.
const MORE: usize = 3;

/// A regular expression as it was read.
#[derive(Debug)]
pub(super) struct Pattern(Node);

#[derive(Debug)]
enum Node {
    /// Ranges of letters, both ends included.
    Letters(Vec<(char, char)>),
    Sequence(Vec<Self>),
    Either(Vec<Self>),
    /// The least, and the most where there is an end.
    Repeat(Box<Self>, usize, Option<usize>),
}

impl Pattern {
    /// Reads a pattern; `None` where it uses what is not understood.
    pub(super) fn read(pattern: &str) -> Option<Self> {
        let mut reader = Reader {
            rest: pattern.chars().collect::<Vec<_>>().into_iter().peekable(),
            depth: 0,
        };
        let node = reader.branches()?;
        reader.rest.next().is_none().then_some(Self(node))
    }

    /// A text that matches, of perhaps `least` characters.
    pub(super) fn text(&self, dice: &mut Dice, least: usize) -> String {
        let mut out = String::new();
        let more = MORE
            + if dice.one_in(2) {
                least.saturating_mul(2)
            } else {
                least
            };
        write(&self.0, dice, more.min(LONGEST), &mut out);
        out
    }
}

fn write(node: &Node, dice: &mut Dice, more: usize, out: &mut String) {
    match node {
        _ if out.len() > LONGEST => {}
        Node::Letters(ranges) => out.extend(letter(ranges, dice)),
        Node::Sequence(parts) => parts.iter().for_each(|part| write(part, dice, more, out)),
        Node::Either(branches) => {
            if let Some(branch) = dice.pick(branches) {
                write(branch, dice, more, out);
            }
        }
        Node::Repeat(inner, least, most) => {
            let most = most.unwrap_or(least + more).min(least + more);
            let count = least + dice.below(most.saturating_sub(*least) + 1);
            (0..count).for_each(|_| write(inner, dice, more, out));
        }
    }
}

fn letter(ranges: &[(char, char)], dice: &mut Dice) -> Option<char> {
    let (low, high) = *dice.pick(ranges)?;
    let code = dice.between(u32::from(low).into(), u32::from(high).into());
    // Between two letters there may be codes that are none.
    u32::try_from(code)
        .ok()
        .and_then(char::from_u32)
        .or(Some(low))
}

struct Reader {
    rest: std::iter::Peekable<std::vec::IntoIter<char>>,
    depth: u8,
}

impl Reader {
    /// `a|b|c`
    fn branches(&mut self) -> Option<Node> {
        let mut branches = vec![self.branch()?];
        while self.rest.next_if_eq(&'|').is_some() {
            branches.push(self.branch()?);
        }
        Some(Node::Either(branches))
    }

    fn branch(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        while let Some(next) = self.rest.next_if(|next| !matches!(next, '|' | ')')) {
            let atom = self.atom(next)?;
            parts.push(self.repeated(atom)?);
        }
        Some(Node::Sequence(parts))
    }

    fn atom(&mut self, first: char) -> Option<Node> {
        match first {
            '^' | '$' => Some(Node::Sequence(Vec::new())),
            '.' => Some(Node::Letters(vec![('a', 'z'), ('A', 'Z'), ('0', '9')])),
            '[' => self.class(),
            '\\' => self.escape(),
            '(' => self.group(),
            '*' | '+' | '?' | '{' => None,
            letter => Some(Node::Letters(vec![(letter, letter)])),
        }
    }

    fn group(&mut self) -> Option<Node> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth < DEPTH)?;
        if self.rest.next_if_eq(&'?').is_some() && !self.passed_prefix()? {
            self.depth -= 1;
            return Some(Node::Sequence(Vec::new()));
        }
        let inner = self.branches()?;
        self.rest.next_if_eq(&')')?;
        self.depth -= 1;
        Some(inner)
    }

    /// Passes over `?:`, `?<name>`, `?P<name>` and `?i:`; false for `(?i)`, which holds nothing.
    fn passed_prefix(&mut self) -> Option<bool> {
        self.rest.next_if_eq(&'P');
        if self.rest.next_if_eq(&'<').is_some() {
            self.rest
                .next_if(|next| next.is_alphabetic() || *next == '_')?;
            self.rest.find(|next| *next == '>')?;
            return Some(true);
        }
        loop {
            match self.rest.next()? {
                ':' => return Some(true),
                ')' => return Some(false),
                'i' | 'm' | 's' | 'u' | 'U' => {}
                _ => return None,
            }
        }
    }

    /// `[A-Z0-9_]`
    fn class(&mut self) -> Option<Node> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        let mut first = true;
        loop {
            match self.rest.next()? {
                ']' if !first => break,
                '[' => return None,
                letter => ranges.extend(self.range(letter)?),
            }
            first = false;
        }
        let ranges = if negated { others(&ranges) } else { ranges };
        (!ranges.is_empty()).then_some(Node::Letters(ranges))
    }

    /// `A-Z`, or one letter or `\d` of a class.
    fn range(&mut self, first: char) -> Option<Vec<(char, char)>> {
        let low = match first {
            '\\' => match *self.letters()? {
                [(low, high)] if low == high => low,
                ref ranges => return Some(ranges.to_vec()),
            },
            letter => letter,
        };
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || matches!(ahead.next(), None | Some(']')) {
            return Some(vec![(low, low)]);
        }
        self.rest.next();
        let high = match self.rest.next()? {
            '\\' => self.letters()?.first()?.0,
            letter => letter,
        };
        (low <= high).then(|| vec![(low, high)])
    }

    fn escape(&mut self) -> Option<Node> {
        if self
            .rest
            .next_if(|next| matches!(next, 'b' | 'A' | 'z' | 'Z'))
            .is_some()
        {
            return Some(Node::Sequence(Vec::new()));
        }
        self.letters()
            .map(|letters| Node::Letters(letters.to_vec()))
    }

    /// What stands behind a backslash.
    fn letters(&mut self) -> Option<Box<[(char, char)]>> {
        let word = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        let one = |letter| vec![(letter, letter)];
        let ranges = match self.rest.next()? {
            'd' => vec![('0', '9')],
            'w' => word.to_vec(),
            's' => one(' '),
            'D' => others(&[('0', '9')]),
            'W' => others(&word),
            'S' => vec![('!', '~')],
            'n' => one('\n'),
            'r' => one('\r'),
            't' => one('\t'),
            'x' => one(self.code(2)?),
            'u' => one(self.code(4)?),
            letter if letter.is_ascii_punctuation() || letter == ' ' => one(letter),
            _ => return None,
        };
        Some(ranges.into())
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let digits: String = self.rest.by_ref().take(digits).collect();
        u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32)
    }

    fn repeated(&mut self, atom: Node) -> Option<Node> {
        let (least, most) = match self.rest.peek() {
            Some('+') => (1, None),
            Some('*') => (0, None),
            Some('?') => (0, Some(1)),
            Some('{') => self.braces()?,
            _ => return Some(atom),
        };
        self.rest.next();
        // `+?` asks for the shortest match: any text that matches will do.
        self.rest.next_if_eq(&'?');
        Some(Node::Repeat(Box::new(atom), least, most))
    }

    /// `{2}`, `{2,}`, `{2,5}`; the closing brace is left.
    fn braces(&mut self) -> Option<(usize, Option<usize>)> {
        self.rest.next();
        let inner: String = std::iter::from_fn(|| self.rest.next_if(|next| *next != '}')).collect();
        self.rest.peek()?;
        let count = |text: &str| text.parse().ok().filter(|count| *count <= MOST);
        match inner.split_once(',') {
            None => count(&inner).map(|least| (least, Some(least))),
            Some((least, "")) => Some((count(least)?, None)),
            Some((least, most)) => Some((count(least)?, Some(count(most)?))),
        }
    }
}

/// The printable ASCII letters outside the ranges.
fn others(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let inside = |letter: &char| {
        ranges
            .iter()
            .any(|(low, high)| (low..=high).contains(&letter))
    };
    (' '..='~')
        .filter(|letter| !inside(letter))
        .map(|letter| (letter, letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::*;

    #[test]
    fn the_texts_match() {
        let patterns = [
            "^A-[0-9]{4}$",
            r"^\d{3}-\w+\.x?$",
            "^(low|high)s*$",
            r"^(?:[A-Z]{2,3}\s)+[^-]?$",
            "^[a-z_][a-z0-9_-]*$",
            r"^[^\d\s]{3,}$",
            r"^(?<year>\d{4})-(?P<month>0[1-9]|1[0-2])$",
            r"^[\w.+-]+@[\w-]+\.[a-z]{2,}$",
            r"^\S+?\W\x41[]x]$",
            "(?i)^abc|def$",
            "",
        ];
        for pattern in patterns {
            let read = Pattern::read(pattern).unwrap_or_else(|| panic!("{pattern}"));
            let regex = Regex::new(pattern).unwrap();
            for seed in 0..50 {
                let text = read.text(&mut Dice::new(seed), 0);
                assert!(regex.is_match(&text), "{pattern}: {text:?}");
            }
        }
    }

    #[test]
    fn open_ends_reach_a_length() {
        let pattern = Pattern::read("^[a-z]+$").unwrap();
        let mut dice = Dice::new(1);
        assert!((0..50).any(|_| pattern.text(&mut dice, 40).len() >= 40));
    }

    #[test]
    fn what_is_not_understood_is_no_pattern() {
        for pattern in [
            "(?=a)b",
            "(?<=a)b",
            "(a",
            "a)",
            r"\p{L}",
            "x{9999}",
            "+",
            "[[:alpha:]]",
            r"(a)\1",
        ] {
            assert!(Pattern::read(pattern).is_none(), "{pattern}");
        }
        assert!(Pattern::read(&"(".repeat(100_000)).is_none());
        let huge = Pattern::read("((((x{1000}){1000}){1000}){1000})").unwrap();
        assert!(huge.text(&mut Dice::new(1), 0).len() < 10_000);
    }
}
