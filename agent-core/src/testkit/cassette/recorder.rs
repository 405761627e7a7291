//! Writing a recording.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::{CassetteError, Exchange, FORMAT, Redaction, unusable};
use crate::event::Event;
use crate::message::Settings;
use crate::port::is_event_stream;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, ModelPlan};
use crate::wire::{Dialect, read_stream};

/// Passes everything on to a model and writes each exchange to a file.
///
/// A request that got no answer is not written: there is nothing to play again. Headers are never written, nor what
/// looks like a provider's key. Writing blocks.
#[derive(Debug)]
pub struct Recorder<M> {
    model: M,
    path: PathBuf,
    file: Mutex<File>,
    redaction: Redaction,
}

impl<M: Model> Recorder<M> {
    /// Records into a file, which is made when it is not there and added to when it is.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn new(model: M, path: impl Into<PathBuf>) -> Result<Self, CassetteError> {
        let path = path.into();
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = Mutex::new(file.map_err(|error| unusable(&path, &error))?);
        let redaction = Redaction::new();
        Ok(Self {
            model,
            path,
            file,
            redaction,
        })
    }

    /// Takes out of the recording what these rules say; the player needs the same.
    #[must_use]
    pub fn redacting(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }

    async fn record(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let answer = self.model.ask(ask).await;
        let came = match &answer {
            Ok(answer) => Some(&answer.raw),
            Err(error) => error.raw(),
        };
        let Some(reply) = came else {
            return answer;
        };
        let plan = ask.tried().unwrap_or_else(|| self.model.plan());
        let exchange = Exchange {
            format: FORMAT,
            dialect: plan.dialect.name().to_owned(),
            request: self.redaction.apply(&ask.look(&plan)?.to_text()),
            settings: self.redaction.settings(&plan.settings),
            status: reply.status,
            retry_after_ms: reply.retry_after_ms,
            reply: self.redacted(plan.dialect, &reply.body),
        };
        self.write(&exchange)
            .map_err(|error| ModelError::Script(error.to_string()))?;
        answer
    }

    /// The body of an answer without what must not be there. In a stream it may stand in two events, half and half:
    /// such a stream is written anew, from the reply that it made.
    fn redacted(&self, dialect: &'static dyn Dialect, body: &str) -> String {
        let clean = || {
            let whole = dialect.encode_reply(&read_stream(dialect, body.as_bytes()).ok()?);
            let redacted = self.redaction.apply(&whole);
            (redacted != whole).then(|| dialect.decode(&redacted).ok())?
        };
        let clean = is_event_stream(body).then(clean).flatten();
        clean.map_or_else(
            || self.redaction.apply(body),
            |reply| dialect.encode_stream(&reply),
        )
    }

    /// One write a line, so that recorders of several processes do not mix within a line.
    fn write(&self, exchange: &Exchange) -> Result<(), CassetteError> {
        let mut line =
            serde_json::to_string(exchange).map_err(|error| unusable(&self.path, &error.into()))?;
        line.push('\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(line.as_bytes())
            .map_err(|error| unusable(&self.path, &error))
    }
}

impl<M: Model> Model for Recorder<M> {
    fn settings(&self) -> &Settings {
        self.model.settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.model.dialect()
    }

    fn host(&self) -> &str {
        self.model.host()
    }

    fn plans(&self) -> Vec<ModelPlan> {
        self.model.plans()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.record(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.model.recall(thread);
    }
}
