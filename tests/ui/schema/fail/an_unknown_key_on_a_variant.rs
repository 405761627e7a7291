#[derive(agent_core::Schema)]
enum Change {
    #[schema(strem(done))]
    Add { item: String },
    Clear,
}

fn main() {}
