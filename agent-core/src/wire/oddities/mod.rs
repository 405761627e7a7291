//! What servers write that no book has: every case is read without loss, or is a typed error. A row of a table is
//! what came and what becomes of it, in one line.

mod answers;
mod errors;
mod streams;

use super::WireError;
use crate::message::{Reply, Stop};

/// A reply in one line: what it says, why it ended, what was counted, and whether more is kept.
fn told(read: Result<Reply, WireError>) -> String {
    let reply = match read {
        Ok(reply) => reply,
        Err(error) => return format!("!{}", error.kind().name()),
    };
    let mut told = Vec::new();
    let mut say = |name: &str, text: &Option<String>| {
        told.extend(text.iter().map(|text| format!("{name}={text}")));
    };
    say("text", &reply.text);
    say("thought", &reply.reasoning);
    say("refused", &reply.refusal);
    for call in &reply.calls {
        told.push(format!("{}:{}({})", call.id, call.name, call.arguments));
    }
    if let Some(usage) = reply.usage {
        told.push(format!(
            "{}+{} cached {} written {} thought {}",
            usage.input, usage.output, usage.cached_input, usage.cache_write, usage.reasoning
        ));
    }
    told.push(match &reply.stop {
        Stop::Other(reason) => format!("other {reason}"),
        stop => format!("{stop:?}"),
    });
    told.extend(reply.said.map(|_| "said".to_owned()));
    told.join(" | ")
}
