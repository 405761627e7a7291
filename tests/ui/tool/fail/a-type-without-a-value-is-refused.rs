/// Nothing.
#[agent_core::data]
pub enum Never {}

/// Wait for it.
#[agent_core::tool(read)]
pub fn wait_for(what: Never) -> u64 {
    match what {}
}

fn main() {
    let _ = wait_for;
}
