#[derive(agent_core::Schema)]
struct Order {
    #[schema(range(1..=50))]
    name: String,
    #[schema(lenght(1..=50))]
    note: String,
    #[serde(deserialize_with = "cents")]
    amount: u64,
}

fn main() {}
