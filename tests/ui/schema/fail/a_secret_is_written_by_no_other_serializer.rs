use agent_core::data;

#[data]
struct Account {
    #[schema(secret, with = String)]
    password: String,
}

fn main() {}
