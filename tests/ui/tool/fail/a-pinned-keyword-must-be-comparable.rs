use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/conditional.json")]
fn search_kb(query: String, limit: u32) -> u64 {
    query.len() as u64 + u64::from(limit)
}

fn main() {}
