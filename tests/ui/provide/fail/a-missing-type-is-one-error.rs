use agent_core::prelude::*;

#[derive(Provide)]
struct Shop {
    bank: Bnk,
}

fn main() {}
