use agent_core::data;

#[data]
struct Account {
    #[schema(secret, example = "hunter2")]
    password: String,
}

fn main() {}
