use agent_core::prelude::*;

#[prompt]
struct Hello;

fn main() {
    let _ = Hello::VERSION;
}
