use agent_core::data;

#[data]
struct Order {
    #[schema(min = 5, max = 1)]
    total: u64,
}

fn main() {}
