//! What a field may ask of those who read it: which losses it bears, and how it shows while it is streamed.

/// A set of losses that a lenient parse may make in a value, because the field or the call allows it.
///
/// None is allowed by default: what would lose or invent data is refused.
///
/// ```
/// use agent_core::schema::Lossy;
/// const LENIENT: Lossy = Lossy::NUMBER.and(Lossy::DROPPED);
/// assert!(LENIENT.allows(Lossy::NUMBER));
/// assert!(!LENIENT.allows(Lossy::NUMBER.and(Lossy::DEFAULTED)));
/// assert!(Lossy::ALL.allows(LENIENT) && LENIENT.allows(Lossy::NONE));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lossy(u8);

impl Lossy {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// A number is read from a text that is more than a number: `"1,000 kg"`, `3.7` for an integer.
    pub const NUMBER: Self = Self(1);
    /// An item or a key that cannot be read is left out.
    pub const DROPPED: Self = Self(1 << 1);
    /// A value that breaks off at the end of the text stands as far as it goes.
    pub const TRUNCATED: Self = Self(1 << 2);
    /// A required key that is missing is filled in with an empty value.
    pub const DEFAULTED: Self = Self(1 << 3);
    /// Everything.
    pub const ALL: Self = Self(0b1111);

    /// What either allows.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if all that `other` names is allowed.
    #[must_use]
    pub const fn allows(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True if nothing is allowed.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// How a value shows while it is streamed.
///
/// ```
/// use agent_core::schema::Stream;
/// const WHOLE: Stream = Stream { done: true, ..Stream::NONE };
/// assert!(WHOLE.done && !WHOLE.not_null);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stream {
    /// The value is withheld until it is complete.
    pub done: bool,
    /// The object around it is withheld as long as this value is.
    pub not_null: bool,
    /// The value is shown with its state beside it: begun or complete.
    pub with_state: bool,
}

impl Stream {
    /// No wish: the value shows as it grows.
    pub const NONE: Self = Self {
        done: false,
        not_null: false,
        with_state: false,
    };

    /// What both ask for.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            done: self.done || other.done,
            not_null: self.not_null || other.not_null,
            with_state: self.with_state || other.with_state,
        }
    }

    /// True if there is no wish.
    #[must_use]
    pub const fn is_none(self) -> bool {
        !(self.done || self.not_null || self.with_state)
    }
}
