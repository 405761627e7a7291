//! What happens, as it happens: one readable line an event, and a spinner while something is awaited.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use agent_core::event::{
    AttemptThen, Chooser, ChosenStep, Event, Fact, ModelAttempted, StopReason, SubAsk,
};
use agent_core::message::{Settings, Usage};
use agent_core::port::{
    Answer, Ask, BoxFuture, Model, ModelError, ModelPlan, Visible, person_requests,
};
use agent_core::reducer::{Item, Status};
use agent_core::run::Observer;
use agent_core::thread::Thread;
use agent_core::wire::Dialect;
use indicatif::{ProgressBar, ProgressStyle};

/// Writes the timeline to the standard error; the standard output is for the answer.
#[derive(Default)]
pub struct Timeline {
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    spinner: Option<ProgressBar>,
    names: HashMap<u64, String>,
}

impl Observer for Timeline {
    fn saw(&self, thread: &Thread, event: &Event, _before: Status) {
        let Ok(Some(fact)) = Fact::read(event) else {
            return;
        };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.take_in(thread, &fact);
        // Where a person types, nothing else may draw.
        if person_requests(thread).is_empty() {
            shown.wait_for(&fact);
        }
    }
}

impl Shown {
    fn take_in(&mut self, thread: &Thread, fact: &Fact) {
        self.stop_spinner();
        // From the state and not from the event that chose them: another process may have seen that one.
        let open = thread.state().batch().iter().filter_map(Item::step);
        self.names = open.map(|step| (step.call, step.step.clone())).collect();
        if let Some(line) = line(fact, &self.names) {
            let of = thread.state().progress().sub_of.as_ref();
            let deep = of.map_or(0, |of| of.depth);
            eprintln!("{}{line}", "    ".repeat(deep as usize));
        }
    }

    fn wait_for(&mut self, fact: &Fact) {
        match fact {
            Fact::ModelAsked(asked) => self.spin(format!("asking {}", Visible(&asked.model))),
            Fact::CallStarted(call) => {
                self.spin(format!("running {}", name(&self.names, call.call)));
            }
            _ => {}
        }
    }

    fn spin(&mut self, what: String) {
        self.spinner = Some(spinner(what));
    }

    fn stop_spinner(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.stop_spinner();
    }
}

/// Drawn on the standard error, and only where that is a terminal.
fn spinner(what: String) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed}");
    spinner.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    spinner.set_message(what);
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// A model whose calls are shown as they happen, for code that asks it without a thread.
pub struct Watched<M>(pub M);

impl<M: Model> Model for Watched<M> {
    fn settings(&self) -> &Settings {
        self.0.settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.0.dialect()
    }

    fn plans(&self) -> Vec<ModelPlan> {
        self.0.plans()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            let began = Instant::now();
            let spinner = spinner(format!("asking {}", Visible(&self.settings().model)));
            let answer = self.0.ask(ask).await;
            spinner.finish_and_clear();
            if let Ok(Answer { reply, .. }) = &answer {
                eprintln!(
                    "{}",
                    model_line(reply.usage.unwrap_or_default(), began.elapsed())
                );
            }
            answer
        })
    }
}

fn name(names: &HashMap<u64, String>, call: u64) -> &str {
    names.get(&call).map_or("call", String::as_str)
}

/// An agent below waits: its own thread's lines say what for.
fn below(call: &str, ask: &SubAsk) -> String {
    format!("  {call} waits below: {}", Visible(&ask.innermost().thread))
}

/// The line of one fact; `None` for what the other lines already say.
fn line(fact: &Fact, names: &HashMap<u64, String>) -> Option<String> {
    let call = |call: u64| format!("{call:>2} {}", name(names, call));
    Some(match fact {
        Fact::MessageReceived(message) => format!("  you    {}", Visible(&message.text)),
        Fact::ModelReplied(replied) => model_line(
            replied.reply.usage.unwrap_or_default(),
            Duration::from_millis(replied.ms),
        ),
        Fact::ReplyRefused(refused) => {
            format!("  ✗ unreadable reply: {}", Visible(&refused.feedback))
        }
        Fact::ModelAttempted(attempted) => attempt_line(attempted),
        Fact::ModelFailed(failed) => {
            let message = failed.failure.message.lines().next().unwrap_or_default();
            format!("  ✗ no reply: {}", Visible(message))
        }
        Fact::StepsChosen(chosen) => {
            let by = chosen.by;
            let steps: Vec<String> = chosen
                .steps
                .iter()
                .map(|step| step_line(by, step))
                .collect();
            steps.join("\n")
        }
        Fact::ApprovalAnswered(answered) => {
            let said = if answered.approved {
                "approved"
            } else {
                "denied"
            };
            let comment = answered.comment.as_deref().unwrap_or_default();
            let by = Visible(&answered.by);
            format!(
                "  {} {said} by {by} {}",
                call(answered.call),
                Visible(comment)
            )
        }
        Fact::CallReturned(fact) => {
            format!(
                "  {} = {}  ({} ms)",
                call(fact.call),
                Visible(&fact.value),
                fact.ms
            )
        }
        Fact::CallFailed(fact) => {
            let failure = fact.failure.to_string();
            format!(
                "  {} ✗ {}  ({} ms)",
                call(fact.call),
                Visible(&failure),
                fact.ms
            )
        }
        Fact::CallLost(fact) => format!("  {} started and never answered", call(fact.call)),
        Fact::LossSettled(fact) => format!(
            "  {} {:?} by {}",
            call(fact.call),
            fact.verdict,
            Visible(&fact.by)
        ),
        Fact::QuestionAnswered(fact) => {
            format!("  {} = {}", call(fact.call), Visible(&fact.answer))
        }
        Fact::WaitEnded(fact) => format!("  {} is over", call(fact.call)),
        Fact::SubAsked(fact) => below(&call(fact.call), &fact.ask),
        Fact::Stopped(stopped) => format!("  ✗ stopped: {}", reason(&stopped.reason)),
        Fact::GotStuck(stuck) => format!("  ✗ stuck: {}", Visible(&stuck.why.to_string())),
        Fact::HelpAnswered(help) => {
            let advice = help.advice.as_deref().unwrap_or("gave up");
            format!("  {} by {}", Visible(advice), Visible(&help.by))
        }
        Fact::RetrievalFailed(fact) => format!("  … no documents: {}", Visible(&fact.error)),
        Fact::Cancelled(cancelled) => format!("  ✗ cancelled by {}", Visible(&cancelled.by)),
        Fact::CallJudged(fact) => {
            let veto = fact.veto.as_deref()?;
            format!("  {} vetoed: {}", call(fact.call), Visible(veto))
        }
        Fact::SecretKept(fact) => format!("  {} is kept", fact.handle),
        Fact::BreakerOpened(fact) => format!("  ✗ {} is given a rest", Visible(&fact.tool)),
        Fact::Started(_)
        | Fact::Forked(_)
        | Fact::ResultSummarized(_)
        | Fact::BreakerProbed(_)
        | Fact::BreakerClosed(_)
        | Fact::ContextTrimmed(_)
        | Fact::ContextRefused(_)
        | Fact::DocumentsRetrieved(_)
        | Fact::EventsPinned(_)
        | Fact::EventsUnpinned(_)
        | Fact::ModelAsked(_)
        | Fact::TurnPaused
        | Fact::FlowChosen(_)
        | Fact::CallGated(_)
        | Fact::CallStarted(_)
        | Fact::Finished
        | Fact::LimitsRaised(_) => return None,
    })
}

/// A request that is tried again, here or elsewhere.
fn attempt_line(attempted: &ModelAttempted) -> String {
    let message = attempted.message.lines().next().unwrap_or_default();
    let then = match &attempted.then {
        AttemptThen::RetryAfterMs(ms) => format!("again in {ms} ms"),
        AttemptThen::NextModel(model) => format!("asking {model}"),
    };
    let (message, then) = (Visible(message), Visible(&then));
    format!("  … no reply: {message}; {then}")
}

fn model_line(usage: Usage, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    let (input, output) = (usage.input, usage.output);
    format!("  model  {input} + {output} tokens  ({seconds:.1} s)")
}

/// A step that the flow chose is marked: the model had no part in it.
fn step_line(by: Chooser, step: &ChosenStep) -> String {
    let by = match by {
        Chooser::Model => "",
        Chooser::Flow => "  (flow)",
        Chooser::Fallback => "  (fallback)",
        Chooser::Prefetch => "  (prefetch)",
    };
    let repaired = match step.repairs.len() {
        0 => String::new(),
        repairs => format!("  (repaired: {repairs})"),
    };
    let (call, name, arguments) = (step.call, Visible(&step.step), Visible(&step.arguments));
    format!("  {call:>2} {name} {arguments}{by}{repaired}")
}

fn reason(reason: &StopReason) -> String {
    match reason {
        StopReason::Limit(limit) => {
            format!(
                "{:?} reached {} of {}",
                limit.kind, limit.reached, limit.limit
            )
        }
        StopReason::Stuck(why) => Visible(&why.to_string()).to_string(),
        StopReason::Flow(reason) => {
            let reason = reason.lines().next().unwrap_or_default();
            Visible(reason).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agent_core::event::{CallReturned, MessageReceived};

    #[test]
    fn what_a_tool_or_a_person_wrote_cannot_draw_on_the_terminal() {
        let hostile = "\u{1b}[2J\u{202e}gone\r";
        let facts = [
            Fact::MessageReceived(MessageReceived {
                text: hostile.into(),
                attachments: Vec::new(),
                pinned: false,
            }),
            Fact::CallReturned(CallReturned {
                used: None,
                call: 1,
                ms: 0,
                value: hostile.into(),
                summarize: false,
            }),
        ];
        for fact in facts {
            let line = line(&fact, &HashMap::new()).unwrap();
            assert!(line.contains("gone"), "{line}");
            assert!(
                line.chars().all(|c| c == ' ' || c.is_ascii_graphic()),
                "{line:?}"
            );
        }
    }
}
