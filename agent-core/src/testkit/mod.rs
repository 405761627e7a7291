//! What users test their agents with.
//!
//! Owns stand-ins for the ports, and the suites that an implementation of a port must pass. Must never touch a network but loopback.

mod cassette;
mod conformance;
mod dice;
mod fake;
mod faults;
mod format;
mod generate;
mod prefix;
mod retrieval;
mod scripted;
#[cfg(feature = "http")]
mod server;

pub use crate::port::network::{forbid_all_network, forbid_network};
pub use cassette::{
    Cassette, CassetteError, CassetteMode, NotPlayed, Player, Recorder, Redaction, RedactionError,
};
pub use conformance::store_conformance;
pub use dice::Dice;
pub use fake::{FakeError, FakeModel};
pub use faults::{Fault, FaultPlan, Faults};
pub use format::hold_format;
pub use generate::{Generator, NoValue};
pub use prefix::{hold_prefix, hold_same_start};
pub use retrieval::{WordEmbedder, retriever_conformance};
pub use scripted::{ScriptError, ScriptedModel};
#[cfg(feature = "http")]
pub use server::{Play, Received, Server};

use serde_json::Value;

use crate::message::Reply;
use crate::wire::Dialect;

/// A reply as a provider sends it: in one piece, or as a stream.
fn encode(dialect: &dyn Dialect, reply: &Reply, stream: bool) -> String {
    if stream {
        dialect.encode_stream(reply)
    } else {
        dialect.encode_reply(reply)
    }
}

/// Bytes that both begin with, up to a whole character.
fn shared_prefix(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    let same = pairs.take_while(|(one, other)| one == other);
    same.map(|(one, _)| one.len_utf8()).sum()
}

/// Who says what in a request's last message, shortened: enough to find the place in a test.
fn last_message(request: &str) -> String {
    let json: Value = serde_json::from_str(request).unwrap_or(Value::Null);
    let Some(message) = json
        .get("messages")
        .and_then(Value::as_array)
        .and_then(|all| all.last())
    else {
        return format!("`{}`", shortened(request));
    };
    let word = |key: &str| message.get(key).and_then(Value::as_str);
    let said = word("content").map_or_else(|| message.to_string(), str::to_owned);
    format!(
        "{}: `{}`",
        word("role").unwrap_or("message"),
        shortened(&said)
    )
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 120;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
