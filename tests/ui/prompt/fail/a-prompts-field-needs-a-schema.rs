use agent_core::prelude::*;

struct Name(String);

#[prompt(text = "Hi {{ name }}")]
struct Hello {
    name: Name,
}

fn main() {}
