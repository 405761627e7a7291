#[derive(agent_core::Schema)]
struct Order {
    #[schema(pattern = "^[a-z")]
    name: String,
}

fn main() {}
