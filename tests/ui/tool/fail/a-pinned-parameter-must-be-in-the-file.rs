use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(query: String, #[schema(range(1..=50))] limit: u32, author: Option<String>) -> u64 {
    let _ = (query, limit, author);
    1
}

fn main() {
    let _ = search_kb(String::new(), 1, None);
    let _ = SearchKb {
        query: String::new(),
        limit: 1,
        author: None,
    };
}
