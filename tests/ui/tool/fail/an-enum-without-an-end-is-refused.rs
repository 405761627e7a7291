
/// A wish, which only leads to others.
#[agent_core::data]
pub enum Wish {
    Again(Box<Wish>),
    Two { first: Box<Wish>, second: Vec<Wish> },
}

/// Grant it.
#[agent_core::tool(read)]
pub fn grant(wish: Wish) -> u64 {
    drop(wish);
    1
}

fn main() {
    let _ = grant;
}
