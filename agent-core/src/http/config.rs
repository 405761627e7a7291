//! How a client is set up: by hand, or from the environment.
//!
//! Owns the names of the variables and what may be wrong with them.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

use super::client::{Addresses, Client};
use super::parts::{base, below, headers, http_client};
use super::secret::reveal;
use super::time_limits::TimeLimits;
use crate::message::Settings;
use crate::secret::Secret;
use crate::wire::{DIALECTS, Dialect, OpenAiChatDialect, dialect};

const URL: &str = "AGENT_MODEL_URL";
const MODEL: &str = "AGENT_MODEL";
pub(super) const KEY: &str = "AGENT_MODEL_KEY";
const TEMPERATURE: &str = "AGENT_TEMPERATURE";
const MAX_TOKENS: &str = "AGENT_MAX_TOKENS";
const API: &str = "AGENT_MODEL_API";
const TIMEOUT: &str = "AGENT_MODEL_TIMEOUT";
const CONNECT_TIMEOUT: &str = "AGENT_MODEL_CONNECT_TIMEOUT";
const FIRST_TOKEN_TIMEOUT: &str = "AGENT_MODEL_FIRST_TOKEN_TIMEOUT";
const IDLE_TIMEOUT: &str = "AGENT_MODEL_IDLE_TIMEOUT";

/// Why a client cannot be set up. Names the variable or the builder's method; never shows a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Something that has no default is not there.
    #[error("`{setting}` is not set\nnote: {fix}")]
    Missing {
        /// The variable or the method.
        setting: &'static str,
        /// An example.
        fix: &'static str,
    },
    /// A value that cannot be used.
    #[error("`{setting}` {reason}")]
    Invalid {
        /// The variable or the method.
        setting: &'static str,
        /// What is wrong with the value.
        reason: String,
    },
    /// An `https` address, and no way to speak it.
    #[error(
        "`{setting}` is an https address and this build speaks plain http\nnote: turn on the feature `https-ring` of agent-core"
    )]
    NoTls {
        /// The variable or the method.
        setting: &'static str,
    },
    /// The feature `https` is on and the application has not chosen its cryptography.
    #[error(
        "no TLS provider is installed\nnote: turn on the feature `https-ring` of agent-core, or install a rustls provider first thing in `main`"
    )]
    NoTlsProvider,
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// A [`Client`] in the making.
#[derive(Clone)]
pub struct ClientBuilder {
    dialect: &'static dyn Dialect,
    /// Not shown: it may hold a password until `build` refuses it.
    url: Secret,
    settings: Settings,
    key: Option<Secret>,
    limits: TimeLimits,
    names: Names,
}

/// What to call a setting in a message: the user looks for the word that they wrote.
#[derive(Debug, Clone, Copy)]
struct Names {
    url: &'static str,
    model: &'static str,
    key: &'static str,
    temperature: &'static str,
}

const METHODS: Names = Names {
    url: "url",
    model: "model",
    key: "key",
    temperature: "temperature",
};

const VARIABLES: Names = Names {
    url: URL,
    model: MODEL,
    key: KEY,
    temperature: TEMPERATURE,
};

impl ClientBuilder {
    pub(super) fn new(dialect: &'static dyn Dialect, url: impl Into<String>) -> Self {
        Self {
            dialect,
            url: Secret::new(url),
            settings: Settings::default(),
            key: None,
            limits: TimeLimits::default(),
            names: METHODS,
        }
    }

    /// `spoken` is the dialect where the program is written for one.
    pub(super) fn from_vars(
        spoken: Option<&'static dyn Dialect>,
        var: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let var = |name: &str| {
            var(name)
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let missing = |setting, fix| ConfigError::Missing { setting, fix };
        let url = var(URL).ok_or_else(|| missing(URL, "for example http://127.0.0.1:8080/v1"))?;
        let mut builder = Self::new(api(spoken, var(API).as_deref())?, url);
        builder.names = VARIABLES;
        builder.settings.model =
            var(MODEL).ok_or_else(|| missing(MODEL, "the provider's name of the model"))?;
        builder.settings.temperature = var(TEMPERATURE)
            .map(|text| temperature(&text))
            .transpose()?;
        builder.settings.max_output_tokens =
            var(MAX_TOKENS).map(|text| max_tokens(&text)).transpose()?;
        builder.key = var(KEY).map(Secret::new);
        let time = |name| var(name).map(|text| duration(name, &text)).transpose();
        let limits = &mut builder.limits;
        limits.total = time(TIMEOUT)?.unwrap_or(limits.total);
        limits.connect = time(CONNECT_TIMEOUT)?.unwrap_or(limits.connect);
        limits.first_token = time(FIRST_TOKEN_TIMEOUT)?;
        limits.idle = time(IDLE_TIMEOUT)?.unwrap_or(limits.idle);
        Ok(builder)
    }

    /// The provider's name of the model. Required.
    #[must_use]
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.settings.model = model.into();
        self
    }

    /// All settings at once, the model's name included.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The key, sent as a bearer token. Local servers need none.
    #[must_use]
    pub fn key(mut self, key: Secret) -> Self {
        self.key = Some(key);
        self
    }

    /// Sampling temperature.
    #[must_use]
    pub fn temperature(mut self, temperature: f32) -> Self {
        self.settings.temperature = Some(temperature);
        self
    }

    /// How long making the connection may take; 10 s by default.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// How long after the request the answer may begin: its first token where it is a stream, its first byte
    /// otherwise. No limit of its own by default: who is not streamed to hears nothing until the model has finished.
    #[must_use]
    pub fn first_token_timeout(mut self, limit: Duration) -> Self {
        self.limits.first_token = Some(limit);
        self
    }

    /// How long it may be silent between two pieces of the answer; 60 s by default.
    #[must_use]
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle = limit;
        self
    }

    /// How long one request may take in all, to the answer's last byte; 120 s by default.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.total = limit;
        self
    }

    /// Checks everything and makes the client. Connects to nothing.
    ///
    /// # Errors
    /// When a setting is missing or cannot be used.
    pub fn build(self) -> Result<Client, ConfigError> {
        if self.settings.model.is_empty() {
            return Err(ConfigError::Missing {
                setting: self.names.model,
                fix: "the provider's name of the model",
            });
        }
        check_temperature(self.names.temperature, self.settings.temperature)?;
        let base = base(self.names.url, reveal(&self.url))?;
        let address = |stream| below(&base, &self.dialect.path(&self.settings, stream));
        let addresses = Addresses {
            whole: address(false),
            stream: address(true),
            host: base.origin().ascii_serialization(),
        };
        Ok(Client {
            headers: headers(self.dialect, self.names.key, self.key.as_ref())?,
            http: http_client(&base, &self.limits)?,
            dialect: self.dialect,
            addresses,
            settings: self.settings,
            key: self.key,
            limits: self.limits,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("dialect", &self.dialect.name())
            .field("url", &self.url)
            .field("settings", &self.settings)
            .field("key", &self.key)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The dialect that the environment names.
fn api(
    spoken: Option<&'static dyn Dialect>,
    named: Option<&str>,
) -> Result<&'static dyn Dialect, ConfigError> {
    let Some(name) = named else {
        return Ok(spoken.unwrap_or(&OpenAiChatDialect));
    };
    let invalid = |reason| ConfigError::Invalid {
        setting: API,
        reason,
    };
    let named = dialect(name).ok_or_else(|| {
        let known: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        invalid(format!("must be one of {}, not `{name}`", known.join(", ")))
    })?;
    match spoken {
        Some(spoken) if spoken.name() != named.name() => Err(invalid(format!(
            "is `{name}` and this program speaks `{}`\nnote: `Client::from_env` speaks whatever it says",
            spoken.name()
        ))),
        _ => Ok(named),
    }
}

fn temperature(text: &str) -> Result<f32, ConfigError> {
    text.parse().map_err(|_| ConfigError::Invalid {
        setting: TEMPERATURE,
        reason: format!("must be a number such as 0.2, not `{text}`"),
    })
}

fn max_tokens(text: &str) -> Result<u32, ConfigError> {
    text.parse().map_err(|_| ConfigError::Invalid {
        setting: MAX_TOKENS,
        reason: format!("must be a number of tokens such as 1024, not `{text}`"),
    })
}

fn check_temperature(setting: &'static str, temperature: Option<f32>) -> Result<(), ConfigError> {
    match temperature {
        Some(value) if !value.is_finite() || value < 0.0 => Err(ConfigError::Invalid {
            setting,
            reason: format!("must be 0 or more, not `{value}`"),
        }),
        _ => Ok(()),
    }
}

/// `90s`, `2min`, or a plain number of seconds.
fn duration(setting: &'static str, text: &str) -> Result<Duration, ConfigError> {
    let seconds = text.parse().map(Duration::from_secs).ok();
    let limit = seconds.or_else(|| humantime::parse_duration(text).ok());
    limit
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| ConfigError::Invalid {
            setting,
            reason: format!("must be a time such as 90s or 2min, not `{text}`"),
        })
}
