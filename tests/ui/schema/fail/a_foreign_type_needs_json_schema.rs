struct Money(u64);

#[derive(agent_core::Schema)]
struct Order {
    #[schema(schemars)]
    total: Money,
}

fn main() {}
