#[derive(agent_core::Schema, agent_core::Partial)]
struct Pair(u8, String);

#[derive(agent_core::Schema, agent_core::Partial)]
struct Nothing;

fn main() {}
