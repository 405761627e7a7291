#[derive(agent_core::Schema)]
#[schema(range(1..=50))]
struct Order {
    amount: u64,
}

fn main() {}
