#[derive(agent_core::Schema)]
#[schema(lossy(number))]
struct Order {
    price: f64,
}

#[derive(agent_core::Schema)]
enum Change {
    #[schema(stream(done))]
    Add { item: String },
    Clear,
}

fn main() {}
