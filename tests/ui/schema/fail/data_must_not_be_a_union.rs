use agent_core::data;

#[data]
pub union Order {
    total: u64,
    share: f64,
}

fn main() {}
