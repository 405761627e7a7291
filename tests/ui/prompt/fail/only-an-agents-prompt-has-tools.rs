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

#[prompt(text = "{% for t in tools %}{{ t.name }}{% endfor %}")]
struct Triage {
    tier: Tier,
    count: u32,
    note: Option<String>,
    tickets: Vec<Ticket>,
}

fn main() {}
