#[agent_core::data]
struct Line {
    text: String,
}

#[agent_core::data]
#[derive(agent_core::Partial)]
struct Order {
    lines: Vec<Line>,
}

fn main() {}
