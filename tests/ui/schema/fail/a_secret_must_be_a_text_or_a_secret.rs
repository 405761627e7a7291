use agent_core::data;

#[data]
struct Card {
    #[schema(secret)]
    number: u64,
}

fn main() {}
