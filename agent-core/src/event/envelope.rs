//! What a line says around its data. Knows nothing of checksums.

use serde::de::DeserializeOwned;

use super::line::COVERED;
use super::raw::Cursor;
use super::{LineError, LineFault, Time};

/// What a line says around its data.
pub(super) struct Envelope {
    pub(super) seq: u64,
    /// The place of its value.
    seq_at: usize,
    pub(super) at: Time,
    /// From where to where in the line.
    pub(super) kind: (u32, u32),
    pub(super) data_start: u32,
}

impl Envelope {
    /// Reads the members of a line, whatever its checksum.
    pub(super) fn of(line: &str) -> Result<Self, LineError> {
        let mut fields = Fields::default();
        let mut cursor = Cursor::new(line, b'{', b'}');
        loop {
            let member = cursor
                .next_member()
                .map_err(|e| LineError::new(fields.next(), e.at, LineFault::Json(e.to_string())))?;
            let Some((key, value)) = member else { break };
            match &line[key.start + 1..key.end - 1] {
                "seq" => fields.seq = Some((value.start, number("seq", line, &value)?)),
                "at" => fields.at = Some(Time(number("at", line, &value)?)),
                "type" => fields.kind = Some(plain_name(line, &value)?),
                "data" => fields.data = Some(last(line, &value)?),
                _ => {}
            }
        }
        fields.all()
    }

    /// That the number is the one that follows.
    pub(super) fn expect(&self, expected: Option<u64>) -> Result<(), LineError> {
        expected.map_or(Ok(()), |seq| in_order(self.seq_at, seq, self.seq))
    }
}

/// That a number stands where it should.
pub(super) fn in_order(at: usize, expected: u64, found: u64) -> Result<(), LineError> {
    if expected == found {
        return Ok(());
    }
    let fault = LineFault::Order { expected, found };
    Err(LineError::new("seq", at, fault))
}

/// The members that were read so far.
#[derive(Default)]
struct Fields {
    seq: Option<(usize, u64)>,
    at: Option<Time>,
    kind: Option<(u32, u32)>,
    data: Option<u32>,
}

impl Fields {
    /// The member that should come next.
    fn next(&self) -> &'static str {
        match self {
            Self { seq: None, .. } => "seq",
            Self { at: None, .. } => "at",
            Self { kind: None, .. } => "type",
            _ => "data",
        }
    }

    fn all(self) -> Result<Envelope, LineError> {
        let missing = LineError::new(self.next(), COVERED, LineFault::Missing);
        match (self.seq, self.at, self.kind, self.data) {
            (Some((seq_at, seq)), Some(at), Some(kind), Some(data_start)) => Ok(Envelope {
                seq,
                seq_at,
                at,
                kind,
                data_start,
            }),
            _ => Err(missing),
        }
    }
}

type Place = std::ops::Range<usize>;

fn number<T: DeserializeOwned>(field: &str, line: &str, value: &Place) -> Result<T, LineError> {
    let text = &line[value.clone()];
    serde_json::from_str(text)
        .map_err(|_| LineError::new(field, value.start, wrong_type("a whole number", text)))
}

/// The place between the quotes of a text without escapes.
fn plain_name(line: &str, value: &Place) -> Result<(u32, u32), LineError> {
    let text = &line[value.clone()];
    if !text.starts_with('"') || text.contains('\\') {
        return Err(LineError::new(
            "type",
            value.start,
            wrong_type("a plain name in quotes", text),
        ));
    }
    Ok((
        within("type", value.start + 1)?,
        within("type", value.end - 1)?,
    ))
}

/// The start of the data, which only the line's closing bracket may follow.
fn last(line: &str, value: &Place) -> Result<u32, LineError> {
    if value.end + 1 != line.len() {
        return Err(LineError::new("data", value.end, LineFault::NotLast));
    }
    if let Some(at) = memchr::memchr2(b'\n', b'\r', line.as_bytes()) {
        return Err(LineError::new("data", at, LineFault::LineBreak));
    }
    within("data", value.start)
}

fn within(field: &str, at: usize) -> Result<u32, LineError> {
    u32::try_from(at).map_err(|_| LineError::new(field, at, LineFault::TooLong))
}

/// Other JSON than the field holds.
pub(super) fn wrong_type(expected: &'static str, found: &str) -> LineFault {
    let found = found.chars().take(32).collect();
    LineFault::Type { expected, found }
}
