//! A model over HTTP.
//!
//! Owns the transport: address, key, time limits. Must never know what is inside a body.
//!
//! | feature | speaks | builds |
//! |---|---|---|
//! | `http` | plain http: a server on the same machine, a proxy beside the program | no TLS |
//! | `https` | https as well, once the application has installed a rustls provider | 11 crates more, no C |
//! | `https-ring` | https as well, with nothing to set up: ring is installed when nothing else is | ring, which needs a C compiler |

mod config;
mod secret;
mod segments;

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Response, Url, redirect};

pub use config::{ConfigError, OpenAiChatBuilder};
pub use secret::Secret;

use crate::message::Settings;
use crate::port::network::{is_loopback, permit};
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, RawReply, TimeLimit};
use crate::wire::{Body, Dialect, OpenAiChatDialect, WireError};
use segments::Segments;

/// Bytes; a model's longest answers are a hundredth of it.
const LONGEST_ANSWER: usize = 32 << 20;

/// A model behind an address that speaks `OpenAI`'s Chat Completions.
///
/// Connections are kept and used again; redirects are refused, since they would carry the key elsewhere.
///
/// ```
/// # use agent_core::http::{OpenAiChat, Secret};
/// # fn main() -> Result<(), agent_core::http::ConfigError> {
/// let model = OpenAiChat::new("http://127.0.0.1:8080/v1")
///     .model("small-1")
///     .key(Secret::new("sk-1"))
///     .build()?;
/// assert!(!format!("{model:?}").contains("sk-1"));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct OpenAiChat {
    url: Url,
    host: String,
    settings: Settings,
    client: Client,
    /// Held ready; marked sensitive, so its `Debug` shows nothing.
    authorization: Option<HeaderValue>,
    key: Option<Secret>,
    connect_timeout: Duration,
    timeout: Duration,
}

impl OpenAiChat {
    /// A client for a base address, such as `http://127.0.0.1:8080/v1`.
    #[expect(
        clippy::new_ret_no_self,
        reason = "the builder's `build` checks and returns it"
    )]
    pub fn new(url: impl Into<String>) -> OpenAiChatBuilder {
        OpenAiChatBuilder::new(url)
    }

    /// The client that the environment describes.
    ///
    /// | variable | |
    /// |---|---|
    /// | `AGENT_MODEL_URL` | base address, such as `http://127.0.0.1:8080/v1` |
    /// | `AGENT_MODEL` | the provider's name of the model |
    /// | `AGENT_MODEL_KEY` | optional, sent as a bearer token |
    /// | `AGENT_TEMPERATURE` | optional number |
    /// | `AGENT_MAX_TOKENS` | optional: the most tokens an answer may have |
    /// | `AGENT_MODEL_TIMEOUT` | optional: `90s`, `2min` or seconds; 120 s by default |
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
        OpenAiChatBuilder::from_vars(var)?.build()
    }

    async fn exchange(&self, body: Body) -> Result<RawReply, ModelError> {
        let mut request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(reqwest::Body::wrap(Segments::from(body)));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let response = request.send().await.map_err(|error| self.fault(error))?;
        self.receive(response).await
    }

    async fn receive(&self, response: Response) -> Result<RawReply, ModelError> {
        let status = response.status();
        let retry_after_ms = retry_after_ms(response.headers());
        let bytes = self.bytes(response).await?;
        let body = match String::from_utf8(bytes) {
            Ok(text) => text,
            // What a tool call says must not be altered; an error page may be.
            Err(error) if status.is_success() => {
                let at = error.utf8_error().valid_up_to();
                return Err(WireError::NotUtf8 { at }.into());
            }
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        Ok(RawReply {
            status: status.as_u16(),
            // A provider may quote the key that it refuses.
            body: self.key.iter().fold(body, |body, key| key.scrub(body)),
            retry_after_ms,
        })
    }

    async fn bytes(&self, mut response: Response) -> Result<Vec<u8>, ModelError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.fault(error))? {
            if bytes.len() + chunk.len() > LONGEST_ANSWER {
                return Err(WireError::TooLong {
                    limit: LONGEST_ANSWER,
                }
                .into());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn fault(&self, error: reqwest::Error) -> ModelError {
        let (connect, timeout) = (error.is_connect(), error.is_timeout());
        let reason = reason(&error.without_url());
        match (connect, timeout) {
            (true, true) => ModelError::Timeout {
                which: TimeLimit::Connect,
                after_ms: millis(self.connect_timeout.min(self.timeout)),
            },
            (false, true) => ModelError::Timeout {
                which: TimeLimit::Total,
                after_ms: millis(self.timeout),
            },
            (true, false) => ModelError::Connect {
                url: self.host.clone(),
                reason,
            },
            (false, false) => ModelError::Disconnected { reason },
        }
    }
}

impl Model for OpenAiChat {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &OpenAiChatDialect
    }

    fn host(&self) -> &str {
        &self.host
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            permit(self.url.host_str().unwrap_or_default())?;
            let plan = self.plan();
            let raw = self.exchange(ask.body(&plan)?).await?;
            Answer::read(plan, raw)
        })
    }
}

fn client(url: &Url, connect_timeout: Duration, timeout: Duration) -> Result<Client, ConfigError> {
    #[cfg(feature = "https")]
    tls_provider()?;
    let builder = match url.host_str() {
        Some(host) if is_loopback(host) => Client::builder().no_proxy(),
        _ => Client::builder(),
    };
    builder
        .redirect(redirect::Policy::none())
        .connect_timeout(connect_timeout)
        .timeout(timeout)
        .tcp_nodelay(true)
        .build()
        .map_err(|error| ConfigError::Client(reason(&error)))
}

/// Without a provider the client's constructor would panic, whatever the address.
#[cfg(feature = "https")]
fn tls_provider() -> Result<(), ConfigError> {
    use rustls::crypto::CryptoProvider;
    // When two threads get here at once the second finds the first one's provider installed.
    #[cfg(feature = "https-ring")]
    if CryptoProvider::get_default().is_none() {
        drop(rustls::crypto::ring::default_provider().install_default());
    }
    CryptoProvider::get_default()
        .map(|_| ())
        .ok_or(ConfigError::NoTlsProvider)
}

/// `retry-after-ms`, or `retry-after` in seconds. A date needs a clock and counts as absent.
fn retry_after_ms(headers: &HeaderMap) -> Option<u64> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let ms =
        number("retry-after-ms").or_else(|| number("retry-after").map(|seconds| seconds * 1000.0));
    let ms = ms.filter(|ms| ms.is_finite() && *ms >= 0.0)?;
    Some(millis(Duration::try_from_secs_f64(ms / 1000.0).ok()?))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The innermost cause says what happened; what wraps it says only that something did.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_https_address_needs_a_way_to_speak_it() {
        let built = OpenAiChat::new("https://127.0.0.1:1")
            .model("small-1")
            .build();
        let expected = if cfg!(feature = "https-ring") {
            None
        } else if cfg!(feature = "https") {
            Some(ConfigError::NoTlsProvider)
        } else {
            Some(ConfigError::NoTls { setting: "url" })
        };
        assert_eq!(built.err(), expected);
    }
}
