use agent_core::prelude::*;

#[prompt(text = " \n")]
struct Greeting {
    name: String,
}

fn main() {}
