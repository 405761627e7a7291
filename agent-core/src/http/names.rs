//! The dialects by name, for those who want to see in the code which one is spoken.

use super::Client;
use super::config::{ClientBuilder, ConfigError};
use crate::wire::{AnthropicDialect, GeminiDialect, OpenAiChatDialect, OpenAiResponsesDialect};

macro_rules! spoken {
    ($(#[doc = $doc:literal] $name:ident: $dialect:expr;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl $name {
            /// A client for a base address.
            #[expect(
                clippy::new_ret_no_self,
                reason = "the builder's `build` checks and returns it"
            )]
            pub fn new(url: impl Into<String>) -> ClientBuilder {
                Client::new(&$dialect, url)
            }

            /// The client that the environment describes, as [`Client::from_env`].
            ///
            /// # Errors
            /// Names the variable that is missing or cannot be used; `AGENT_MODEL_API` where it names another dialect.
            pub fn from_env() -> Result<Client, ConfigError> {
                Self::from_vars(|name| std::env::var(name).ok())
            }

            /// As [`from_env`](Self::from_env), from variables that are looked up elsewhere.
            ///
            /// # Errors
            /// As [`from_env`](Self::from_env).
            pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Client, ConfigError> {
                ClientBuilder::from_vars(Some(&$dialect), var)?.build()
            }
        }
    )+};
}

spoken! {
    /// `OpenAI`'s Chat Completions, which many servers speak: a [`Client`] for an address such as `https://host/v1`.
    OpenAiChat: OpenAiChatDialect;
    /// `OpenAI`'s Responses: a [`Client`] for an address such as `https://host/v1`.
    OpenAiResponses: OpenAiResponsesDialect;
    /// Anthropic's Messages: a [`Client`] for an address such as `https://host/v1`.
    Anthropic: AnthropicDialect;
    /// Google's Gemini: a [`Client`] for an address such as `https://host/v1beta`.
    Gemini: GeminiDialect;
}
