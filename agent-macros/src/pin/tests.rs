//! What a schema file is read as, and what is refused in it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

