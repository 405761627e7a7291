#[derive(agent_core::Schema)]
enum Step {
    #[schema(range(1..=50))]
    Wait(u64),
}

fn main() {}
