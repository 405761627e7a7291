//! Text put together in const evaluation, where nothing formats or allocates.

const DIGITS: &str = "0123456789";

/// A message under construction, cut at its capacity.
pub(crate) struct Text {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Text {
    const ROOM: usize = 1_200;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            len: 0,
        }
    }

    /// Adds the text whole, or what of it still fits.
    pub(crate) const fn add(&mut self, text: &str) -> &mut Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.len < Self::ROOM {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        // A letter cut in two would make the whole unreadable.
        while at < text.len() && self.len > 0 && !self.bytes[self.len - 1].is_ascii() {
            self.len -= 1;
        }
        self
    }

    pub(super) const fn number(&mut self, number: usize) -> &mut Self {
        if number >= 10 {
            self.number(number / 10);
        }
        let (_, digits) = DIGITS.split_at(number % 10);
        self.add(digits.split_at(1).0)
    }

    pub(super) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "a type does not fit what readers of JSON Schema accept",
        }
    }

    /// Stops the build with this text.
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a const check reports by panicking, at compile time only"
    )]
    pub(crate) const fn stop(&self) -> ! {
        panic!("{}", self.as_str())
    }
}

/// Whether both are the same text.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}
