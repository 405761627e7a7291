use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(query: String, #[schema(range(1..=50))] limt: u32) -> u64 {
    let _ = (query, limt);
    1
}

fn main() {}
