use agent_core::experiment::fits;
use agent_core::prelude::*;
use agent_core::prompt::Prompt;

/// The customer.
#[data]
#[derive(Default)]
struct Case {
    customer: String,
}

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {}
}

/// You answer customers.
#[agent(state = Case)]
enum Support {
    /// End.
    #[done]
    Reply,
}

#[prompt(text = "You are talking to {{ custmer }}.")]
struct Friendly {
    custmer: String,
}

pub const FRIENDLY: &Prompt = fits::<Support>(Friendly::PROMPT);

fn main() {}
