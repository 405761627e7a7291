//! The record of what was changed to make a model's text a value.

use serde::{Deserialize, Serialize};

use crate::schema::Lossy;

/// One change to a model's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// What was changed.
    pub kind: RepairKind,
    /// The JSON pointer (RFC 6901) of the value it was changed in; empty for the whole text.
    pub pointer: String,
    /// What stood there, in a few words.
    pub note: String,
}

/// The changes that are made; what is not in this list is refused.
///
/// Those for which [`RepairKind::is_lossy`] is true lose or invent data: they are made only where
/// the call or the field allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RepairKind {
    /// A Markdown fence around the JSON was taken off.
    Fence,
    /// Text before or after the JSON was passed over.
    Chatter,
    /// A block of reasoning before the answer was passed over.
    Reasoning,
    /// Earlier JSON of the same kind was passed over: the last one counts, or all say the same.
    EarlierCandidate,
    /// Several values, one after the other, were read as the list that was meant.
    Gathered,
    /// A comma before `}` or `]` was dropped, or one of several between two members of an object.
    TrailingComma,
    /// A missing comma was added.
    MissingComma,
    /// A closing bracket that was missing was added: before one that closes what is around it, or at
    /// the end of a complete reply.
    MissingCloser,
    /// Single quotes became double quotes.
    SingleQuotes,
    /// Backticks, three quotes in a row or typographic quotes became double quotes; what stood
    /// between three of them lost the indentation that its lines share.
    OddQuotes,
    /// A quote that was missing at the beginning or the end of a text was added.
    MissingQuote,
    /// Quotes inside a text were escaped.
    UnescapedQuote,
    /// A key without quotes was quoted.
    UnquotedKey,
    /// Words without quotes were read as a text.
    UnquotedText,
    /// A comment was dropped.
    Comment,
    /// White space that JSON does not have was passed over: a no-break space, a zero-width one.
    WhiteSpace,
    /// `True`, `False` or `None`, in whatever case, became JSON.
    PythonLiteral,
    /// A raw line break or tab in a string, `\'` or an escape that JSON does not have was escaped.
    Escape,
    /// A key was written in the declared way: case, accents, `_`, `-` and spaces.
    KeyName,
    /// A variant's or a constant's name was written in the declared way: case, accents,
    /// punctuation and spaces.
    VariantName,
    /// The one name that stands in a sentence was taken.
    NameInText,
    /// A number written as text became a number.
    NumberInText,
    /// A number, `true` or `false` became a text.
    TextFromValue,
    /// The text of an object or list was taken as it stands, where a text is meant.
    RawText,
    /// A `null` under a key that may be missing was dropped, as the type of its value has no `null`.
    NullForMissing,
    /// JSON inside a JSON string was read.
    StringEncoded,
    /// A single value was read as a list of one.
    ListOfOne,
    /// The only item of a list was taken.
    OnlyItem,
    /// A value was read as the only field of an object.
    OnlyField,
    /// The value under the only key of an object was taken.
    OnlyValue,
    /// A key that is not declared was passed over.
    ExtraKey,
    /// A key came twice with the same value.
    RepeatedKey,
    /// A wrapper around the step was taken off.
    Wrapper,
    /// `{"name": …, "arguments": …}` was read as a step.
    CallForm,
    /// Lossy: a number was taken from a text that is more than a number, or rounded.
    NumberTaken,
    /// Lossy: of several values where one is meant, one was taken.
    OthersDropped,
    /// Lossy: a value that does not fit, or stands for something that was left out, was dropped.
    ValueDropped,
    /// Lossy: a key came twice with different values, and one was dropped.
    KeyDropped,
    /// Lossy: the text ends too early and was taken as far as it goes.
    CutOff,
    /// Lossy: a required list or object that is missing became an empty one.
    Defaulted,
}

impl RepairKind {
    /// What is lost or invented; [`Lossy::NONE`] for a repair of syntax.
    #[must_use]
    pub const fn loss(self) -> Lossy {
        match self {
            Self::NumberTaken => Lossy::NUMBER,
            Self::OthersDropped | Self::ValueDropped | Self::KeyDropped => Lossy::DROPPED,
            Self::CutOff => Lossy::TRUNCATED,
            Self::Defaulted => Lossy::DEFAULTED,
            _ => Lossy::NONE,
        }
    }

    /// True if data was lost or invented.
    ///
    /// ```
    /// use agent_core::parse::RepairKind;
    /// assert!(RepairKind::OthersDropped.is_lossy() && !RepairKind::TrailingComma.is_lossy());
    /// ```
    #[must_use]
    pub const fn is_lossy(self) -> bool {
        !self.loss().is_none()
    }

    /// How far the value is from what was asked for: the price by which readings are compared.
    pub(crate) const fn price(self) -> u32 {
        match self {
            Self::UnquotedText
            | Self::KeyName
            | Self::VariantName
            | Self::NullForMissing
            | Self::RepeatedKey
            | Self::PythonLiteral => 1,
            Self::NumberInText => 2,
            Self::TextFromValue | Self::ExtraKey | Self::StringEncoded => 3,
            Self::ListOfOne | Self::OnlyItem => 4,
            Self::NameInText => 5,
            Self::OnlyField | Self::OnlyValue => 6,
            Self::RawText => 20,
            _ => 0,
        }
    }
}

impl Repair {
    pub(crate) fn new(kind: RepairKind, pointer: &str, note: impl Into<String>) -> Self {
        Self {
            kind,
            pointer: pointer.to_owned(),
            note: note.into(),
        }
    }
}
