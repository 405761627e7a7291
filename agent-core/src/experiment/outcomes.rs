//! What became of threads, by the version of the prompt that each began with: a fold over their events.

use std::collections::BTreeMap;

use crate::event::{Event, Fact, FactError, Started, StopReason};
use crate::message::Usage;

/// The version of a prompt that a thread began with. Texts are empty where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PromptVersion {
    /// The experiment that chose it.
    pub experiment: String,
    /// The experiment's name of it.
    pub arm: String,
    /// The prompt, as `name@version#hash`.
    pub prompt: String,
}

/// How a thread ended, so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ended {
    /// Not yet.
    #[default]
    Open,
    /// As planned.
    Finished,
    /// At a bound, or because the flow said so.
    Stopped,
    /// Because the model gave nothing that could be taken, or the agent got stuck.
    Failed,
    /// From outside.
    Cancelled,
}

/// What became of one thread. Of a fork, only what is its own counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadOutcome {
    /// What it began with.
    pub version: PromptVersion,
    /// How it ended.
    pub ended: Ended,
    /// Steps that were chosen, by the model or the flow.
    pub steps: u64,
    /// Tokens by the provider's account, or estimated where it gave none; summaries included.
    pub tokens: u64,
    /// What it cost, in millionths of the price table's currency.
    pub cost_micros: u64,
    /// Nothing that the model said was taken since this happened last.
    failed: bool,
}

/// What became of the threads of one version.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Outcome {
    /// How many there are.
    pub threads: u64,
    /// Of which so many finished.
    pub finished: u64,
    /// Of which so many stopped.
    pub stopped: u64,
    /// Of which so many failed.
    pub failed: u64,
    /// Of which so many were cancelled.
    pub cancelled: u64,
    /// Steps of all of them.
    pub steps: u64,
    /// Tokens of all of them.
    pub tokens: u64,
    /// Cost of all of them, in millionths.
    pub cost_micros: u64,
    /// How many were scored.
    pub scored: u64,
    /// The sum of their scores.
    pub score: f64,
}

/// What became of threads, by the version of their prompt. Its `Display` is a table, a line a version.
///
/// ```
/// use agent_core::event::{Event, FactError};
/// use agent_core::experiment::Outcomes;
///
/// # fn show(threads: Vec<Vec<Event>>) -> Result<(), FactError> {
/// let mut outcomes = Outcomes::default();
/// for events in &threads {
///     let short = events.len() < 20;
///     outcomes.add(events, Some(f64::from(u8::from(short))))?; // your score; the table prints its mean
/// }
/// println!("{outcomes}");
/// # Ok(())
/// # }
/// # show(Vec::new()).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcomes {
    versions: BTreeMap<PromptVersion, Outcome>,
}

impl Outcomes {
    /// Takes in one thread, with a score if it has one.
    ///
    /// # Errors
    /// If an event cannot be read.
    pub fn add(&mut self, events: &[Event], score: Option<f64>) -> Result<(), FactError> {
        let thread = ThreadOutcome::of(events)?;
        let of_version = self.versions.entry(thread.version.clone()).or_default();
        of_version.take_in(&thread, score);
        Ok(())
    }

    /// The versions in the order of their names, with what became of their threads.
    pub fn versions(&self) -> impl Iterator<Item = (&PromptVersion, &Outcome)> {
        self.versions.iter()
    }

    /// What became of the threads of an experiment's arm, whatever its prompt was.
    #[must_use]
    pub fn arm(&self, experiment: &str, arm: &str) -> Outcome {
        let of_arm =
            |version: &PromptVersion| version.experiment == experiment && version.arm == arm;
        let mut sum = Outcome::default();
        for (_, outcome) in self.versions().filter(|(version, _)| of_arm(version)) {
            sum.add(outcome);
        }
        sum
    }
}

impl Outcome {
    /// How many threads have not ended.
    #[must_use]
    pub const fn open(&self) -> u64 {
        self.threads - self.finished - self.stopped - self.failed - self.cancelled
    }

    fn take_in(&mut self, thread: &ThreadOutcome, score: Option<f64>) {
        let ended = |how| u64::from(thread.ended == how);
        self.add(&Self {
            threads: 1,
            finished: ended(Ended::Finished),
            stopped: ended(Ended::Stopped),
            failed: ended(Ended::Failed),
            cancelled: ended(Ended::Cancelled),
            steps: thread.steps,
            tokens: thread.tokens,
            cost_micros: thread.cost_micros,
            scored: u64::from(score.is_some()),
            score: score.unwrap_or_default(),
        });
    }

    fn add(&mut self, other: &Self) {
        self.threads += other.threads;
        self.finished += other.finished;
        self.stopped += other.stopped;
        self.failed += other.failed;
        self.cancelled += other.cancelled;
        self.steps = self.steps.saturating_add(other.steps);
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.cost_micros = self.cost_micros.saturating_add(other.cost_micros);
        self.scored += other.scored;
        self.score += other.score;
    }
}

impl ThreadOutcome {
    /// What became of the thread of these events.
    ///
    /// # Errors
    /// If an event cannot be read.
    pub fn of(events: &[Event]) -> Result<Self, FactError> {
        let mut outcome = Self::default();
        for event in events {
            if let Some(fact) = Fact::read(event)? {
                outcome.take_in(fact);
            }
        }
        Ok(outcome)
    }

    fn take_in(&mut self, fact: Fact) {
        match fact {
            Fact::Started(started) => self.version = version(started),
            Fact::Forked(_) => {
                let version = std::mem::take(&mut self.version);
                *self = Self {
                    version,
                    ..Self::default()
                };
            }
            Fact::ModelReplied(replied) => {
                let usage = replied.reply.usage.unwrap_or_default();
                self.spend(&usage, replied.cost_micros);
                self.tokens = self.tokens.saturating_add(replied.estimated_tokens);
            }
            Fact::ContextTrimmed(trimmed) => {
                if let Some(summed_up) = trimmed.summed_up {
                    self.spend(&summed_up.usage, summed_up.cost_micros);
                }
            }
            Fact::StepsChosen(chosen) => {
                self.steps += chosen.steps.len() as u64;
                self.failed = false;
            }
            Fact::ModelFailed(_) | Fact::ContextRefused(_) | Fact::ReplyRefused(_) => {
                self.failed = true;
            }
            other => self.end(&other),
        }
    }

    fn spend(&mut self, usage: &Usage, cost_micros: u64) {
        self.tokens = self.tokens.saturating_add(usage.total());
        self.cost_micros = self.cost_micros.saturating_add(cost_micros);
    }

    fn end(&mut self, fact: &Fact) {
        let stuck = |reason: &StopReason| matches!(reason, StopReason::Stuck(_));
        let flow = |reason: &StopReason| matches!(reason, StopReason::Flow(_));
        self.ended = match fact {
            Fact::Cancelled(_) => Ended::Cancelled,
            _ if self.ended == Ended::Cancelled => return,
            Fact::Finished => Ended::Finished,
            Fact::Stopped(stopped) if stuck(&stopped.reason) => Ended::Failed,
            Fact::Stopped(stopped) if self.failed && flow(&stopped.reason) => Ended::Failed,
            Fact::Stopped(_) => Ended::Stopped,
            // The thread goes on.
            Fact::MessageReceived(_) | Fact::LimitsRaised(_) | Fact::HelpAnswered(_) => Ended::Open,
            _ => return,
        };
    }
}

fn version(started: Started) -> PromptVersion {
    let chosen = started.arm.unwrap_or_default();
    PromptVersion {
        experiment: chosen.experiment,
        arm: chosen.arm,
        prompt: started.prompt.unwrap_or_default(),
    }
}
