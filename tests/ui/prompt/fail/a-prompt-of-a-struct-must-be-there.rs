use agent_core::prelude::*;

/// A ticket.
#[data]
struct Ticket {
    title: String,
    tags: Vec<String>,
    urgent: bool,
}

/// How good.
#[data]
enum Tier {
    Gold,
    Silver,
}

#[prompt("prompts/ui/traige.md")]
struct Triage {
    tier: Tier,
    count: u32,
    note: Option<String>,
    tickets: Vec<Ticket>,
}

fn main() {}
