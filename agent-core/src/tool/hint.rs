//! What the model may do about a tool's error.

use std::borrow::Cow;

/// An error of a tool that knows what the model may do about it: which argument to change, which tool to call first.
///
/// Optional. The model reads `error: … (hint: …)`. A long error is shortened for the model, a hint never is: say it in a
/// few words.
///
/// ```
/// use std::borrow::Cow;
/// use agent_core::tool::Hint;
///
/// #[derive(Debug)]
/// enum ShopError { NoSuchOrder, Down }
///
/// impl Hint for ShopError {
///     fn hint(&self) -> Option<Cow<'_, str>> {
///         match self {
///             Self::NoSuchOrder => Some("list_orders gives the ids".into()),
///             Self::Down => None,
///         }
///     }
/// }
/// # assert!(ShopError::NoSuchOrder.hint().is_some() && ShopError::Down.hint().is_none());
/// ```
pub trait Hint {
    /// What may help; `None` where nobody knows.
    fn hint(&self) -> Option<Cow<'_, str>>;
}

impl<T: Hint + ?Sized> Hint for Box<T> {
    fn hint(&self) -> Option<Cow<'_, str>> {
        (**self).hint()
    }
}
