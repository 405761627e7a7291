//! How many tokens a short form has, rather too many than too few.

use super::{TokenCounter, first_bytes};

/// The most bytes of a token that is no blank.
const LONGEST: u64 = 64;

/// How much may be said.
pub(super) struct Limit<'a> {
    tokens: u64,
    counter: &'a dyn TokenCounter,
}

impl<'a> Limit<'a> {
    pub(super) const fn new(tokens: u64, counter: &'a dyn TokenCounter) -> Self {
        Self { tokens, counter }
    }

    /// What is left beside another text, which has no more than a third.
    pub(super) fn beside(&self, other: &str) -> Self {
        let tokens = self.tokens - self.cost(other).min(self.tokens / 3);
        Self { tokens, ..*self }
    }

    /// Whether a text may be said as it is.
    pub(super) fn holds(&self, text: &str) -> bool {
        text.len() as u64 <= self.tokens.saturating_mul(LONGEST) && self.cost(text) <= self.tokens
    }

    /// By the counter, and by what a tokenizer makes of letters that are no words: ids, keys, encoded bytes.
    fn cost(&self, text: &str) -> u64 {
        self.counter.count(text).max(cautious(text))
    }

    /// The longest start of a text that may be said, up to a word's end if there is one; nothing if no character fits.
    pub(super) fn cut(&self, text: &str) -> Option<String> {
        let text = first_bytes(text, bytes(self.tokens));
        let ends: Vec<usize> = text
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .collect();
        let fitting = ends.partition_point(|end| self.holds(&text[..*end]));
        // Counters are not quite monotone: a longer text may merge into fewer tokens.
        let fitting = (0..fitting).rev().map(|at| ends[at]);
        let end = fitting.into_iter().find(|end| self.holds(&text[..*end]))?;
        let inside = text[end..].starts_with(|c: char| !c.is_whitespace());
        let word = text[..end].rfind(char::is_whitespace).filter(|_| inside);
        let whole = text[..word.unwrap_or(end)].trim_end();
        let whole = whole.trim_end_matches([',', ';', ':', '(', '[', '{', '"', '\'', '-']);
        let said = if whole.trim().is_empty() {
            &text[..end]
        } else {
            whole
        };
        self.holds(said).then(|| said.to_owned())
    }
}

fn bytes(tokens: u64) -> usize {
    usize::try_from(tokens.saturating_mul(LONGEST)).unwrap_or(usize::MAX)
}

/// Tokens by a rule that ordinary words pass below [`Estimate`](super::super::Estimate), and others above.
fn cautious(text: &str) -> u64 {
    let mut tokens = 0;
    let (mut rest, mut digit) = (text, false);
    while let Some(first) = rest.chars().next() {
        let of = kind(first);
        let end = rest.find(|c| kind(c) != of).unwrap_or(rest.len());
        // Letters between digits are an id's.
        let id = of == Kind::Letter
            && end < 5
            && (digit || rest[end..].starts_with(|c: char| c.is_ascii_digit()));
        tokens += if id {
            end as u64
        } else {
            run(of, &rest[..end])
        };
        digit = of == Kind::Digit;
        rest = &rest[end..];
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Blank,
    Sign,
    /// Letters of two bytes: Latin with marks, Greek, Cyrillic and others.
    Script,
    /// Signs that stand for a syllable or a word.
    Syllable,
    Rare,
}

const fn kind(character: char) -> Kind {
    match character {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        ' ' | '\n' => Kind::Blank,
        '\u{21}'..='\u{7e}' => Kind::Sign,
        '\u{c0}'..='\u{52f}' => Kind::Script,
        '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Kind::Syllable
        }
        _ => Kind::Rare,
    }
}

fn run(of: Kind, text: &str) -> u64 {
    let bytes = text.len() as u64;
    match of {
        Kind::Letter if is_wordy(text) => bytes.div_ceil(7),
        Kind::Letter | Kind::Rare => bytes,
        Kind::Syllable => bytes / 3 + 1,
        Kind::Digit => bytes.div_ceil(3),
        Kind::Blank => u64::from(bytes > 1),
        Kind::Sign if is_one(text) => bytes.div_ceil(4),
        Kind::Sign => bytes.saturating_sub(1).max(1),
        Kind::Script => bytes.div_ceil(4),
    }
}

fn is_one(text: &str) -> bool {
    text.bytes().all(|byte| text.as_bytes()[0] == byte)
}

/// Vowels where a word has some, and no capitals in its midst but at the start of words: `IntegrityError`, not `aGVsbG8`.
fn is_wordy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let vowels = bytes
        .iter()
        .filter(|byte| b"aeiouyAEIOUY".contains(byte))
        .count();
    let turns = bytes
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    (bytes.len() < 5 && turns == 0) || (vowels * 6 >= bytes.len() && turns * 4 <= bytes.len())
}
