use agent_core::data;

#[data]
struct Order {
    number: &str,
}

fn main() {}
