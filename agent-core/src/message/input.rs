//! What the user's side says and shows: words, images, files.

use serde::{Deserialize, Serialize};

/// One part of what the user's side says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputPart {
    /// Words.
    Text(String),
    /// A picture.
    Image(Media),
    /// A document, a recording, or whatever else the model can read.
    File(Media),
}

/// A picture or a file, as bytes or by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Such as `image/png`. Empty where an address is given and the provider finds out itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    /// Where its bytes are.
    pub source: Source,
    /// The file's name, for the providers that want one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Where the bytes of a picture or a file are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The bytes themselves, in standard base64 with padding.
    Base64(String),
    /// An address that the provider fetches.
    Url(String),
    /// The provider's id of a file that was uploaded before.
    Id(String),
}

impl Media {
    /// Bytes that are base64 already.
    #[must_use]
    pub fn base64(media_type: impl Into<String>, data: impl Into<String>) -> Self {
        Self {
            media_type: media_type.into(),
            source: Source::Base64(data.into()),
            name: None,
        }
    }

    /// An address that the provider fetches.
    #[must_use]
    pub fn url(url: impl Into<String>) -> Self {
        Self {
            media_type: String::new(),
            source: Source::Url(url.into()),
            name: None,
        }
    }

    /// The same under a file's name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

/// A message to an agent: words, and what is shown beside them. Words alone are one, too.
///
/// ```
/// # use agent_core::message::{Media, UserMessage};
/// let plain = UserMessage::from("What is this?");
/// let shown = plain.clone().image(Media::base64("image/png", "iVBORw0KGgo="));
/// assert_eq!((plain.attachments.len(), shown.attachments.len()), (0, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserMessage {
    /// The words.
    pub text: String,
    /// What is shown, in order, behind the words.
    pub attachments: Vec<InputPart>,
    /// Whether the model is always shown it, however long the conversation grows.
    pub pinned: bool,
}

impl UserMessage {
    /// The same, always shown to the model, however long the conversation grows.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }

    /// The same with a picture.
    #[must_use]
    pub fn image(mut self, image: Media) -> Self {
        self.attachments.push(InputPart::Image(image));
        self
    }

    /// The same with a file.
    #[must_use]
    pub fn file(mut self, file: Media) -> Self {
        self.attachments.push(InputPart::File(file));
        self
    }
}

impl From<String> for UserMessage {
    fn from(text: String) -> Self {
        Self {
            text,
            attachments: Vec::new(),
            pinned: false,
        }
    }
}

impl From<&str> for UserMessage {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for UserMessage {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}
