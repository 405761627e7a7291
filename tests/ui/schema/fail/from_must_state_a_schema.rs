#[derive(agent_core::Schema)]
#[serde(try_from = "String")]
struct Email {
    user: String,
    host: String,
}

fn main() {}
