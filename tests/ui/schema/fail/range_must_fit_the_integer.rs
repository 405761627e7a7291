#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(0..=300))]
    count: u8,
}

fn main() {}
