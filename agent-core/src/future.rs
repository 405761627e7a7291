//! A boxed future, so that ports can be trait objects.

use std::pin::Pin;

/// A future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
