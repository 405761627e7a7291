//! Playing a recording.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;

use super::{
    CassetteError, Exchange, FORMAT, Redaction, last_message, shared_prefix, shortened, unusable,
};
use crate::message::Settings;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, ModelPlan, RawReply};
use crate::wire::{Dialect, dialect};

/// Answers from recordings, by the request's exact bytes; anything else is
/// [`ModelError::Unrecorded`].
///
/// A request that was recorded several times gets its answers in recorded order, then the last one
/// again. The settings are the recorded ones, so that requests come out the same.
pub struct Player {
    settings: Settings,
    dialect: &'static dyn Dialect,
    redaction: Redaction,
    /// In recorded order.
    takes: Vec<Take>,
    /// Where in `takes` the answers to a request stand, and how many of them were given.
    answers: Mutex<HashMap<String, (Vec<usize>, usize)>>,
}

struct Take {
    request: String,
    reply: RawReply,
}

/// Recordings that nobody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} of {recorded} recordings were not played; the first of them ends with {}\nnote: record again, so that the file holds what is needed and no more", .requests.len(), first(.requests))]
pub struct NotPlayed {
    /// How many there are in all.
    pub recorded: usize,
    /// The last message of each that was not played, in recorded order.
    pub requests: Vec<String>,
}

fn first(requests: &[String]) -> &str {
    requests.first().map_or("nothing", String::as_str)
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
        let player = player.ok_or(CassetteError::Empty)?;
        Ok(player.redacting(Redaction::new()))
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

    /// Takes out of each request what these rules say before it is looked up: those that it was recorded with.
    #[must_use]
    pub fn redacting(mut self, redaction: Redaction) -> Self {
        let mut answers: HashMap<String, (Vec<usize>, usize)> = HashMap::new();
        for (at, take) in self.takes.iter().enumerate() {
            let request = redaction.apply(&take.request);
            answers.entry(request).or_default().0.push(at);
        }
        self.answers = Mutex::new(answers);
        self.redaction = redaction;
        self
    }

    fn begin(first: &Exchange) -> Result<Self, String> {
        Ok(Self {
            settings: first.settings.clone(),
            dialect: dialect(&first.dialect)
                .ok_or_else(|| format!("there is no dialect `{}`", first.dialect))?,
            redaction: Redaction::new(),
            takes: Vec::new(),
            answers: Mutex::default(),
        })
    }

    fn add(&mut self, exchange: Exchange) -> Result<(), String> {
        if exchange.settings != self.settings || exchange.dialect != self.dialect.name() {
            return Err("its settings or its dialect are not those of the first line".to_owned());
        }
        self.takes.push(Take {
            request: exchange.request,
            reply: RawReply {
                status: exchange.status,
                body: exchange.reply,
                retry_after_ms: exchange.retry_after_ms,
            },
        });
        Ok(())
    }

    /// Whether every recording was played.
    ///
    /// # Errors
    /// Those that nobody asked for.
    pub fn finish(&self) -> Result<(), NotPlayed> {
        let mut idle: Vec<usize> = Vec::new();
        for (takes, given) in self.answers().values() {
            idle.extend(takes.iter().skip(*given));
        }
        idle.sort_unstable();
        if idle.is_empty() {
            return Ok(());
        }
        let requests = idle.into_iter().filter_map(|at| self.takes.get(at));
        Err(NotPlayed {
            recorded: self.takes.len(),
            requests: requests.map(|take| last_message(&take.request)).collect(),
        })
    }

    /// Whether this request is on record.
    pub(super) fn knows(&self, request: &str) -> bool {
        self.answers().contains_key(&self.redaction.apply(request))
    }

    fn play(&self, request: &str) -> Result<RawReply, ModelError> {
        let request = self.redaction.apply(request);
        let mut answers = self.answers();
        let take = answers.get_mut(&request).and_then(|(takes, given)| {
            let at = takes.get(*given).or(takes.last()).copied();
            *given += 1;
            self.takes.get(at?)
        });
        take.map(|take| take.reply.clone())
            .ok_or_else(|| ModelError::Unrecorded {
                last_message: last_message(&request),
                nearest: nearest(answers.keys(), &request),
            })
    }

    /// The answer to a request that was written for this plan.
    pub(super) fn answer(&self, ask: &Ask, plan: ModelPlan) -> Result<Answer, ModelError> {
        let raw = self.play(&ask.body(&plan)?.to_text())?;
        ask.read(plan, raw)
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<String, (Vec<usize>, usize)>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the request leaves the recording that it follows longest.
fn nearest<'a>(known: impl Iterator<Item = &'a String>, request: &str) -> String {
    let Some(nearest) = known.max_by_key(|known| (shared_prefix(known, request), *known)) else {
        return "nothing is on record".to_owned();
    };
    let at = shared_prefix(nearest, request);
    format!(
        "it leaves the nearest recording at byte {at}: recorded `{}`, asked `{}`",
        shortened(&nearest[at..]),
        shortened(&request[at..])
    )
}

fn exchange(line: &str) -> Result<Exchange, String> {
    let exchange: Exchange = serde_json::from_str(line).map_err(|error| error.to_string())?;
    match exchange.format {
        1..=FORMAT => Ok(exchange),
        other => Err(format!(
            "its format is {other} and this version reads up to {FORMAT}"
        )),
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
        Box::pin(std::future::ready(self.answer(ask, self.plan())))
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player")
            .field("settings", &self.settings)
            .field("recordings", &self.takes.len())
            .finish_non_exhaustive()
    }
}
