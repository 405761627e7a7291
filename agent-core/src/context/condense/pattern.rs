//! A pattern, and what a text must have so that it can match: most lines have nothing of what most patterns look for, and
//! to find that out by the pattern itself takes a hundred times as long.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

use regex_lite::Regex;

/// A pattern that is tried only where it may match.
pub(super) struct Pattern {
    regex: Regex,
    /// One of these stands in each text that it matches, in whatever case; anything may where there are none.
    needs: Vec<String>,
    /// What a match begins with, if it can only stand at the text's start.
    first: Option<Set>,
    exact: Option<Exact>,
}

/// What is found without the pattern: it is this, or what the pattern finds.
enum Exact {
    /// One of these words stands there; false if the pattern finds no others.
    Words(Vec<String>, bool),
    /// So many characters stand side by side without a blank.
    Run(usize),
}

/// A text, and the same in lower case.
pub(super) struct Folded {
    text: String,
    low: String,
    /// Which two characters stand side by side in it: a bit for each pair, by the lower half of their ASCII.
    pairs: [u64; 64],
}

impl Pattern {
    /// `None` if it is none.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let node = Parser::new(pattern).all().unwrap_or(Node::Any(Set::ALL));
        Some(Self {
            regex: Regex::new(pattern).ok()?,
            needs: node.needs().unwrap_or_default(),
            first: match node.first() {
                (set, false) if node.is_anchored() => Some(set),
                _ => None,
            },
            exact: None,
        })
    }

    /// One that is only asked whether it matches: lists of words then need no pattern. `None` if it is none.
    pub(super) fn finding(pattern: &str) -> Option<Self> {
        if let Some((words, others)) = words(pattern) {
            let rest = Self::new(&format!(r"(?i)\b({others})\b"))?;
            let exact = Some(Exact::Words(words, !others.is_empty()));
            return Some(Self { exact, ..rest });
        }
        let exact = run(pattern).map(Exact::Run);
        Some(Self {
            exact,
            ..Self::new(pattern)?
        })
    }

    pub(super) fn is_match(&self, text: &Folded) -> bool {
        match &self.exact {
            Some(Exact::Run(least)) => {
                let mut runs = text
                    .text
                    .split(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
                runs.any(|run| run.len() >= *least && run.chars().count() >= *least)
            }
            Some(Exact::Words(words, others)) => {
                words.iter().any(|word| text.has_word(word)) || *others && self.finds(text)
            }
            None => self.finds(text),
        }
    }

    fn finds(&self, text: &Folded) -> bool {
        self.may_match(text) && self.regex.is_match(&text.text)
    }

    /// Puts something else in the place of what matches.
    pub(super) fn replace(&self, text: &mut Folded, by: &str) {
        if self.may_match(text)
            && let Cow::Owned(replaced) = self.regex.replace_all(&text.text, by)
        {
            *text = Folded::new(&replaced);
        }
    }

    fn may_match(&self, text: &Folded) -> bool {
        let starts = |first: &Set| text.low.chars().next().is_some_and(|c| first.has(c));
        self.first.as_ref().is_none_or(starts)
            && (self.needs.is_empty() || self.needs.iter().any(|need| text.holds(need)))
    }
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let low = text.to_ascii_lowercase();
        let mut pairs = [0; 64];
        for pair in low.as_bytes().windows(2) {
            let (at, bit) = place(pair);
            pairs[at] |= bit;
        }
        Self {
            text: text.to_owned(),
            low,
            pairs,
        }
    }

    fn has_word(&self, word: &str) -> bool {
        let wordy = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        };
        let bytes = self.low.as_bytes();
        let alone = |at: usize| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            !wordy(before) && !wordy(bytes.get(at + word.len()))
        };
        self.holds(word) && self.low.match_indices(word).any(|(at, _)| alone(at))
    }

    fn holds(&self, need: &str) -> bool {
        let mut pairs = need.as_bytes().windows(2).map(place);
        pairs.all(|(at, bit)| self.pairs[at] & bit != 0) && self.low.contains(need)
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

fn place(pair: &[u8]) -> (usize, u64) {
    let half = |byte: u8| byte & 63;
    (usize::from(half(pair[0])), 1 << half(pair[1]))
}

/// The words of `(?i)\b(one|two|…)\b`, in whatever case, and the alternatives that are more than words.
fn words(pattern: &str) -> Option<(Vec<String>, String)> {
    let inside = pattern.strip_prefix(r"(?i)\b(")?.strip_suffix(r")\b")?;
    if inside.contains(['(', ')']) {
        return None;
    }
    let is_word = |word: &&str| {
        word.chars()
            .all(|c| c.is_ascii_lowercase() || " '".contains(c))
    };
    let (words, others): (Vec<&str>, Vec<&str>) = inside.split('|').partition(is_word);
    Some((
        words.into_iter().map(str::to_owned).collect(),
        others.join("|"),
    ))
}

/// How many characters `\S{…,}` wants.
fn run(pattern: &str) -> Option<usize> {
    pattern
        .strip_prefix(r"\S{")?
        .strip_suffix(",}")?
        .parse()
        .ok()
}

/// A pattern in parts, as far as it matters here; letters are in lower case.
enum Node {
    /// At the text's start only.
    Start,
    /// Nothing of the text: other places.
    Empty,
    Char(char),
    Any(Set),
    All(Vec<Self>),
    One(Vec<Self>),
    /// Perhaps nothing of it.
    Maybe(Box<Self>),
    /// At least once.
    Many(Box<Self>),
}

/// Characters: ASCII's, and whether all others are among them.
#[derive(Clone, Copy)]
struct Set {
    ascii: u128,
    others: bool,
}

impl Set {
    const NONE: Self = Self {
        ascii: 0,
        others: false,
    };
    const ALL: Self = Self {
        ascii: u128::MAX,
        others: true,
    };

    fn has(self, c: char) -> bool {
        let c = u32::from(c.to_ascii_lowercase());
        if c < 128 {
            self.ascii >> c & 1 == 1
        } else {
            self.others
        }
    }

    /// From one character to another; beyond ASCII all or nothing.
    fn range(from: char, to: char) -> Self {
        let mut set = Self::NONE;
        set.others = !to.is_ascii();
        for c in (0..128_u8)
            .map(char::from)
            .filter(|c| from <= *c && *c <= to)
        {
            set.ascii |= 1 << u32::from(c.to_ascii_lowercase());
        }
        set
    }

    /// The characters, if there are few.
    fn few(self) -> Option<Vec<String>> {
        let few = !self.others && self.ascii.count_ones() <= 4;
        let all = (0..128_u8)
            .map(char::from)
            .filter(|c| self.ascii >> u32::from(*c) & 1 == 1);
        few.then(|| all.map(String::from).collect())
    }

    const fn or(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            others: self.others | other.others,
        }
    }

    /// What an escaped letter stands for.
    fn class(letter: char) -> Option<Self> {
        let digit = Self::range('0', '9');
        Some(match letter {
            'd' => digit,
            'w' => digit.or(Self::range('a', 'z')).or(Self::range('_', '_')),
            's' => Self::range(' ', ' ').or(Self::range('\t', '\r')),
            // Nearly all: what is left out matters little.
            'S' | 'W' | 'D' => Self::ALL,
            _ => return None,
        })
    }
}

impl Node {
    /// Texts of which one stands in whatever matches; `None` if there are none that are worth looking for.
    fn needs(&self) -> Option<Vec<String>> {
        match self {
            Self::Char(c) => Some(vec![c.to_string()]),
            Self::Many(inner) => inner.needs(),
            Self::Any(set) => set.few(),
            Self::Start | Self::Empty | Self::Maybe(_) => None,
            Self::One(nodes) => {
                let all: Option<Vec<Vec<String>>> = nodes.iter().map(Self::needs).collect();
                all.map(|all| all.concat())
            }
            Self::All(nodes) => {
                let mut best: Option<Vec<String>> = None;
                let mut keep = |needs: Vec<String>| {
                    if best.as_ref().is_none_or(|best| worth(&needs) > worth(best)) {
                        best = Some(needs);
                    }
                };
                let mut run = String::new();
                for node in nodes {
                    match node {
                        Self::Char(c) => run.push(*c),
                        Self::Empty | Self::Start => {}
                        other @ (Self::Any(_)
                        | Self::All(_)
                        | Self::One(_)
                        | Self::Maybe(_)
                        | Self::Many(_)) => {
                            keep(vec![std::mem::take(&mut run)]);
                            if let Some(needs) = other.needs() {
                                keep(needs);
                            }
                        }
                    }
                }
                keep(vec![run]);
                best.filter(|best| worth(best) > 0)
            }
        }
    }

    /// Whether it can only match at the text's start.
    fn is_anchored(&self) -> bool {
        match self {
            Self::Start => true,
            Self::All(nodes) => {
                let mut nodes = nodes.iter().filter(|node| !matches!(node, Self::Empty));
                nodes.next().is_some_and(Self::is_anchored)
            }
            Self::One(nodes) => nodes.iter().all(Self::is_anchored),
            Self::Many(inner) => inner.is_anchored(),
            Self::Empty | Self::Char(_) | Self::Any(_) | Self::Maybe(_) => false,
        }
    }

    /// What it may begin with, and whether it may be nothing.
    fn first(&self) -> (Set, bool) {
        match self {
            Self::Start | Self::Empty => (Set::NONE, true),
            Self::Char(c) => (Set::range(*c, *c), false),
            Self::Any(set) => (*set, false),
            Self::Maybe(inner) => (inner.first().0, true),
            Self::Many(inner) => inner.first(),
            Self::One(nodes) => {
                let firsts = nodes.iter().map(Self::first);
                let either = |(set, empty): (Set, bool), (other, or_empty)| {
                    (set.or(other), empty || or_empty)
                };
                firsts.fold((Set::NONE, false), either)
            }
            Self::All(nodes) => {
                let mut set = Set::NONE;
                for node in nodes {
                    let (first, empty) = node.first();
                    set = set.or(first);
                    if !empty {
                        return (set, false);
                    }
                }
                (Set::ALL, true)
            }
        }
    }
}

/// How much less there is to do if these are looked for: the shortest decides.
fn worth(needs: &[String]) -> usize {
    needs.iter().map(String::len).min().unwrap_or(0)
}

/// Reads a pattern; gives up where it does not know something.
struct Parser<'p> {
    rest: Peekable<Chars<'p>>,
}

impl<'p> Parser<'p> {
    fn new(pattern: &'p str) -> Self {
        Self {
            rest: pattern.chars().peekable(),
        }
    }

    fn all(mut self) -> Option<Node> {
        let node = self.either()?;
        self.rest.next().is_none().then_some(node)
    }

    fn either(&mut self) -> Option<Node> {
        let mut nodes = vec![self.sequence()?];
        while self.rest.next_if_eq(&'|').is_some() {
            nodes.push(self.sequence()?);
        }
        Some(match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::One(nodes),
        })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while !matches!(self.rest.peek(), None | Some('|' | ')')) {
            let atom = self.atom()?;
            nodes.push(self.repeated(atom));
        }
        Some(Node::All(nodes))
    }

    fn repeated(&mut self, node: Node) -> Node {
        let node = match self.rest.peek() {
            Some('?' | '*') => {
                self.rest.next();
                Node::Maybe(Box::new(node))
            }
            Some('+') => {
                self.rest.next();
                Node::Many(Box::new(node))
            }
            Some('{') => {
                let count: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                match count.trim_start_matches('{').split(',').next() {
                    Some("0") => Node::Maybe(Box::new(node)),
                    _ => Node::Many(Box::new(node)),
                }
            }
            _ => return node,
        };
        self.rest.next_if_eq(&'?');
        node
    }

    fn atom(&mut self) -> Option<Node> {
        Some(match self.rest.next()? {
            '^' => Node::Start,
            '$' => Node::Empty,
            '.' => Node::Any(Set::ALL),
            '(' => self.group()?,
            '[' => Node::Any(self.set()?),
            '\\' => self.escaped()?,
            c => Node::Char(c.to_ascii_lowercase()),
        })
    }

    fn group(&mut self) -> Option<Node> {
        if self.rest.next_if_eq(&'?').is_some() {
            // `(?i)`, `(?i:`, `(?P<name>`
            let named = self.rest.next_if_eq(&'P').is_some();
            let ends: &[char] = if named { &['>'] } else { &[':', ')'] };
            let end = self.rest.find(|c| ends.contains(c))?;
            if end == ')' {
                return Some(Node::Empty);
            }
        }
        let node = self.either()?;
        self.rest.next_if_eq(&')')?;
        Some(node)
    }

    fn escaped(&mut self) -> Option<Node> {
        Some(match self.rest.next()? {
            'b' => Node::Empty,
            'n' => Node::Char('\n'),
            'x' => Node::Char(self.hex()?),
            c => Set::class(c).map_or(Node::Char(c), Node::Any),
        })
    }

    fn hex(&mut self) -> Option<char> {
        let digits: String = self.rest.by_ref().take(2).collect();
        u8::from_str_radix(&digits, 16).ok().map(char::from)
    }

    fn set(&mut self) -> Option<Set> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let (mut set, mut first) = (Set::NONE, true);
        loop {
            let c = self.rest.next()?;
            match c {
                ']' if !first => break,
                '[' => return None,
                '\\' => {
                    let c = self.rest.next()?;
                    set = set.or(Set::class(c).unwrap_or_else(|| Set::range(c, c)));
                }
                c if self.rest.next_if_eq(&'-').is_some() => match self.rest.peek() {
                    Some(']') => set = set.or(Set::range(c, c)).or(Set::range('-', '-')),
                    _ => set = set.or(Set::range(c, self.rest.next()?)),
                },
                c => set = set.or(Set::range(c, c)),
            }
            first = false;
        }
        // What is left out matters little.
        Some(if negated { Set::ALL } else { set })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{clean, frames, rank};
    use super::*;
    use crate::testkit::Dice;

    const PIECES: [&str; 64] = [
        " ",
        "  ",
        "\t",
        "a",
        "Error",
        "ERROR",
        "error: ",
        "at ",
        "2026-11-21 10:00:00",
        "12:30:01.5 ",
        "[main] ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<",
        ">",
        "'",
        "\"",
        "`",
        ":",
        ": ",
        ";",
        "/",
        "/usr/lib/x",
        "://",
        ".py",
        ".rs:10:5",
        ".java",
        "line 12",
        "404",
        "HTTP/1.1 500",
        "status",
        "code",
        "not found",
        "not  found",
        "timed out",
        "timedout",
        "throttled",
        "undefinedly",
        "can't",
        "retry",
        "retry-after: 30",
        "5",
        "0x7fff12ab",
        "+0x1f/0x22",
        "goroutine 5 ",
        "Caused by:",
        "panicked",
        "thread 'main' panicked at src/x.rs:1:2:",
        "sql: SELECT",
        "E0308",
        "ECONNREFUSED",
        "RATE_LIMIT",
        "com.acme.Order",
        "IOException",
        "é",
        "東",
        "\u{1b}[31m",
        "-->",
        "=",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ];

    #[test]
    fn what_is_not_tried_does_not_match() {
        let marks = rank::MARKS.iter().map(|(pattern, _)| *pattern);
        let lists = [clean::HEAD, clean::INSIDE, clean::CLASS, frames::FRAMES];
        let all = lists.into_iter().flatten().copied().chain(marks);
        let both = |text| {
            let (plain, finding) = (Pattern::new(text)?, Pattern::finding(text)?);
            Some((plain, finding, Regex::new(text).ok()?, text))
        };
        let all: Vec<_> = all.filter_map(both).collect();
        let mut dice = Dice::new(7);
        let (mut tried, mut matched) = (0, 0);
        for _ in 0..500 {
            let count = dice.below(9);
            let pieces = (0..count).filter_map(|_| dice.pick(&PIECES).copied());
            let text: String = pieces.collect();
            let folded = Folded::new(&text);
            for (plain, finding, regex, name) in &all {
                let expected = regex.is_match(&text);
                assert_eq!(plain.is_match(&folded), expected, "{name}\n{text:?}");
                assert_eq!(finding.is_match(&folded), expected, "{name}\n{text:?}");
                tried += usize::from(plain.may_match(&folded));
                matched += usize::from(expected);
            }
        }
        assert!(matched > 400, "{matched}");
        assert!(tried < 500 * all.len() / 4, "{tried}");
    }
}
