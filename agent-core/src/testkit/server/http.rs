//! Reading a request: a head, and as much of a body as it promises.

use std::io::{BufRead, Read};
use std::time::Instant;

/// Bytes of a request that a test may send.
const LONGEST: u64 = 64 << 20;

/// A request as it came.
#[derive(Clone)]
pub struct Received {
    /// `POST`
    pub method: String,
    /// `/v1/chat/completions`, with its query if there is one.
    pub path: String,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body; what is no UTF-8 is replaced.
    pub body: String,
    /// When all of it was there.
    pub at: Instant,
}

impl Received {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let known = self.headers.iter().find(|(known, _)| known == name);
        known.map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Debug for Received {
    /// Without the headers' values, where keys are.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// One request; `None` when the client is gone or speaks no HTTP.
pub(super) fn receive(input: &mut impl BufRead) -> Option<Received> {
    let first = line(input)?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let line = line(input)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let value = |name: &str| headers.iter().find(|(known, _)| known == name);
    let body = match (value("content-length"), value("transfer-encoding")) {
        (Some((_, length)), _) => exactly(input, length.parse().ok()?)?,
        (None, Some(_)) => chunks(input)?,
        (None, None) => Vec::new(),
    };
    Some(Received {
        method,
        path,
        body: String::from_utf8_lossy(&body).into_owned(),
        headers,
        at: Instant::now(),
    })
}

/// A line without its end; `None` at the end of everything.
fn line(input: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    let read = input.take(LONGEST).read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

fn exactly(input: &mut impl BufRead, length: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let length = Some(length).filter(|length| *length <= LONGEST)?;
    let read = input.take(length).read_to_end(&mut bytes).ok()?;
    (u64::try_from(read).ok()? == length).then_some(bytes)
}

fn chunks(input: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let length = u64::from_str_radix(line(input)?.split(';').next()?, 16).ok()?;
        bytes.extend(exactly(input, length)?);
        line(input)?;
        if length == 0 {
            return Some(bytes);
        }
    }
}
