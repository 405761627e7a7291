//! What a flow answers.

use std::mem::discriminant;

use super::Agent;

/// What follows an outcome: the continue, goto, pause, break and fallback of a hand-written loop.
#[must_use = "a flow's answer does nothing until `next` returns it"]
#[derive(Debug)]
pub struct Next<A> {
    kind: NextKind,
    steps: Vec<A>,
}

/// The kinds of [`Next`], weakest first: where the outcomes of one batch disagree, the strongest wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NextKind {
    /// The model decides.
    AskModel,
    /// The flow has decided: these steps come next.
    Go,
    /// Nothing until a message comes.
    Wait,
    /// The run is over.
    Finish,
    /// The model failed: this step instead.
    Fallback,
    /// The run is over, and not as planned.
    Stop(String),
}

impl<A: Agent> Next<A> {
    /// The model decides what comes next.
    pub fn ask_model() -> Self {
        Self::of(NextKind::AskModel)
    }

    /// This step comes next, without a model. Add more with [`and`](Self::and).
    pub fn go(step: impl IntoStep<A>) -> Self {
        Self {
            kind: NextKind::Go,
            steps: vec![step.into_step()],
        }
    }

    /// A further step beside those of [`go`](Self::go); what each stands for runs in this order.
    pub fn and(mut self, step: impl IntoStep<A>) -> Self {
        self.steps.push(step.into_step());
        self.kind = self.kind.max(NextKind::Go);
        self
    }

    /// Nothing happens until a message comes.
    pub fn wait() -> Self {
        Self::of(NextKind::Wait)
    }

    /// The run is over.
    pub fn finish() -> Self {
        Self::of(NextKind::Finish)
    }

    /// This step instead of the one that the model could not give.
    pub fn fallback(step: impl IntoStep<A>) -> Self {
        Self {
            kind: NextKind::Fallback,
            steps: vec![step.into_step()],
        }
    }

    /// The run is over, for this reason.
    pub fn stop(reason: impl Into<String>) -> Self {
        Self::of(NextKind::Stop(reason.into()))
    }

    /// One answer from two, of outcomes in call order: stop > fallback > finish > wait > go > ask model.
    pub fn merge(self, later: Self) -> Self {
        // Of two reasons to stop, the first stands, whatever its words.
        if discriminant(&self.kind) != discriminant(&later.kind) {
            return if self.kind > later.kind { self } else { later };
        }
        let mut steps = self.steps;
        steps.extend(later.steps);
        let kind = self.kind;
        Self { kind, steps }
    }

    /// What kind of answer this is, and its steps.
    #[must_use]
    pub fn into_parts(self) -> (NextKind, Vec<A>) {
        (self.kind, self.steps)
    }

    fn of(kind: NextKind) -> Self {
        Self {
            kind,
            steps: Vec::new(),
        }
    }
}

/// What can stand for a step of the agent `A`: a step itself, or the call of one of its tools.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a step of this agent",
    label = "expected a step, or a call of one of the agent's tools",
    note = "add a variant that holds `{Self}` to the agent's enum"
)]
pub trait IntoStep<A> {
    /// The step.
    fn into_step(self) -> A;
}
