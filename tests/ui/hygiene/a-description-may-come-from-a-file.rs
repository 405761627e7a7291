//! `#[doc = include_str!(…)]` and `#[doc = concat!(…)]` are descriptions like others.
#![deny(warnings, missing_docs)]

use agent_core::prelude::*;

#[doc = include_str!("description.txt")]
#[tool(read)]
pub fn look(
    #[doc = concat!("Where", " to ", "look.")]
    at: String,
) -> String {
    at
}

#[doc = concat!("Helps", '.')]
#[agent]
pub enum Support {
    Look(Look),
    #[doc = include_str!("description.txt")]
    #[done]
    Reply {
        /// What to say.
        message: String,
    },
}

fn main() {
    let contract = <Look as agent_core::tool::Tool>::CONTRACT;
    assert_eq!(contract.doc, "Look into the drawer.");
    assert_eq!(Support::SPEC.steps.len(), 2);
}
