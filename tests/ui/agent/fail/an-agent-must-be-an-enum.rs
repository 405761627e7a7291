use agent_core::prelude::*;

#[agent]
pub struct Support;

fn main() {}
