use agent_core::tool;

/// Set the level.
#[tool(schema = "schemas/function.json")]
fn set_level(#[schema(range(1..=3))] level: u8, reason: String) -> u64 {
    let _ = (level, reason);
    1
}

fn main() {}
