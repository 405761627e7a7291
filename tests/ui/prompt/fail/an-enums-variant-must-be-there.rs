use agent_core::prelude::*;

/// What to do.
#[data]
enum Action {
    Refund { amount: u32 },
    Reply(String),
    Close,
}

#[prompt(text = "{{ action.Refund.amount }} {{ action.Repyl }}")]
struct Triage {
    action: Action,
}

fn main() {}
