use agent_core::prelude::*;

#[prompt(text = "Hi {{ name }}")]
struct Hello {
    name: &'static str,
}

fn main() {}
