use agent_core::prelude::*;

/// What to do.
#[data]
#[serde(tag = "kind")]
enum Action {
    Refund { amount: u32 },
    Reply { text: String },
    Close,
}

#[prompt(text = "{{ action.kind }} {{ action.amuont }}")]
struct Triage {
    action: Action,
}

fn main() {}
