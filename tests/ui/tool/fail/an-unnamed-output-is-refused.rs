use agent_core::tool;

/// List names.
#[tool(read)]
fn names() -> impl Iterator<Item = String> {
    std::iter::empty()
}

fn main() {}
