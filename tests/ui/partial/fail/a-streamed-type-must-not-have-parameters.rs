#[derive(agent_core::Schema, agent_core::Partial)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}
