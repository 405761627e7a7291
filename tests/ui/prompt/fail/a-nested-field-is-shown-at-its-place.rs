use agent_core::prelude::*;

/// A ticket.
#[data]
struct Ticket {
    title: String,
    tags: Vec<String>,
}

#[prompt(text = "Its title: {{ ticket.title }}\nIts tags: {{ ticket.tgas }}")]
struct Triage {
    ticket: Ticket,
}

fn main() {}
