#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(50..=1))]
    amount: u64,
}

fn main() {}
