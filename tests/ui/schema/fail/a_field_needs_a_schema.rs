struct Money(u64);

#[derive(agent_core::Schema)]
struct Order {
    total: Option<Money>,
}

fn main() {}
