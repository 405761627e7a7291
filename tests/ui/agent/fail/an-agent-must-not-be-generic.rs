use agent_core::prelude::*;

#[agent]
pub enum Support<T> {
    /// Reply.
    #[done]
    Reply { message: T },
}

fn main() {}
