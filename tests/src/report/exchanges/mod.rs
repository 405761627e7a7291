//! Recorded exchanges with providers, and what the dialects must make of them.
//!
//! A row is one recording: its requests and answers in order. Four things are asked of it, each judged against
//! a reading of the same JSON that knows nothing of the dialects' code.

mod decoded;
mod driven;
mod errors;
mod forms;
mod own;
mod plain;
mod pieces;
mod requests;
mod same;

use agent_core::wire::{Dialect, dialect};
use serde_json::Value;

/// One recording.
pub struct Row {
    /// Its name.
    pub id: String,
    /// The API, as the file calls it.
    pub api: String,
    /// The provider, in a word.
    pub host: String,
    /// What is in it.
    pub features: Vec<String>,
    /// Requests and answers, in order.
    pub exchanges: Vec<Exchange>,
}

/// A request and its answer.
pub struct Exchange {
    /// The path below the provider's address.
    pub path: String,
    /// The request's body.
    pub request: Value,
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    pub body: Body,
}

/// An answer's body, as it was recorded.
pub enum Body {
    /// JSON.
    Json(Value),
    /// An event stream, byte for byte.
    Sse(String),
    /// Neither.
    Text(String),
}

/// What was found when one thing was asked of a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// How often the row had what it was asked for.
    pub had: usize,
    /// What went wrong, a line each.
    pub faults: Vec<String>,
}

impl Finding {
    fn expect(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(fault());
        }
    }
}

/// What was found in a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Answers decode to what they say.
    pub decoded: Finding,
    /// Streams decode alike in any pieces.
    pub rechunk: Finding,
    /// Requests are written again, and grow as the recorded ones did.
    pub request: Finding,
    /// Errors become the right typed error and retry decision.
    pub error: Finding,
    /// Messages that the typed forms say, and all messages of requests.
    pub typed: (usize, usize),
}

/// A row that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub struct RowError(pub String);

impl Row {
    /// Reads a line of a file.
    pub fn read(line: &str) -> Result<Self, RowError> {
        let row: Value = serde_json::from_str(line).map_err(|error| RowError(error.to_string()))?;
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let list = |name: &str| row[name].as_array().cloned().unwrap_or_default();
        Ok(Self {
            id: text("id"),
            api: text("api"),
            host: text("host"),
            features: list("features")
                .iter()
                .filter_map(|feature| feature.as_str().map(str::to_owned))
                .collect(),
            exchanges: list("exchanges")
                .iter()
                .map(Exchange::read)
                .collect::<Result<_, _>>()?,
        })
    }

    /// The dialect of the row's API, if there is one.
    pub fn dialect(&self) -> Option<&'static dyn Dialect> {
        dialect(&self.api.replace('-', "_"))
    }

    /// Asks everything of the row. `sets` is how many random ways each stream is cut into pieces.
    pub fn judge(&self, sets: u64) -> Findings {
        let mut found = Findings::default();
        let Some(dialect) = self.dialect() else {
            let fault = format!("there is no dialect for `{}`", self.api);
            for finding in [
                &mut found.decoded,
                &mut found.rechunk,
                &mut found.request,
                &mut found.error,
            ] {
                finding.faults.push(fault.clone());
            }
            return found;
        };
        for (at, exchange) in self.exchanges.iter().enumerate() {
            decoded::judge(dialect, at, exchange, &mut found.decoded);
            pieces::judge(dialect, at, exchange, sets, &mut found.rechunk);
            requests::again(dialect, at, exchange, &mut found);
            errors::judge(dialect, at, exchange, &mut found.error);
        }
        driven::judge(dialect, &self.exchanges, &mut found.request);
        found
    }
}

impl Exchange {
    fn read(json: &Value) -> Result<Self, RowError> {
        let response = &json["response"];
        let text = |name: &str| response[name].as_str().map(str::to_owned);
        let body = text("sse")
            .map(Body::Sse)
            .or_else(|| text("text").map(Body::Text))
            .or_else(|| response.get("json").cloned().map(Body::Json));
        Ok(Self {
            path: json["request"]["path"].as_str().unwrap_or_default().into(),
            request: json["request"]["json"].clone(),
            status: response["status"]
                .as_u64()
                .and_then(|status| u16::try_from(status).ok())
                .ok_or_else(|| RowError("an answer has no status".into()))?,
            body: body.ok_or_else(|| RowError("an answer has no body".into()))?,
        })
    }

    /// The request as it is read, and the reply as it is read.
    pub fn explain(&self, dialect: Option<&'static dyn Dialect>) -> String {
        let Some(dialect) = dialect else {
            return "no dialect reads it".into();
        };
        let request = dialect.decode_request(&self.request.to_string());
        format!("{request:#?}\n{:#?}", self.decode(dialect))
    }

    /// What the answer says by a reading of its own; `None` where it is no answer.
    fn plain(&self, dialect: &dyn Dialect) -> Option<plain::Plain> {
        if !(200..300).contains(&self.status) {
            return None;
        }
        match &self.body {
            Body::Json(json) => plain::whole(dialect.name(), json),
            Body::Sse(stream) => plain::stream(dialect.name(), stream),
            Body::Text(_) => None,
        }
    }

    /// The answer's bytes.
    fn bytes(&self) -> String {
        match &self.body {
            Body::Json(json) => json.to_string(),
            Body::Sse(text) | Body::Text(text) => text.clone(),
        }
    }

    fn decode(
        &self,
        dialect: &'static dyn Dialect,
    ) -> Result<agent_core::message::Reply, agent_core::wire::WireError> {
        match &self.body {
            Body::Json(json) => dialect.decode(&json.to_string()),
            Body::Text(text) => dialect.decode(text),
            Body::Sse(stream) => agent_core::wire::read_stream(dialect, stream.as_bytes()),
        }
    }
}
