//! Keys and values without quotes.

use super::follow::{Follow, KEY};
use super::{Place, Read, Reader, is_plain};
use crate::parse::repair::RepairKind;
use crate::parse::tree::{Node, Value};
use crate::schema::check::excerpt;

impl<'a> Reader<'a> {
    /// A key and its colon; nothing if the text ends in it.
    pub(super) fn key(&mut self) -> Read<Option<std::borrow::Cow<'a, str>>> {
        if self.next_token().is_none() {
            return Ok(None);
        }
        let quoted = self.quoted(Place::Key)?;
        if self.cut {
            self.lost = true;
            return Ok(None);
        }
        let Some(node) = quoted else {
            return self.bare_key();
        };
        self.notes.extend(node.notes);
        let Value::Text(key) = node.value else {
            return Err(self.stop("a key in double quotes"));
        };
        match self.next_token() {
            Some(b':') => self.pos += 1,
            None => {
                (self.cut, self.lost) = (true, true);
                return Ok(None);
            }
            // `"key:"value"`: the quote before the colon is missing.
            Some(_) if key.trim_end().ends_with(':') => {
                self.note(RepairKind::MissingQuote, excerpt(&key));
                self.committed = true;
                let name = key.trim_end().trim_end_matches(':').trim_end();
                return Ok(Some(name.to_owned().into()));
            }
            Some(_) => return Err(self.stop("`:` after the key")),
        }
        self.committed = true;
        Ok(Some(key))
    }

    fn bare_key(&mut self) -> Read<Option<std::borrow::Cow<'a, str>>> {
        let rest = self.rest();
        let stop = |c: char| "{}[]\",:\n".contains(c);
        let end = rest.find(stop).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let unopened = self.is_unopened_key(word, self.pos + end);
        let end = end + usize::from(unopened);
        match self.byte(self.pos + end) {
            Some(b':') if end > 0 && end <= KEY => {}
            None if self.committed => {
                (self.cut, self.lost) = (true, true);
                return Ok(None);
            }
            _ => return Err(self.stop("a key in double quotes")),
        }
        self.pos += end + 1;
        let key = word.trim_end();
        self.committed |= !key.contains(char::is_whitespace);
        if let Some(frame) = self.frames.last_mut() {
            frame.bare_keys = true;
        }
        let kind = if unopened {
            RepairKind::MissingQuote
        } else {
            RepairKind::UnquotedKey
        };
        self.note(kind, excerpt(key));
        Ok(Some(key.into()))
    }

    /// True for `key": 1`, seen from the quote.
    fn is_unopened_key(&self, key: &str, quote: usize) -> bool {
        let colon = self.byte(quote) == Some(b'"') && self.byte(quote + 1) == Some(b':');
        colon && !key.is_empty() && key.len() < KEY && !key.contains(char::is_whitespace)
    }

    /// A number, a literal, or words that should have been in quotes.
    pub(super) fn unquoted(&mut self, place: Place) -> Read<Node<'a>> {
        let start = self.pos;
        if let Some(plain) = self.plain(place)? {
            return Ok(Node::new(Value::Plain(plain), plain));
        }
        let (end, stray) = self.bare_end(place)?;
        let word = self.slice(start, end).trim_end();
        if word.is_empty() {
            return Err(self.stop("a JSON value"));
        }
        self.pos = end + usize::from(stray);
        let value = if is_plain(word) {
            Value::Plain(word)
        } else {
            Value::Word(word)
        };
        let mut node = Node::new(value, word);
        if stray {
            node.note(RepairKind::MissingQuote, excerpt(word));
        }
        if self.pos >= self.text.len() {
            (node.open, self.cut) = (true, true);
        }
        Ok(node)
    }

    /// A number or literal with what must follow it directly behind: the usual case.
    fn plain(&mut self, place: Place) -> Read<Option<&'a str>> {
        let rest = self.rest();
        let inner = |b: &u8| b.is_ascii_alphanumeric() || b"+-.".contains(b);
        let end = rest.bytes().position(|b| !inner(&b)).unwrap_or(0);
        let word = rest.get(..end).unwrap_or_default();
        if !is_plain(word) {
            return Ok(None);
        }
        let (next, after) = self.peek_token(self.pos + end);
        let follows = match after {
            Some(b'}' | b']') => true,
            Some(b',') => !self.digit_follows(self.pos + end),
            // The comma before the next key is missing.
            Some(b'"') => place == Place::Value && self.key_at(next)? == Some(true),
            _ => false,
        };
        if !follows {
            return Ok(None);
        }
        self.pos += end;
        Ok(Some(word))
    }

    /// True for `,14`: the comma may be one inside a number.
    fn digit_follows(&self, at: usize) -> bool {
        let in_object = self.frames.last().is_some_and(|frame| frame.close == b'}');
        in_object && matches!(self.byte(at + 1), Some(b'0'..=b'9'))
    }

    /// Where the words at the cursor end, and whether a stray quote stands there.
    fn bare_end(&mut self, place: Place) -> Read<(usize, bool)> {
        let mut inside: Vec<u8> = Vec::new();
        let mut quotes = 0_usize;
        let mut at = self.pos;
        while let Some(byte) = self.byte(at) {
            match byte {
                b'(' | b'[' | b'{' if inside.len() < 64 => inside.push(closer(byte)),
                b')' | b']' | b'}' => {
                    if let Some(open) = inside.iter().rposition(|close| *close == byte) {
                        inside.truncate(open);
                    } else if byte != b')' && self.closes_here(byte) {
                        return Ok((at, false));
                    }
                }
                b'"' => {
                    if quotes.is_multiple_of(2) && self.is_stray(at, place)? {
                        return Ok((at, true));
                    }
                    quotes += 1;
                }
                b',' | b'\n' if inside.is_empty() && self.ends_at(at, byte, place)? => {
                    return Ok((at, false));
                }
                b'/' if inside.is_empty() && self.comment_at(at) => return Ok((at, false)),
                _ => {}
            }
            at += 1;
        }
        Ok((at, false))
    }

    /// True if the quote at `at` ends words that no quote begins.
    fn is_stray(&mut self, at: usize, place: Place) -> Read<bool> {
        let before = at.checked_sub(1).and_then(|before| self.byte(before));
        let behind_word = before.is_some_and(|byte| !byte.is_ascii_whitespace());
        let follow = self.follow(at + 1, place)?;
        Ok(follow == Follow::Strong || follow == Follow::Weak && behind_word)
    }

    /// True if a list or object that is open is closed by this bracket.
    fn closes_here(&self, byte: u8) -> bool {
        self.frames.iter().any(|frame| frame.close == byte)
    }

    /// A comment has white space before it, so that `https://` is none.
    fn comment_at(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.byte(before));
        let spaced = before.is_none_or(|before| before.is_ascii_whitespace());
        spaced && matches!(self.byte(at + 1), Some(b'/' | b'*'))
    }

    /// Whether the comma or line break at `at` is behind the value.
    fn ends_at(&mut self, at: usize, byte: u8, place: Place) -> Read<bool> {
        if byte == b',' {
            let rest = self.text.get(at + 1..).unwrap_or_default();
            let line = rest.trim_start_matches([' ', '\t', '\r']);
            let ends_line = line.is_empty() || line.starts_with('\n');
            return Ok(place == Place::Item
                || ends_line
                || self.after_comma(at + 1, place)? == Follow::Strong);
        }
        let (next, byte) = self.peek_token(at);
        self.spend(next - at + 1)?;
        let fence = self.text.get(next..).unwrap_or_default().starts_with("```");
        Ok(match byte {
            None | Some(b'}' | b']' | b',') => true,
            _ if fence => true,
            Some(_) => place == Place::Item || self.key_at(next)?.is_some(),
        })
    }
}

fn closer(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}
