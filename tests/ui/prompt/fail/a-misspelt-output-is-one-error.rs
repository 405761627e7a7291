use agent_core::prelude::*;

/// A ticket.
#[agent_core::data]
pub struct Ticket {
    /// In one line.
    pub title: String,
}

#[prompt(text = "Read {{ text }}. {{ output_format }}", outptu = Ticket)]
pub struct Extract {
    pub text: String,
}

fn main() {}
