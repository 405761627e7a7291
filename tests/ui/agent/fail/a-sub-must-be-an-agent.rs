use agent_core::prelude::*;

struct Billing;

/// Helps.
#[agent]
enum Support {
    /// Have a question about money answered.
    #[sub(Billing)]
    Money { question: String },
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {}
