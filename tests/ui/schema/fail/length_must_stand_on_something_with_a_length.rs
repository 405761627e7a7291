#[derive(agent_core::Schema)]
struct Order {
    #[schema(length(1..=50))]
    count: u64,
}

fn main() {}
