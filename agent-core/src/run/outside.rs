//! Which results are kept outside of what the model is shown, and how a tool comes by them.

use super::Runner;
use crate::agent::{StepKind, StepSpec};
use crate::context::kept_results;
use crate::contract::Contract;
use crate::schema::Kind;
use crate::thread::Thread;
use crate::tool::KeptResults;

/// Bytes of a result above which it is kept outside, where the agent can fetch it.
const OUTSIDE: usize = 8 << 10;

impl<A> Runner<A> {
    /// Bytes above which a result is kept outside, if any is.
    pub(super) fn outside(&self) -> Option<usize> {
        let reads = |step: &StepSpec| match &step.kind {
            StepKind::Tool(contract) => reads_kept(contract),
            StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => false,
        };
        let fetches = || self.table.spec.steps.iter().any(reads);
        self.hooks.outside.or_else(|| fetches().then_some(OUTSIDE))
    }

    /// The results that are kept outside, for a tool that reads them.
    pub(super) fn kept(&self, thread: &Thread, contract: Option<&'static Contract>) -> KeptResults {
        if !contract.is_some_and(reads_kept) {
            return KeptResults::default();
        }
        // The thread was read before, so its events can be.
        kept_results(thread.events(), self.page_bytes()).unwrap_or_default()
    }

    /// Each byte of a page may become six in JSON; and a page must fit into a request, where a token has a byte at
    /// least, as good as always.
    fn page_bytes(&self) -> usize {
        let rest = self.budget.map_or(u64::MAX, |budget| budget.rest());
        let most = self.bounds.output_bytes.saturating_sub(128) / 6;
        most.min(usize::try_from(rest).unwrap_or(usize::MAX))
    }
}

/// Whether a tool is the one that reads kept results: what it gives is not kept outside once more.
pub(super) fn reads_kept(contract: &Contract) -> bool {
    let Kind::Struct(fields) = &contract.arguments.get().kind else {
        return false;
    };
    let names = fields.list.iter().map(|field| field.name);
    contract.name == "fetch" && names.eq(["handle", "offset"])
}
