use agent_core::prelude::*;

#[prompt(text = "Hi")]
pub enum Hello {
    One,
}

fn main() {}
