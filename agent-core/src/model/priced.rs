//! Asking no more than is paid for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{PriceTable, as_inner, estimate};
use crate::event::Event;
use crate::message::Usage;
use crate::port::{Answer, Ask, BoxFuture, BudgetKind, Model, ModelError, ModelPlan};

/// Keeps to a budget in tokens or money: a request that it may exceed is refused before it is sent.
///
/// Before, a request is estimated: a token for four bytes of it, and as many as the answer may have where
/// `max_output_tokens` is set. That much is set aside until the provider has counted, so that requests at the same time
/// do not exceed the budget together. A request that was sent and brought no count, because the connection broke or
/// it was given up, counts as estimated.
///
/// The budget of one run or thread is [`Limits`](crate::agent::Limits); this one is shared by whatever holds it.
///
/// ```
/// # use std::sync::Arc;
/// # use agent_core::model::{Budget, Priced, PriceTable};
/// # use agent_core::testkit::ScriptedModel;
/// # let (large, small) = (ScriptedModel::new(), ScriptedModel::new());
/// # let prices = PriceTable::new();
/// // 5.00 a day for both.
/// let budget = Arc::new(Budget::micros(5_000_000));
/// let large = Priced::new(large, prices.clone(), budget.clone());
/// let small = Priced::new(small, prices, budget.clone());
/// assert_eq!(budget.spent().micros, 0);
/// ```
#[derive(Debug)]
pub struct Priced<M> {
    model: M,
    prices: PriceTable,
    budget: Arc<Budget>,
}

/// How much may be spent, and what was.
#[derive(Debug, Default)]
pub struct Budget {
    tokens: Option<u64>,
    micros: Option<u64>,
    sums: Mutex<Sums>,
}

#[derive(Debug, Default)]
struct Sums {
    spent: Spent,
    /// For requests that are under way.
    aside: Spent,
}

/// An amount of tokens and of money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Tokens of requests and answers.
    pub tokens: u64,
    /// Millionths of the price table's currency.
    pub micros: u64,
}

impl Spent {
    const fn plus(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_add(other.tokens),
            micros: self.micros.saturating_add(other.micros),
        }
    }

    const fn minus(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_sub(other.tokens),
            micros: self.micros.saturating_sub(other.micros),
        }
    }
}

impl Budget {
    /// So many tokens.
    #[must_use]
    pub fn tokens(limit: u64) -> Self {
        Self {
            tokens: Some(limit),
            ..Self::default()
        }
    }

    /// So many millionths of the price table's currency. A model that has no price is then refused.
    #[must_use]
    pub fn micros(limit: u64) -> Self {
        Self {
            micros: Some(limit),
            ..Self::default()
        }
    }

    /// And no more than so many tokens.
    #[must_use]
    pub fn and_tokens(mut self, limit: u64) -> Self {
        self.tokens = Some(limit);
        self
    }

    /// Takes up what was spent before, such as before a restart: a budget is kept in memory only.
    #[must_use]
    pub fn having_spent(self, spent: Spent) -> Self {
        self.sums().spent = spent;
        self
    }

    /// What was spent so far.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.sums().spent
    }

    /// Sets an amount aside.
    fn set_aside(self: &Arc<Self>, needed: Spent) -> Result<Aside, ModelError> {
        let mut sums = self.sums();
        let taken = sums.spent.plus(sums.aside);
        check(BudgetKind::Tokens, self.tokens, taken.tokens, needed.tokens)?;
        check(BudgetKind::Micros, self.micros, taken.micros, needed.micros)?;
        sums.aside = sums.aside.plus(needed);
        Ok(Aside {
            budget: Arc::clone(self),
            amount: needed,
            spent: needed,
        })
    }

    /// Nothing is left half done by a panic under this lock.
    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check(what: BudgetKind, limit: Option<u64>, taken: u64, needed: u64) -> Result<(), ModelError> {
    let Some(limit) = limit else {
        return Ok(());
    };
    let left = limit.saturating_sub(taken);
    if needed <= left && left > 0 {
        return Ok(());
    }
    Err(ModelError::OverBudget {
        what,
        limit,
        left,
        needed,
    })
}

/// What is set aside for one request; when it is over, what it came to is spent.
struct Aside {
    budget: Arc<Budget>,
    amount: Spent,
    spent: Spent,
}

impl Drop for Aside {
    fn drop(&mut self) {
        let mut sums = self.budget.sums();
        sums.aside = sums.aside.minus(self.amount);
        sums.spent = sums.spent.plus(self.spent);
    }
}

impl<M: Model> Priced<M> {
    /// A model whose requests this budget pays for.
    #[must_use]
    pub fn new(model: M, prices: PriceTable, budget: Arc<Budget>) -> Self {
        Self {
            model,
            prices,
            budget,
        }
    }

    async fn paid(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let mut aside = self.budget.set_aside(self.estimate(ask)?)?;
        let answer = self.model.ask(ask).await;
        match &answer {
            Ok(answer) => {
                let usage = answer.reply.usage.filter(|usage| usage.total() > 0);
                let spent = usage.and_then(|usage| self.amount(&answer.plan, &usage).ok());
                aside.spent = spent.unwrap_or(aside.amount);
            }
            Err(error) if !may_be_billed(error) => aside.spent = Spent::default(),
            Err(_) => {}
        }
        answer
    }

    /// What the request may come to; of several models, with the one that it is dearest with.
    fn estimate(&self, ask: &Ask) -> Result<Spent, ModelError> {
        let mut most = Spent::default();
        for plan in self.model.plans() {
            let usage = match estimate(ask, &plan) {
                // Nothing is sent to it.
                Err(ModelError::NoRoom { .. }) => continue,
                estimated => estimated?,
            };
            let amount = self.amount(&plan, &usage)?;
            most.tokens = most.tokens.max(amount.tokens);
            most.micros = most.micros.max(amount.micros);
        }
        Ok(most)
    }

    fn amount(&self, plan: &ModelPlan, usage: &Usage) -> Result<Spent, ModelError> {
        let model = &plan.settings.model;
        let micros = match self.prices.of(model) {
            Some(price) => price.of(usage),
            // Whoever bounds money and forgot a price would spend without bound.
            None if self.budget.micros.is_some() => {
                return Err(ModelError::Unpriced {
                    model: model.clone(),
                });
            }
            None => 0,
        };
        Ok(Spent {
            tokens: usage.total(),
            micros,
        })
    }
}

/// Providers bill what they worked on, heard or not; an answer that is an error they do not.
fn may_be_billed(error: &ModelError) -> bool {
    match error {
        ModelError::Disconnected { .. }
        | ModelError::Timeout { .. }
        | ModelError::Decode { .. } => true,
        ModelError::Connect { .. }
        | ModelError::Status { .. }
        | ModelError::OverBudget { .. }
        | ModelError::Unpriced { .. }
        | ModelError::Unavailable { .. }
        | ModelError::Paced { .. }
        | ModelError::NoRoom { .. }
        | ModelError::Unplanned { .. }
        | ModelError::Forbidden(_)
        | ModelError::Unrecorded { .. }
        | ModelError::Script(_) => false,
    }
}

impl<M: Model> Model for Priced<M> {
    as_inner!();

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.paid(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.model.recall(thread);
    }
}
