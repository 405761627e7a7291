#[derive(agent_core::Schema)]
struct Name(String);

#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(1..=50))]
    name: Name,
}

fn main() {}
