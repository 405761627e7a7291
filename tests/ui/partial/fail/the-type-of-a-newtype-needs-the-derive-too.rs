#[agent_core::data]
struct Line {
    item: String,
}

#[agent_core::data]
#[derive(agent_core::Partial)]
struct First(Line);

fn main() {}
