//! What the parser makes of texts whose values are known: agreement, refusals by design, failures, losses.
//!
//! The rules, none of which looks at an id or a text:
//! - *agree*: the value is the expected one, or what must be refused is refused.
//! - *stricter*: the parser refuses and its error says that reading the text would lose or invent data
//!   ([`ParseError::loss`]), or that there is no JSON in it; of a row that is marked as lossy the opt-in of its kind must give
//!   the expected value as well.
//! - *lost*: a value came without any opt-in although words of the text are missing in it and no repair notes
//!   them, or although the row is marked as lossy and that is the value.
//! - *fail*: the rest.

mod compare;
mod row;
mod stream;
mod table;

use std::fmt::Write as _;

use agent_core::parse::{Options, ParseError, Parsed, explain, parse_with};
use agent_core::schema::Lossy;
use serde_json::Value;

pub use compare::{is_expected, is_same_repaired, missing_words};
pub use row::Row;
pub use table::Report;

/// How a row came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As expected.
    Agree,
    /// Refused because data would be lost.
    Stricter,
    /// Otherwise than expected.
    Fail,
    /// Data went missing and nothing says so.
    Lost,
}

/// A verdict and why.
#[derive(Debug, Clone)]
pub struct Judged {
    /// How it came out.
    pub verdict: Verdict,
    /// Why, in one line.
    pub reason: String,
}

impl Judged {
    /// A verdict with its reason in one line.
    pub fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { verdict, reason }
    }
}

/// Judges one row.
pub fn judge(row: &Row) -> Judged {
    if row.is_stream() {
        return stream::judge(row);
    }
    let shape = match row.shape() {
        Ok(shape) => shape,
        Err(reason) => return Judged::new(Verdict::Fail, reason),
    };
    let parsed = parse_with(&row.input, shape, &Options::new());
    match (&*row.kind, &row.lossy) {
        ("fail", _) => refused(&parsed),
        (_, Some(_)) => lossy(row, &parsed),
        _ if row.is_repair() => repaired(row, &parsed),
        _ => typed(row, &parsed),
    }
}

/// A row of what is shown of a text that may be cut.
fn refused(parsed: &Result<Parsed, ParseError>) -> Judged {
    match parsed {
        Ok(parsed) => Judged::new(
            Verdict::Fail,
            format!("must be refused, got {}", parsed.json),
        ),
        Err(error) => Judged::new(Verdict::Agree, error.to_string()),
    }
}

fn typed(row: &Row, parsed: &Result<Parsed, ParseError>) -> Judged {
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return by_design(error),
    };
    if row.expects(parsed) {
        return Judged::new(Verdict::Agree, "");
    }
    let reason = format!("expected {}, got {}", row.expected, parsed.json);
    Judged::new(Verdict::Fail, reason)
}

/// A row whose expected value loses or invents something.
fn lossy(row: &Row, parsed: &Result<Parsed, ParseError>) -> Judged {
    let (kind, why) = row.lossy.clone().unwrap_or_default();
    let error = match parsed {
        Ok(parsed) if row.expects(parsed) => {
            return Judged::new(
                Verdict::Lost,
                format!("accepted without the opt-in `{kind}`: {why}"),
            );
        }
        Ok(parsed) => {
            let reason = format!("{kind}: expected is lossy, ours is not: {}", parsed.json);
            return Judged::new(Verdict::Fail, reason);
        }
        Err(error) => error,
    };
    let allowed = row.allowing(row.opt_in());
    match allowed {
        Ok(parsed) if row.expects(&parsed) => Judged::new(
            Verdict::Stricter,
            format!("{kind}: {error}; the opt-in gives the expected value"),
        ),
        Ok(parsed) => Judged::new(
            Verdict::Fail,
            format!("{kind}: the opt-in gives {}", parsed.json),
        ),
        Err(error) => Judged::new(
            Verdict::Fail,
            format!("{kind}: refused with the opt-in too: {error}"),
        ),
    }
}

/// A row without a type, whose expected value another program made.
fn repaired(row: &Row, parsed: &Result<Parsed, ParseError>) -> Judged {
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return by_design(error),
    };
    let notes: Vec<&str> = parsed.repairs.iter().map(|one| one.note.as_str()).collect();
    let missing = missing_words(&row.input, &parsed.json, &notes);
    if !missing.is_empty() {
        let reason = format!("missing: {}; got {}", missing.join(" "), parsed.json);
        return Judged::new(Verdict::Lost, reason);
    }
    let got: Value = serde_json::from_str(&parsed.json).unwrap_or_default();
    if is_same_repaired(&got, &row.expected) {
        return Judged::new(Verdict::Agree, "");
    }
    let theirs = missing_words(&row.input, &row.expected.to_string(), &[]);
    let why = if theirs.is_empty() {
        "ours loses nothing and reads it otherwise".to_owned()
    } else {
        format!(
            "ours loses nothing, the expected value loses `{}`",
            theirs.join(" ")
        )
    };
    let reason = format!("{why}: expected {}, got {}", row.expected, parsed.json);
    Judged::new(Verdict::Fail, reason)
}

/// Whether an error says that reading the text would lose data.
fn by_design(error: &ParseError) -> Judged {
    let loss = error.loss();
    let says = |kind| loss.allows(kind) && !loss.is_none();
    let word = match error {
        ParseError::NoJson { .. } => "no value in the text",
        _ if says(Lossy::TRUNCATED) => "truncated",
        _ if says(Lossy::NUMBER) => "number",
        _ if says(Lossy::DROPPED) => "dropped",
        _ if says(Lossy::DEFAULTED) => "defaulted",
        ParseError::Syntax(_) => {
            let reason = format!("refused, as it could only be guessed: {error}");
            return Judged::new(Verdict::Fail, reason);
        }
        _ => return Judged::new(Verdict::Fail, error.to_string()),
    };
    Judged::new(Verdict::Stricter, format!("{word}: {error}"))
}

impl Row {
    fn expects(&self, parsed: &Parsed) -> bool {
        let schema: Value = serde_json::from_str(&self.schema).unwrap_or_default();
        let got = serde_json::from_str(&parsed.json);
        got.is_ok_and(|got| is_expected(&got, &self.expected, &schema))
    }

    fn allowing(&self, lossy: Lossy) -> Result<Parsed, ParseError> {
        let shape = self.shape().map_err(|_| ParseError::TooTangled)?;
        parse_with(&self.input, shape, &Options::new().lossy(lossy))
    }

    /// All that is known of the row, for people.
    pub fn explain(&self, judged: &Judged) -> String {
        let mut text = format!(
            "{} ({}, {})\ninput:\n{}\nschema: {}\n",
            self.id, self.class, self.kind, self.input, self.schema
        );
        if let Ok(shape) = self.shape() {
            let options = Options::new();
            for (name, options) in [
                ("as it is", options),
                ("known to be complete", options.complete(true)),
                ("with the opt-in", options.lossy(self.opt_in())),
            ] {
                let _ = write!(text, "\n{name}\n{}", explain(&self.input, shape, &options));
            }
        }
        if self.is_stream() {
            let _ = writeln!(text, "shown: {:?}", stream::shown(self));
        }
        if let Some((kind, why)) = &self.lossy {
            let _ = writeln!(text, "lossy: {kind}: {why}");
        }
        text + &format!(
            "expected: {}\nverdict: {:?}: {}\n",
            self.expected, judged.verdict, judged.reason
        )
    }
}
