#[agent_core::data]
fn order() {}

fn main() {
    order();
}
