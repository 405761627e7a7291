//! Which model is asked, and how it samples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which model, and how it samples. What is `None` is not sent: the provider's default holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The provider's name of the model.
    pub model: String,
    /// Sampling temperature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// Nucleus sampling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// The most tokens the answer may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
    /// Sampling seed, where the provider has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How much the model shall think before it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Effort>,
    /// Further members of the request by name, as JSON text: what one provider has and others have not, such as
    /// `("service_tier", "\"flex\"")`. Sent as it is. A member that is named here is
    /// not written otherwise, and `null` leaves it out: `("tool_choice", "null")`. Recordings
    /// hold it, redacted like the request, and `Debug` shows it: no keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
}

/// How much a model shall think before it answers. A provider that lacks a grade takes the nearest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Not at all, where that can be had.
    None,
    /// As little as the model can.
    Minimal,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// A lot.
    High,
    /// More than a lot.
    Xhigh,
    /// As much as the model can.
    Max,
}

impl Effort {
    /// Every grade, from the least on.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Minimal,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Xhigh,
        Self::Max,
    ];

    /// The word that most providers have for it, such as `low`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The grade of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effort| effort.word() == word)
    }
}

impl Settings {
    /// The provider's defaults for a model.
    ///
    /// ```
    /// # use agent_core::message::Settings;
    /// let settings = Settings { temperature: Some(0.0), ..Settings::new("small-1") };
    /// assert_eq!(settings.seed, None);
    /// ```
    #[must_use]
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            ..Self::default()
        }
    }
}
