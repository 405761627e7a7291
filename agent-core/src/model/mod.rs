//! Models made of models: each wraps others and does one thing more. They stack.
//!
//! Owns what is done when a model does not answer, or must not be asked. Must never know a provider, nor write a
//! request: an [`Ask`] holds the body for each model of a chain before anything is sent.
//!
//! | model | does |
//! |---|---|
//! | [`Retry`] | asks again after a while, longer each time |
//! | [`Fallback`] | asks the next model |
//! | [`RoundRobin`] | asks each in turn |
//! | [`RateLimit`] | keeps to so many requests or tokens a minute |
//! | [`Priced`] | keeps to a budget in tokens or money |
//! | [`Breaker`] | leaves a model alone that keeps failing |
//!
//! Each failed attempt that another one follows is an event of the thread, durable before the next begins.
//!
//! ```
//! use std::sync::Arc;
//! use agent_core::model::{Breaker, Fallback, RateLimit, Retry};
//! # use agent_core::port::Model;
//! # use agent_core::testkit::ScriptedModel;
//! # fn first() -> ScriptedModel { ScriptedModel::new() }
//! # fn second() -> ScriptedModel { ScriptedModel::new() }
//! let model = Fallback::new(Retry::new(RateLimit::new(Breaker::new(first())).requests(60)))
//!     .or(Retry::new(Breaker::new(second())));
//! // In an `Arc` runners share what their models know: limits, budgets, breakers.
//! let shared: Arc<dyn Model> = Arc::new(model);
//! ```

mod breaker;
mod fallback;
mod price;
mod priced;
mod rate_limit;
mod retry;
mod round_robin;

pub use breaker::Breaker;
pub use fallback::Fallback;
pub use price::{Price, PriceError, PriceTable};
pub use priced::{Budget, Priced};
pub use rate_limit::RateLimit;
pub use retry::Retry;
pub use round_robin::RoundRobin;

use crate::message::Usage;
use crate::port::{Ask, ModelError, ModelPlan};

/// What a wrapper of one model says of itself: what that model says.
macro_rules! as_inner {
    () => {
        fn settings(&self) -> &crate::message::Settings {
            self.model.settings()
        }

        fn dialect(&self) -> &'static dyn crate::wire::Dialect {
            self.model.dialect()
        }

        fn host(&self) -> &str {
            self.model.host()
        }

        fn plans(&self) -> Vec<crate::port::ModelPlan> {
            self.model.plans()
        }
    };
}

/// What a wrapper of several says of itself: what the first says, and the plans of all.
macro_rules! as_first {
    () => {
        fn settings(&self) -> &crate::message::Settings {
            self.first.settings()
        }

        fn dialect(&self) -> &'static dyn crate::wire::Dialect {
            self.first.dialect()
        }

        fn host(&self) -> &str {
            self.first.host()
        }

        fn plans(&self) -> Vec<crate::port::ModelPlan> {
            self.all().flat_map(|model| model.plans()).collect()
        }

        fn recall(&self, thread: &[crate::event::Event]) {
            self.all().for_each(|model| model.recall(thread));
        }
    };
}

use {as_first, as_inner};

/// Whether the request's time is over this many milliseconds from now.
fn is_too_late(ask: &Ask, wait_ms: u64) -> bool {
    let then = tokio::time::Instant::now()
        .into_std()
        .checked_add(std::time::Duration::from_millis(wait_ms));
    match (ask.ends(), then) {
        (Some(ends), Some(then)) => then >= ends,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// What a request may take: a token for four bytes of it, and as many as the answer may have, where that is set.
fn estimate(ask: &Ask, plan: &ModelPlan) -> Result<Usage, ModelError> {
    Ok(Usage {
        input: (ask.look(plan)?.len() as u64).div_ceil(4),
        output: plan.settings.max_output_tokens.map_or(0, u64::from),
        ..Usage::default()
    })
}
