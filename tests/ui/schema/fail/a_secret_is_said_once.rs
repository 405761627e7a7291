use agent_core::data;

#[data]
struct Account {
    #[schema(secret)]
    #[schema(secret)]
    password: String,
}

fn main() {}
