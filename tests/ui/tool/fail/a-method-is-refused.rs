use agent_core::tool;

struct Bank;

impl Bank {
    /// Pay money back.
    #[tool]
    fn refund(&self, amount: u64) -> u64 {
        amount
    }
}

fn main() {
    Bank.refund(1);
}
