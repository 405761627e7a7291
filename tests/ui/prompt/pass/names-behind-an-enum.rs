use agent_core::prelude::*;

/// What to do.
#[data]
#[serde(tag = "kind")]
enum Action {
    Refund { amount: u32 },
    Reply { text: String },
    Close,
}

/// What was done.
#[data]
enum Deed {
    Refunded { amount: u32 },
    Replied(String),
    Closed,
}

/// An answer.
#[data]
#[serde(untagged)]
enum Answer {
    Text(String),
    Long { words: u32 },
}

#[prompt(
    text = "{{ action.kind }} {{ action.text }} {{ deed.Refunded.amount }} {{ deed.Replied }} {{ answer.any }}"
)]
struct Triage {
    action: Option<Action>,
    deed: Deed,
    answer: Answer,
}

fn main() {}
