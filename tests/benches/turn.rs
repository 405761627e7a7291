//! What a conversation of twenty turns over loopback costs in time. `cargo bench -p tests --bench turn`
//!
//! Most of it is the system's; the bench `instructions` counts what is ours.

#[path = "work/mod.rs"]
#[expect(dead_code, reason = "each bench uses a part")]
mod work;

use divan::Bencher;
use work::turn::{ByHand, ours, runner, runtime};

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 50)]
fn all_messages_encoded_each_turn(bencher: Bencher) {
    let (runtime, client) = (runtime(), ByHand::new(&work::server::start()));
    bencher.bench_local(|| runtime.block_on(client.conversation()));
}

#[divan::bench(sample_count = 50)]
fn bytes_kept_without_events(bencher: Bencher) {
    let (runtime, client) = (runtime(), ByHand::new(&work::server::start()));
    bencher.bench_local(|| runtime.block_on(client.kept()));
}

#[divan::bench(sample_count = 50)]
fn requests_alone(bencher: Bencher) {
    let (runtime, client) = (runtime(), ByHand::new(&work::server::start()));
    let bodies = runtime.block_on(client.conversation());
    bencher.bench_local(|| runtime.block_on(client.bare(&bodies)));
}

#[divan::bench(sample_count = 50)]
fn runner_with_the_memory_store(bencher: Bencher) {
    let (runtime, runner) = (runtime(), runner(&work::server::start()));
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        runtime.block_on(ours(&runner, number))
    });
}
