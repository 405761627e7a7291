#[derive(agent_core::Schema, agent_core::Partial)]
struct Pair(u8, String);

fn main() {}
