//! The model of an example: a live one, or the example's recordings.
//!
//! Never makes an answer up: words that no recording holds are an error that says how to start a live model.

use agent_core::http::{Client, ConfigError};
use agent_core::port::Model;
use agent_core::testkit::{CassetteError, Player, Recorder};

use crate::cli::Options;

/// A recording: JSON lines of one model's exchanges.
#[derive(Debug, Clone, Copy)]
pub struct Recording {
    /// The text of the file.
    pub lines: &'static str,
}

/// A model, and how to speak of it.
pub struct Chosen {
    /// The model.
    pub model: Box<dyn Model>,
    /// Whether its answers come over the network.
    pub live: bool,
}

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum NoModel {
    /// The live model's settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A recording is broken, or cannot be written.
    #[error(transparent)]
    Recording(#[from] CassetteError),
    /// There is nothing to record.
    #[error("`--record` needs a live model\n{}", start_live(.example))]
    NothingToRecord {
        /// The program.
        example: &'static str,
    },
    /// No recording holds the words, or goes on from here.
    #[error(
        "no recording covers these words, and without a model there is no answer\n{}",
        start_live(.example)
    )]
    Unrecorded {
        /// The program.
        example: &'static str,
    },
}

/// How to start a live model.
fn start_live(example: &str) -> String {
    format!(
        "note: start a small live model, and run the command again:\n\n    \
         eval \"$(examples/local-model/start.sh)\"\n    \
         cargo run -p examples --bin {example} -- \"your words\"\n"
    )
}

/// The live model where one is given; else the recording that was made with `wanted`, or holds these words.
///
/// # Errors
/// If the live model's settings are wrong, or no recording fits.
pub fn choose(
    options: &Options,
    example: &'static str,
    recordings: &[Recording],
    fits: impl Fn(&Recording) -> bool,
) -> Result<Chosen, NoModel> {
    if let Some(url) = &options.model_url {
        return live(options, url);
    }
    if options.record.is_some() {
        return Err(NoModel::NothingToRecord { example });
    }
    let recording = recordings.iter().find(|recording| fits(recording));
    let recording = recording.ok_or(NoModel::Unrecorded { example })?;
    Ok(Chosen {
        model: Box::new(Player::new([recording.lines])?),
        live: false,
    })
}

/// For tests: the recording, or a live model from the environment where `AGENT_LIVE` is set.
///
/// # Errors
/// If the recording is broken, or `AGENT_LIVE` is set and the live model's settings are not.
pub fn for_tests(
    recording: Recording,
    var: impl Fn(&str) -> Option<String>,
) -> Result<Box<dyn Model>, NoModel> {
    if var("AGENT_LIVE").is_some() {
        return Ok(Box::new(Client::from_vars(var)?));
    }
    Ok(Box::new(Player::new([recording.lines])?))
}

fn live(options: &Options, url: &str) -> Result<Chosen, NoModel> {
    let model = Client::from_vars(|name| match name {
        "AGENT_MODEL_URL" => Some(url.to_owned()),
        "AGENT_MODEL" => options.model.clone(),
        // A small model may write on and on; no step of the examples needs more.
        "AGENT_MAX_TOKENS" => std::env::var(name).ok().or_else(|| Some("512".to_owned())),
        other => std::env::var(other).ok(),
    })?;
    Ok(Chosen {
        model: match &options.record {
            Some(file) => Box::new(Recorder::new(model, file)?),
            None => Box::new(model),
        },
        live: true,
    })
}

impl Chosen {
    /// Says on the standard error who answers.
    pub fn introduce(&self) {
        let name = &self.model.settings().model;
        let how = match (self.live, name.as_str()) {
            (true, _) => "live",
            (false, "scripted") => "answers written by hand",
            (false, _) => "recorded",
        };
        eprintln!("model   {name} ({how})");
    }
}

impl Recording {
    /// Whether a thread begins with these words in it.
    #[must_use]
    pub fn begins_with(&self, words: &str) -> bool {
        let words = serde_json::Value::from(words).to_string();
        // A request stands in its line as JSON text inside JSON text.
        let quoted = serde_json::Value::from(words).to_string();
        let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        self.lines.contains(inner)
    }

    /// Whether this model made it.
    #[must_use]
    pub fn is_of(&self, model: &str) -> bool {
        #[derive(serde::Deserialize)]
        struct Line {
            settings: agent_core::message::Settings,
        }
        let first = self.lines.lines().next().unwrap_or_default();
        serde_json::from_str::<Line>(first).is_ok_and(|line| line.settings.model == model)
    }
}
