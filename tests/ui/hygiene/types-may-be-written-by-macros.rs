//! A macro in type position is a type.
#![deny(warnings)]

use agent_core::prelude::*;

macro_rules! list {
    ($of:ty) => { Vec<$of> };
}

#[data]
struct Basket {
    items: list!(String),
}

/// Count items.
#[tool(read)]
fn count(items: list!(String), basket: Option<Basket>) -> list!(u64) {
    let own = basket.map_or(0, |basket| basket.items.len());
    vec![(items.len() + own) as u64]
}

/// Counts.
#[agent]
enum Counter {
    Count(Count),
    /// Reply.
    #[done]
    Reply { counts: list!(u64) },
}

fn main() {
    let _ = Counter::Count(Count { items: vec![], basket: None });
    let _ = Counter::Reply { counts: count(vec![], None) };
}
