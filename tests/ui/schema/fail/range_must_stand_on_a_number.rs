#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(1..=50))]
    name: String,
}

fn main() {}
