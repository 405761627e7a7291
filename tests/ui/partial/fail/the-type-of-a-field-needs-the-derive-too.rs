#[agent_core::data]
struct Line {
    item: String,
}

#[agent_core::data]
#[derive(agent_core::Partial)]
struct Order {
    id: u64,
    lines: Vec<Line>,
}

fn main() {}
