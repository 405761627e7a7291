use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(query: Option<String>, #[schema(default = 10, range(1..=50))] limit: u32) -> u64 {
    let _ = (query, limit);
    1
}

/// Set the level.
#[tool(schema = "schemas/optional.json")]
fn set_level(level: u32) -> u64 {
    let _ = level;
    1
}

fn main() {}
