use agent_core::data;

#[data]
enum Nothing {}

fn main() {}
