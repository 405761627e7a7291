#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(1..=MOST))]
    amount: u64,
}

fn main() {}
