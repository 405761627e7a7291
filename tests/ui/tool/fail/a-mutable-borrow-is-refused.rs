use agent_core::tool;

/// Count up.
#[tool]
fn count(by: u64, total: &mut u64) {
    *total += by;
}

fn main() {
    count(1, &mut 0);
    let _ = Count { by: 1 };
}
