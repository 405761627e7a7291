use agent_core::tool;

/// Greet somebody.
#[tool(read)]
fn greet(name: &str) -> String {
    format!("Hello {name}")
}

fn main() {
    let _ = greet("Ann");
    let _ = Greet { name: String::from("Ann") };
}
