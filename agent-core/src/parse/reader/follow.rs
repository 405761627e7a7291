//! Looking ahead: is the quote at hand the end of its text, or a quote inside it?
//!
//! A quote ends a text if what follows is what must follow in this place: a comma and another key,
//! the closing brackets that are due, the end. Strings that are right are always read right;
//! the rest of the rules is about quotes that should have been escaped or are missing.

use super::{Place, Read, Reader};

/// Longest key that is recognized ahead of time.
pub(super) const KEY: usize = 256;

/// How well what follows fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Follow {
    /// It does not.
    No,
    /// It might.
    Weak,
    /// It is what must follow.
    Strong,
}

use Follow::{No, Strong, Weak};

impl Reader<'_> {
    /// How well the text at `at` follows a quote in this place; `inner` quotes were passed in the
    /// text before it. An odd one more likely ends what is quoted inside the text.
    pub(super) fn follow_quote(&mut self, at: usize, place: Place, inner: usize) -> Read<Follow> {
        let follow = self.follow(at, place)?;
        if follow == Strong || inner % 2 == 1 || place == Place::Key {
            return Ok(follow);
        }
        let (_, byte) = self.peek_token(at);
        Ok(match byte {
            Some(b':') => Strong,
            Some(b',' | b'}' | b']') if follow == Weak => Strong,
            _ => follow,
        })
    }

    /// How well the text at `at` follows a value in this place.
    pub(super) fn follow(&mut self, at: usize, place: Place) -> Read<Follow> {
        let (next, byte) = self.peek_token(at);
        self.spend(next - at + 1)?;
        let newline = self.slice(at, next).contains('\n');
        Ok(match (place, byte) {
            (_, None) | (Place::Key, Some(b':')) => Strong,
            (Place::Key, _) => No,
            (_, Some(b',')) => self.after_comma(next + 1, place)?,
            (_, Some(b'}' | b']')) => self.after_closers(next)?,
            (Place::Value, Some(_)) => match self.key_at(next)? {
                Some(true) => Strong,
                Some(false) if newline => Strong,
                _ => No,
            },
            (Place::Item, Some(quote)) => match quote {
                b'{' | b'[' => Strong,
                b'"' | b'\'' | b'`' if newline => Strong,
                b'"' if next > at && self.opens_text(next) => Strong,
                _ => No,
            },
        })
    }

    /// True if the quote at `at` is directly before a letter or digit.
    fn opens_text(&self, at: usize) -> bool {
        let rest = self.text.get(at + 1..).unwrap_or_default();
        rest.starts_with(char::is_alphanumeric)
    }

    pub(super) fn after_comma(&mut self, at: usize, place: Place) -> Read<Follow> {
        let (mut next, mut byte) = self.peek_token(at);
        while byte == Some(b',') && place == Place::Value {
            (next, byte) = self.peek_token(next + 1);
        }
        self.spend(next - at + 1)?;
        let Some(byte) = byte else {
            return Ok(Strong);
        };
        if place == Place::Item {
            return self.after_comma_in_list(next, byte);
        }
        if byte == b'}' {
            return Ok(Strong);
        }
        let newline = self.slice(at, next).contains('\n');
        let bare = self.frames.last().is_some_and(|frame| frame.bare_keys);
        Ok(match self.key_at(next)? {
            Some(true) => Strong,
            Some(false) if newline || bare => Strong,
            Some(false) => Weak,
            None if byte == b'"' && self.is_cut_key(next)? => Strong,
            None => No,
        })
    }

    /// True for `"ke`, after which the text ends.
    fn is_cut_key(&mut self, at: usize) -> Read<bool> {
        let rest = self.text.as_bytes().get(at + 1..).unwrap_or_default();
        let quote = memchr::memchr(b'"', rest);
        self.spend(quote.unwrap_or(rest.len()) / 8 + 1)?;
        Ok(quote.is_none())
    }

    fn after_comma_in_list(&mut self, at: usize, byte: u8) -> Read<Follow> {
        if matches!(
            byte,
            b']' | b',' | b'"' | b'{' | b'[' | b'\'' | b'`' | b'-' | b'0'..=b'9'
        ) {
            return Ok(Strong);
        }
        let rest = self.text.get(at..at.saturating_add(KEY));
        let rest = rest.unwrap_or_else(|| self.text.get(at..).unwrap_or_default());
        let end = rest.find([',', ']', ' ', '\n', '"']).unwrap_or(rest.len());
        self.spend(end)?;
        let (_, after) = self.peek_token(at + end);
        let one_word = end > 0 && matches!(after, Some(b',' | b']'));
        Ok(if one_word { Strong } else { No })
    }

    /// After the brackets at `at`, which must be those that are due.
    fn after_closers(&mut self, mut at: usize) -> Read<Follow> {
        let start = at;
        let mut skipped = false;
        let mut depth = self.frames.len();
        while let Some(byte @ (b'}' | b']')) = self.byte(at)
            && let Some(frame) = depth.checked_sub(1).and_then(|top| self.frames.get(top))
        {
            if frame.close != byte {
                // The closing bracket of the inner list or object is missing.
                let closes = self
                    .frames
                    .iter()
                    .take(depth)
                    .rposition(|frame| frame.close == byte);
                let Some(outer) = closes.filter(|_| at == start) else {
                    return Ok(No);
                };
                depth = outer + 1;
                skipped = true;
            }
            depth -= 1;
            at = self.peek_token(at + 1).0;
        }
        self.spend(at - start + 1)?;
        let follow = self.after_these(at, depth)?;
        Ok(if skipped && follow < Strong {
            No
        } else {
            follow
        })
    }

    /// After closing brackets, with `depth` lists and objects still open.
    fn after_these(&mut self, at: usize, depth: usize) -> Read<Follow> {
        let frame = depth.checked_sub(1).and_then(|top| self.frames.get(top));
        match (self.byte(at), frame.map(|frame| frame.close)) {
            (Some(b','), None) => Ok(self.after_all(at + 1)),
            (Some(b'"'), None) => Ok(Weak),
            (None, _) | (Some(_), None) | (Some(b'{' | b'[' | b'"'), Some(b']')) => Ok(Strong),
            (Some(b','), Some(b'}')) => self.after_comma(at + 1, Place::Value),
            (Some(b','), Some(_)) => self.after_comma(at + 1, Place::Item),
            (Some(_), Some(b'}')) => Ok(if self.key_at(at)?.is_some() {
                Strong
            } else {
                Weak
            }),
            _ => Ok(Weak),
        }
    }

    /// Behind a comma after everything is closed: more JSON or a new line, or a sentence that goes on.
    fn after_all(&self, at: usize) -> Follow {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.trim_start_matches([' ', '\t', '\r']);
        if line.is_empty() || line.starts_with(['\n', '{', '[']) {
            Strong
        } else {
            Weak
        }
    }

    /// Whether a key with its colon stands at `at`, and if so, whether it is in quotes.
    pub(super) fn key_at(&mut self, at: usize) -> Read<Option<bool>> {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let rest = rest.get(..KEY).unwrap_or(rest);
        let (length, quoted) = match rest.first() {
            Some(quote @ (b'"' | b'\'' | b'`')) => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.iter().position(|b| b == quote || *b == b'\n');
                (end.map_or(0, |end| end + 2), true)
            }
            Some(byte) if byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"_$".contains(byte) => {
                let end = rest.iter().position(|b| !is_key_byte(*b));
                (end.unwrap_or(0), false)
            }
            _ => (0, false),
        };
        self.spend(length + 1)?;
        if length == 0 || quoted && rest.get(length - 1) == Some(&b'\n') {
            return Ok(None);
        }
        let (colon, byte) = self.peek_token(at + length);
        self.spend(colon - at - length + 1)?;
        let url = !quoted
            && self
                .text
                .get(colon..)
                .unwrap_or_default()
                .starts_with("://");
        Ok((byte == Some(b':') && !url).then_some(quoted))
    }

    /// Whether another member or item begins here, although no comma stands before it.
    pub(super) fn begins_another(&mut self, close: u8) -> Read<bool> {
        if close == b'}' {
            return Ok(self.key_at(self.pos)?.is_some());
        }
        let newline = self.slice(0, self.pos).trim_end_matches([' ', '\t', '\r']);
        Ok(match self.byte(self.pos) {
            Some(b'{' | b'[' | b'"') => true,
            Some(b'}' | b']' | b':') => false,
            _ => newline.ends_with('\n'),
        })
    }
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"_$-.".contains(&byte)
}
