//! Asking somebody else.

use super::as_first;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, Then};
use crate::wire::ErrorKind;

/// Asks the next model when one gives no reply, whatever provider and dialect each has.
///
/// Put a [`Retry`](super::Retry) around each model of the chain: a chain goes on at the first error that it sees. It
/// goes on after every error but those of a test's script or recording, which a fallback would only hide.
///
/// ```
/// # use agent_core::model::{Fallback, Retry};
/// # use agent_core::testkit::ScriptedModel;
/// # let (large, small) = (ScriptedModel::new(), ScriptedModel::new());
/// let model = Fallback::new(Retry::new(large)).or(Retry::new(small)).after_refusals(2);
/// ```
pub struct Fallback {
    first: Box<dyn Model>,
    others: Vec<Box<dyn Model>>,
    refusals: u32,
}

impl Fallback {
    /// A chain that begins with this model.
    #[must_use]
    pub fn new(first: impl Model + 'static) -> Self {
        Self {
            first: Box::new(first),
            others: Vec::new(),
            refusals: 0,
        }
    }

    /// Asked when those before gave no reply.
    #[must_use]
    pub fn or(mut self, model: impl Model + 'static) -> Self {
        self.others.push(Box::new(model));
        self
    }

    /// Begins with the next model once so many replies in a row could not be read, and with the one after that when
    /// as many more could not: it sees what was wrong with them. Without this a reply that cannot be read goes back
    /// to the model that wrote it.
    #[must_use]
    pub fn after_refusals(mut self, refusals: u32) -> Self {
        self.refusals = refusals;
        self
    }

    fn all(&self) -> impl Iterator<Item = &dyn Model> {
        std::iter::once(&self.first)
            .chain(&self.others)
            .map(|model| &**model)
    }

    /// Which model is asked first.
    fn begin(&self, ask: &Ask) -> usize {
        let refused = ask.refused().checked_div(self.refusals).unwrap_or_default();
        usize::try_from(refused)
            .unwrap_or(usize::MAX)
            .min(self.others.len())
    }

    async fn one_of(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let mut models = self.all().skip(self.begin(ask)).peekable();
        let mut model = models.next().unwrap_or(&*self.first);
        loop {
            let error = match model.ask(ask).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(next) = models.next_if(|_| is_worth_another(&error)) else {
                return Err(error);
            };
            let then = Then::NextModel(next.plan().label());
            ask.failed(&model.plan(), &error, then).await;
            model = next;
        }
    }
}

/// A test that says something else than it meant must fail.
fn is_worth_another(error: &ModelError) -> bool {
    !matches!(error.kind(), ErrorKind::Script | ErrorKind::Unrecorded)
}

impl Model for Fallback {
    as_first!();

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.one_of(ask))
    }
}

impl std::fmt::Debug for Fallback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Fallback").field(&self.plans()).finish()
    }
}
