use agent_core::tool;

/// Search the articles.
#[tool(read, schema = "schemas/none.json")]
fn search_kb(query: String) -> u64 {
    query.len() as u64
}

fn main() {
    let _ = SearchKb {
        query: String::new(),
    };
}
