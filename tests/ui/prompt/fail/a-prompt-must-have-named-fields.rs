use agent_core::prelude::*;

#[prompt(text = "Hi")]
struct Hello(String);

fn main() {}
