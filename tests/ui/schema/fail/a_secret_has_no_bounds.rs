use agent_core::data;

#[data]
struct Account {
    #[schema(secret, length(8..))]
    password: String,
}

fn main() {}
