use agent_core::tool;

struct NoSchema;

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(query: NoSchema, #[schema(range(1..=50))] limit: u32) -> u64 {
    let _ = (query, limit);
    1
}

fn main() {}
