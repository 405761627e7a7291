use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(note: *const u8) -> bool {
    note.is_null()
}

fn main() {}
