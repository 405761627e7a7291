use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(query: String) -> u64 {
    let _ = query;
    1
}

fn main() {}
