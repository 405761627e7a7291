use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(query: String, #[schema(range(1..=100))] limit: u32) -> u64 {
    let _ = (query, limit);
    1
}

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json", name = "search_kb", call = Unlimited)]
fn unlimited(query: String, limit: u32) -> u64 {
    let _ = (query, limit);
    1
}

fn main() {}
