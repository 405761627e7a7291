use agent_core::data;

#[data]
struct Order {
    #[schema(pattern = 5)]
    number: String,
    #[schema(format = email)]
    mail: String,
}

fn main() {}
