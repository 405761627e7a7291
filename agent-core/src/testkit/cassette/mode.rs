//! One file that is recorded, played, or both, as a word in the environment says.

use std::path::Path;

use super::{CassetteError, NotPlayed, Player, Recorder, Redaction, unusable};
use crate::event::Event;
use crate::message::Settings;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, ModelPlan};
use crate::wire::Dialect;

/// Where the answers of a [`Cassette`] come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CassetteMode {
    /// From the live model, all of them; what was in the file before is gone.
    Record,
    /// From the file; from the live model what is not there, which is added to the file.
    Replay,
    /// From the file; what is not there is [`ModelError::Unrecorded`]. There need be no live model.
    #[default]
    Refuse,
}

impl CassetteMode {
    /// The mode that `AGENT_CASSETTE` names: `record`, `replay` or `refuse`, which is meant when it is not set.
    ///
    /// # Errors
    /// When it is another word.
    pub fn from_env() -> Result<Self, CassetteError> {
        Self::of(&std::env::var("AGENT_CASSETTE").unwrap_or_default())
    }

    fn of(word: &str) -> Result<Self, CassetteError> {
        match word {
            "record" => Ok(Self::Record),
            "replay" => Ok(Self::Replay),
            "" | "refuse" => Ok(Self::Refuse),
            word => Err(CassetteError::Mode {
                word: word.to_owned(),
            }),
        }
    }
}

/// A model whose answers stand in a file: recorded once, played ever after.
///
/// ```
/// # use agent_core::testkit::{Cassette, CassetteMode, FakeModel, Redaction};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("agent-core-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let file = folder.join("refund.jsonl");
/// // In a test: `CassetteMode::from_env()?`, and `OpenAiChat::from_env` for the live model.
/// let model = Cassette::open(&file, CassetteMode::Record, Redaction::new(), || {
///     Ok::<_, std::convert::Infallible>(FakeModel::new(7))
/// })?;
/// # drop(model);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Cassette<M>(Source<M>);

#[derive(Debug)]
enum Source<M> {
    Live(Recorder<M>),
    File(Player),
    Both(Player, Recorder<M>),
}

impl<M: Model> Cassette<M> {
    /// Opens the file. `live` is asked for the live model where the mode needs one.
    ///
    /// # Errors
    /// When the file cannot be used, there is no live model, or the file holds recordings of another one.
    pub fn open<E: std::fmt::Display>(
        path: impl AsRef<Path>,
        mode: CassetteMode,
        redaction: Redaction,
        live: impl FnOnce() -> Result<M, E>,
    ) -> Result<Self, CassetteError> {
        let path = path.as_ref();
        if mode == CassetteMode::Refuse {
            let player = Player::open([path])?.redacting(redaction);
            return Ok(Self(Source::File(player)));
        }
        let live = live().map_err(|error| CassetteError::NoModel {
            reason: error.to_string(),
        })?;
        let recorder = Recorder::new(live, path)?.redacting(redaction.clone());
        if mode == CassetteMode::Record {
            std::fs::write(path, "").map_err(|error| unusable(path, &error))?;
        }
        let Some(player) = recordings(path)? else {
            return Ok(Self(Source::Live(recorder)));
        };
        same(&redaction, player.plan(), recorder.plan())?;
        Ok(Self(Source::Both(player.redacting(redaction), recorder)))
    }

    /// Whether every recording was played; what was recorded just now counts as played.
    ///
    /// # Errors
    /// Those that nobody asked for.
    pub fn finish(&self) -> Result<(), NotPlayed> {
        match &self.0 {
            Source::Live(_) => Ok(()),
            Source::File(player) | Source::Both(player, _) => player.finish(),
        }
    }

    /// Whose settings requests carry.
    fn front(&self) -> &dyn Model {
        match &self.0 {
            Source::Live(recorder) | Source::Both(_, recorder) => recorder,
            Source::File(player) => player,
        }
    }

    async fn answer(&self, ask: &Ask) -> Result<Answer, ModelError> {
        match &self.0 {
            Source::Both(player, live) if player.knows(&ask.look(&live.plan())?.to_text()) => {
                player.answer(ask, live.plan())
            }
            _ => self.front().ask(ask).await,
        }
    }
}

/// The recordings of a file; none if it is empty.
fn recordings(path: &Path) -> Result<Option<Player>, CassetteError> {
    match Player::open([path]) {
        Err(CassetteError::Empty) => Ok(None),
        player => player.map(Some),
    }
}

fn same(rules: &Redaction, recorded: ModelPlan, live: ModelPlan) -> Result<(), CassetteError> {
    let redacted = |plan: ModelPlan| ModelPlan {
        settings: rules.settings(&plan.settings),
        ..plan
    };
    let (recorded, live) = (redacted(recorded), redacted(live));
    if recorded.same_body(&live) {
        return Ok(());
    }
    let words = |plan: &ModelPlan| format!("{:?} in {}", plan.settings, plan.dialect.name());
    Err(CassetteError::OtherModel {
        recorded: words(&recorded),
        live: words(&live),
    })
}

impl<M: Model> Model for Cassette<M> {
    fn settings(&self) -> &Settings {
        self.front().settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.front().dialect()
    }

    fn host(&self) -> &str {
        self.front().host()
    }

    fn plans(&self) -> Vec<ModelPlan> {
        self.front().plans()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.answer(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.front().recall(thread);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_the_mode() {
        assert_eq!(CassetteMode::of("").unwrap(), CassetteMode::Refuse);
        assert_eq!(CassetteMode::of("record").unwrap(), CassetteMode::Record);
        assert_eq!(CassetteMode::of("replay").unwrap(), CassetteMode::Replay);
        let error = CassetteMode::of("rec").unwrap_err().to_string();
        assert_eq!(
            error,
            "`AGENT_CASSETTE` must be `record`, `replay` or `refuse`, not `rec`"
        );
    }
}
