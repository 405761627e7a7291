use agent_core::parse::Incoming;

#[agent_core::data]
struct Order {
    id: u64,
}

fn main() {
    let _ = Incoming::<Order>::new();
}
