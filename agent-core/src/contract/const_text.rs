//! Text put together by the compiler, which can neither format nor allocate.

use crate::schema::Limit;

/// Most bytes of a message; what is longer is cut.
const CAPACITY: usize = 1_200;

/// A text under construction.
pub(crate) struct Text {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            len: 0,
        }
    }

    /// Adds the text, or what of it still fits.
    pub(crate) const fn add(&mut self, text: &str) -> &mut Self {
        self.push(text.as_bytes());
        self
    }

    /// Adds the parts in order.
    pub(crate) const fn add_all(&mut self, parts: &[&str]) {
        let mut at = 0;
        while at < parts.len() {
            self.push(parts[at].as_bytes());
            at += 1;
        }
    }

    const fn push(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() && self.len < CAPACITY {
            self.bytes[self.len] = bytes[at];
            self.len += 1;
            at += 1;
        }
    }

    /// Adds a count.
    pub(crate) const fn number(&mut self, number: usize) -> &mut Self {
        self.add_number(number as i128);
        self
    }

    /// Adds the number in decimal digits.
    pub(crate) const fn add_number(&mut self, number: i128) {
        let mut digits = [0; 40];
        let mut start = digits.len();
        let mut rest = number.unsigned_abs();
        while rest > 0 || start == digits.len() {
            start -= 1;
            digits[start] = b"0123456789"[(rest % 10) as usize];
            rest /= 10;
        }
        if number < 0 {
            self.push(b"-");
        }
        self.push(digits.split_at(start).1);
    }

    /// Adds a limit as it could be written in Rust; a float to nine places.
    pub(crate) const fn add_limit(&mut self, limit: Limit) {
        match limit {
            Limit::Integer(value) => self.add_number(value),
            Limit::Float(value) => self.add_float(value),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a message shows as many digits as fit"
    )]
    const fn add_float(&mut self, value: f64) {
        if value < 0.0 {
            self.push(b"-");
        }
        let value = value.abs();
        let whole = value as i128;
        self.add_number(whole);
        self.push(b".");
        let mut rest = ((value - whole as f64) * 1e9 + 0.5) as u64;
        let mut unit = 100_000_000;
        while unit > 0 {
            self.push(&[b"0123456789"[(rest / unit % 10) as usize]]);
            rest %= unit;
            if rest == 0 {
                break;
            }
            unit /= 10;
        }
    }

    /// The text; cut at a whole character where it was too long.
    pub(crate) const fn as_str(&self) -> &str {
        let mut len = self.len;
        loop {
            match str::from_utf8(self.bytes.split_at(len).0) {
                Ok(text) => return text,
                Err(_) if len > 0 => len -= 1,
                Err(_) => return "",
            }
        }
    }

    /// Stops the build with the text.
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a const check reports by panicking, at compile time only"
    )]
    pub(crate) const fn fail(&self) -> ! {
        panic!("{}", self.as_str())
    }
}

/// Whether both are the same text.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(value: f64) -> String {
        let mut text = Text::new();
        text.add_limit(Limit::Float(value));
        text.as_str().to_owned()
    }

    #[test]
    fn numbers_read_as_they_are_written() {
        let mut text = Text::new();
        text.add_all(&["from "]);
        text.add_number(i128::MIN);
        text.add_all(&[" to "]);
        text.add_number(0);
        assert_eq!(
            text.as_str(),
            "from -170141183460469231731687303715884105728 to 0"
        );
    }

    #[test]
    fn floats_show_their_digits() {
        assert_eq!(float(0.0), "0.0");
        assert_eq!(float(0.1), "0.1");
        assert_eq!(float(-2.25), "-2.25");
        assert_eq!(float(100.0), "100.0");
    }

    #[test]
    fn a_long_text_is_cut_at_a_whole_character() {
        let mut text = Text::new();
        text.add_all(&["a"]);
        for _ in 0..CAPACITY {
            text.add_all(&["é"]);
        }
        assert_eq!(text.as_str().len(), CAPACITY - 1);
    }
}
