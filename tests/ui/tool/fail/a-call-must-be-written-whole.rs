use agent_core::prelude::*;

#[data]
struct Point {
    x: u8,
}

/// Do.
#[tool]
fn act(at: Point) -> u8 {
    at.x
}

fn main() {
    let _ = Act { at: 3 };
}
