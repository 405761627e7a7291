use agent_core::data;

#[data]
struct Order {
    #[serde(rename = "total")]
    sum: u64,
    #[serde(alias = "total")]
    amount: u64,
}

fn main() {}
