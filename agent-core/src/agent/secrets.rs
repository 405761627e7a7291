//! Which shapes of an agent keep secrets: asked at each fact, so found once. Knows nothing of their values.

use super::{AgentSpec, StepKind, StepSpec};
use crate::schema::ShapeRef;
use crate::secret::first_place;

/// The shapes of an agent that keep secrets.
#[derive(Debug)]
pub(crate) struct Secrets {
    /// The business state's.
    pub(crate) state: Option<ShapeRef>,
    steps: Vec<(Option<ShapeRef>, Option<ShapeRef>)>,
}

impl Secrets {
    pub(super) fn of(spec: &AgentSpec) -> Self {
        let keeping = |shape: &ShapeRef| first_place(*shape).is_some();
        let step = |step: &StepSpec| {
            let arguments = Some(step.arguments).filter(keeping);
            (arguments, answer(step).filter(keeping))
        };
        Self {
            state: spec.state.filter(keeping),
            steps: spec.steps.iter().map(step).collect(),
        }
    }

    /// Whether there are any.
    pub(crate) fn any(&self) -> bool {
        let keeps =
            |(arguments, answer): &(Option<_>, Option<_>)| arguments.is_some() || answer.is_some();
        self.state.is_some() || self.steps.iter().any(keeps)
    }

    /// A step's arguments, if they keep secrets.
    pub(crate) fn arguments(&self, index: usize) -> Option<ShapeRef> {
        self.steps.get(index)?.0
    }

    /// What a step gives, if it keeps secrets.
    pub(crate) fn answer(&self, index: usize) -> Option<ShapeRef> {
        self.steps.get(index)?.1
    }
}

fn answer(step: &StepSpec) -> Option<ShapeRef> {
    match &step.kind {
        StepKind::Tool(contract) => Some(contract.output),
        StepKind::Ask(question) => Some(question.answer),
        StepKind::Done | StepKind::Wait(_) => None,
    }
}

impl AgentSpec {
    /// The first secret of the agent: the step, or `state`, and the way to it. An agent that has one needs a vault.
    #[must_use]
    pub fn first_secret(&self) -> Option<(&'static str, String)> {
        let state = self.state.and_then(first_place);
        let mut steps = self.steps.iter();
        state.map(|way| ("state", way)).or_else(|| {
            steps.find_map(|step| {
                let way = first_place(step.arguments);
                let way = way.or_else(|| answer(step).and_then(first_place))?;
                Some((step.name, way))
            })
        })
    }
}
