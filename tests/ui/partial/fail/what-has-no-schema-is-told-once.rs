#[derive(agent_core::Schema, agent_core::Partial)]
struct Order {
    price: fn(u8) -> u8,
}

fn main() {}
