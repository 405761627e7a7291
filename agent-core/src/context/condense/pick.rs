//! Which pieces are said: the best that fit, in their order, none twice.

use std::collections::BTreeSet;

use super::cost::Limit;
use super::{Piece, lines, rank};

/// No more pieces than this are weighed.
const WEIGHED: usize = 48;

/// A shorter piece is not taken apart, in bytes.
const LONG: usize = 90;

/// No more clauses of a piece than this are.
const CLAUSES: usize = 24;

/// What matters at least this much is said in part if it does not fit as a whole.
const WEIGHTY: i32 = 40;

/// What matters no more than this is noise beside anything that matters this much.
const NOISE: i32 = 20;
const GRAVE: i32 = 60;

/// Words that say what kind of thing follows.
const KINDS: [&str; 6] = ["status", "code", "error", "message", "http", "detail"];

/// The best pieces that fit.
pub(super) fn pick(pieces: &[Piece], limit: &Limit<'_>) -> String {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|index| (-pieces[*index].score, *index));
    order.truncate(WEIGHED);
    let best = order.first().map_or(0, |index| pieces[*index].score);
    order.retain(|index| pieces[*index].score > if best >= GRAVE { NOISE } else { i32::MIN });
    let next = beside(pieces, &order);
    let mut saying = Saying {
        pieces,
        limit,
        share: limit.beside(next),
        said: Vec::new(),
    };
    // What was said for a good part waits until all else is.
    let (first, rest): (Vec<usize>, Vec<usize>) = order
        .into_iter()
        .partition(|index| pieces[*index].score >= WEIGHTY);
    let mut later = Vec::new();
    for index in first {
        match saying.repeats(index) {
            Repeats::All => {}
            Repeats::Much => later.push(index),
            Repeats::Little => saying.say(index),
        }
    }
    for index in later.into_iter().chain(rest) {
        if saying.repeats(index) != Repeats::All {
            saying.say(index);
        }
    }
    joined(&saying.said)
}

/// What matters next to the first, and says something else.
fn beside<'p>(pieces: &'p [Piece], order: &[usize]) -> &'p str {
    let Some((first, others)) = order.split_first() else {
        return "";
    };
    let said = words(&pieces[*first].text);
    let mut others = others.iter().map(|index| &pieces[*index]);
    let other = others.find(|other| {
        let own = words(&other.text);
        other.score >= WEIGHTY && own.difference(&said).count() * 2 > own.len()
    });
    other.map_or("", |other| &other.text)
}

/// How much of a piece is said already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeats {
    All,
    Much,
    Little,
}

/// What is said so far.
struct Saying<'a> {
    pieces: &'a [Piece],
    limit: &'a Limit<'a>,
    /// How much one piece may take where others matter, too.
    share: Limit<'a>,
    /// Pieces by their index, in their order.
    said: Vec<(usize, String)>,
}

impl Saying<'_> {
    fn repeats(&self, index: usize) -> Repeats {
        let mut own = words(&self.pieces[index].text);
        own.retain(|word| !KINDS.contains(&word.as_str()));
        let said: BTreeSet<String> = self.said.iter().flat_map(|(_, text)| words(text)).collect();
        let new = own.difference(&said).count();
        match own.len() {
            _ if new == 0 => Repeats::All,
            6.. if new * 6 <= own.len() => Repeats::All,
            4.. if new * 2 <= own.len() => Repeats::Much,
            _ => Repeats::Little,
        }
    }

    /// Says a piece if it fits, or as much of it as does.
    fn say(&mut self, index: usize) {
        let piece = &self.pieces[index];
        let own = words(&piece.text);
        let mut with = self.said.clone();
        with.retain(|(_, text)| !words(text).is_subset(&own));
        let at = with.partition_point(|(other, _)| *other < index);
        with.insert(at, (index, piece.text.clone()));
        if self.limit.holds(&joined(&with)) && self.share.holds(&piece.text) {
            self.said = with;
        } else if piece.score >= WEIGHTY || self.said.is_empty() {
            with[at].1 = self.part(&with, at);
            if !with[at].1.is_empty() {
                self.said = with;
            }
        }
    }

    /// The clauses of a piece that matter, or its start if that is much more.
    fn part(&self, with: &[(usize, String)], at: usize) -> String {
        let start = self.shortened(with, at);
        let clauses = self.clauses(with, at);
        clauses
            .filter(|said| said.len() * 3 > start.len() * 2)
            .unwrap_or(start)
    }

    /// The clauses of a piece that matter most and fit between the others; nothing if it has few.
    fn clauses(&self, with: &[(usize, String)], at: usize) -> Option<String> {
        let clauses = lines::clauses(&with[at].1);
        if clauses.len() < 3 || with[at].1.len() < LONG {
            return None;
        }
        let mut order: Vec<usize> = (0..clauses.len()).collect();
        order.sort_by_key(|index| (*index != 0, -score(clauses[*index]), *index));
        let says = |index: &usize| {
            *index == 0
                || score(clauses[*index]) > NOISE
                || clauses[*index].contains(char::is_numeric)
        };
        order.retain(says);
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        let text = |kept: &BTreeSet<usize>| -> String {
            kept.iter().map(|index| clauses[*index]).collect()
        };
        for index in order.into_iter().take(CLAUSES) {
            kept.insert(index);
            if !self.fits(with, at, &text(&kept)) {
                kept.remove(&index);
            }
        }
        (kept.len() > 1).then(|| {
            text(&kept)
                .trim_start_matches([':', ',', ';', ' '])
                .to_owned()
        })
    }

    fn fits(&self, with: &[(usize, String)], at: usize, text: &str) -> bool {
        let mut with = with.to_vec();
        text.clone_into(&mut with[at].1);
        self.share.holds(text) && self.limit.holds(&joined(&with))
    }

    /// As many words of a piece as fit between the others; nothing if these are too few to say something.
    fn shortened(&self, with: &[(usize, String)], at: usize) -> String {
        let text = &with[at].1;
        let ends: Vec<usize> = text
            .match_indices(' ')
            .map(|(end, _)| end)
            .chain([text.len()])
            .collect();
        let fits = |end: usize| self.fits(with, at, &text[..end]);
        let fitting = ends.partition_point(|end| fits(*end));
        let least = if with.len() == 1 { 1 } else { 4 };
        let Some(chosen) = fitting.checked_sub(1).filter(|_| fitting >= least) else {
            return String::new();
        };
        let start = without_tail(&text[..ends[chosen]]).to_owned();
        if fits(start.len()) {
            start
        } else {
            String::new()
        }
    }
}

/// A text that was cut does not end in a word that only leads to the next.
fn without_tail(text: &str) -> &str {
    const LEADING: [&str; 14] = [
        "the", "a", "an", "of", "to", "in", "at", "is", "and", "or", "for", "with", "on", "from",
    ];
    let text = text.trim_end_matches([',', ';', ':', '(', '[', '{', '-', ' ', '=', '"', '\'']);
    let last = text.rsplit(' ').next().unwrap_or_default();
    match text.strip_suffix(last) {
        Some(rest) if LEADING.contains(&last) => without_tail(rest),
        _ => text,
    }
}

fn joined(said: &[(usize, String)]) -> String {
    let texts: Vec<&str> = said
        .iter()
        .map(|(_, text)| text.trim_end_matches([';', ',']))
        .collect();
    texts.join("; ")
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn score(clause: &str) -> i32 {
    rank::score(clause.trim_start_matches([':', ',', ';', ' ']))
}
