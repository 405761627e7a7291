use agent_core::Schema;

#[derive(Schema)]
struct Order {
    #[schema(range(1..=50))]
    name: String,
}

fn main() {
    let _ = Order::SHAPE;
    let _ = Order { name: String::new() };
}
