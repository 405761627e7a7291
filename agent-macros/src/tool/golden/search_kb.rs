/// Search the articles.
fn search_kb(query: String, #[schema(range(1..=50))] limit: u32, author: Option<String>) -> u64 {
    0
}
