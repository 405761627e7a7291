//! Nothing that the user names can come between the macro and its own items.
#![no_implicit_prelude]
#![deny(missing_docs, unused, clippy::pedantic)]

/// Not std's.
pub struct Option;
/// Not std's.
pub struct Result;
/// Not std's.
pub struct String;
/// Not std's.
pub struct Vec;
/// Not std's.
pub struct Ok;
/// Not std's.
pub mod std {}
/// Not serde.
pub mod serde {}
/// Not ours.
pub mod agent_core {}

type Text = ::std::string::String;

/// Pay money back.
#[::agent_core::tool(idempotent)]
#[must_use]
pub fn refund(
    /// How much.
    amount: u64,
) -> u64 {
    amount
}

/// Helps.
#[::agent_core::agent(max_steps = 3, max_tokens = 100)]
pub enum Support {
    #[tool(refund)]
    Refund { amount: u64 },
    /// Ask.
    #[ask(answer = bool)]
    Confirm { call: Text, text: Text, answer_text: Text },
    /// Ask freely.
    #[ask]
    Ask,
    /// Wait.
    #[wait(event = "paid")]
    Sleep { seconds: u64, outcome: bool },
    /// Reply.
    #[done]
    Reply { message: Text },
}

fn main() {
    let _ = <Support as ::agent_core::agent::Agent>::SPEC;
    let _ = [Option, ].len();
    let _ = (Result, String, Vec, Ok);
    let _: ::std::option::Option<Support> = ::std::option::Option::None;
}
