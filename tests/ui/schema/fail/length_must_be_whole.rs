#[derive(agent_core::Schema)]
struct Order {
    #[schema(length(0.5..=50.0))]
    name: String,
}

fn main() {}
