use agent_core::prelude::*;

#[prompt(text = "Hi {{ name }}")]
struct Hello<T> {
    name: T,
}

fn main() {}
