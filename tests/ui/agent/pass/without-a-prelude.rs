//! Without a prelude, every name in generated code must be a full path.
#![no_implicit_prelude]
#![deny(warnings)]

mod shadows {
    #![allow(dead_code, non_camel_case_types, reason = "names that generated code must not pick up")]
    pub(crate) struct Result;
    pub(crate) struct Option;
    pub(crate) struct String;
    pub(crate) struct Vec;
    pub(crate) struct Box;
    pub(crate) trait Clone {}
    pub(crate) trait Send {}
    pub(crate) mod std {}
    pub(crate) mod core {}
    pub(crate) mod serde {}
}
#[allow(unused_imports, reason = "they are there to shadow")]
use shadows::{Box, Clone, Option, Result, Send, String, Vec, core, serde, std};

use ::agent_core::{Provide, Schema, agent, data, tool};

struct Bank(u64);

#[derive(Provide)]
struct Shop {
    bank: Bank,
}

#[data]
struct Money {
    cents: u64,
}

#[derive(Schema)]
#[allow(dead_code, reason = "read by its derive only")]
enum Kind {
    One,
    Two(u8),
}

/// Pay.
#[tool(idempotent, destructive, ask_if = |call| call.amount > 5, timeout = "1s", attempts = 2)]
async fn pay(#[schema(range(1..=9), default = 3)] amount: u64, bank: &Bank) -> ::std::result::Result<Money, ::std::string::String> {
    ::std::result::Result::Ok(Money { cents: if amount > bank.0 { bank.0 } else { amount } })
}

/// Helps.
#[agent(deps = Shop)]
enum Support {
    Pay(Pay),
    /// Asks.
    #[ask(answer = bool)]
    Ask { question: ::std::string::String },
    /// Sleeps.
    #[wait]
    Sleep { seconds: u64 },
    /// Ends.
    #[done]
    Reply { message: ::std::option::Option<u8> },
}

fn main() {
    use ::agent_core::agent::Agent;
    ::std::assert_eq!(Support::SPEC.steps.len(), 4);
    let shop = Shop { bank: Bank(1) };
    ::std::assert_eq!(shop.bank.0, 1);
    let _ = pay(1, &shop.bank);
    let _ = <Kind as Schema>::SHAPE;
}
