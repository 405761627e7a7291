#[derive(agent_core::Schema)]
struct Order<'a> {
    name: &'a str,
}

fn main() {}
