use agent_core::tool;

/// Count words.
#[tool(read)]
fn count(text: std::borrow::Cow<'_, str>, words: Vec<&str>) -> u64 {
    (text.len() + words.len()) as u64
}

fn main() {}
