//! The ports: what the core asks of the world, as traits, each with one that lives in memory.
//!
//! Must never know a transport, a file or a runtime.

mod memory;
mod store;

pub use memory::MemoryStore;
pub use store::{Lease, Store, StoreError, check_append};

pub use crate::future::BoxFuture;
