#[derive(agent_core::Schema)]
struct Order {
    #[schema(rnage(1..=50))]
    amount: u64,
}

fn main() {}
