use agent_core::data;

#[data]
struct Order {
    total: u64
    number: String,
}

fn main() {}
