//! Recordings of a model: one JSON line an exchange, found again by the request's exact bytes.
//!
//! Owns the file format. Must never hold a header or a key, and never answer what is not on record.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{last_message, shortened};
use crate::event::Event;
use crate::message::Settings;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, ModelPlan, RawReply};
use crate::wire::{Dialect, dialect};

const FORMAT: u32 = 1;

/// A line of a cassette.
#[derive(Serialize, Deserialize)]
struct Exchange {
    format: u32,
    settings: Settings,
    dialect: String,
    /// The exact text of the request's body.
    request: String,
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    /// The exact text of the answer's body.
    reply: String,
}

/// Why a cassette cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CassetteError {
    /// The file cannot be opened, read or written.
    #[error("cannot use the recording {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A line that is no exchange.
    #[error("line {line} of the recording is no exchange: {reason}\nnote: record it again")]
    Line {
        /// Counted from 1, over all texts given.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no exchange at all.
    #[error("the recording is empty\nnote: record it again")]
    Empty,
}

/// Passes everything on to a model and writes each exchange to a file.
///
/// A request that got no answer is not written: there is nothing to play again. Writing blocks.
#[derive(Debug)]
pub struct Recorder<M> {
    model: M,
    path: PathBuf,
    file: Mutex<File>,
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
        Ok(Self { model, path, file })
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
            request: ask.look(&plan)?.to_text(),
            settings: plan.settings,
            status: reply.status,
            retry_after_ms: reply.retry_after_ms,
            reply: reply.body.clone(),
        };
        self.write(&exchange)
            .map_err(|error| ModelError::Script(error.to_string()))?;
        answer
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

fn unusable(path: &Path, error: &std::io::Error) -> CassetteError {
    CassetteError::File {
        path: path.to_owned(),
        reason: error.to_string(),
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

/// Answers from recordings, by the request's exact bytes; anything else is
/// [`ModelError::Unrecorded`].
///
/// A request that was recorded several times gets its answers in recorded order, then the last one
/// again. The settings are the recorded ones, so that requests come out the same.
pub struct Player {
    settings: Settings,
    dialect: &'static dyn Dialect,
    answers: HashMap<String, Takes>,
}

struct Takes {
    replies: Vec<RawReply>,
    played: Mutex<usize>,
}

impl Player {
    /// Plays recordings held as text, such as `include_str!("cassettes/refund.jsonl")`.
    ///
    /// # Errors
    /// When a line is no exchange, or its settings or dialect differ from the first line's.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, CassetteError> {
        let lines = texts.into_iter().flat_map(str::lines).enumerate();
        let mut player: Option<Self> = None;
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |reason| CassetteError::Line {
                line: at + 1,
                reason,
            };
            let exchange = exchange(line).map_err(wrong)?;
            let player = match &mut player {
                Some(player) => player,
                empty => empty.insert(Self::begin(&exchange).map_err(wrong)?),
            };
            player.add(exchange).map_err(wrong)?;
        }
        player.ok_or(CassetteError::Empty)
    }

    /// Plays recordings in files.
    ///
    /// # Errors
    /// As [`new`](Self::new), and when a file cannot be read.
    pub fn open<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, CassetteError> {
        let text = |path: P| {
            std::fs::read_to_string(path.as_ref()).map_err(|error| unusable(path.as_ref(), &error))
        };
        let texts: Vec<String> = paths.into_iter().map(text).collect::<Result<_, _>>()?;
        Self::new(texts.iter().map(String::as_str))
    }

    fn begin(first: &Exchange) -> Result<Self, String> {
        Ok(Self {
            settings: first.settings.clone(),
            dialect: dialect(&first.dialect)
                .ok_or_else(|| format!("there is no dialect `{}`", first.dialect))?,
            answers: HashMap::new(),
        })
    }

    fn add(&mut self, exchange: Exchange) -> Result<(), String> {
        if exchange.settings != self.settings || exchange.dialect != self.dialect.name() {
            return Err("its settings or its dialect are not those of the first line".to_owned());
        }
        let takes = self
            .answers
            .entry(exchange.request)
            .or_insert_with(|| Takes {
                replies: Vec::new(),
                played: Mutex::new(0),
            });
        takes.replies.push(RawReply {
            status: exchange.status,
            body: exchange.reply,
            retry_after_ms: exchange.retry_after_ms,
        });
        Ok(())
    }

    fn play(&self, request: &str) -> Result<RawReply, ModelError> {
        self.answers
            .get(request)
            .and_then(Takes::next)
            .ok_or_else(|| ModelError::Unrecorded {
                last_message: last_message(request),
                nearest: self.nearest(request),
            })
    }

    /// Where the request leaves the recording that it follows longest.
    fn nearest(&self, request: &str) -> String {
        let nearest = self
            .answers
            .keys()
            .max_by_key(|known| (shared_prefix(known, request), *known));
        let Some(nearest) = nearest else {
            return "nothing is on record".to_owned();
        };
        let at = shared_prefix(nearest, request);
        format!(
            "it leaves the nearest recording at byte {at}: recorded `{}`, asked `{}`",
            shortened(&nearest[at..]),
            shortened(&request[at..])
        )
    }
}

fn exchange(line: &str) -> Result<Exchange, String> {
    let exchange: Exchange = serde_json::from_str(line).map_err(|error| error.to_string())?;
    match exchange.format {
        FORMAT => Ok(exchange),
        other => Err(format!(
            "its format is {other} and this version reads {FORMAT}"
        )),
    }
}

/// Bytes that both begin with, up to a whole character.
fn shared_prefix(a: &str, b: &str) -> usize {
    let pairs = a.chars().zip(b.chars());
    pairs
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum()
}

impl Takes {
    fn next(&self) -> Option<RawReply> {
        let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = self.replies.get(*played).or(self.replies.last()).cloned();
        *played += 1;
        reply
    }
}

impl Model for Player {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        let plan = self.plan();
        let answer = ask
            .body(&plan)
            .and_then(|body| self.play(&body.to_text()))
            .and_then(|raw| ask.read(plan, raw));
        Box::pin(std::future::ready(answer))
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player")
            .field("settings", &self.settings)
            .field("requests", &self.answers.len())
            .finish_non_exhaustive()
    }
}
