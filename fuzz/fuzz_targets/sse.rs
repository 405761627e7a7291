//! Any bytes as an answer that comes in pieces: no panic, and the pieces make no difference.

#![no_main]

use agent_core::wire::{DIALECTS, Incoming, read_stream};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (u8, u8, &[u8])| {
    let (choice, piece, bytes) = data;
    let dialect = DIALECTS[usize::from(choice) % DIALECTS.len()];
    let whole = read_stream(dialect, bytes);
    let mut answer = Incoming::new(dialect);
    let mut deltas = Vec::new();
    let pieces = bytes.chunks(usize::from(piece).max(1));
    let pushed = pieces.into_iter().try_for_each(|piece| answer.push(piece, &mut deltas));
    let pieces = pushed.and_then(|()| answer.finish());
    assert_eq!(pieces, whole);
});
