use agent_core::tool;

/// Count words.
#[tool]
fn count(text: impl Into<String>, more: Vec<impl Into<String>>) -> u64 {
    let _ = more;
    text.into().len() as u64
}

fn main() {}
