//! A step that another agent carries out: the thread it runs in, its task, and what comes of it.
//!
//! Owns what passes between the two threads. Pure: whoever runs the threads, the runner or a loop of the user's own,
//! asks here. The agent's thread is another log of the same store; where the step stands, it alone says, so that
//! nothing runs twice however often the two are run.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::agent::{Agent, DecodeError, Kept as _, Limits, Table};
use crate::event::raw::members;
use crate::event::{
    ApprovalAnswered, CallFailed, CallReturned, Does, Event, Fact, HelpAnswered, LimitKind,
    LimitsRaised, LossSettled, MessageReceived, QuestionAnswered, SecretKept, StopReason,
    SubAnswer, SubAsk, SubAsked, SubOf, SubWait, ThreadId, Time, Used, WaitEnded,
};
use crate::experiment::Experiment;
use crate::hex::hex;
use crate::reducer::{
    Effect, FoldError, KeptSecret, OpenStep, Progress, Status, StepStatus, pending, sub_of_step,
};
use crate::release::Release;
use crate::secret::Handle;
use crate::thread::{Origin, Thread, ThreadError};
use crate::tool::{Failure, FailureKind};

/// What an agent is to do that carries out a step of another.
#[derive(Debug, Clone)]
pub struct SubTask {
    /// The name of its thread, made from the name of the thread above and the call.
    pub thread: ThreadId,
    /// The agent.
    pub agent: &'static Table,
    /// What it is told: the one text that the step holds, or all that the step holds as JSON.
    pub message: String,
    /// Its own bounds, or what is left of those above it.
    pub limits: Limits,
    of: SubOf,
    /// The secrets that the thread above knows.
    secrets: BTreeMap<Handle, KeptSecret>,
    told: Option<(Box<SubAsk>, SubAnswer)>,
}

/// The task of a call that was started and has no result yet; `None` if no agent carries it out.
#[must_use]
pub fn task(thread: &Thread, call: u64) -> Option<SubTask> {
    let progress = thread.state().progress();
    let step = thread.state().open_step(call)?;
    let agent = sub_of_step(thread.state().table(), step)?;
    let above = progress.sub_of.as_ref().map_or(0, |of| of.depth);
    Some(SubTask {
        thread: name(thread.id(), call),
        agent,
        message: message(&step.arguments),
        limits: left(agent.spec.limits, progress),
        of: SubOf {
            thread: thread.id().to_string(),
            call,
            depth: above + 1,
        },
        secrets: progress.secrets.clone(),
        told: match &step.status {
            StepStatus::Told(ask, answer) => Some((ask.clone(), answer.clone())),
            _ => None,
        },
    })
}

impl SubTask {
    /// Begins the agent's thread, within its bounds.
    ///
    /// # Errors
    /// As [`Thread::start`], and if too many agents stand above.
    pub fn start<A: Agent>(&self, state: &A::State, now: Time) -> Result<Thread, ThreadError> {
        let state = state.to_json();
        let state = state.map_err(|error| DecodeError::new("state", error))?;
        self.begin(state, None, None, now)
    }

    /// Begins the agent's thread from its state as JSON text.
    pub(crate) fn begin(
        &self,
        state: String,
        release: Option<&Release>,
        experiment: Option<&Experiment>,
        now: Time,
    ) -> Result<Thread, ThreadError> {
        if self.of.depth > SubOf::MAX_DEPTH {
            return Err(ThreadError::TooDeep {
                thread: self.thread.clone(),
                depth: self.of.depth,
            });
        }
        let origin = Origin::of(self.agent, release)?.in_experiment(experiment, &self.thread);
        let secrets = named(&state, &self.secrets, &BTreeMap::new());
        let origin = origin.sub(self.of.clone(), self.limits).keeping(secrets);
        let mut thread = Thread::begin(self.agent, self.thread.clone(), state, now, origin)?;
        self.go_on(&mut thread, now)?;
        Ok(thread)
    }

    /// The step's call in the thread above.
    #[must_use]
    pub const fn call(&self) -> u64 {
        self.of.call
    }

    /// Whether a thread is the one that carries out this step, and not one that has its name by chance.
    #[must_use]
    pub fn is_of(&self, thread: &Thread) -> bool {
        let progress = thread.state().progress();
        progress.sub_of.as_ref() == Some(&self.of)
    }

    /// Tells the agent what it has not been told yet: its task, or the answer to what it waited for. Run its thread
    /// then; however often this is called, it is told once.
    ///
    /// # Errors
    /// If the answer does not read as the type that the agent wants: it goes on waiting.
    pub fn go_on(&self, thread: &mut Thread, now: Time) -> Result<(), FoldError> {
        self.lower(thread, now)?;
        if nothing_since(thread, 1) {
            self.bring_secrets(thread, &self.message, now)?;
            let task = MessageReceived::from(self.message.clone());
            thread.append(now, &Fact::MessageReceived(task))?;
        }
        if let Some((ask, answer)) = &self.told
            && nothing_since(thread, ask.at)
        {
            let text = serde_json::to_string(answer).unwrap_or_default();
            self.bring_secrets(thread, &text, now)?;
            thread.append(now, &fact(ask, answer.clone()))?;
        }
        Ok(())
    }

    /// Bounds that were lowered above while the agent was under way bind it too. The time is not compared: the clock
    /// above runs on while the agent works.
    fn lower(&self, thread: &mut Thread, now: Time) -> Result<(), FoldError> {
        let has_ended = matches!(
            thread.status(),
            Status::Finished | Status::Stopped | Status::Cancelled
        );
        let limits = lesser(thread.state().progress().limits, self.limits);
        if has_ended || limits == thread.state().progress().limits {
            return Ok(());
        }
        let by = self.of.thread.clone();
        thread.append(now, &Fact::LimitsRaised(LimitsRaised { limits, by }))?;
        Ok(())
    }

    /// The secrets that the agent's answer names: facts for the thread above to note before its [`note`](Self::note), as
    /// far as it does not know them. The values stay where they were kept.
    #[must_use]
    pub fn secrets(&self, thread: &Thread, note: &Fact) -> Vec<SecretKept> {
        match note {
            Fact::CallReturned(fact) => named(
                &fact.value,
                &thread.state().progress().secrets,
                &self.secrets,
            ),
            _ => Vec::new(),
        }
    }

    fn bring_secrets(&self, thread: &mut Thread, text: &str, now: Time) -> Result<(), FoldError> {
        for secret in named(text, &self.secrets, &thread.state().progress().secrets) {
            thread.append(now, &Fact::SecretKept(secret))?;
        }
        Ok(())
    }

    /// What the thread above is to note, once nothing more can be done in this one: the result, a failure, or that
    /// somebody or something is waited for. `None` while there is something to do.
    ///
    /// # Errors
    /// If the answer in the log does not read.
    pub fn note(&self, thread: &Thread, ms: u64) -> Result<Option<Fact>, DecodeError> {
        let call = self.of.call;
        let used = Some(used(thread.state().progress()));
        let ended = match thread.status() {
            Status::Working => return Ok(None),
            Status::Finished => thread.final_step()?.ok_or_else(no_answer),
            Status::Stopped => Err(stopped(thread.state().progress())),
            Status::Cancelled => Err(Failure::new(FailureKind::Cancelled, "the agent was ended")),
            Status::Paused => Err(pauses()),
            Status::AwaitingApproval
            | Status::AwaitingAnswer
            | Status::AwaitingVerdict
            | Status::AwaitingHelp
            | Status::Waiting => {
                let ask = ask(thread);
                return Ok(ask.map(|ask| Fact::SubAsked(SubAsked { call, ask })));
            }
        };
        Ok(Some(match ended {
            Ok(step) => Fact::CallReturned(CallReturned {
                call,
                ms,
                summarize: false,
                used,
                value: format!(r#"{{"{}":{}}}"#, step.step, step.arguments),
            }),
            Err(failure) => Fact::CallFailed(CallFailed {
                used,
                ..CallFailed::new(call, ms, failure)
            }),
        }))
    }
}

/// Whether a thread has noted nothing but secrets and bounds since it had so many events: a crash may come between these
/// and what they were brought for.
fn nothing_since(thread: &Thread, events: u64) -> bool {
    let mut since = thread.events().iter().filter(|event| event.seq() > events);
    let brought = |event: &Event| matches!(event.kind(), "secret_kept" | "limits_raised");
    thread.len() >= events && since.all(brought)
}

/// The secrets in a text that one thread knows and the other does not, as facts for the other.
fn named(
    text: &str,
    from: &BTreeMap<Handle, KeptSecret>,
    to: &BTreeMap<Handle, KeptSecret>,
) -> Vec<SecretKept> {
    let handles: BTreeSet<Handle> = Handle::all_in(text).collect();
    let new = handles
        .into_iter()
        .filter(|handle| !to.contains_key(handle));
    new.filter_map(|handle| {
        let secret = from.get(&handle)?;
        Some(SecretKept {
            thread: Some(secret.thread.clone()),
            ..SecretKept::new(handle, &secret.kept)
        })
    })
    .collect()
}

/// `<thread>-sub-<call>`; of a thread with a long name, its beginning and a hash of both.
fn name(thread: &ThreadId, call: u64) -> ThreadId {
    let whole: Result<ThreadId, _> = format!("{thread}-sub-{call}").parse();
    whole.unwrap_or_else(|_| {
        let hash = hex(&Sha256::digest(format!("{thread}/{call}")));
        let head: String = thread.as_str().chars().take(24).collect();
        // Letters, digits and dashes, 64 at most: what names a thread.
        let short: Result<ThreadId, _> = format!("{head}-sub-{}", &hash[..32]).parse();
        short.unwrap_or_else(|_| thread.clone())
    })
}

/// The one text that the step holds, or all that it holds as JSON.
fn message(arguments: &str) -> String {
    let mut fields = members(arguments);
    match (fields.next(), fields.next()) {
        (Some(Ok((_, value))), None) => {
            serde_json::from_str(value).unwrap_or_else(|_| arguments.to_owned())
        }
        _ => arguments.to_owned(),
    }
}

/// An agent's own bounds, or what is left of those above it.
fn left(own: Limits, above: &Progress) -> Limits {
    let (limits, run) = (&above.limits, &above.run);
    let least = |own: Option<u64>, bound: Option<u64>, used: u64| {
        let left = bound.map(|bound| bound.saturating_sub(used));
        own.into_iter().chain(left).min()
    };
    let steps = u64::from(limits.steps).saturating_sub(run.steps);
    Limits {
        steps: own.steps.min(u32::try_from(steps).unwrap_or(u32::MAX)),
        tokens: least(own.tokens, limits.tokens, run.tokens),
        cost_micros: least(own.cost_micros, limits.cost_micros, run.cost_micros),
        time_ms: least(own.time_ms, limits.time_ms, run.active_ms),
        ..own
    }
}

fn lesser(own: Limits, left: Limits) -> Limits {
    let least = |own: Option<u64>, left: Option<u64>| own.into_iter().chain(left).min();
    Limits {
        steps: own.steps.min(left.steps),
        tokens: least(own.tokens, left.tokens),
        cost_micros: least(own.cost_micros, left.cost_micros),
        ..own
    }
}

const fn used(progress: &Progress) -> Used {
    Used {
        steps: progress.run.steps,
        tokens: progress.run.tokens,
        cost_micros: progress.run.cost_micros,
    }
}

fn no_answer() -> Failure {
    Failure::new(FailureKind::Ended, "the agent finished without an answer")
}

fn pauses() -> Failure {
    let text = "the agent waits for a message, and nobody writes to it";
    Failure::new(FailureKind::Ended, text)
}

/// The reason is the failure's detail, so that a flow can read it as a [`StopReason`].
fn stopped(progress: &Progress) -> Failure {
    let Some(reason) = &progress.stopped else {
        return no_answer();
    };
    let text = match reason {
        StopReason::Limit(at) => {
            let of = match at.kind {
                LimitKind::Steps => "steps",
                LimitKind::Tokens => "tokens",
                LimitKind::Cost => "cost, in millionths",
                LimitKind::Time => "time, in milliseconds",
            };
            let (reached, limit) = (at.reached, at.limit);
            format!("the agent stopped at its bound on {of}: {reached} of {limit}")
        }
        StopReason::Flow(why) => format!("the agent stopped: {why}"),
        StopReason::Stuck(why) => format!("the agent was stuck: {why}"),
    };
    Failure {
        detail: serde_json::to_string(reason).ok(),
        ..Failure::new(FailureKind::Ended, text)
    }
}

/// People come first, then the earliest time, then events that no time ends.
const fn until(effect: &Effect) -> Option<Time> {
    match effect {
        Effect::Wait {
            until: Some(until), ..
        } => Some(*until),
        Effect::Wait { until: None, .. } => Some(Time(u64::MAX)),
        _ => None,
    }
}

/// The first that a resting thread waits for: people before times and events.
fn ask(thread: &Thread) -> Option<SubAsk> {
    let mut effects = pending(thread.state());
    effects.sort_by_key(until);
    effects.into_iter().find_map(|effect| match effect {
        Effect::AskHelp => help(thread),
        Effect::AskApproval { call }
        | Effect::AskQuestion { call }
        | Effect::AskVerdict { call }
        | Effect::Wait { call, .. } => {
            let step = thread.state().open_step(call)?;
            Some(SubAsk {
                thread: thread.id().to_string(),
                at: thread.len(),
                call,
                step: step.step.clone(),
                version: step.version,
                arguments: step.arguments.clone(),
                what: wait(thread, step)?,
            })
        }
        Effect::AskModel
        | Effect::ReadReply
        | Effect::AskFlow
        | Effect::LookAtGate { .. }
        | Effect::RunCall { .. }
        | Effect::RetryCall { .. }
        | Effect::SummarizeResult { .. }
        | Effect::RecoverCall { .. }
        | Effect::Stop(_)
        | Effect::GetStuck => None,
    })
}

fn help(thread: &Thread) -> Option<SubAsk> {
    let progress = thread.state().progress();
    Some(SubAsk {
        thread: thread.id().to_string(),
        at: thread.len(),
        call: 0,
        step: String::new(),
        version: 1,
        arguments: String::new(),
        what: SubWait::Help {
            why: progress.stuck.clone()?,
            errors: progress.troubles.errors.clone(),
        },
    })
}

fn wait(thread: &Thread, step: &OpenStep) -> Option<SubWait> {
    Some(match (&step.status, step.does) {
        (StepStatus::AwaitingApproval(sha256), Does::Call { class, .. }) => SubWait::Approval {
            class,
            sha256: sha256.clone(),
        },
        (StepStatus::Lost(_), _) => SubWait::Verdict {
            idempotency_key: thread.idempotency_key(step.call),
        },
        (StepStatus::Chosen, Does::Ask) => SubWait::Answer,
        (StepStatus::Chosen, Does::Wait { until }) => SubWait::Wake { until },
        (StepStatus::Asks(ask), _) => SubWait::Below(ask.clone()),
        _ => return None,
    })
}

/// The answer as the agent's thread notes it: the same event as in the thread above, under the agent's own call.
fn fact(ask: &SubAsk, answer: SubAnswer) -> Fact {
    let call = ask.call;
    match answer {
        SubAnswer::Answer { value, by } => Fact::QuestionAnswered(QuestionAnswered {
            call,
            by,
            answer: value,
        }),
        SubAnswer::Approval {
            approved,
            comment,
            by,
        } => Fact::ApprovalAnswered(ApprovalAnswered {
            call,
            approved,
            sha256: match &ask.innermost().what {
                SubWait::Approval { sha256, .. } => sha256.clone(),
                _ => String::new(),
            },
            by,
            comment,
        }),
        SubAnswer::Verdict { verdict, by } => Fact::LossSettled(LossSettled { call, verdict, by }),
        SubAnswer::Help { advice, by } => Fact::HelpAnswered(HelpAnswered { call, advice, by }),
        SubAnswer::Woke { data } => Fact::WaitEnded(WaitEnded { call, data }),
    }
}
