//! Which errors of a tool pass by themselves.

use std::time::Duration;

use super::Failure;

/// An error of a tool that knows whether it passes: "the server is busy" does, "no such order" does not.
///
/// Optional. An `Err` of a type without it is an answer like any other: the model reads it, and the tool counts as
/// working. One that passes counts as a failure of the tool ([`health`](crate::reducer::health)), and is not tried
/// again before the time that it names.
///
/// ```
/// use std::time::Duration;
/// use agent_core::tool::Transient;
///
/// #[derive(Debug)]
/// enum ShopError { NoSuchOrder, Busy { seconds: u64 }, Down }
///
/// impl Transient for ShopError {
///     fn retry_after(&self) -> Option<Duration> {
///         match self {
///             Self::NoSuchOrder => None,
///             Self::Busy { seconds } => Some(Duration::from_secs(*seconds)),
///             Self::Down => Some(Duration::ZERO), // passes, and nobody knows when
///         }
///     }
/// }
/// # assert_eq!(ShopError::Busy { seconds: 2 }.retry_after(), Some(Duration::from_secs(2)));
/// # assert_eq!((ShopError::NoSuchOrder.retry_after(), ShopError::Down.retry_after()), (None, Some(Duration::ZERO)));
/// ```
pub trait Transient {
    /// When another attempt may go well: zero where nobody knows, `None` where it would fail as well.
    fn retry_after(&self) -> Option<Duration>;
}

impl Transient for Failure {
    fn retry_after(&self) -> Option<Duration> {
        self.retry_after_ms.map(Duration::from_millis)
    }
}

impl<T: Transient + ?Sized> Transient for Box<T> {
    fn retry_after(&self) -> Option<Duration> {
        (**self).retry_after()
    }
}
