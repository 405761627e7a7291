//! Reads `text/event-stream` from bytes that come in any pieces.
//!
//! Follows the WHATWG's rules: lines end in CR, LF or both, comments and unknown fields say nothing, several
//! `data` lines are one text, a byte order mark at the start is none of it. Knows nothing of models.

use memchr::memchr2;

use super::WireError;

/// The longest event, in bytes: far more than any provider sends.
const LONGEST: usize = 32 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One event of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SseEvent {
    /// The event's name; empty where the stream gives none.
    pub name: String,
    /// Its data lines, joined by line feeds.
    pub data: String,
}

/// The reader. Give it bytes as they come; it gives events as they are whole.
///
/// ```
/// # use agent_core::wire::sse::Events;
/// let (mut events, mut found) = (Events::default(), Vec::new());
/// events.push(b"data: {\"a\"", &mut found)?;
/// assert!(found.is_empty());
/// events.push(b":1}\r\n\r\n", &mut found)?;
/// assert_eq!(found[0].data, r#"{"a":1}"#);
/// # Ok::<(), agent_core::wire::WireError>(())
/// ```
#[derive(Debug, Default)]
pub struct Events {
    /// The line that has not ended yet.
    line: Vec<u8>,
    name: String,
    /// The data lines so far; `None` before the first.
    data: Option<String>,
    /// The last byte was a CR: a LF right behind it ends nothing.
    after_cr: bool,
    /// A line has ended, so no byte order mark can come.
    begun: bool,
    /// Bytes before the line that has not ended yet.
    read: usize,
}

impl Events {
    /// Takes in the next bytes and adds the events that they complete.
    ///
    /// # Errors
    /// When a line is not UTF-8, or an event is too long. Nothing may be pushed after that.
    pub fn push(&mut self, mut bytes: &[u8], out: &mut Vec<SseEvent>) -> Result<(), WireError> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_cr) && bytes[0] == b'\n' {
                self.read += 1;
                bytes = &bytes[1..];
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', bytes) else {
                return self.add(bytes);
            };
            self.add(&bytes[..end])?;
            self.after_cr = bytes[end] == b'\r';
            self.end_line(out)?;
            bytes = &bytes[end + 1..];
        }
        Ok(())
    }

    /// The event that the stream's end cut off, as far as it came. Most often there is none; a server may
    /// have left out the empty line behind its last event.
    #[must_use]
    pub fn finish(mut self) -> Option<SseEvent> {
        let mut out = Vec::new();
        // A line that ends inside a character is none.
        self.end_line(&mut out).ok();
        self.end_event(&mut out);
        out.pop()
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        let data = self.data.as_ref().map_or(0, String::len);
        if self.line.len() + data + bytes.len() > LONGEST {
            return Err(WireError::TooLong { limit: LONGEST });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self, out: &mut Vec<SseEvent>) -> Result<(), WireError> {
        let line = std::mem::take(&mut self.line);
        let start = self.read;
        self.read += line.len() + 1;
        let first = !std::mem::replace(&mut self.begun, true);
        let text = match line.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if first => rest,
            _ => &line,
        };
        let text = std::str::from_utf8(text).map_err(|error| WireError::NotUtf8 {
            at: start + error.valid_up_to(),
        })?;
        if text.is_empty() {
            self.end_event(out);
        } else {
            self.field(text);
        }
        // The buffer serves the next line as well.
        self.line = line;
        self.line.clear();
        Ok(())
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                none => *none = Some(value.to_owned()),
            },
            // A comment has no name. An id and a time to come back after serve readers that connect again.
            _ => {}
        }
    }

    fn end_event(&mut self, out: &mut Vec<SseEvent>) {
        let name = std::mem::take(&mut self.name);
        if let Some(data) = self.data.take() {
            out.push(SseEvent { name, data });
        }
    }
}

/// Writes an event, for test servers and stand-ins.
pub(crate) fn write(out: &mut String, name: &str, data: &str) {
    if !name.is_empty() {
        out.push_str("event: ");
        out.push_str(name);
        out.push('\n');
    }
    for line in data.split('\n') {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every event of a stream that comes in pieces of this many bytes, and what its end cut off.
    fn read(stream: &[u8], piece: usize) -> (Vec<(String, String)>, Option<String>) {
        let (mut events, mut found) = (Events::default(), Vec::new());
        for bytes in stream.chunks(piece) {
            assert_eq!(events.push(bytes, &mut found), Ok(()));
        }
        let cut = events.finish().map(|event| event.data);
        let found = found.into_iter().map(|event| (event.name, event.data));
        (found.collect(), cut)
    }

    #[test]
    fn streams_read_the_same_in_any_pieces() {
        for (stream, expected) in [
            ("data: a\n\ndata: b\n\n", vec![("", "a"), ("", "b")]),
            (
                "\u{feff}data: a\r\n\r\ndata:b\r\rdata\n\n",
                vec![("", "a"), ("", "b"), ("", "")],
            ),
            (
                ": comment\n\nevent: x\ndata: 1\ndata:  2\nid: 7\nretry: 5\n\n",
                vec![("x", "1\n 2")],
            ),
            (
                "event: lost\n\ndata: {\"é\":\"🦀\"}\n\n",
                vec![("", "{\"é\":\"🦀\"}")],
            ),
            ("\n\n\r\n\r", vec![]),
        ] {
            for piece in 1..=stream.len() {
                let (found, cut) = read(stream.as_bytes(), piece);
                let found: Vec<_> = found.iter().map(|(n, d)| (&**n, &**d)).collect();
                assert_eq!(
                    (found, cut),
                    (expected.clone(), None),
                    "{stream:?} by {piece}"
                );
            }
        }
    }

    #[test]
    fn the_end_may_come_before_the_empty_line() {
        assert_eq!(read(b"data: a\ndata: b", 3), (vec![], Some("a\nb".into())));
        assert_eq!(
            read("data: é".as_bytes().split_last().unwrap().1, 3),
            (vec![], None)
        );
    }

    #[test]
    fn a_line_that_is_no_text_names_its_byte() {
        let pushed = Events::default().push(b"data: a\r\n\r\ndata: \xff\n", &mut Vec::new());
        assert_eq!(pushed, Err(WireError::NotUtf8 { at: 17 }));
    }

    #[test]
    fn an_endless_event_is_refused() {
        let (mut events, mut out) = (Events::default(), Vec::new());
        let line = [b"data: ".as_slice(), &b"x".repeat(1 << 20), b"\n"].concat();
        let refused = (0..40).find_map(|_| events.push(&line, &mut out).err());
        assert_eq!(refused, Some(WireError::TooLong { limit: LONGEST }));
    }
}
