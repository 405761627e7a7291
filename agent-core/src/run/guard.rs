//! What stands between other people's code and the run: a panic is a failure, and a plain function gets a
//! thread where it may block.
//!
//! Knows nothing of threads of events.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::executor::CallResult;
use crate::port::BoxFuture;
use crate::tool::{Failure, FailureKind};

/// A call whose panic is a failure.
pub(super) async fn call(future: BoxFuture<'_, CallResult>) -> CallResult {
    settled(Guard(future).await)
}

/// A plain function may block: it gets a thread of its own.
pub(super) async fn off_thread(future: BoxFuture<'static, CallResult>) -> CallResult {
    let done = tokio::task::spawn_blocking(move || {
        let mut guard = Guard(future);
        match Pin::new(&mut guard).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(ended) => settled(ended),
            Poll::Pending => Err(Failure::new(
                FailureKind::Error,
                "a plain function did not return at once",
            )),
        }
    });
    done.await
        .unwrap_or_else(|error| Err(Failure::new(FailureKind::Panicked, error.to_string())))
}

fn settled(ended: Result<CallResult, String>) -> CallResult {
    ended.unwrap_or_else(|panic| Err(Failure::new(FailureKind::Panicked, panic)))
}

/// A future that ends with the text of its panic.
pub(super) struct Guard<'a, T>(pub(super) BoxFuture<'a, T>);

impl<T> Future for Guard<'_, T> {
    type Output = Result<T, String>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.0.as_mut();
        match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(polled) => polled.map(Ok),
            Err(panic) => Poll::Ready(Err(text(&*panic))),
        }
    }
}

fn text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| String::from("no text"))
}
