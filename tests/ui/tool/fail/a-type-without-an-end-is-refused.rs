/// A chain that never ends.
#[agent_core::data]
pub struct Chain {
    next: Box<Chain>,
}

/// Follow it.
#[agent_core::tool(read)]
pub fn follow(chain: Option<u8>, from: Vec<u8>, start: Chain) -> u64 {
    drop((chain, from, start));
    1
}

fn main() {
    let _ = follow;
}
