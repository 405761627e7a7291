//! What a caller allows.

use crate::schema::Lossy;

/// What a lenient parse may do beyond repairing syntax; nothing by default.
///
/// ```
/// use agent_core::parse::Options;
/// use agent_core::schema::Lossy;
/// let options = Options::new().lossy(Lossy::NUMBER).complete(true);
/// assert!(options.lossy.allows(Lossy::NUMBER));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// What may be lost or invented anywhere in the value. Fields allow it for themselves with
    /// `#[schema(lossy(…))]`.
    pub lossy: Lossy,
    /// The reply is known to be complete: the model stopped by itself. Closing brackets that are
    /// missing at the end are then put there as a repair; without this they mean that the text
    /// was cut off.
    pub complete: bool,
    /// The value is what a tool is called with: keys that are not declared are refused, and words
    /// are not searched for in sentences.
    pub(crate) call: bool,
}

impl Options {
    /// Allows nothing beyond repairs of syntax.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            lossy: Lossy::NONE,
            complete: false,
            call: false,
        }
    }

    /// Allows these losses anywhere in the value.
    #[must_use]
    pub const fn lossy(mut self, lossy: Lossy) -> Self {
        self.lossy = lossy;
        self
    }

    /// Says whether the reply is known to be complete.
    #[must_use]
    pub const fn complete(mut self, complete: bool) -> Self {
        self.complete = complete;
        self
    }

    /// For the arguments of a call.
    pub(crate) const fn call() -> Self {
        Self {
            call: true,
            ..Self::new()
        }
    }
}
