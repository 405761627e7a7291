use agent_core::data;

#[data]
struct Card {
    number: String,
}

#[data]
struct Account {
    #[schema(secret)]
    card: Option<Card>,
}

fn main() {}
