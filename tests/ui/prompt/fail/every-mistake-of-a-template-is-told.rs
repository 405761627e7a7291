use agent_core::prelude::*;

#[prompt(text = "{{ name | uper }}\n{{ name.trim() }}\n{% if name == null %}x{% endif %}")]
struct Greeting {
    name: String,
}

fn main() {}
