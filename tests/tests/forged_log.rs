//! What no log may say, whoever writes it, and what the reducer makes of facts at its rim.

use agent_core::agent::Next;
use agent_core::contract::{Class, Gate};
use agent_core::event::{
    CallGated, CallReturned, CallStarted, Chooser, ChosenStep, Does, Fact, MessageReceived,
    QuestionAnswered, StepsChosen, Time, WaitEnded,
};
use agent_core::prelude::*;
use agent_core::reducer::{Effect, Status, StepStatus, approval_hash, look_at_gate, pending};
use agent_core::thread::Thread;

/// Look a secret up.
#[tool(read, destructive)]
fn open_safe() -> u32 {
    7
}

/// Look something up.
#[tool(read)]
fn look() -> u32 {
    7
}

/// An agent whose flow stops at once.
#[agent]
enum Guard {
    OpenSafe(OpenSafe),
    Look(Look),
    /// Ask a person.
    #[ask(answer = u32)]
    AskPerson,
    /// The end.
    #[done]
    Reply {
        message: String,
    },
}

impl Flow for Guard {
    fn next(_: GuardOutcome, (): &()) -> Next<Self> {
        Next::stop("enough")
    }
}

const AT: Time = Time(1);

fn step(call: u64, name: &str, does: Does, arguments: &str) -> ChosenStep {
    ChosenStep {
        call,
        step: name.into(),
        version: 1,
        id: String::new(),
        does,
        repairs: Vec::new(),
        arguments: arguments.into(),
    }
}

fn calls(gate: Gate) -> Does {
    Does::Call {
        class: Class::Read,
        gate,
        concurrent: false,
    }
}

fn chosen(steps: Vec<ChosenStep>) -> Fact {
    Fact::StepsChosen(StepsChosen {
        by: Chooser::Flow,
        collapsed: 0,
        steps,
    })
}

fn message(text: &str) -> Fact {
    Fact::MessageReceived(MessageReceived::from(text))
}

/// A thread after a message and these steps.
fn thread(steps: Vec<ChosenStep>) -> Thread {
    let mut thread = Thread::start::<Guard>("t".parse().unwrap(), &(), AT).unwrap();
    thread.append(AT, &message("go")).unwrap();
    if !steps.is_empty() {
        thread.append(AT, &chosen(steps)).unwrap();
    }
    thread
}

#[track_caller]
fn refused(thread: &mut Thread, fact: &Fact) {
    let before = (thread.len(), thread.state().hash().unwrap());
    let error = thread.append(AT, fact).unwrap_err();
    let after = (thread.len(), thread.state().hash().unwrap());
    assert_eq!(after, before, "{error}");
}

#[test]
fn a_step_takes_only_its_own_kind_of_answer() {
    let started = Fact::CallStarted(CallStarted {
        call: 1,
        attempt: 1,
    });
    let said = |call| {
        Fact::QuestionAnswered(QuestionAnswered {
            call,
            by: "ann".into(),
            answer: "7".into(),
        })
    };
    let woken = |call| {
        Fact::WaitEnded(WaitEnded {
            call,
            data: Some("7".into()),
        })
    };
    let returned = |call| {
        Fact::CallReturned(CallReturned {
            used: None,
            call,
            ms: 0,
            value: "7".into(),
            summarize: false,
        })
    };
    let mut thread = thread(vec![
        step(1, "look", calls(Gate::Open), "{}"),
        step(2, "ask_person", Does::Ask, "{}"),
    ]);
    refused(&mut thread, &returned(1));
    thread.append(AT, &started).unwrap();
    refused(&mut thread, &said(1));
    refused(&mut thread, &woken(1));
    refused(&mut thread, &returned(2));
    refused(&mut thread, &woken(2));
    thread.append(AT, &returned(1)).unwrap();
    thread.append(AT, &said(2)).unwrap();
    refused(&mut thread, &said(2));
}

#[test]
fn a_decision_names_a_step() {
    refused(&mut thread(Vec::new()), &chosen(Vec::new()));
}

#[test]
fn a_decision_is_taken_whole_or_not_at_all() {
    let mut thread = thread(Vec::new());
    let steps = vec![
        step(1, "look", calls(Gate::Open), "{}"),
        step(2, "reply", Does::Finish, r#"{"message":"one"}"#),
        step(3, "reply", Does::Finish, r#"{"message":2}"#),
    ];
    refused(&mut thread, &chosen(steps));
}

#[test]
fn a_gate_whose_predicate_is_gone_asks() {
    let thread = thread(vec![step(1, "look", calls(Gate::AskIf), "{}")]);
    assert_eq!(pending(thread.state()), [Effect::LookAtGate { call: 1 }]);
    let gated = look_at_gate(thread.state(), 1).unwrap();
    assert!(gated.ask, "{gated:?}");
    assert!(gated.reason.unwrap().contains("no predicate"));
}

#[test]
fn a_fork_asks_again_for_a_reading_call_that_was_under_way() {
    let mut parent = thread(vec![step(1, "open_safe", calls(Gate::Always), "{}")]);
    let sha256 = approval_hash("open_safe", 1, "{}");
    let facts = [
        Fact::CallGated(CallGated {
            call: 1,
            ask: true,
            sha256: sha256.clone(),
            reason: None,
        }),
        Fact::ApprovalAnswered(agent_core::event::ApprovalAnswered {
            call: 1,
            approved: true,
            sha256,
            by: "ann".into(),
            comment: None,
        }),
        Fact::CallStarted(CallStarted {
            call: 1,
            attempt: 1,
        }),
    ];
    for fact in &facts {
        parent.append(AT, fact).unwrap();
    }
    let child = parent
        .fork::<Guard>("child".parse().unwrap(), parent.len(), AT)
        .unwrap();
    assert_eq!(
        child.state().open_step(1).unwrap().status,
        StepStatus::Chosen
    );
    assert_eq!(pending(child.state()), [Effect::LookAtGate { call: 1 }]);
}

#[test]
fn messages_that_a_stopped_flow_left_come_before_later_ones() {
    let reply = step(1, "reply", Does::Finish, r#"{"message":"bye"}"#);
    let mut thread = thread(vec![reply]);
    thread.append(AT, &message("first")).unwrap();
    let stop = agent_core::reducer::decide(thread.state(), AT).unwrap();
    thread.append(AT, &stop).unwrap();
    assert_eq!(thread.status(), Status::Stopped);
    thread.append(AT, &message("second")).unwrap();
    let batch = format!("{:?}", thread.state().batch());
    assert_eq!(batch, r#"[Message("first"), Message("second")]"#);
    assert!(thread.state().progress().inbox.is_empty());
}
