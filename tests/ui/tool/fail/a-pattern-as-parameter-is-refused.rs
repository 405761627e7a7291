use agent_core::tool;

/// Add two numbers.
#[tool]
fn add((a, b): (u64, u64), _: u64) -> u64 {
    a + b
}

fn main() {
    add((1, 2), 3);
}
