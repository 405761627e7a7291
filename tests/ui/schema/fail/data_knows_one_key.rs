#[agent_core::data(crat = agent_core)]
struct Order {
    name: String,
}

fn main() {
    let _ = Order { name: String::new() }.clone();
}
