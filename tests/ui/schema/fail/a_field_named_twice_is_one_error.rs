use agent_core::Schema;

#[derive(Schema)]
struct Order {
    total: u64,
    total: u64,
}

fn main() {}
