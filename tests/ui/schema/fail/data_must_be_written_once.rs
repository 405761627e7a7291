use agent_core::data;

#[data]
#[data]
struct Order {
    total: u64,
}

fn main() {}
