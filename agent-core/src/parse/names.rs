//! Which of the declared names was meant.
//!
//! First as it is written, then without case, accents, punctuation and spaces, at last the one
//! that stands in a sentence. Two that are meant equally well are none.

use std::collections::BTreeMap;

/// Longest sentence that is searched for a name, in bytes.
const SENTENCE: usize = 32 * 1024;

/// A declared name, and whose it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'n> {
    pub(crate) text: &'n str,
    pub(crate) of: usize,
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Exact,
    /// Written in another way.
    Folded,
    /// Somewhere in a sentence.
    InSentence,
}

/// The owner of the name that `written` is.
pub(crate) fn named(written: &str, names: &[Name<'_>]) -> Option<(usize, Found)> {
    let written = written.trim();
    if let Some(name) = names.iter().find(|name| name.text == written) {
        return Some((name.of, Found::Exact));
    }
    let folded = fold(written);
    if folded.is_empty() || names.iter().all(|name| name.text.len() * 4 < folded.len()) {
        return None;
    }
    let same = names.iter().filter(|name| fold(name.text) == folded);
    only(same.map(|name| name.of)).map(|of| (of, Found::Folded))
}

/// The owner of the only name that stands in `sentence`, as it is declared or else folded.
pub(crate) fn in_sentence(sentence: &str, names: &[Name<'_>]) -> Option<usize> {
    if sentence.len() > SENTENCE {
        return None;
    }
    let as_declared = occurrences(sentence, names);
    if !as_declared.is_empty() {
        return only(as_declared.into_iter());
    }
    only(folded_occurrences(sentence, names).into_iter())
}

/// The owner, if all are the same one.
fn only(mut owners: impl Iterator<Item = usize>) -> Option<usize> {
    let first = owners.next()?;
    owners.all(|owner| owner == first).then_some(first)
}

/// The owners of names that stand in the text letter by letter; the longest one where they overlap.
fn occurrences(text: &str, names: &[Name<'_>]) -> Vec<usize> {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for name in names.iter().filter(|name| !name.text.is_empty()) {
        let places = text.match_indices(name.text);
        let whole = places.filter(|(at, word)| stands_alone(text, *at, at + word.len()));
        found.extend(whole.map(|(at, word)| (at, word.len(), name.of)));
    }
    found.sort_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)));
    let mut end = 0;
    found.retain(|(at, length, _)| {
        let free = *at >= end;
        end = end.max(at + length);
        free
    });
    found.into_iter().map(|(_, _, of)| of).collect()
}

/// True if no word goes on at either end.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).unwrap_or_default().chars().next_back();
    let after = text.get(to..).unwrap_or_default().chars().next();
    let inside = text.get(from..to).unwrap_or_default();
    let joined = |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if goes_on(a) && goes_on(b));
    !joined(before, inside.chars().next()) && !joined(inside.chars().next_back(), after)
}

/// True for the letters of words that have spaces between them.
fn goes_on(c: char) -> bool {
    c.is_alphanumeric() && !is_own_word(c)
}

/// Scripts without spaces between words: each character may be a word.
fn is_own_word(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x9fff
        | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// As [`occurrences`], in whatever way the names are written.
fn folded_occurrences(text: &str, names: &[Name<'_>]) -> Vec<usize> {
    let mut meant: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for name in names {
        let owner = meant.entry(fold(name.text)).or_insert(Some(name.of));
        *owner = owner.filter(|of| *of == name.of);
    }
    meant.remove("");
    let longest = meant.keys().map(String::len).max().unwrap_or(0);
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut joined = String::new();
        let mut best = None;
        for (next, word) in words.iter().enumerate().skip(at) {
            joined.push_str(word);
            if joined.len() > longest {
                break;
            }
            if let Some(owner) = meant.get(&joined) {
                best = Some((next + 1, *owner));
            }
        }
        match best {
            // Two variants that differ only in how they are written: neither is meant.
            Some((_, None)) => return Vec::new(),
            Some((next, Some(owner))) => {
                found.push(owner);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// The words of a text, folded.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        let own = is_own_word(c);
        if own || !c.is_alphanumeric() && !is_mark(c) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            push_folded(c, word);
        }
        if own {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name without case, accents, punctuation and spaces.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        push_folded(c, &mut folded);
    }
    folded
}

fn push_folded(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\u{c0}'..='\u{24f}'
        | '\u{1e00}'..='\u{1eff}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{ff01}'..='\u{ff5e}' => {
            let plain = deunicode::deunicode_char(c).unwrap_or_default();
            out.extend(
                plain
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|c| c.to_ascii_lowercase()),
            );
        }
        _ if is_mark(c) => {}
        _ if c.is_alphanumeric() => out.extend(c.to_lowercase().map(unaccented)),
        _ => {}
    }
}

/// The small letter without the accent that people leave out when they write it.
fn unaccented(c: char) -> char {
    match c {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        'й' => 'и',
        other => other,
    }
}

/// Accents and points that stand beside their letter: Latin, Hebrew, Arabic.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'n>(texts: &[&'n str]) -> Vec<Name<'n>> {
        let each = texts.iter().enumerate();
        each.map(|(of, text)| Name { text, of }).collect()
    }

    #[test]
    fn folding_keeps_letters_and_digits_only() {
        for (text, folded) in [
            ("Very-High", "veryhigh"),
            ("Straße", "strasse"),
            ("Señor ☕", "senor"),
            ("re\u{301}sume\u{301}", "resume"),
            ("Москва", "москва"),
            ("Ёлкой", "елкои"),
            ("и\u{306}", "и"),
            ("ΕΛΛΆΣ", "ελλασ"),
            ("Ελλάς", "ελλασ"),
            ("مَرْحَبًا", "مرحبا"),
            ("ﬁｎＥ", "fine"),
            ("中式", "中式"),
            ("Tiếng Việt", "tiengviet"),
            ("!?", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_if_it_is_the_only_one() {
        let languages = names(&["C", "C++", "C#", "Very High"]);
        assert_eq!(named("C++", &languages), Some((1, Found::Exact)));
        assert_eq!(named(" very_high", &languages), Some((3, Found::Folded)));
        assert_eq!(named("c", &languages), None, "of three");
        assert_eq!(in_sentence("I like C++ most", &languages), Some(1));
        assert_eq!(in_sentence("C++ or C#", &languages), None);
        assert_eq!(
            in_sentence("Cats are very-high jumpers", &languages),
            Some(3)
        );
        assert_eq!(in_sentence("nothing", &languages), None);
    }

    #[test]
    fn the_longest_name_counts_and_scripts_without_spaces_are_searched() {
        let spam = names(&["SPAM", "NOT_SPAM", "中式"]);
        assert_eq!(in_sentence("It is not spam.", &spam), Some(1));
        assert_eq!(in_sentence("this is NOT_SPAM", &spam), Some(1));
        assert_eq!(in_sentence("我喜欢中式菜", &spam), Some(2));
        assert_eq!(in_sentence("SPAM, maybe spammy", &spam), Some(0));
    }
}
