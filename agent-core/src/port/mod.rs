//! What the core asks of the world: traits, with in-memory stand-ins.
//!
//! Must never know a transport, a file or a runtime.

use std::pin::Pin;

mod model;

pub use model::{Body, Model, ModelError, RawReply, read};

/// A future behind a pointer, so that ports are usable as trait objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
