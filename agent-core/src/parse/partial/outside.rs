//! Text that is not JSON: chatter, fences, and reasoning, in which JSON is a draft.

use super::scanner::{Scanner, State};
use crate::parse::find::REASONING;

/// Longest tag that is looked at.
const MAX_TAG: usize = 16;

impl Scanner {
    pub(super) fn outside(&mut self, c: char) {
        match c {
            '{' => self.open(true),
            '[' => self.open(false),
            '<' => {
                self.name.clear();
                self.state = State::Tag;
            }
            _ => self.state = State::Outside,
        }
    }

    pub(super) fn tag(&mut self, c: char) {
        let known = REASONING.iter().find(|tag| **tag == self.name);
        match (c, known) {
            ('>', Some(tag)) => self.state = State::Reasoning { tag, matched: 0 },
            _ if c.is_ascii_alphabetic() && self.name.len() < MAX_TAG => {
                self.name.push(c.to_ascii_lowercase());
            }
            _ => self.outside(c),
        }
    }

    /// Waits for `</tag>`.
    pub(super) fn reasoning(&mut self, tag: &'static str, matched: usize, c: char) {
        let c = c.to_ascii_lowercase();
        let mut wanted = "</".chars().chain(tag.chars()).chain(['>']);
        let matched = match wanted.nth(matched) {
            Some(next) if next == c => matched + 1,
            _ => usize::from(c == '<'),
        };
        self.state = if matched == tag.len() + 3 {
            State::Outside
        } else {
            State::Reasoning { tag, matched }
        };
    }
}
