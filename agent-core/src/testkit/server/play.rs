//! What a server does with one request.

use std::io::Write;
use std::time::Duration;

/// Longer than any test.
const FOR_EVER: Duration = Duration::from_secs(1 << 20);

/// What a [`Server`](super::Server) does with one request: an answer, whole or broken, at once or slowly.
#[derive(Debug, Clone)]
pub struct Play {
    status: u16,
    headers: Vec<(String, String)>,
    /// The body, in the pieces in which it is sent.
    pieces: Vec<Vec<u8>>,
    /// Before the head.
    first: Duration,
    /// Before each piece.
    each: Duration,
    /// How many bytes of the body are sent, if not all of them, and what happens then.
    broken: Option<(usize, Break)>,
}

/// What happens in the middle of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    HangUp,
    Hang,
}

impl Play {
    /// An answer with a body of JSON, or whatever is to be called so.
    #[must_use]
    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status, "application/json", vec![body.into()])
    }

    /// An answer that is a stream of events: `text` is sent event by event.
    #[must_use]
    pub fn events(text: &str) -> Self {
        let pieces = text.split_inclusive("\n\n").map(Vec::from);
        Self::new(200, "text/event-stream", pieces.collect())
    }

    /// These bytes, which need not be text.
    #[must_use]
    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/octet-stream", vec![body.into()])
    }

    /// Never an answer.
    #[must_use]
    pub fn hang() -> Self {
        Self::json(200, "").after(FOR_EVER)
    }

    /// No answer: the connection ends.
    #[must_use]
    pub fn hang_up() -> Self {
        Self {
            status: 0,
            ..Self::json(0, "")
        }
    }

    fn new(status: u16, content_type: &str, pieces: Vec<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            pieces,
            first: Duration::ZERO,
            each: Duration::ZERO,
            broken: None,
        }
    }

    /// One header more, such as `retry-after`.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// So much later.
    #[must_use]
    pub const fn after(mut self, time: Duration) -> Self {
        self.first = time;
        self
    }

    /// With a pause before each piece of the body: each event of a stream, or else the whole.
    #[must_use]
    pub const fn slowly(mut self, pause: Duration) -> Self {
        self.each = pause;
        self
    }

    /// In pieces of so many bytes, wherever that cuts.
    #[must_use]
    pub fn in_pieces_of(mut self, bytes: usize) -> Self {
        let whole = self.pieces.concat();
        self.pieces = whole.chunks(bytes.max(1)).map(Vec::from).collect();
        self
    }

    /// The connection ends after so many bytes of the body, though more were promised.
    #[must_use]
    pub const fn cut_after(mut self, bytes: usize) -> Self {
        self.broken = Some((bytes, Break::HangUp));
        self
    }

    /// The connection ends in the middle of the body.
    #[must_use]
    pub fn cut_in_half(self) -> Self {
        let half = self.length() / 2;
        self.cut_after(half)
    }

    /// Nothing comes after so many bytes of the body, and the connection stays.
    #[must_use]
    pub const fn hang_after(mut self, bytes: usize) -> Self {
        self.broken = Some((bytes, Break::Hang));
        self
    }

    fn length(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    /// Does it; false if the connection is over afterwards.
    pub(super) fn perform(&self, out: &mut impl Write, pause: &dyn Fn(Duration) -> bool) -> bool {
        if self.status == 0 || !pause(self.first) || out.write_all(self.head().as_bytes()).is_err()
        {
            return false;
        }
        let mut left = self.broken.map_or(usize::MAX, |(bytes, _)| bytes);
        for piece in &self.pieces {
            let piece = piece.get(..left).unwrap_or(piece);
            if left == 0 || !pause(self.each) || out.write_all(piece).is_err() {
                break;
            }
            left -= piece.len();
        }
        if out.flush().is_ok() && matches!(self.broken, Some((_, Break::Hang))) {
            pause(FOR_EVER);
        }
        // Whoever could not be written to will not send another request either.
        self.broken.is_none()
    }

    fn head(&self) -> String {
        let first = format!("HTTP/1.1 {} {}\r\n", self.status, phrase(self.status));
        let headers = self.headers.iter();
        let headers: Vec<String> = headers
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = format!("content-length: {}\r\n\r\n", self.length());
        first + &headers.concat() + &length
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
