//! Models over HTTP: one client for every dialect.
//!
//! Owns the transport: address, key, time limits, streams. Must never know what is inside a body.
//!
//! | feature | speaks | builds |
//! |---|---|---|
//! | `http` | plain http: a server on the same machine, a proxy beside the program | no TLS |
//! | `https` | https as well, once the application has installed a rustls provider | 11 crates more, no C |
//! | `https-ring` | https as well, with nothing to set up: ring is installed when nothing else is | ring, which needs a C compiler |

mod client;
mod config;
mod exchange;
mod names;
mod parts;
mod retry_after;
mod secret;
mod segments;
mod time_limits;

pub use crate::secret::Secret;
pub use client::Client;
pub use config::{ClientBuilder, ConfigError};
pub use names::{Anthropic, Gemini, OpenAiChat, OpenAiResponses};

/// The innermost cause says what happened; what wraps it says only that something did.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
