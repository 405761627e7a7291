//! What stands above a conversation, and how a request is let in.

use crate::message::{Output, Settings};

/// Everything in a request that stays the same from turn to turn.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Which model, and how it samples.
    pub settings: &'a Settings,
    /// The form that the answer shall take.
    pub output: &'a Output<'a>,
    /// Instructions, in order. A dialect with one place for them puts a blank line between two.
    pub system: &'a [&'a str],
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

impl<'a> Head<'a> {
    /// A request for one whole answer in plain text, without instructions.
    #[must_use]
    pub const fn new(settings: &'a Settings) -> Self {
        Self {
            settings,
            output: &Output::Text,
            system: &[],
            stream: false,
        }
    }

    /// The same for an answer of another form.
    #[must_use]
    pub const fn output(self, output: &'a Output<'a>) -> Self {
        Self { output, ..self }
    }
}

/// Where the key stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHeader {
    /// `authorization: Bearer …`.
    Bearer,
    /// A header of the provider's own with nothing but the key in it, such as `x-api-key`.
    Header(&'static str),
}
