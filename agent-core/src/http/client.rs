//! The client itself.

use std::fmt;

use reqwest::Url;
use reqwest::header::HeaderMap;

use super::config::{ClientBuilder, ConfigError};
use super::time_limits::TimeLimits;
use crate::message::Settings;
use crate::port::network::permit;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError};
use crate::secret::Secret;
use crate::wire::Dialect;

/// A model behind an address, in any dialect.
///
/// Connections are kept and used again; redirects are refused, since they would carry the key elsewhere. The answer
/// comes as a stream where somebody listens ([`Ask::streams`]), and in one piece otherwise.
///
/// ```
/// # use agent_core::http::{Client, Secret};
/// # use agent_core::wire::OpenAiChatDialect;
/// # fn main() -> Result<(), agent_core::http::ConfigError> {
/// let model = Client::new(&OpenAiChatDialect, "http://127.0.0.1:8080/v1")
///     .model("small-1")
///     .key(Secret::new("sk-1"))
///     .build()?;
/// assert!(!format!("{model:?}").contains("sk-1"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) addresses: Addresses,
    pub(super) settings: Settings,
    pub(super) http: reqwest::Client,
    /// Held ready; the key's is marked sensitive, so its `Debug` shows nothing.
    pub(super) headers: HeaderMap,
    pub(super) key: Option<Secret>,
    pub(super) limits: TimeLimits,
}

/// Where requests go.
#[derive(Clone)]
pub(super) struct Addresses {
    /// For an answer in one piece.
    pub(super) whole: Url,
    /// For an answer as a stream; most often the same.
    pub(super) stream: Url,
    /// Scheme, host and port.
    pub(super) host: String,
}

impl Client {
    /// A client for a base address, such as `http://127.0.0.1:8080/v1`.
    #[expect(
        clippy::new_ret_no_self,
        reason = "the builder's `build` checks and returns it"
    )]
    pub fn new(dialect: &'static dyn Dialect, url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(dialect, url)
    }

    /// The client that the environment describes.
    ///
    /// | variable | |
    /// |---|---|
    /// | `AGENT_MODEL_URL` | base address, such as `http://127.0.0.1:8080/v1` |
    /// | `AGENT_MODEL` | the provider's name of the model |
    /// | `AGENT_MODEL_API` | optional: the dialect's [name](Dialect::name); `openai_chat` by default |
    /// | `AGENT_MODEL_KEY` | optional; how it travels is the dialect's to say |
    /// | `AGENT_TEMPERATURE` | optional number |
    /// | `AGENT_MAX_TOKENS` | optional: the most tokens an answer may have |
    /// | `AGENT_MODEL_TIMEOUT` | optional: `90s`, `2min` or seconds, for the whole request; 120 s by default |
    /// | `AGENT_MODEL_CONNECT_TIMEOUT` | optional: to make the connection; 10 s by default |
    /// | `AGENT_MODEL_FIRST_TOKEN_TIMEOUT` | optional: until the answer begins; no limit of its own by default |
    /// | `AGENT_MODEL_IDLE_TIMEOUT` | optional: between two pieces of the answer; 60 s by default |
    ///
    /// # Errors
    /// Names the variable that is missing or cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// As [`from_env`](Self::from_env), from variables that are looked up elsewhere.
    ///
    /// # Errors
    /// Names the variable that is missing or cannot be used.
    pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        ClientBuilder::from_vars(None, var)?.build()
    }
}

impl Model for Client {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn host(&self) -> &str {
        &self.addresses.host
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            permit(self.addresses.whole.host_str().unwrap_or_default())?;
            self.exchange(ask).await
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("dialect", &self.dialect.name())
            .field("url", &self.addresses.whole.as_str())
            .field("settings", &self.settings)
            .field("key", &self.key)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
