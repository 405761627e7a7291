//! Where the tokens of a thread went: by part and by request, and what they cost.

use std::fmt;

use super::{ExplainError, Format, TokenCounter};
use crate::event::{Event, Fact, FactError, PartTokens};
use crate::message::Usage;
use crate::thread::Thread;

/// What each request of a thread was made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The requests, in order.
    pub turns: Vec<ProfiledTurn>,
    /// What was done and paid for after the last of them, for a request that was not sent: it did not fit, or is still
    /// to come.
    pub unsent: ProfiledTurn,
}

/// What one request was made of, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfiledTurn {
    /// The event that it was sent.
    pub seq: u64,
    /// Bytes that were sent.
    pub bytes: u64,
    /// Tokens by part, as they were counted before; only under a budget.
    pub counted: PartTokens,
    /// Tokens by the provider's account; nothing where there was no reply. Those of a summary that was made for this
    /// request are among them.
    pub usage: Usage,
    /// What it cost, in millionths of the price table's currency, a summary included.
    pub cost_micros: u64,
    /// Batches before it that made the model see less: the prefix moved.
    pub trims: u64,
}

impl Profile {
    /// The profile of a thread's events.
    ///
    /// ```
    /// # use agent_core::context::Profile;
    /// # use agent_core::event::{Event, FactError};
    /// # fn show(events: &[Event]) -> Result<(), FactError> {
    /// let profile = Profile::of(events)?;
    /// println!("{profile}"); // one line a request, and a line with the sums
    /// # Ok(())
    /// # }
    /// # show(&[]).unwrap();
    /// ```
    ///
    /// # Errors
    /// If an event cannot be read.
    pub fn of(events: &[Event]) -> Result<Self, FactError> {
        let (mut turns, mut next) = (Vec::<ProfiledTurn>::new(), ProfiledTurn::default());
        let mut documents = false;
        for event in events {
            match Fact::read(event)? {
                Some(Fact::DocumentsRetrieved(fact)) => {
                    // Those of the last retrieval went.
                    let before = std::mem::replace(&mut documents, !fact.documents.is_empty());
                    next.trims += u64::from(before);
                }
                Some(Fact::ContextTrimmed(trimmed)) => {
                    next.trims += 1;
                    if let Some(summed_up) = trimmed.summed_up {
                        next.usage.add(&summed_up.usage);
                        next.cost_micros = next.cost_micros.saturating_add(summed_up.cost_micros);
                    }
                }
                Some(Fact::ModelAsked(asked)) => turns.push(ProfiledTurn {
                    seq: event.seq(),
                    bytes: asked.bytes,
                    counted: asked.tokens.unwrap_or_default(),
                    ..std::mem::take(&mut next)
                }),
                Some(Fact::ModelReplied(replied)) => {
                    if let Some(turn) = turns.last_mut() {
                        turn.usage.add(&replied.reply.usage.unwrap_or_default());
                        turn.cost_micros = turn.cost_micros.saturating_add(replied.cost_micros);
                    }
                }
                _ => {}
            }
        }
        let unsent = next;
        Ok(Self { turns, unsent })
    }

    /// The profile of a thread, with the tokens by part that nobody counted before: `counter` counts them now, in
    /// the request as it is written once more. `formats` are the user's own, if the thread was written in one.
    ///
    /// # Errors
    /// If an event cannot be read, or a request cannot be written by this program.
    pub fn counted(
        thread: &Thread,
        counter: &dyn TokenCounter,
        formats: &[Format],
    ) -> Result<Self, ExplainError> {
        let mut profile = Self::of(thread.events())?;
        let unknown = |turn: &ProfiledTurn| turn.counted == PartTokens::default();
        if profile.turns.iter().any(unknown) {
            let measured = super::explain::measured(thread, counter, formats)?;
            for (turn, counted) in profile.turns.iter_mut().zip(measured) {
                if unknown(turn) {
                    turn.counted = counted;
                }
            }
        }
        Ok(profile)
    }

    /// All requests together, and what was paid for one that was not sent; its `seq` is the last one's.
    #[must_use]
    pub fn total(&self) -> ProfiledTurn {
        let mut total = ProfiledTurn {
            seq: self.turns.last().map_or(0, |turn| turn.seq),
            ..ProfiledTurn::default()
        };
        for turn in self.turns.iter().chain([&self.unsent]) {
            total.bytes = total.bytes.saturating_add(turn.bytes);
            total.counted.add(&turn.counted);
            total.usage.add(&turn.usage);
            total.cost_micros = total.cost_micros.saturating_add(turn.cost_micros);
            total.trims = total.trims.saturating_add(turn.trims);
        }
        total
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "request  event   bytes | system  tools  state  docs history errors   sum | input cached  output | cost/10^6 trims"
        )?;
        for (at, turn) in self.turns.iter().enumerate() {
            line(f, &(at + 1).to_string(), turn)?;
        }
        if self.unsent != ProfiledTurn::default() {
            line(f, "unsent", &self.unsent)?;
        }
        line(f, "all", &self.total())
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, turn: &ProfiledTurn) -> fmt::Result {
    let (counted, usage) = (&turn.counted, &turn.usage);
    // A provider may claim any number.
    let cached = (u128::from(usage.cached_input) * 100)
        .checked_div(usage.input.into())
        .unwrap_or(0);
    writeln!(
        f,
        "{name:>7} {:>6} {:>7} | {:>6} {:>6} {:>6} {:>5} {:>7} {:>6} {:>5} | {:>5} {cached:>5}% {:>7} | {:>9} {:>5}",
        turn.seq,
        turn.bytes,
        counted.system,
        counted.tools,
        counted.state,
        counted.retrieval,
        counted.history,
        counted.errors,
        counted.total(),
        usage.input,
        usage.output,
        turn.cost_micros,
        turn.trims,
    )
}
