#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(7))]
    amount: u64,
}

fn main() {}
