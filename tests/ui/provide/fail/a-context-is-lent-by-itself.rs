use agent_core::prelude::*;

#[derive(Provide)]
struct Shop {
    call: CallContext,
}

fn main() {}
