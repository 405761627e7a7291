//! What may be put between the run and its tools, as ordinary values on the runner.

use std::sync::Arc;
use std::time::Duration;

use super::{Breakers, Executor, Runner};
use crate::backoff::Backoff;
use crate::context::Compaction;
use crate::port::{Compactor, Judge, Retriever, Summarizer, Vault};

/// The values, as they were given.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) backoff: Backoff,
    pub(super) breakers: Breakers,
    pub(super) judge: Option<Arc<dyn Judge>>,
    pub(super) summarizer: Option<(usize, Arc<dyn Summarizer>)>,
    pub(super) retriever: Option<Arc<dyn Retriever>>,
    pub(super) retrieval_timeout: Option<Duration>,
    pub(super) prefetch_timeout: Option<Duration>,
    pub(super) outside: Option<usize>,
    pub(super) compactor: Option<Arc<dyn Compactor>>,
    pub(super) compaction: Compaction,
    pub(super) vault: Option<Arc<dyn Vault>>,
}

impl<A> Runner<A> {
    /// How long a call rests before another attempt; see [`Backoff::DEFAULT`] for what holds otherwise. A wait is
    /// recorded with the failure that it follows, and goes on after a restart.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.hooks.backoff = backoff;
        self
    }

    /// The breakers of the tools; give several runners clones of one.
    #[must_use]
    pub fn breakers(mut self, breakers: Breakers) -> Self {
        self.hooks.breakers = breakers;
        self
    }

    /// Who judges each call before it runs, and may forbid it; nobody unless told otherwise.
    #[must_use]
    pub fn judged_by(mut self, judge: impl Judge + 'static) -> Self {
        self.hooks.judge = Some(Arc::new(judge));
        self
    }

    /// Who shortens results of more than this many bytes of JSON for the model; nobody unless told otherwise.
    #[must_use]
    pub fn summarizer(mut self, over_bytes: usize, summarizer: impl Summarizer + 'static) -> Self {
        self.hooks.summarizer = Some((over_bytes, Arc::new(summarizer)));
        self
    }

    /// Who finds documents for the model; nobody unless told otherwise. When somebody has written, it is asked once
    /// before the model is, with retrieval's share of the [`budget`](Self::budget) as its limit (3,000 tokens without
    /// one). What it finds is an event; where it fails or is late, that is one, and the run goes on without.
    #[must_use]
    pub fn retriever(mut self, retriever: impl Retriever + 'static) -> Self {
        self.hooks.retriever = Some(Arc::new(retriever));
        self
    }

    /// How long the [`retriever`](Self::retriever) may take; 5 s unless told otherwise.
    #[must_use]
    pub fn retrieval_timeout(mut self, timeout: Duration) -> Self {
        self.hooks.retrieval_timeout = Some(timeout);
        self
    }

    /// Keeps results of more than this many bytes of JSON outside of what the model is shown: it reads a handle and a
    /// digest of at most 2 KB, and [`fetch`](crate::tools::fetch) gives it the rest. 8,192 for an agent that has this
    /// tool; none for any other, unless told otherwise. A [`summarizer`](Self::summarizer) goes before.
    #[must_use]
    pub fn keep_outside(mut self, over_bytes: usize) -> Self {
        self.hooks.outside = Some(over_bytes);
        self
    }

    /// Puts something around whoever carries out tool calls: a cache, a rate limit, a meter. The last one stands
    /// outermost; an [`executor`](Self::executor) that is given later takes the place of all.
    ///
    /// ```
    /// # use agent_core::agent::Agent;
    /// # use agent_core::run::{Cached, Runner, Throttled};
    /// # use std::time::Duration;
    /// # fn example<A: Agent>(runner: Runner<A>) -> Runner<A> {
    /// runner
    ///     .wrap(|tools| Throttled::new(tools, 10, Duration::from_secs(1)))
    ///     .wrap(|tools| Cached::new(tools, Duration::from_mins(5))) // what the cache holds costs no turn
    /// # }
    /// ```
    #[must_use]
    pub fn wrap<E: Executor + 'static>(
        mut self,
        around: impl FnOnce(Arc<dyn Executor>) -> E,
    ) -> Self {
        self.executor = Arc::new(around(self.executor));
        self
    }
}
