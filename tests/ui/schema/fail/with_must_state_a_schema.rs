#[derive(agent_core::Schema)]
struct Order {
    #[serde(with = "cents")]
    amount: u64,
}

fn main() {}
