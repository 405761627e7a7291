use agent_core::tool;

/// Count up.
#[tool]
fn count(total: &'static u64) -> u64 {
    *total
}

fn main() {}
