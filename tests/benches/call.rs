//! What a call costs in time, beside its limit. `cargo bench -p tests --bench call`
//!
//! Times vary; the bench `instructions` counts the same work exactly.

#[path = "work/mod.rs"]
#[expect(dead_code, reason = "each bench uses a part")]
mod work;

use std::hint::black_box;
use std::sync::Arc;

use agent_core::reducer::approval_hash;
use work::call::{ARGUMENTS, Buyer, dispatch, limit};
use work::wide::{LAST, Wide};

fn main() {
    divan::main();
}

#[divan::bench]
fn from_str_call_to_string() -> String {
    limit(black_box(ARGUMENTS))
}

#[divan::bench]
fn find_check_decode_call_encode(bencher: divan::Bencher) {
    let deps = Arc::new(());
    bencher.bench_local(|| dispatch::<Buyer>("order", black_box(ARGUMENTS), &deps));
}

#[divan::bench]
fn the_same_among_1000_tools(bencher: divan::Bencher) {
    let deps = Arc::new(());
    bencher.bench_local(|| dispatch::<Wide>(LAST, black_box(ARGUMENTS), &deps));
}

#[divan::bench]
fn hash_of_an_approval() -> String {
    approval_hash("order", 1, black_box(ARGUMENTS))
}
