//! The port to a compactor: it sums up what the model is not shown any more.

use super::{Ask, BoxFuture, Model, ModelPlan};
use crate::context::{Leaving, Xml, outline};
use crate::message::{Message, Output, Stop, Usage};
use crate::wire::{Body, Head};

/// A summary, and what it took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compacted {
    /// What stands for all that leaves. Must keep to [`Leaving::limit`].
    pub summary: String,
    /// What it took, if a model was asked.
    pub spent: Option<Spent>,
}

/// What a model took to sum up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The provider's name of the model.
    pub model: String,
    /// The tokens; estimated where the provider does not count.
    pub usage: Usage,
}

/// There is no summary: the oldest entries go all the same, and the thread says why nothing stands for them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct CompactError {
    /// Why.
    pub reason: String,
    /// What was taken in vain, if a model was asked.
    pub spent: Option<Spent>,
}

impl CompactError {
    /// There is no summary, for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        let (reason, spent) = (reason.into(), None);
        Self { reason, spent }
    }
}

/// Sums up the oldest entries of a conversation that outgrew its budget; may be a rule or another model.
///
/// The log keeps everything. The summary is part of the event that says what the model is not shown any more, so it is
/// made once, and the next one takes its place.
///
/// ```
/// use agent_core::context::{Leaving, Past};
/// use agent_core::port::{BoxFuture, CompactError, Compacted, Compactor};
///
/// /// The names of the steps.
/// struct Steps;
///
/// impl Compactor for Steps {
///     fn name(&self) -> &str {
///         "steps"
///     }
///
///     fn compact<'a>(
///         &'a self,
///         leaving: &'a Leaving<'_>,
///     ) -> BoxFuture<'a, Result<Compacted, CompactError>> {
///         let steps = leaving.past.iter().filter_map(|past| match past {
///             Past::Step(step) => Some(step.step.as_str()),
///             _ => None,
///         });
///         let summary = steps.collect::<Vec<_>>().join(", ");
///         Box::pin(async move { Ok(Compacted { summary, spent: None }) })
///     }
/// }
/// # let _ = Steps;
/// // `Runner::new(model, deps).budget(Budget::default()).compactor(Steps)`
/// ```
pub trait Compactor: Send + Sync {
    /// The name that stands in the log.
    fn name(&self) -> &str;

    /// The models that it may ask: where a run is bounded in money, each must have a price.
    fn models(&self) -> Vec<String> {
        Vec::new()
    }

    /// Sums up what leaves and, if there is one, the former summary.
    ///
    /// # Errors
    /// If there is no summary.
    fn compact<'a>(
        &'a self,
        leaving: &'a Leaving<'_>,
    ) -> BoxFuture<'a, Result<Compacted, CompactError>>;
}

/// Sums up without a model: see [`outline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outline;

impl Compactor for Outline {
    #[expect(
        clippy::unnecessary_literal_bound,
        reason = "others give what they hold"
    )]
    fn name(&self) -> &str {
        "outline"
    }

    fn compact<'a>(
        &'a self,
        leaving: &'a Leaving<'_>,
    ) -> BoxFuture<'a, Result<Compacted, CompactError>> {
        let (summary, spent) = (outline(leaving), None);
        Box::pin(async move { Ok(Compacted { summary, spent }) })
    }
}

/// Has a model sum up. What it cost stands in the event beside the summary, and counts in the run's bounds.
///
/// The prompt is the system message. The former summary, if there is one, is a message, and what leaves is another, as
/// XML in which no text can pass for an element. How long the answer may be is a setting of the model.
///
/// ```
/// use agent_core::port::SummaryBy;
/// use agent_core::testkit::ScriptedModel;
/// let small = ScriptedModel::new();
/// let by = SummaryBy::new(small, "Sum up for the agent who goes on: goal, what was done, ids, what is open.");
/// ```
#[derive(Debug, Clone)]
pub struct SummaryBy<M> {
    model: M,
    prompt: String,
}

impl<M: Model> SummaryBy<M> {
    /// The model, and what it is told to do.
    pub fn new(model: M, prompt: impl Into<String>) -> Self {
        let prompt = prompt.into();
        Self { model, prompt }
    }

    fn body(&self, plan: &ModelPlan, leaving: &Leaving<'_>) -> Body {
        let head = Head {
            settings: &plan.settings,
            output: &Output::Text,
            system: &[&self.prompt],
            stream: false,
        };
        let text = leaving.text(&Xml);
        let messages = leaving.former.iter().map(String::as_str);
        let messages: Vec<_> = messages.chain([&*text]).map(Message::User).collect();
        Body::whole(plan.dialect, &head, &messages)
    }

    async fn ask(&self, leaving: &Leaving<'_>) -> Result<Compacted, CompactError> {
        let failed = |error: super::ModelError| CompactError::new(error.to_string());
        let mut bytes: usize = 0;
        let ask = Ask::write(&self.model, |plan| {
            let body = self.body(plan, leaving);
            bytes = body.len();
            Ok::<_, CompactError>(body)
        })?;
        let answer = self.model.ask(&ask).await.map_err(failed)?;
        let reply = answer.reply;
        let usage = reply.usage.filter(|usage| usage.total() > 0);
        let summary = reply.text.unwrap_or_default();
        let spent = Some(Spent {
            model: answer.plan.settings.model,
            usage: usage.unwrap_or_else(|| Usage {
                input: bytes.div_ceil(4) as u64,
                output: summary.len().div_ceil(4) as u64,
                ..Usage::default()
            }),
        });
        let cut = || (reply.stop == Stop::Length).then(|| "the summary was cut off".to_owned());
        match reply.refusal.or_else(cut) {
            Some(reason) => Err(CompactError { reason, spent }),
            None => Ok(Compacted { summary, spent }),
        }
    }
}

impl<M: Model> Compactor for SummaryBy<M> {
    #[expect(
        clippy::unnecessary_literal_bound,
        reason = "others give what they hold"
    )]
    fn name(&self) -> &str {
        "model"
    }

    fn models(&self) -> Vec<String> {
        let plans = self.model.plans().into_iter();
        plans.map(|plan| plan.settings.model).collect()
    }

    fn compact<'a>(
        &'a self,
        leaving: &'a Leaving<'_>,
    ) -> BoxFuture<'a, Result<Compacted, CompactError>> {
        Box::pin(self.ask(leaving))
    }
}
