use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(note: std::rc::Rc<String>) -> usize {
    note.len()
}

fn main() {}
