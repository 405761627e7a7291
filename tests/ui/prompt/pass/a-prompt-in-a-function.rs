#![deny(warnings)]

use agent_core::prelude::*;
use agent_core::prompt::Messages;

/// A ticket.
#[data]
struct Ticket {
    title: String,
}

fn main() {
    #[prompt("prompts/ui/pass.md", output = Ticket)]
    struct Triage {
        tickets: Vec<Ticket>,
    }

    let tickets = vec![Ticket {
        title: "Lost".into(),
    }];
    let text = Triage { tickets }.render().unwrap();
    assert_eq!(text, "- Lost\n// A ticket.\n{ title: string }\n");
    assert_eq!(Triage::VERSION, "1.0.0");
}
