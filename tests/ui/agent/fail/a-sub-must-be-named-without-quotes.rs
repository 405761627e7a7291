use agent_core::prelude::*;

/// Answers questions about money.
#[agent]
enum Billing {
    /// Say what was done.
    #[done]
    Settled { message: String },
}

/// Helps.
#[agent]
enum Support {
    /// Have a question about money answered.
    #[sub("Billing")]
    Money { question: String },
    /// Reply.
    #[done]
    Reply { message: String },
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, (): &()) -> Next<Self> {
        match outcome {
            SupportOutcome::Reply { .. } => Next::finish(),
            _ => Next::ask_model(),
        }
    }
}

fn main() {}
