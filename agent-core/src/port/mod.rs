//! The ports: traits towards the outside, each with one that lives in memory.
//!
//! Owns what is asked of a store. Knows nothing of runtimes, files or networks.

mod memory;
mod store;

use std::future::Future;
use std::pin::Pin;

pub use memory::MemoryStore;
pub use store::{Lease, Store, StoreError, check_append};

/// A future on the heap that any thread may run.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
