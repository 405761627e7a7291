//! How a client is set up: by hand, or from the environment.
//!
//! Owns the names of the variables and what may be wrong with them.

use std::time::Duration;

use reqwest::Url;
use thiserror::Error;

use super::{OpenAiChat, Secret, client};
use crate::message::Settings;
use crate::wire::{Dialect, OpenAiChatDialect};

const URL: &str = "AGENT_MODEL_URL";
const MODEL: &str = "AGENT_MODEL";
const KEY: &str = "AGENT_MODEL_KEY";
const TEMPERATURE: &str = "AGENT_TEMPERATURE";
const MAX_TOKENS: &str = "AGENT_MAX_TOKENS";
const TIMEOUT: &str = "AGENT_MODEL_TIMEOUT";

const EXAMPLE_URL: &str = "http://127.0.0.1:8080/v1";

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

/// An [`OpenAiChat`] in the making.
#[derive(Debug, Clone)]
pub struct OpenAiChatBuilder {
    /// Not shown: it may hold a password until `build` refuses it.
    url: Secret,
    settings: Settings,
    key: Option<Secret>,
    connect_timeout: Duration,
    timeout: Duration,
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

impl OpenAiChatBuilder {
    pub(super) fn new(url: impl Into<String>) -> Self {
        Self {
            url: Secret::new(url),
            settings: Settings::default(),
            key: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(120),
            names: METHODS,
        }
    }

    pub(super) fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let var = |name: &str| {
            var(name)
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let missing = |setting, fix| ConfigError::Missing { setting, fix };
        let url = var(URL).ok_or_else(|| missing(URL, "for example http://127.0.0.1:8080/v1"))?;
        let mut builder = Self::new(url);
        builder.names = VARIABLES;
        builder.settings.model =
            var(MODEL).ok_or_else(|| missing(MODEL, "the provider's name of the model"))?;
        builder.settings.temperature = var(TEMPERATURE)
            .map(|text| temperature(&text))
            .transpose()?;
        builder.settings.max_output_tokens =
            var(MAX_TOKENS).map(|text| max_tokens(&text)).transpose()?;
        builder.key = var(KEY).map(Secret::new);
        if let Some(text) = var(TIMEOUT) {
            builder.timeout = duration(&text)?;
        }
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
        self.connect_timeout = limit;
        self
    }

    /// How long one request may take in all, to the answer's last byte; 120 s by default.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Checks everything and makes the client. Connects to nothing.
    ///
    /// # Errors
    /// When a setting is missing or cannot be used.
    pub fn build(self) -> Result<OpenAiChat, ConfigError> {
        if self.settings.model.is_empty() {
            return Err(ConfigError::Missing {
                setting: self.names.model,
                fix: "the provider's name of the model",
            });
        }
        check_temperature(self.names.temperature, self.settings.temperature)?;
        let url = endpoint(self.names.url, self.url.reveal(), &self.settings)?;
        Ok(OpenAiChat {
            host: url.origin().ascii_serialization(),
            client: client(&url, self.connect_timeout, self.timeout)?,
            url,
            authorization: self
                .key
                .as_ref()
                .map(|key| bearer(self.names.key, key))
                .transpose()?,
            settings: self.settings,
            key: self.key,
            connect_timeout: self.connect_timeout,
            timeout: self.timeout,
        })
    }
}

/// The base address with the dialect's path below it.
fn endpoint(setting: &'static str, base: &str, settings: &Settings) -> Result<Url, ConfigError> {
    let invalid = |reason: String| ConfigError::Invalid { setting, reason };
    let no_address = |error| {
        invalid(format!(
            "is no address: {error}\nnote: for example {EXAMPLE_URL}"
        ))
    };
    let mut url = Url::parse(base).map_err(no_address)?;
    match url.scheme() {
        "http" => {}
        "https" if cfg!(feature = "https") => {}
        "https" => return Err(ConfigError::NoTls { setting }),
        other => {
            return Err(invalid(format!(
                "must begin with http:// or https://, not {other}:\nnote: for example {EXAMPLE_URL}"
            )));
        }
    }
    // These are where keys hide, and addresses are shown in messages.
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        let reason =
            format!("must not hold a user, a password or a query\nnote: the key goes into `{KEY}`");
        return Err(invalid(reason));
    }
    let path = format!(
        "{}{}",
        url.path().trim_end_matches('/'),
        OpenAiChatDialect.path(settings, false)
    );
    url.set_path(&path);
    Ok(url)
}

fn bearer(
    setting: &'static str,
    key: &Secret,
) -> Result<reqwest::header::HeaderValue, ConfigError> {
    let header = reqwest::header::HeaderValue::from_str(&format!("Bearer {}", key.reveal()));
    let mut header = header.map_err(|_| ConfigError::Invalid {
        setting,
        reason: "holds a character that no header may hold, such as a line break".to_owned(),
    })?;
    header.set_sensitive(true);
    Ok(header)
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
fn duration(text: &str) -> Result<Duration, ConfigError> {
    let seconds = text.parse().map(Duration::from_secs).ok();
    let limit = seconds.or_else(|| humantime::parse_duration(text).ok());
    limit
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| ConfigError::Invalid {
            setting: TIMEOUT,
            reason: format!("must be a time such as 90s or 2min, not `{text}`"),
        })
}
