use agent_core::prelude::*;

#[derive(Provide)]
struct Shop {
    #[provide(skip = true)]
    bank: u64,
}

fn main() {}
