//! Values without quotes, as they come: numbers, `true`, `null`, or words that should be in quotes.
//!
//! What may yet be a number or a literal is withheld; anything else is text and grows. In an object
//! a comma or line break ends a text only if a key follows; until that shows, it is kept back.

use super::scanner::{Place, Scanner, State};
use super::tree::{Held, Id};
use super::update::Change;
use crate::schema::check::Scan;

/// Longest number that a quote or comment right behind it may end.
const MAX_SCALAR: usize = 64;
/// Longest key that is waited for.
const MAX_KEY: usize = 256;

/// Most brackets that are followed in a text.
const MAX_INSIDE: usize = 64;

/// A value without quotes that is being read.
#[derive(Debug, Default)]
pub(super) struct Bare {
    /// Where the text goes, once it can be nothing else.
    node: Option<Id>,
    word: String,
    /// White space that belongs to the text if more of it follows.
    blanks: String,
    /// A comma or line break and what follows it.
    tail: String,
    ahead: Ahead,
    /// What closes the brackets that stand in the text.
    inside: Vec<char>,
}

/// What the tail looks like so far.
#[derive(Debug, Default, Clone, Copy)]
enum Ahead {
    /// Only white space since the comma or line break.
    #[default]
    Blank,
    /// In a key with this quote.
    Quoted(char),
    /// In a key without quotes.
    Name,
    /// Behind a key; in quotes or not.
    Key(bool),
    /// Behind the colon; `https://` is no key.
    Colon,
}

/// What one more character shows about the tail.
enum Tail {
    Open(Ahead),
    /// The value ended before it.
    Behind,
    /// It belongs to the text.
    Inside,
}

impl Scanner {
    pub(super) fn word_begins(&mut self, c: char) {
        let bare = &mut self.bare;
        bare.node = None;
        for text in [&mut bare.word, &mut bare.blanks, &mut bare.tail] {
            text.clear();
        }
        bare.inside.clear();
        self.state = State::Word;
        self.bracket(c);
        self.word_grows(c.encode_utf8(&mut [0; 4]));
    }

    pub(super) fn word(&mut self, c: char) {
        let scalar = self.bare.node.is_none();
        match c {
            _ if !self.bare.tail.is_empty() => self.tail(c),
            _ if self.bracket(c) => self.belongs(c),
            '}' | ']' if self.is_open(c == '}') => self.word_ends(c),
            ',' if scalar || !self.in_object() => self.word_ends(c),
            ',' | '\n' => {
                self.bare.ahead = Ahead::Blank;
                self.bare.tail.push(c);
            }
            ' ' | '\t' | '\r' => self.bare.blanks.push(c),
            '"' | '/' | '#' if scalar && self.is_plain() => self.word_ends(c),
            _ => self.belongs(c),
        }
    }

    /// The character belongs to the text.
    fn belongs(&mut self, c: char) {
        let mut more = std::mem::take(&mut self.bare.blanks);
        more.push(c);
        self.word_grows(&more);
        more.clear();
        self.bare.blanks = more;
    }

    /// True in brackets that stand in the text, and for the brackets themselves.
    fn bracket(&mut self, c: char) -> bool {
        let inside = &mut self.bare.inside;
        match c {
            '(' | '[' | '{' if inside.len() < MAX_INSIDE => inside.push(closer(c)),
            ')' | ']' | '}' => match inside.iter().rposition(|close| *close == c) {
                Some(open) => inside.truncate(open),
                None => return false,
            },
            _ => return !inside.is_empty(),
        }
        true
    }

    fn is_plain(&self) -> bool {
        self.bare.word.len() <= MAX_SCALAR && plain(&self.bare.word).is_some()
    }

    fn word_grows(&mut self, more: &str) {
        if let Some(id) = self.bare.node {
            return self.append(id, more);
        }
        self.bare.word.push_str(more);
        if !may_be_plain(&self.bare.word, more) {
            let word = std::mem::take(&mut self.bare.word);
            let id = self.begin(Held::Text(String::new()), false);
            self.append(id, &word);
            self.bare.node = Some(id);
            self.bare.word = word;
        }
    }

    /// One more character behind a comma or line break.
    fn tail(&mut self, c: char) {
        match self.look(c) {
            Tail::Open(ahead) => {
                self.bare.ahead = ahead;
                self.bare.tail.push(c);
            }
            Tail::Behind => {
                let tail = std::mem::take(&mut self.bare.tail);
                self.word_done();
                self.state = State::At(Place::After);
                for c in tail.chars().chain([c]) {
                    self.step(c);
                }
            }
            Tail::Inside => {
                let tail = std::mem::take(&mut self.bare.tail);
                let blanks = std::mem::take(&mut self.bare.blanks);
                self.word_grows(&blanks);
                self.word_grows(&tail);
                self.word(c);
            }
        }
    }

    fn look(&self, c: char) -> Tail {
        let ahead = self.bare.ahead;
        let line = self.bare.tail.contains('\n');
        let name = c.is_alphanumeric() || "_$-.".contains(c);
        match (ahead, c) {
            (Ahead::Blank, ' ' | '\t' | '\r' | '\n') => Tail::Open(ahead),
            (Ahead::Blank, '}' | ']' | ',') => Tail::Behind,
            (Ahead::Blank, _) if self.bare.node.is_none() || !self.in_object() => Tail::Behind,
            _ if self.bare.tail.len() > MAX_KEY => Tail::Inside,
            (Ahead::Blank, '"' | '\'') => Tail::Open(Ahead::Quoted(c)),
            (Ahead::Blank | Ahead::Name, _) if name => Tail::Open(Ahead::Name),
            (Ahead::Quoted(quote), _) if c == quote => Tail::Open(Ahead::Key(true)),
            (Ahead::Quoted(_), '\n') | (Ahead::Colon, '/') => Tail::Inside,
            (Ahead::Quoted(_), _) | (Ahead::Key(_), ' ' | '\t') => Tail::Open(ahead),
            (Ahead::Name, ' ' | '\t') => Tail::Open(Ahead::Key(false)),
            (Ahead::Key(true), ':') => Tail::Open(Ahead::Colon),
            (Ahead::Name | Ahead::Key(false), ':') if line || self.has_names() => {
                Tail::Open(Ahead::Colon)
            }
            (Ahead::Colon, _) => Tail::Behind,
            _ => Tail::Inside,
        }
    }

    fn word_ends(&mut self, c: char) {
        self.word_done();
        self.at(Place::After, c);
    }

    fn word_done(&mut self) {
        if let Some(id) = self.bare.node {
            return self.text_done(id);
        }
        let word = std::mem::take(&mut self.bare.word);
        if let Some(json) = plain(&word) {
            self.begin(Held::Plain(json.to_owned()), true);
            let change = Change::Plain(json.to_owned());
            self.updates.push(&self.pointer, change);
        } else {
            let id = self.begin(Held::Text(String::new()), false);
            self.append(id, &word);
            self.text_done(id);
        }
        self.bare.word = word;
    }
}

fn closer(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// The word as JSON, if it is a number, `true`, `false` or `null`.
fn plain(word: &str) -> Option<&str> {
    match word {
        "true" | "True" | "TRUE" => Some("true"),
        "false" | "False" | "FALSE" => Some("false"),
        "null" | "None" | "NULL" => Some("null"),
        _ => {
            let mut scan = Scan::new(word);
            (scan.number().is_ok() && scan.pos == word.len()).then_some(word)
        }
    }
}

/// True if the word may still become a number or a literal; `more` is what came last.
fn may_be_plain(word: &str, more: &str) -> bool {
    let literal = ["true", "false", "null", "none"].iter().any(|literal| {
        let begun = literal.get(..word.len());
        begun.is_some_and(|begun| begun.eq_ignore_ascii_case(word))
    });
    let number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    let first = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    literal || first && more.chars().all(number)
}
