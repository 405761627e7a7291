//! Making room before the model is asked, with a summary for what goes where there is a compactor.

use std::sync::Arc;

use tokio::time::timeout;

use super::guard::Guard;
use super::model::{Renderings, Unprepared};
use super::{RunError, Runner};
use crate::context::{Compacting, Compaction, Leaving, Plan, compact, make_room, pin, unpin};
use crate::event::{ContextTrimmed, Fact, SummedUp};
use crate::port::{CompactError, Compacted, Compactor, ModelPlan, Spent, different};
use crate::thread::Thread;

impl<A> Runner<A> {
    /// Who sums up what the model is not shown any more, where a [budget](Self::budget) leaves no room for it; nobody
    /// unless told otherwise.
    #[must_use]
    pub fn compactor(mut self, compactor: impl Compactor + 'static) -> Self {
        self.hooks.compactor = Some(Arc::new(compactor));
        self
    }

    /// How much stays when the conversation is compacted.
    #[must_use]
    pub fn compaction(mut self, compaction: Compaction) -> Self {
        self.hooks.compaction = compaction;
        self
    }

    /// Pins an event: the model is always shown it from now on, a call with its result; false if there is nothing to
    /// show of it. [`UserMessage::pinned`](crate::message::UserMessage::pinned) pins a message that is sent.
    ///
    /// # Errors
    /// If an event cannot be read, or the store refuses.
    pub async fn pin(&self, thread: &mut Thread, event: u64) -> Result<bool, RunError> {
        let fact = pin(thread, event)?;
        self.take_in(thread, fact.as_slice()).await?;
        Ok(fact.is_some())
    }

    /// Undoes [`pin`](Self::pin); false if there is nothing to show of the event.
    ///
    /// # Errors
    /// If an event cannot be read, or the store refuses.
    pub async fn unpin(&self, thread: &mut Thread, event: u64) -> Result<bool, RunError> {
        let fact = unpin(thread, event)?;
        self.take_in(thread, fact.as_slice()).await?;
        Ok(fact.is_some())
    }

    /// Says what the model is shown less, until its next request fits: the first one's, and that of each other model of a
    /// chain which can have it at all.
    pub(super) async fn make_room_for_all(
        &self,
        thread: &mut Thread,
        renderings: &mut Renderings,
        first: &ModelPlan,
    ) -> Result<(), Unprepared> {
        self.make_room(thread, renderings, first).await?;
        let before = thread.len();
        let others = different(self.model.plans()).into_iter();
        for other in others.filter(|plan| !plan.same_place(first)) {
            match self.make_room(thread, renderings, &other).await {
                Ok(()) | Err(Unprepared::Budget(_)) => {}
                Err(Unprepared::Run(error)) => return Err(Unprepared::Run(error)),
            }
        }
        if thread.len() > before {
            // A summary that is short enough for another one may be longer in the first one's dialect.
            self.make_room(thread, renderings, first).await?;
        }
        Ok(())
    }

    async fn make_room(
        &self,
        thread: &mut Thread,
        renderings: &mut Renderings,
        first: &ModelPlan,
    ) -> Result<(), Unprepared> {
        while let Some(trimmed) = self.trimmed(thread, renderings, first).await? {
            self.append(thread, &[Fact::ContextTrimmed(trimmed)])?;
        }
        Ok(())
    }

    async fn trimmed(
        &self,
        thread: &Thread,
        renderings: &mut Renderings,
        first: &ModelPlan,
    ) -> Result<Option<ContextTrimmed>, Unprepared> {
        let plan = self.plan(first);
        let rendered = renderings.of(first);
        let Some(compactor) = &self.hooks.compactor else {
            return make_room(thread, &plan, rendered).map_err(Unprepared::of);
        };
        let compaction = &self.hooks.compaction;
        let compacting = compact(thread, &plan, rendered, compaction).map_err(Unprepared::of)?;
        let Some(compacting) = compacting else {
            return Ok(None);
        };
        Ok(Some(
            self.compacted(thread, &plan, &**compactor, compacting)
                .await,
        ))
    }

    /// Has what leaves summed up. No summary in time, none at all and a panic are no reason to stop.
    async fn compacted(
        &self,
        thread: &Thread,
        plan: &Plan<'_>,
        compactor: &dyn Compactor,
        compacting: Compacting,
    ) -> ContextTrimmed {
        let Some(leaving) = compacting.leaving(plan) else {
            return compacting.without(None);
        };
        let made = match self.unpriced(thread, compactor.models()) {
            Some(error) => Err(CompactError::new(error.to_string())),
            None => self.sum_up(compactor, &leaving).await,
        };
        let by = |spent: Option<Spent>| self.summed_up(compactor.name(), spent);
        match made {
            Ok(Compacted { summary, spent }) => compacting.with(summary, by(spent), plan),
            Err(CompactError { reason, spent }) => compacting.without(Some(SummedUp {
                failed: Some(reason),
                ..by(spent)
            })),
        }
    }

    async fn sum_up(
        &self,
        compactor: &dyn Compactor,
        leaving: &Leaving<'_>,
    ) -> Result<Compacted, CompactError> {
        let limit = self.bounds.timeout;
        let asked = Guard(Box::pin(async { compactor.compact(leaving).await }));
        let late = || format!("the compactor was silent for {} ms", limit.as_millis());
        let guarded = timeout(limit, asked).await;
        let guarded = guarded.map_err(|_| CompactError::new(late()))?;
        guarded.map_err(|panic| CompactError::new(format!("the compactor panicked: {panic}")))?
    }

    fn summed_up(&self, name: &str, spent: Option<Spent>) -> SummedUp {
        let by = name.to_owned();
        let Some(Spent { model, usage }) = spent else {
            return SummedUp {
                by,
                ..SummedUp::default()
            };
        };
        SummedUp {
            by,
            failed: None,
            cost_micros: self.cost(&model, &usage),
            model,
            usage,
        }
    }
}
