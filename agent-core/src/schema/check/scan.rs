//! JSON's grammar (RFC 8259): a cursor that knows where tokens begin and end.
//!
//! Knows nothing of shapes. Every step is bounded by the text; nesting by [`MAX_DEPTH`].

use super::mismatch::{Mismatch, excerpt};

/// Deepest nesting of lists and objects; `serde_json` refuses one level more.
pub(crate) const MAX_DEPTH: u8 = 127;

/// A failed check; boxed because it is rare.
pub(crate) type Fault = Box<Mismatch>;

/// A place in a text.
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) pos: usize,
    pub(crate) depth: u8,
    /// The text has neither escapes nor control characters, so that a string ends at the next
    /// quote. True for nearly every compact text.
    simple: bool,
}

/// What a string looks like in the text.
#[derive(Clone, Copy)]
pub(crate) struct Quoted<'a> {
    /// The text between the quotes, escapes and all; as bytes, because a slice of a `str` would
    /// look for the borders of characters.
    pub(crate) raw: &'a [u8],
    pub(crate) escaped: bool,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        #[expect(
            clippy::needless_bitwise_bool,
            reason = "without an early exit the loop has no branches"
        )]
        let odd = bytes
            .iter()
            .fold(false, |odd, &b| odd | (b == b'\\') | (b < b' '));
        Self {
            text,
            bytes,
            pos: 0,
            depth: 0,
            simple: !odd,
        }
    }

    /// The byte at the cursor; 0, which JSON allows nowhere, at the end.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        self.bytes.get(self.pos).copied().unwrap_or(0)
    }

    /// Skips white space and returns the byte after it.
    #[inline]
    pub(crate) fn next_token(&mut self) -> u8 {
        loop {
            let byte = self.peek();
            if byte > b' ' || !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return byte;
            }
            self.pos += 1;
        }
    }

    /// The text from `start` to the cursor.
    #[inline]
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.pos).unwrap_or_default()
    }

    /// Fails with what stands at the cursor.
    #[cold]
    #[inline(never)]
    pub(crate) fn unexpected(&self, expected: &str) -> Fault {
        let got = match self
            .text
            .get(self.pos..)
            .and_then(|rest| rest.chars().next())
        {
            Some(found) => excerpt(found.encode_utf8(&mut [0; 4])),
            None => "the end of the text".to_owned(),
        };
        self.fault(expected.to_owned(), got)
    }

    /// Fails at the cursor.
    #[cold]
    pub(crate) fn fault(&self, expected: String, got: String) -> Fault {
        Box::new(Mismatch {
            pointer: String::new(),
            expected,
            got,
            nearest: None,
            offset: self.pos,
        })
    }

    /// Reads a string whose opening quote is at the cursor.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Quoted<'a>, Fault> {
        let start = self.pos + 1;
        let escaped = self.string_end()?;
        let raw = self.bytes.get(start..self.pos - 1).unwrap_or_default();
        Ok(Quoted { raw, escaped })
    }

    /// Passes over a string; true if it has escapes.
    #[inline]
    pub(crate) fn string_end(&mut self) -> Result<bool, Fault> {
        self.pos += 1;
        if self.simple
            && let Some(end) = memchr::memchr(b'"', self.bytes.get(self.pos..).unwrap_or_default())
        {
            self.pos += end + 1;
            return Ok(false);
        }
        self.odd_string_end()
    }

    /// As [`Self::string_end`], with the cursor behind the opening quote and an eye on each byte.
    fn odd_string_end(&mut self) -> Result<bool, Fault> {
        let mut escaped = false;
        loop {
            self.pos += plain_run(self.bytes.get(self.pos..).unwrap_or_default());
            match self.peek() {
                b'"' => {
                    self.pos += 1;
                    return Ok(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return Err(self.unexpected("`\"` or an escape in a string")),
            }
        }
    }

    /// Reads one escape, a surrogate pair as a whole.
    #[cold]
    #[inline(never)]
    fn escape(&mut self) -> Result<(), Fault> {
        self.pos += 1;
        if !matches!(
            self.peek(),
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u'
        ) {
            return Err(self.unexpected("one of `\"\\/bfnrtu` after a backslash"));
        }
        if self.peek() != b'u' {
            self.pos += 1;
            return Ok(());
        }
        let high = self.hex4()?;
        if !(0xD800..0xE000).contains(&high) {
            return Ok(());
        }
        let paired = high < 0xDC00 && self.text.get(self.pos..self.pos + 2) == Some("\\u");
        self.pos += usize::from(paired);
        if !paired || !(0xDC00..0xE000).contains(&self.hex4()?) {
            return Err(self.unexpected("a surrogate pair (`\\ud83d\\ude00`), not half of one"));
        }
        Ok(())
    }

    /// Reads `u` and four hexadecimal digits.
    fn hex4(&mut self) -> Result<u32, Fault> {
        self.pos += 1;
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = char::from(self.peek()).to_digit(16) else {
                return Err(self.unexpected("four hexadecimal digits after `\\u`"));
            };
            value = value * 16 + digit;
            self.pos += 1;
        }
        Ok(value)
    }

    /// Reads exactly `word`.
    #[inline]
    pub(crate) fn word(&mut self, word: &str) -> Result<(), Fault> {
        let end = self.pos + word.len();
        if self.bytes.get(self.pos..end) != Some(word.as_bytes()) {
            return Err(self.bad_word());
        }
        self.pos = end;
        Ok(())
    }

    /// Fails at a word that is no JSON, at the end of the text if it was cut there.
    #[cold]
    fn bad_word(&mut self) -> Fault {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        if ["true", "false", "null"]
            .iter()
            .any(|word| word.starts_with(rest))
        {
            self.pos = self.text.len();
        }
        self.unexpected("a JSON value")
    }

    /// Enters a list or an object.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<(), Fault> {
        if self.depth >= MAX_DEPTH {
            return Err(self.unexpected("at most 127 levels of nesting"));
        }
        self.depth += 1;
        self.pos += 1;
        Ok(())
    }

    /// Leaves a list or an object.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
        self.pos += 1;
    }

    /// After a member or item: true if another one follows.
    #[inline]
    pub(crate) fn another(&mut self, close: u8) -> Result<bool, Fault> {
        match self.next_token() {
            b',' => {
                self.pos += 1;
                Ok(true)
            }
            byte if byte == close => Ok(false),
            _ if close == b'}' => Err(self.unexpected("`,` or `}`")),
            _ => Err(self.unexpected("`,` or `]`")),
        }
    }

    /// Reads a member's key.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Quoted<'a>, Fault> {
        if self.next_token() != b'"' {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.string()
    }

    /// Reads exactly `"name":`, if that is what stands at the cursor: the usual case, and cheap.
    /// No name that a provider accepts has a quote or a backslash in it.
    #[inline]
    pub(crate) fn usual_key(&mut self, name: &str) -> bool {
        let rest = self.bytes.get(self.pos + 1..).unwrap_or_default();
        let after = rest.strip_prefix(name.as_bytes());
        let usual = self.peek() == b'"' && matches!(after, Some([b'"', b':', ..]));
        self.pos += if usual { name.len() + 3 } else { 0 };
        usual
    }

    /// Reads the colon after a key and the white space after it.
    #[inline]
    pub(crate) fn colon(&mut self) -> Result<(), Fault> {
        if self.next_token() != b':' {
            return Err(self.unexpected("`:` after the key"));
        }
        self.pos += 1;
        self.next_token();
        Ok(())
    }

    /// Reads any well-formed value.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        match self.next_token() {
            b'"' => self.string_end().map(drop),
            b'{' => self.skip_object(),
            b'[' => self.skip_list(),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => Err(self.unexpected("a JSON value")),
        }
    }

    fn skip_object(&mut self) -> Result<(), Fault> {
        self.enter()?;
        let mut more = self.next_token() != b'}';
        while more {
            self.key()?;
            self.colon()?;
            self.skip()?;
            more = self.another(b'}')?;
        }
        self.leave();
        Ok(())
    }

    fn skip_list(&mut self) -> Result<(), Fault> {
        self.enter()?;
        let mut more = self.next_token() != b']';
        while more {
            self.skip()?;
            more = self.another(b']')?;
        }
        self.leave();
        Ok(())
    }

    /// Asks that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        self.next_token();
        if self.pos < self.bytes.len() {
            return Err(self.unexpected("the end of the text"));
        }
        Ok(())
    }
}

impl<'a> Quoted<'a> {
    /// The characters that the string stands for.
    pub(crate) fn content(self) -> std::borrow::Cow<'a, str> {
        let raw = std::str::from_utf8(self.raw).unwrap_or_default();
        if !self.escaped {
            return raw.into();
        }
        let decoded = serde_json::from_str(&format!("\"{raw}\""));
        decoded.map_or(raw.into(), |text: String| text.into())
    }
}

const ONES: u64 = u64::MAX / 255;

/// How many bytes come before the first quote, backslash or control character: eight at a time,
/// because strings are most of an argument text.
#[inline]
pub(crate) fn plain_run(bytes: &[u8]) -> usize {
    let mut run = 0;
    while let Some(chunk) = bytes.get(run..).and_then(|rest| rest.first_chunk::<8>()) {
        let stops = stops(u64::from_le_bytes(*chunk));
        if stops != 0 {
            return run + stops.trailing_zeros() as usize / 8;
        }
        run += 8;
    }
    let tail = bytes.get(run..).unwrap_or_default();
    run + tail
        .iter()
        .position(|b| matches!(b, b'"' | b'\\' | 0..0x20))
        .unwrap_or(tail.len())
}

/// Marks the bytes that are a quote, a backslash or a control character; marks above the first
/// one may be wrong.
#[inline]
fn stops(chunk: u64) -> u64 {
    let quote = (chunk ^ (ONES * u64::from(b'"'))).wrapping_sub(ONES);
    let slash = (chunk ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    let control = chunk.wrapping_sub(ONES * 0x20);
    (quote | slash | control) & !chunk & (ONES << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> bool {
        let mut scan = Scan::new(text);
        scan.skip().and_then(|()| scan.end()).is_ok()
    }

    #[test]
    fn grammar_is_strict() {
        let good = [
            "0",
            "-0",
            "-1.5e+3",
            "1E9",
            "\"\"",
            "\"a\\u00e9\\n\"",
            "\"\\ud83d\\ude00\"",
            "[]",
            " [ 1 , 2 ] ",
            "{}",
            "{\"a\":{\"b\":[null,true,false]}}",
            "\"\u{7f}ü😀 and longer than eight\"",
            "1e-999",
        ];
        let bad = [
            "",
            " ",
            "01",
            "-",
            "1.",
            ".5",
            "+1",
            "1e",
            "1e+",
            "0x1",
            "NaN",
            "Infinity",
            "-Infinity",
            "1e999",
            "tru",
            "True",
            "nul",
            "'a'",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83d\\u0041\"",
            "\"\\ud83dx\"",
            "\"a\nb\"",
            "\"12345678\tb\"",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{\"a\":1}}",
            "1 2",
            "[1]x",
            "// c\n1",
            "\u{feff}1",
            "[",
            "{",
        ];
        for text in good {
            assert!(reads(text), "{text}");
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_ok(),
                "{text}"
            );
        }
        for text in bad {
            assert!(!reads(text), "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded_where_serde_bounds_it() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(
            reads(&nested(127)) && serde_json::from_str::<serde_json::Value>(&nested(127)).is_ok()
        );
        assert!(!reads(&nested(128)));
        assert!(!reads(&"[".repeat(1_000_000)));
    }

    #[test]
    fn strings_end_at_the_first_quote_wherever_it_stands() {
        for before in 0..40 {
            let text = format!("\"{}\" \"", "ü".repeat(before));
            let mut scan = Scan::new(&text);
            let read = scan.string().map(|quoted| quoted.raw.len()).ok();
            assert_eq!(read, Some(before * 2));
        }
    }
}
