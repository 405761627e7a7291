//! Takes what happened to one step of the batch into the state, up to its answer.

use super::fold::{Place, apply, find};
use super::{
    FoldError, Item, OpenStep, Phase, State, StepStatus, breakers, legal, secrets, sub, troubles,
};
use crate::agent::{Answer, Settled};
use crate::event::{
    ApprovalAnswered, CallFailed, CallGated, CallJudged, CallLost, CallReturned, CallStarted,
    LossSettled, QuestionAnswered, ResultSummarized, SubAnswer, Verdict, WaitEnded,
};
use crate::tool::{Failure, FailureKind};

pub(super) fn gated(state: &mut State, at: &Place<'_>, fact: CallGated) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    at.check(legal::gate(step, &fact))?;
    step.status = if fact.ask {
        StepStatus::AwaitingApproval(fact.sha256)
    } else {
        StepStatus::Ready(1)
    };
    Ok(())
}

pub(super) fn approval(
    state: &mut State,
    at: &Place<'_>,
    fact: ApprovalAnswered,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    if let StepStatus::Asks(ask) = &step.status {
        return sub::approved(ask, &fact.sha256)
            .and_then(|()| sub::told(step, sub::approval(fact)))
            .map_err(|reason| at.impossible(reason));
    }
    let StepStatus::AwaitingApproval(sha256) = &step.status else {
        return Err(at.impossible("the call does not wait for approval"));
    };
    if *sha256 != fact.sha256 {
        return Err(at.impossible("the approval is for other arguments"));
    }
    if fact.approved {
        step.status = StepStatus::Ready(1);
        return Ok(());
    }
    let failure = Failure::new(FailureKind::Denied, fact.comment.unwrap_or_default());
    fail(state, at, fact.call, failure)
}

pub(super) fn call_started(
    state: &mut State,
    at: &Place<'_>,
    fact: CallStarted,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    at.check(legal::start(step))?;
    step.status = StepStatus::Running(fact.attempt);
    Ok(())
}

pub(super) fn call_returned(
    state: &mut State,
    at: &Place<'_>,
    fact: CallReturned,
) -> Result<(), FoldError> {
    let call = fact.call;
    settle(state, at, call, Answer::Value(fact.value), legal::result)?;
    sub::used(state, fact.used);
    let step = open(state, at, call)?;
    let tool = step.step.clone();
    if fact.summarize
        && let StepStatus::Settled(answer) = &step.status
    {
        step.status = StepStatus::Summarizing(answer.clone());
    }
    breakers::succeeded(state, at, &tool);
    Ok(())
}

pub(super) fn summarized(
    state: &mut State,
    at: &Place<'_>,
    fact: &ResultSummarized,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    let StepStatus::Summarizing(answer) = &step.status else {
        return Err(at.impossible("no summary of the call's result was to come"));
    };
    step.status = StepStatus::Settled(answer.clone());
    Ok(())
}

pub(super) fn judged(state: &mut State, at: &Place<'_>, fact: CallJudged) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    at.check(legal::judgement(step))?;
    step.judged = true;
    match fact.veto {
        Some(reason) => fail(state, at, fact.call, Failure::vetoed(reason)),
        None => Ok(()),
    }
}

pub(super) fn call_failed(
    state: &mut State,
    at: &Place<'_>,
    fact: CallFailed,
) -> Result<(), FoldError> {
    let (step, health) = (open(state, at, fact.call)?, breakers::health(&fact.failure));
    let tool = step.step.clone();
    if fact.retry {
        let StepStatus::Running(attempt) = step.status else {
            return Err(at.impossible("the call was not running"));
        };
        let attempt = attempt.saturating_add(1);
        step.status = match fact.due {
            Some(due) => StepStatus::Resting { attempt, due },
            None => StepStatus::Ready(attempt),
        };
    } else {
        fail(state, at, fact.call, fact.failure)?;
        sub::used(state, fact.used);
    }
    breakers::failed(state, at, &tool, health);
    Ok(())
}

pub(super) fn call_lost(
    state: &mut State,
    at: &Place<'_>,
    fact: CallLost,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    let StepStatus::Running(attempt) = step.status else {
        return Err(at.impossible("the call was not running"));
    };
    step.status = StepStatus::Lost(attempt);
    Ok(())
}

pub(super) fn loss_settled(
    state: &mut State,
    at: &Place<'_>,
    fact: LossSettled,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    if let StepStatus::Asks(_) = &step.status {
        let LossSettled { verdict, by, .. } = fact;
        let told = sub::told(step, SubAnswer::Verdict { verdict, by });
        return told.map_err(|reason| at.impossible(reason));
    }
    let StepStatus::Lost(attempt) = step.status else {
        return Err(at.impossible("the call was not lost"));
    };
    match fact.verdict {
        Verdict::RunAgain => {
            step.status = StepStatus::Ready(attempt.saturating_add(1));
            Ok(())
        }
        Verdict::LeaveUnknown => fail(state, at, fact.call, Failure::unknown()),
    }
}

pub(super) fn question_answered(
    state: &mut State,
    at: &Place<'_>,
    fact: QuestionAnswered,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    if let StepStatus::Asks(_) = &step.status {
        secrets::told(state, at, fact.call, &fact.answer)?;
        let step = open(state, at, fact.call)?;
        let QuestionAnswered {
            by, answer: value, ..
        } = fact;
        let told = sub::told(step, SubAnswer::Answer { value, by });
        return told.map_err(|reason| at.impossible(reason));
    }
    settle(
        state,
        at,
        fact.call,
        Answer::Value(fact.answer),
        legal::answer,
    )
}

pub(super) fn wait_ended(
    state: &mut State,
    at: &Place<'_>,
    fact: WaitEnded,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    if let StepStatus::Asks(_) = &step.status {
        let told = sub::told(step, SubAnswer::Woke { data: fact.data });
        return told.map_err(|reason| at.impossible(reason));
    }
    let answer = fact.data.map_or(Answer::Time, Answer::Value);
    settle(state, at, fact.call, answer, legal::wake)
}

fn fail(state: &mut State, at: &Place<'_>, call: u64, failure: Failure) -> Result<(), FoldError> {
    settle(state, at, call, Answer::Failure(failure), legal::failure)
}

/// Gives a step its answer, if the rule lets it, and folds the outcome into the business state.
fn settle(
    state: &mut State,
    at: &Place<'_>,
    call: u64,
    answer: Answer,
    rule: fn(&OpenStep) -> legal::Illegal,
) -> Result<(), FoldError> {
    let step = open(state, at, call)?;
    at.check(rule(step))?;
    let (name, version, arguments) = (step.step.clone(), step.version, step.arguments.clone());
    let index = find(state, at, &name, version)?;
    if let Answer::Value(value) = &answer {
        secrets::answer(state, at, index, value)?;
    }
    let settled = Settled::Step {
        index,
        arguments: &arguments,
        answer: &answer,
    };
    apply(state, at, &settled)?;
    note(state, at, call, &answer);
    open(state, at, call)?.status = StepStatus::Settled(answer);
    Ok(())
}

/// Counts what the answer of a call means for the agent's troubles.
fn note(state: &mut State, at: &Place<'_>, call: u64, answer: &Answer) {
    let progress = &mut state.progress;
    match answer {
        Answer::Failure(failure) => troubles::failed(progress, at.seq(), call, failure),
        Answer::Value(_) => troubles::succeeded(progress, call),
        Answer::Time | Answer::Nothing => {}
    }
}

pub(super) fn open<'s>(
    state: &'s mut State,
    at: &Place<'_>,
    call: u64,
) -> Result<&'s mut OpenStep, FoldError> {
    let batch = match &mut state.progress.phase {
        Phase::Settling(batch) => batch.as_mut_slice(),
        Phase::Paused | Phase::Asking | Phase::Replied(_) | Phase::Finished | Phase::Cancelled => {
            &mut []
        }
    };
    batch
        .iter_mut()
        .find_map(|item| match item {
            Item::Step(step) if step.call == call => Some(step),
            Item::Step(_) | Item::Message(_) | Item::Failed(_) => None,
        })
        .ok_or_else(|| at.impossible(format!("call {call} is not open")))
}
