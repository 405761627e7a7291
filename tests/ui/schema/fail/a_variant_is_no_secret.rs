use agent_core::data;

#[data]
enum Account {
    #[schema(secret)]
    Password(String),
}

fn main() {}
