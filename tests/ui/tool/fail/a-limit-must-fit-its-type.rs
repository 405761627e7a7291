use agent_core::tool;

/// Greet somebody.
#[tool]
fn greet(#[schema(range(1..=3))] name: String) -> String {
    name
}

fn main() {
    let _ = Greet { name: String::new() };
}
