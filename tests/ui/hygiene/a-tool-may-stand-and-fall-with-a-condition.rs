//! `#[cfg]` takes the function with all that the macro makes of it.
#![deny(warnings)]

use agent_core::prelude::*;

/// Never there.
#[tool(read)]
#[cfg(any())]
fn pay(a: Missing) -> Missing {
    a
}

/// Also never there, and free for others to define.
#[cfg(any())]
#[tool(read)]
fn count(a: Missing) {}

/// Always there.
#[cfg_attr(all(), tool(read))]
#[cfg(all())]
fn count(a: u8) -> u8 {
    a
}

struct Pay;

fn main() {
    let _ = (Pay, Count { a: count(1) });
}
