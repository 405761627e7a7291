use agent_core::prelude::*;

pub trait Bank {
    /// Pay money back.
    #[tool(read)]
    fn refund(&self, amount: u64) -> u64;
}

fn main() {}
