use agent_core::parse::Incoming;

#[derive(agent_core::Partial)]
struct Order {
    id: u64,
}

fn main() {
    let _ = Incoming::<Order>::new();
}
