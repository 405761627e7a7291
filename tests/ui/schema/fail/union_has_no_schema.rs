#[derive(agent_core::Schema)]
union Both {
    number: u32,
    float: f32,
}

fn main() {}
