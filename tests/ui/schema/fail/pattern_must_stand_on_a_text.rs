#[derive(agent_core::Schema)]
struct Order {
    #[schema(pattern = "^[a-z]+$")]
    tags: Vec<String>,
}

fn main() {}
