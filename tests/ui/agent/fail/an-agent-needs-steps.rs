use agent_core::prelude::*;

#[agent]
pub enum Support {}

fn main() {}
