//! Takes one fact into the state.

use super::state::missing;
use super::{
    FoldError, Item, OpenStep, Phase, State, StepStatus, breakers, legal, secrets, settle, shown,
    stuck, sub, troubles,
};
use crate::agent::{Answer, DecodeError, ModelFailure, ModelFailureKind, Settled};
use crate::breaker::Breaker;
use crate::event::{
    BreakerClosed, BreakerOpened, BreakerProbed, Chooser, Does, Event, EventRange, Fact,
    FlowChoice, Forked, ModelAsked, ModelReplied, ReplyRefused, Started, StepsChosen, StopReason,
    Time,
};

/// Folds one event into the state. An event of a kind that this version does not know changes nothing but
/// the count.
///
/// # Errors
/// If the event does not fit; the state stays as it was.
pub fn fold(state: &mut State, event: &Event) -> Result<(), FoldError> {
    in_order(state, event)?;
    let fact = Fact::read(event)?;
    fold_read(state, event, fact)
}

/// As [`fold`], with the event's fact at hand: exactly what [`Fact::read`] would read.
pub(crate) fn fold_fact(state: &mut State, event: &Event, fact: Fact) -> Result<(), FoldError> {
    in_order(state, event)?;
    fold_read(state, event, Some(fact))
}

fn in_order(state: &State, event: &Event) -> Result<(), FoldError> {
    let (expected, found) = (state.progress.events + 1, event.seq());
    if found == expected {
        Ok(())
    } else {
        Err(FoldError::Order { expected, found })
    }
}

fn fold_read(state: &mut State, event: &Event, fact: Option<Fact>) -> Result<(), FoldError> {
    if let Some(fact) = fact {
        take_in(state, event, fact)?;
    }
    tick(state, event.at());
    state.progress.events += 1;
    Ok(())
}

/// Time counts while the thread works, up to the event that this is.
fn tick(state: &mut State, at: Time) {
    let progress = &mut state.progress;
    let passed = at.0.saturating_sub(progress.last_at.0);
    if progress.events > 0 && progress.working {
        progress.run.active_ms += passed;
    }
    progress.last_at = progress.last_at.max(at);
    let working = state.status() == super::Status::Working;
    state.progress.working = working;
}

fn take_in(state: &mut State, event: &Event, fact: Fact) -> Result<(), FoldError> {
    let at = Place { event };
    match fact {
        Fact::Started(fact) => started(state, &at, fact),
        Fact::Forked(fact) => {
            forked(state, fact);
            Ok(())
        }
        Fact::MessageReceived(fact) => {
            message(state, &at, fact.text)?;
            if fact.pinned {
                shown::pinned(state, EventRange::one(at.seq()));
            }
            Ok(())
        }
        Fact::ModelAsked(fact) => asked(state, &at, &fact),
        // What was tried on the way to a reply changes nothing that is decided here.
        Fact::ModelAttempted(_) | Fact::RetrievalFailed(_) => at.check(legal::asking(state)),
        Fact::ModelReplied(fact) => replied(state, &at, fact),
        Fact::ReplyRefused(fact) => refused(state, &at, fact),
        Fact::TurnPaused => paused(state, &at),
        Fact::ModelFailed(fact) => {
            at.check(legal::asking(state))?;
            failed(state, &at, fact.failure)
        }
        Fact::StepsChosen(fact) => chosen(state, &at, fact),
        Fact::FlowChosen(fact) => match fact.next {
            FlowChoice::AskModel => rest(state, &at, Phase::Asking),
            FlowChoice::Wait => rest(state, &at, Phase::Paused),
        },
        Fact::CallGated(fact) => settle::gated(state, &at, fact),
        Fact::ApprovalAnswered(fact) => settle::approval(state, &at, fact),
        Fact::CallStarted(fact) => settle::call_started(state, &at, fact),
        Fact::CallReturned(fact) => settle::call_returned(state, &at, fact),
        Fact::CallFailed(fact) => settle::call_failed(state, &at, fact),
        Fact::CallLost(fact) => settle::call_lost(state, &at, fact),
        Fact::LossSettled(fact) => settle::loss_settled(state, &at, fact),
        Fact::QuestionAnswered(fact) => settle::question_answered(state, &at, fact),
        Fact::WaitEnded(fact) => settle::wait_ended(state, &at, fact),
        Fact::SubAsked(fact) => sub::asked(state, &at, fact),
        Fact::Finished => rest(state, &at, Phase::Finished),
        Fact::Stopped(fact) => stopped(state, &at, fact.reason),
        Fact::Cancelled(_) => {
            state.progress.phase = Phase::Cancelled;
            state.progress.stopped = None;
            state.progress.stuck = None;
            Ok(())
        }
        Fact::LimitsRaised(fact) => {
            state.progress.limits = fact.limits;
            state.progress.stopped = None;
            Ok(())
        }
        Fact::GotStuck(fact) => stuck::got_stuck(state, &at, fact),
        Fact::HelpAnswered(fact) if fact.call > 0 => sub::helped(state, &at, fact),
        Fact::HelpAnswered(fact) => stuck::help_answered(state, &at, &fact),
        Fact::CallJudged(fact) => settle::judged(state, &at, fact),
        Fact::ResultSummarized(fact) => settle::summarized(state, &at, &fact),
        Fact::BreakerOpened(BreakerOpened { tool, until }) => {
            breakers::passed(state, &at, tool, Breaker::Open { until });
            Ok(())
        }
        Fact::BreakerProbed(BreakerProbed { tool, until, .. }) => {
            breakers::passed(state, &at, tool, Breaker::Probing { until });
            Ok(())
        }
        Fact::BreakerClosed(BreakerClosed { tool }) => {
            breakers::passed(state, &at, tool, Breaker::default());
            Ok(())
        }
        Fact::ContextTrimmed(fact) => {
            at.check(legal::view(state, &fact.view))?;
            shown::trimmed(state, fact);
            Ok(())
        }
        Fact::EventsPinned(fact) => {
            at.check(legal::pin(state, fact.events))?;
            shown::pinned(state, fact.events);
            Ok(())
        }
        Fact::EventsUnpinned(fact) => {
            let pins = &mut state.progress.pinned;
            pins.retain(|pinned| !pinned.meets(&fact.events));
            Ok(())
        }
        // Documents are for the next request, and no call may be open before they are shown.
        Fact::DocumentsRetrieved(_) => {
            at.check(legal::asking(state))?;
            state.progress.retrieved = Some(at.seq());
            Ok(())
        }
        Fact::SecretKept(fact) => secrets::kept(state, &at, fact),
        Fact::ContextRefused(fact) => {
            at.check(legal::asking(state))?;
            let (kind, message) = (ModelFailureKind::Unsendable, fact.to_string());
            failed(state, &at, ModelFailure { kind, message })
        }
    }
}

/// The event that is being folded, for error messages.
pub(super) struct Place<'a> {
    event: &'a Event,
}

impl Place<'_> {
    pub(super) fn check(&self, legal: Result<(), &'static str>) -> Result<(), FoldError> {
        legal.map_err(|reason| self.impossible(reason))
    }

    pub(super) fn time(&self) -> Time {
        self.event.at()
    }

    pub(super) fn seq(&self) -> u64 {
        self.event.seq()
    }

    pub(super) fn impossible(&self, reason: impl Into<String>) -> FoldError {
        FoldError::Impossible {
            seq: self.event.seq(),
            kind: self.event.kind().to_owned(),
            reason: reason.into(),
        }
    }

    fn tool_not_found(&self, name: &str, version: u32) -> FoldError {
        FoldError::ToolNotFound {
            seq: self.event.seq(),
            name: name.to_owned(),
            version,
        }
    }

    pub(super) fn decode(&self, source: DecodeError) -> FoldError {
        FoldError::Decode {
            seq: self.event.seq(),
            source,
        }
    }
}

fn started(state: &mut State, at: &Place<'_>, fact: Started) -> Result<(), FoldError> {
    let expected = state.table.spec.name;
    if fact.agent != expected {
        return Err(FoldError::OtherAgent {
            expected,
            found: fact.agent,
        });
    }
    if state.business.is_some() {
        return Err(at.impossible("the thread has started already"));
    }
    if let Some((name, version)) = missing(state.table, &fact.contracts) {
        return Err(at.tool_not_found(name, version));
    }
    let secrets = secrets::started(state, at, &fact)?;
    state.business = Some((state.table.load)(&fact.state).map_err(|error| at.decode(error))?);
    state.progress.secrets = secrets;
    state.progress.thread = fact.thread;
    state.progress.contracts = fact.contracts;
    state.progress.prompt = fact.prompt;
    state.progress.arm = fact.arm;
    state.progress.sub_of = fact.sub_of;
    state.progress.limits = fact.limits;
    Ok(())
}

fn forked(state: &mut State, fact: Forked) {
    state.progress.thread = fact.thread;
    state.progress.parent = Some(fact.parent);
    if let Phase::Settling(batch) = &mut state.progress.phase {
        for item in batch {
            if let Item::Step(step) = item {
                step.status = legal::in_fork(step);
                // A verdict was for one call, as an approval is.
                step.judged = false;
            }
        }
    }
}

fn message(state: &mut State, at: &Place<'_>, text: String) -> Result<(), FoldError> {
    apply(state, at, &Settled::Started(&text))?;
    let progress = &mut state.progress;
    match &mut progress.phase {
        Phase::Cancelled => {}
        Phase::Asking | Phase::Replied(_) => progress.inbox.push(text),
        Phase::Settling(batch) if batch.iter().any(Item::is_final) => progress.inbox.push(text),
        Phase::Settling(batch) => batch.push(Item::Message(text)),
        Phase::Paused | Phase::Finished => {
            progress.run = super::Totals::default();
            progress.troubles = super::Troubles::default();
            // A flow that stopped may have left messages here: they were first.
            progress.inbox.push(text);
        }
    }
    if progress.stopped.take().is_some() {
        progress.run = super::Totals::default();
        progress.troubles = super::Troubles::default();
    }
    drain_inbox(state);
    Ok(())
}

/// Messages that came while the model was thinking set a thread going that would rest otherwise.
fn drain_inbox(state: &mut State) {
    let progress = &mut state.progress;
    if matches!(progress.phase, Phase::Paused | Phase::Finished) && !progress.inbox.is_empty() {
        let messages = std::mem::take(&mut progress.inbox);
        progress.phase = Phase::Settling(messages.into_iter().map(Item::Message).collect());
    }
}

/// A decision that chose no step.
fn rest(state: &mut State, at: &Place<'_>, phase: Phase) -> Result<(), FoldError> {
    at.check(legal::decision(state))?;
    state.progress.phase = phase;
    drain_inbox(state);
    Ok(())
}

fn stopped(state: &mut State, at: &Place<'_>, reason: StopReason) -> Result<(), FoldError> {
    if matches!(reason, StopReason::Flow(_)) {
        at.check(legal::decision(state))?;
        state.progress.phase = Phase::Paused;
    }
    state.progress.stopped = Some(reason);
    Ok(())
}

fn asked(state: &mut State, at: &Place<'_>, fact: &ModelAsked) -> Result<(), FoldError> {
    at.check(legal::asking(state))?;
    state.progress.asked += 1;
    state.progress.measured = fact.tokens.map(|tokens| tokens.total());
    state.progress.shown = state.progress.inbox.len();
    Ok(())
}

fn replied(state: &mut State, at: &Place<'_>, fact: ModelReplied) -> Result<(), FoldError> {
    at.check(legal::asking(state))?;
    let progress = &mut state.progress;
    let measured = progress.measured.take().filter(|_| fact.by.is_none());
    if let Some(usage) = &fact.reply.usage {
        if let Some(measured) = measured.filter(|_| usage.input > 0) {
            let more = usage.input.saturating_sub(measured);
            progress.uncounted = Some(more).filter(|more| *more > 0);
        }
        progress.usage.add(usage);
        progress.run.tokens = progress.run.tokens.saturating_add(usage.total());
    }
    progress.run.tokens = progress.run.tokens.saturating_add(fact.estimated_tokens);
    let cost = fact.cost_micros;
    progress.cost_micros = progress.cost_micros.saturating_add(cost);
    progress.run.cost_micros = progress.run.cost_micros.saturating_add(cost);
    progress.phase = Phase::Replied(Box::new(fact.reply));
    Ok(())
}

fn refused(state: &mut State, at: &Place<'_>, fact: ReplyRefused) -> Result<(), FoldError> {
    at.check(legal::reply(state))?;
    let progress = &mut state.progress;
    troubles::refused(progress, at.seq(), &fact);
    let bad = progress.bad_replies + 1;
    // Where a tool's arguments were what was wrong, being stuck is the more telling of two bounds.
    let stuck = progress.troubles.too_much(&progress.limits).is_some();
    if stuck || bad < progress.limits.bad_replies {
        progress.bad_replies = bad;
        progress.phase = Phase::Asking;
        return Ok(());
    }
    failed(
        state,
        at,
        ModelFailure {
            kind: ModelFailureKind::Unreadable,
            message: fact.feedback,
        },
    )
}

/// The turn goes on with another request. A provider that pauses without end must reach a bound.
fn paused(state: &mut State, at: &Place<'_>) -> Result<(), FoldError> {
    at.check(legal::reply(state))?;
    state.progress.run.steps += 1;
    state.progress.phase = Phase::Asking;
    Ok(())
}

pub(super) fn failed(
    state: &mut State,
    at: &Place<'_>,
    failure: ModelFailure,
) -> Result<(), FoldError> {
    apply(state, at, &Settled::Failed(&failure))?;
    state.progress.bad_replies = 0;
    // A flow that answers each failure with another request must reach a bound.
    state.progress.run.steps += 1;
    begin(state, vec![Item::Failed(failure)]);
    Ok(())
}

fn chosen(state: &mut State, at: &Place<'_>, fact: StepsChosen) -> Result<(), FoldError> {
    at.check(legal::steps(state, &fact))?;
    for chosen in &fact.steps {
        let index = find(state, at, &chosen.step, chosen.version)?;
        secrets::arguments(state, at, index, &chosen.arguments)?;
        if chosen.does == Does::Finish {
            // A final answer is folded below: one that does not read must be refused before.
            state
                .table
                .canonical(index, &chosen.arguments)
                .map_err(|error| at.decode(error.into()))?;
        }
    }
    let mut items = Vec::with_capacity(fact.steps.len());
    for chosen in fact.steps {
        let index = find(state, at, &chosen.step, chosen.version)?;
        let status = match chosen.does {
            Does::Finish => {
                let settled = Settled::Step {
                    index,
                    arguments: &chosen.arguments,
                    answer: &Answer::Nothing,
                };
                apply(state, at, &settled)?;
                StepStatus::Settled(Answer::Nothing)
            }
            Does::Call { .. } | Does::Ask | Does::Wait { .. } => StepStatus::Chosen,
        };
        state.progress.calls = state.progress.calls.max(chosen.call);
        state.progress.run.steps += 1;
        items.push(Item::Step(OpenStep {
            call: chosen.call,
            step: chosen.step,
            version: chosen.version,
            does: chosen.does,
            by: fact.by,
            judged: false,
            arguments: chosen.arguments,
            status,
        }));
    }
    state.progress.bad_replies = 0;
    state.progress.prefetched |= fact.by == Chooser::Prefetch;
    begin(state, items);
    Ok(())
}

/// Begins a batch with what came in meanwhile in front. A final answer that was given before a message was
/// seen does not answer it: such a message stays for the batch that follows.
fn begin(state: &mut State, items: Vec<Item>) {
    let progress = &mut state.progress;
    let joining = if items.iter().any(Item::is_final) {
        progress.shown
    } else {
        progress.inbox.len()
    };
    let messages = progress.inbox.drain(..joining).map(Item::Message);
    progress.phase = Phase::Settling(messages.chain(items).collect());
    progress.shown = 0;
}

pub(super) fn apply(
    state: &mut State,
    at: &Place<'_>,
    settled: &Settled<'_>,
) -> Result<(), FoldError> {
    let business = state
        .business
        .as_mut()
        .ok_or_else(|| at.impossible("the thread has not started"))?;
    (state.table.apply)(business, settled).map_err(|error| at.decode(error))
}

pub(super) fn find(
    state: &State,
    at: &Place<'_>,
    name: &str,
    version: u32,
) -> Result<usize, FoldError> {
    state
        .table
        .find(name, version)
        .ok_or_else(|| at.tool_not_found(name, version))
}
