//! Asking each in turn.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::as_first;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError};

/// Spreads requests over models, one after the other.
///
/// For several accounts or servers of one model. Providers keep the beginning of a conversation in a cache: spread
/// over places that do not share it, each finds it cold. A [`Retry`](super::Retry) around it asks the next one.
///
/// ```
/// # use agent_core::model::{RoundRobin, Retry};
/// # use agent_core::testkit::ScriptedModel;
/// # let (here, there) = (ScriptedModel::new(), ScriptedModel::new());
/// let model = Retry::new(RoundRobin::new(here).and(there));
/// ```
pub struct RoundRobin {
    first: Box<dyn Model>,
    others: Vec<Box<dyn Model>>,
    asked: AtomicUsize,
}

impl RoundRobin {
    /// Begins with this model.
    #[must_use]
    pub fn new(first: impl Model + 'static) -> Self {
        Self {
            first: Box::new(first),
            others: Vec::new(),
            asked: AtomicUsize::new(0),
        }
    }

    /// And this one in its turn.
    #[must_use]
    pub fn and(mut self, model: impl Model + 'static) -> Self {
        self.others.push(Box::new(model));
        self
    }

    fn all(&self) -> impl Iterator<Item = &dyn Model> {
        std::iter::once(&self.first)
            .chain(&self.others)
            .map(|model| &**model)
    }

    fn next(&self) -> &dyn Model {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed) % (self.others.len() + 1);
        self.all().nth(turn).unwrap_or(&*self.first)
    }
}

impl Model for RoundRobin {
    as_first!();

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        self.next().ask(ask)
    }
}

impl std::fmt::Debug for RoundRobin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RoundRobin").field(&self.plans()).finish()
    }
}
