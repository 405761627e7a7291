//! How many tokens a request may have, and for what.

use serde::{Deserialize, Serialize};

use super::TokenCounter;
use crate::thread::Thread;

/// The tokens of a request and its answer together, with what is set aside for the parts that must be there whole.
/// What is left is shared by retrieval and history: [`Split`].
///
/// ```
/// use agent_core::context::{Budget, Split};
/// let budget = Budget::default();
/// assert_eq!((budget.total, budget.system, budget.tools, budget.output), (8_000, 500, 1_000, 1_500));
/// assert_eq!(budget.rest(), 5_000);
/// let wide = Budget { split: Split::retrieval(80), ..Budget::of(128_000) };
/// assert_eq!(wide.system, 8_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Tokens of the request and its answer.
    pub total: u64,
    /// Most tokens of the instructions.
    pub system: u64,
    /// Most tokens of the tools, or of the schema of the answer.
    pub tools: u64,
    /// Tokens that are left for the answer.
    pub output: u64,
    /// How retrieval and history share the rest.
    pub split: Split,
}

/// How retrieval and history share what the other parts leave. What one of them does not use, the other may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Retrieval has this many hundredths.
    Fixed(u8),
    /// From 20 to 80 hundredths: the more relevant the documents and the shorter the conversation, the more for
    /// retrieval.
    Dynamic,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(8_000)
    }
}

impl Budget {
    /// A budget of that many tokens: a sixteenth for the instructions, an eighth for the tools, three sixteenths for the
    /// answer, and the rest 60 to 40 for retrieval and history.
    #[must_use]
    pub const fn of(total: u64) -> Self {
        Self {
            total,
            system: total / 16,
            tools: total / 8,
            output: total / 16 * 3,
            split: Split::Fixed(60),
        }
    }

    /// Tokens of a request: all but the answer's.
    #[must_use]
    pub const fn request(&self) -> u64 {
        self.total.saturating_sub(self.output)
    }

    /// Tokens that retrieval and history share at least.
    #[must_use]
    pub const fn rest(&self) -> u64 {
        self.request()
            .saturating_sub(self.system.saturating_add(self.tools))
    }
}

impl Split {
    /// So many hundredths for retrieval, at most 100.
    #[must_use]
    pub const fn retrieval(hundredths: u8) -> Self {
        Self::Fixed(if hundredths > 100 { 100 } else { hundredths })
    }

    /// Retrieval's hundredths, given how relevant its best documents are (from 0 to 1) and how many turns the conversation
    /// has.
    #[must_use]
    pub fn hundredths(self, relevance: f64, turns: u64) -> u8 {
        match self {
            Self::Fixed(hundredths) => hundredths.min(100),
            Self::Dynamic => dynamic(relevance, turns),
        }
    }
}

/// 50 where relevance is a half and there are ten turns; each tenth of relevance is worth 6, each doubling of turns costs 6.
fn dynamic(relevance: f64, turns: u64) -> u8 {
    let relevance = if relevance.is_finite() {
        relevance.clamp(0.0, 1.0)
    } else {
        0.0
    };
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 60")]
    let gained = (relevance * 60.0) as i64;
    let doublings = i64::from(turns.saturating_add(1).ilog2());
    u8::try_from((38 + gained - 6 * doublings).clamp(20, 80)).unwrap_or(20)
}

/// A budget, and what holds requests to it. What the provider counted beyond the counter at the last request that both
/// counted is set aside, up to a quarter of the budget: its tokenizer is another one, or it adds words of its own.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<'a> {
    /// The tokens.
    pub budget: &'a Budget,
    /// Who counts them.
    pub counter: &'a dyn TokenCounter,
}

impl Bounds<'_> {
    /// What the thread's next request may have, in the counter's tokens.
    pub(super) fn left(&self, thread: &Thread) -> Budget {
        let total = self.budget.total;
        let uncounted = thread.state().progress().uncounted.unwrap_or(0);
        let aside = uncounted.min(total / 4);
        Budget {
            total: total - aside,
            ..*self.budget
        }
    }
}
