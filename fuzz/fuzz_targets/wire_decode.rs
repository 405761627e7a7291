//! Any text as a body of any dialect: no panic, and what was read can be written and read again.

#![no_main]

use agent_core::wire::{Body, DIALECTS};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (u8, u16, &str)| {
    let (choice, status, text) = data;
    let dialect = DIALECTS[usize::from(choice) % DIALECTS.len()];
    let _ = dialect.decode_error(status, text);
    if let Ok(reply) = dialect.decode(text) {
        let _ = dialect.encode_stream(&reply);
        let _ = dialect.decode(&dialect.encode_reply(&reply));
    }
    if let Ok(request) = dialect.decode_request(text) {
        let again = Body::of(dialect, &request).to_text();
        let read = dialect.decode_request(&again);
        assert!(read.is_ok(), "{again}: {read:?}");
    }
});
