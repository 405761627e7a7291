//! People decide: between choice and run, about exactly what runs, in the question's form
//! (rows F6.2, F6.3, F7.1, F7.2, F7.5, F7.6, N4).

use agent_core::event::{Event, Fact, ThreadId, Time};
use agent_core::files::FileStore;
use agent_core::port::{
    AnswerError, AnswerFormat, Asked, MemoryStore, PersonAnswer, person_requests,
};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use serde_json::json;
use tests::checker::{Count, approved};
use tests::clerk::{Clerk, Desk, Tally};
use tests::ledger::Ledger;
use tests::people::{Somebody, approval, said};
use tests::random;

/// Divide two numbers.
#[tool(read, destructive)]
fn divide(a: f64, b: f64) -> f64 {
    a / b
}

/// How it goes on.
#[data]
enum Way {
    Left,
    Right,
}

/// A gate whose predicate has a defect.
#[tool(write, ask_if = |call| [1, 2, 3][call.index] > 2)]
fn pick(index: usize) -> usize {
    index
}

/// A calculator.
#[agent]
enum Calculator {
    Divide(Divide),
    Pick(Pick),
    /// Ask which way.
    #[ask(answer = Way)]
    AskWay,
    /// Ask anything.
    #[ask]
    AskText {
        question: String,
    },
    /// Ask for a yes.
    #[ask(answer = bool)]
    AskYes,
    /// The result.
    #[done]
    Answer {
        message: String,
    },
}

async fn calculator(model: ScriptedModel) -> (Runner<Calculator>, Thread) {
    let runner = Runner::<Calculator>::new(model, ());
    let mut thread = runner.start(id("calc"), &()).await.unwrap();
    runner
        .send(&mut thread, "can you divide 3 by 4")
        .await
        .unwrap();
    (runner, thread)
}

fn id(name: &str) -> ThreadId {
    name.parse().unwrap()
}

fn kinds(thread: &Thread) -> Vec<&str> {
    thread.events().iter().map(Event::kind).collect()
}

/// What the waiting approval shows.
fn waiting(thread: &Thread) -> (u64, String, String) {
    let requests = person_requests(thread);
    let [request] = &*requests else {
        panic!("{requests:?}");
    };
    let Asked::Approval {
        arguments, sha256, ..
    } = &request.asked
    else {
        panic!("{request:?}");
    };
    (request.call, arguments.clone(), sha256.clone())
}

#[tokio::test]
async fn a_denial_with_a_comment_changes_the_models_mind() {
    let model = std::sync::Arc::new(
        ScriptedModel::new()
            .call("divide", r#"{"a":3,"b":4}"#)
            .call("divide", r#"{"a":3,"b":5}"#)
            .call("answer", r#"{"message":"0.6"}"#),
    );
    let runner = Runner::<Calculator>::new(model.clone(), ());
    let mut thread = runner.start(id("calc"), &()).await.unwrap();
    runner
        .send(&mut thread, "can you divide 3 by 4")
        .await
        .unwrap();
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    let (call, arguments, _) = waiting(&thread);
    assert_eq!(arguments, r#"{"a":3.0,"b":4.0}"#);

    let no = approval(
        false,
        Some("I dont think thats right, use 5 instead of 4"),
        None,
    );
    runner.answer(&mut thread, call, no).await.unwrap();
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    let seen = model.requests().pop().unwrap();
    assert!(
        seen.contains("I dont think thats right, use 5 instead of 4"),
        "{seen}"
    );
    let (call, arguments, sha256) = waiting(&thread);
    assert_eq!(arguments, r#"{"a":3.0,"b":5.0}"#);

    runner
        .answer(&mut thread, call, approval(true, None, Some(sha256)))
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let returned = thread
        .events()
        .iter()
        .find(|event| event.kind() == "call_returned")
        .unwrap();
    assert!(
        returned.data().ends_with(r#""value":0.6}"#),
        "{}",
        returned.data()
    );
    assert_eq!(
        kinds(&thread)
            .iter()
            .filter(|kind| **kind == "call_started")
            .count(),
        1
    );
}

#[tokio::test]
async fn an_approval_of_other_arguments_runs_nothing() {
    let model = ScriptedModel::new().call("divide", r#"{"a":3,"b":4}"#);
    let (runner, mut thread) = calculator(model).await;
    runner.run(&mut thread).await.unwrap();
    let (call, _, sha256) = waiting(&thread);
    let other = agent_core::reducer::approval_hash("divide", 1, r#"{"a":3.0,"b":5.0}"#);
    assert_ne!(other, sha256);
    let before = thread.len();
    let refused = runner
        .answer(&mut thread, call, approval(true, None, Some(other)))
        .await;
    assert!(matches!(
        refused,
        Err(RunError::Answer(AnswerError::OtherArguments { call: 1 }))
    ));
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    assert_eq!(thread.len(), before);
}

#[tokio::test]
async fn a_second_answer_is_refused() {
    let model = ScriptedModel::new().call("divide", r#"{"a":3,"b":4}"#);
    let (runner, mut thread) = calculator(model).await;
    runner.run(&mut thread).await.unwrap();
    let (call, ..) = waiting(&thread);
    runner
        .answer(&mut thread, call, approval(true, None, None))
        .await
        .unwrap();
    let before = thread.len();
    for answer in [approval(false, None, None), approval(true, None, None)] {
        let second = runner.answer(&mut thread, call, answer).await;
        assert!(
            matches!(
                second,
                Err(RunError::Answer(AnswerError::NotWaiting { call: 1 }))
            ),
            "{second:?}"
        );
    }
    assert_eq!(thread.len(), before);
}

#[tokio::test]
async fn of_two_answers_in_two_processes_the_second_is_a_conflict() {
    let store = MemoryStore::new();
    let model = ScriptedModel::new().call("divide", r#"{"a":3,"b":4}"#);
    let runner = Runner::<Calculator>::new(model, ()).store(store.clone());
    let mut first = runner.start(id("calc"), &()).await.unwrap();
    runner.send(&mut first, "divide").await.unwrap();
    runner.run(&mut first).await.unwrap();
    let mut second = runner.load(first.id()).await.unwrap();
    runner
        .answer(&mut first, 1, approval(false, None, None))
        .await
        .unwrap();
    let late = runner
        .answer(&mut second, 1, approval(true, None, None))
        .await;
    assert!(matches!(late, Err(RunError::Store(_))), "{late:?}");
    let run = runner.run(&mut second).await;
    assert!(matches!(run, Err(RunError::Store(_))), "{run:?}");
    assert!(!kinds(&runner.load(first.id()).await.unwrap()).contains(&"call_started"));
}

#[tokio::test]
async fn an_answer_of_the_wrong_form_is_refused_and_told_the_form() {
    let model = ScriptedModel::new()
        .call("ask_way", "{}")
        .call("ask_text", r#"{"question":"Why?"}"#)
        .call("ask_yes", "{}")
        .call("answer", r#"{"message":"ok"}"#);
    let (runner, mut thread) = calculator(model).await;
    let rounds = [
        (json!("Up"), "must be one of `Left`, `Right`", json!("Left")),
        (json!(7), "must be text", json!("because")),
        (
            json!("yes"),
            "must be yes or no (`true` or `false`)",
            json!(true),
        ),
    ];
    for (call, (wrong, words, right)) in (1..).zip(rounds) {
        assert_eq!(
            runner.run(&mut thread).await.unwrap(),
            Status::AwaitingAnswer
        );
        let error = runner
            .answer(&mut thread, call, said(wrong))
            .await
            .unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        let kind = runner
            .answer(&mut thread, call, approval(true, None, None))
            .await
            .unwrap_err();
        assert!(
            kind.to_string()
                .contains("waits for an answer to its question"),
            "{kind}"
        );
        runner.answer(&mut thread, call, said(right)).await.unwrap();
    }
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

#[test]
fn the_form_of_an_answer_comes_from_its_type() {
    let form = |name: &str| {
        let step = Calculator::SPEC
            .steps
            .iter()
            .find(|step| step.name == name)
            .unwrap();
        match &step.kind {
            agent_core::agent::StepKind::Ask(question) => AnswerFormat::of(question.answer),
            _ => panic!("{name} is no question"),
        }
    };
    assert_eq!(form("ask_way"), AnswerFormat::Choice(vec!["Left", "Right"]));
    assert_eq!(form("ask_text"), AnswerFormat::FreeText);
    assert_eq!(form("ask_yes"), AnswerFormat::YesNo);
}

#[tokio::test]
async fn a_predicate_that_panics_asks() {
    let model = ScriptedModel::new().call("pick", r#"{"index":9}"#);
    let (runner, mut thread) = calculator(model).await;
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    let gated = thread
        .events()
        .iter()
        .find(|event| event.kind() == "call_gated")
        .unwrap();
    assert!(
        gated.data().contains("the predicate panicked"),
        "{}",
        gated.data()
    );
}

#[tokio::test]
async fn a_refused_answer_does_not_end_the_run_and_is_asked_for_again() {
    let model = ScriptedModel::new()
        .call("ask_yes", "{}")
        .call("answer", r#"{"message":"ok"}"#);
    let asked = std::sync::atomic::AtomicU32::new(0);
    let learner = Somebody(move |_: &_| {
        let tries = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Some(said(if tries == 0 {
            json!("maybe")
        } else {
            json!(true)
        }))
    });
    let (runner, mut thread) = calculator(model).await;
    let runner = runner.human(learner);
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

#[tokio::test]
async fn a_person_who_never_learns_is_asked_three_times() {
    let model = ScriptedModel::new().call("ask_yes", "{}");
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let count = asked.clone();
    let (runner, mut thread) = calculator(model).await;
    let runner = runner.human(Somebody(move |_: &_| -> Option<PersonAnswer> {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Some(said(json!("maybe")))
    }));
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingAnswer
    );
    assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 3);
}

#[tokio::test]
async fn people_who_cannot_be_asked_leave_the_thread_waiting() {
    struct Away(bool);
    impl agent_core::port::Human for Away {
        fn ask<'a>(
            &'a self,
            _: &'a agent_core::port::PersonRequest,
        ) -> agent_core::BoxFuture<'a, Result<Option<PersonAnswer>, agent_core::port::HumanError>>
        {
            assert!(!self.0, "the line is dead");
            Box::pin(async { Err(agent_core::port::HumanError("no terminal".into())) })
        }
    }
    for panics in [false, true] {
        let model = ScriptedModel::new().call("divide", r#"{"a":3,"b":4}"#);
        let (runner, mut thread) = calculator(model).await;
        let runner = runner.human(Away(panics));
        assert_eq!(
            runner.run(&mut thread).await.unwrap(),
            Status::AwaitingApproval
        );
        assert!(!kinds(&thread).contains(&"call_started"));
    }
}

/// A runner as another process would make it: nothing is shared but the files.
fn process(dir: &std::path::Path, model: ScriptedModel) -> Runner<Clerk> {
    let desk = Desk {
        ledger: Ledger::at(dir.join("ledger")),
        ..Desk::default()
    };
    Runner::new(model, desk).store(FileStore::open(dir).unwrap())
}

#[tokio::test]
async fn a_pause_between_choice_and_run_survives_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ledger = Ledger::at(dir.join("ledger"));
    {
        let model = ScriptedModel::new().call("ship", r#"{"item":"box","copies":2}"#);
        let runner = process(dir, model);
        let mut thread = runner.start(id("t"), &Tally::default()).await.unwrap();
        runner.send(&mut thread, "ship two").await.unwrap();
        assert_eq!(
            runner.run(&mut thread).await.unwrap(),
            Status::AwaitingApproval
        );
        assert_eq!(ledger.effects(), [""; 0]);
    }
    {
        // A restart alone changes nothing.
        let runner = process(dir, ScriptedModel::new());
        let mut thread = runner.load(&id("t")).await.unwrap();
        let before = thread.len();
        assert_eq!(
            runner.run(&mut thread).await.unwrap(),
            Status::AwaitingApproval
        );
        assert_eq!((thread.len(), ledger.effects().len()), (before, 0));
    }
    {
        // The answer comes to a process that does not run the thread.
        let runner = process(dir, ScriptedModel::new());
        let mut thread = runner.load(&id("t")).await.unwrap();
        let (call, _, sha256) = waiting(&thread);
        runner
            .answer(&mut thread, call, approval(true, None, Some(sha256)))
            .await
            .unwrap();
        assert_eq!(ledger.effects(), [""; 0]);
    }
    let model = ScriptedModel::new().call("reply", r#"{"message":"sent"}"#);
    let runner = process(dir, model);
    let mut thread = runner.load(&id("t")).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(ledger.effects(), ["ship box t/1 1"]);
}

#[tokio::test]
async fn ten_thousand_runs_hold_no_risky_call_without_its_approval() {
    let mut sum = Count::default();
    for seed in 0..10_000 {
        let thread = random::run(seed)
            .await
            .unwrap_or_else(|error| panic!("run {seed}: {error}"));
        let count = approved(thread.events()).unwrap_or_else(|error| panic!("run {seed}: {error}"));
        sum.risky += count.risky;
        sum.by_flow += count.by_flow;
        sum.refused += count.refused;
    }
    // The runs are worth the name: risky calls did run, also such that the flow chose, and were refused.
    assert!(
        sum.risky > 2_000 && sum.by_flow > 200 && sum.refused > 1_000,
        "{sum:?}"
    );
}

#[tokio::test]
async fn the_checker_finds_what_it_looks_for() {
    let mut found = 0;
    for seed in 0..60 {
        let thread = random::run(seed).await.unwrap();
        if approved(thread.events()).unwrap().risky == 0 {
            continue;
        }
        found += 1;
        let edits: [fn(&Event) -> Option<String>; 3] = [
            |event| (event.kind() != "approval_answered").then(|| event.data().to_owned()),
            |event| {
                Some(
                    event
                        .data()
                        .replace(r#""approved":true"#, r#""approved":false"#),
                )
            },
            |event| {
                Some(
                    event
                        .data()
                        .replace(r#""copies":"#, r#""copies":1"#)
                        .replace(r#""amount":"#, r#""amount":1"#),
                )
            },
        ];
        for edit in edits {
            let forged: Vec<Event> = thread
                .events()
                .iter()
                .filter_map(|event| Some(Event::new(1, Time(0), event.kind(), &edit(event)?)))
                .collect();
            assert!(approved(&forged).is_err(), "run {seed}");
        }
    }
    assert!(found > 5, "{found}");
}

#[tokio::test]
async fn a_log_that_was_edited_passes_no_gate() {
    let model = ScriptedModel::new().call("divide", r#"{"a":3,"b":4}"#);
    let (runner, mut thread) = calculator(model).await;
    runner.run(&mut thread).await.unwrap();
    let (call, _, sha256) = waiting(&thread);
    runner
        .answer(&mut thread, call, approval(true, None, Some(sha256)))
        .await
        .unwrap();
    let edits: [(&str, &str, &str); 4] = [
        // Other arguments than those that were approved.
        ("steps_chosen", r#""b":4.0"#, r#""b":5.0"#),
        // A gate that always asks and yet did not.
        ("call_gated", r#""ask":true"#, r#""ask":false"#),
        // Another hash.
        ("call_gated", r#""sha256":""#, r#""sha256":"0"#),
        ("approval_answered", r#""sha256":""#, r#""sha256":"0"#),
    ];
    for (kind, from, to) in edits {
        let events = thread.events().iter().map(|event| {
            let edited = if event.kind() == kind {
                assert!(event.data().contains(from), "{kind}");
                event.data().replace(from, to)
            } else {
                event.data().to_owned()
            };
            Event::new(event.seq(), event.at(), event.kind(), &edited)
        });
        let loaded = Thread::load::<Calculator>(id("calc"), events.collect());
        assert!(loaded.is_err(), "{kind}: {from} as {to}");
    }
}

#[tokio::test]
async fn a_fork_asks_again_for_what_its_parent_was_allowed() {
    let model = ScriptedModel::new().call("divide", r#"{"a":3,"b":4}"#);
    let (runner, mut thread) = calculator(model).await;
    runner.run(&mut thread).await.unwrap();
    let (call, ..) = waiting(&thread);
    runner
        .answer(&mut thread, call, approval(true, None, None))
        .await
        .unwrap();
    let mut child = thread
        .fork::<Calculator>(id("child"), thread.len(), Time(1))
        .unwrap();
    assert_eq!(
        runner.run(&mut child).await.unwrap(),
        Status::AwaitingApproval
    );
    assert!(!kinds(&child).contains(&"call_started"));
    assert!(matches!(
        Fact::read(child.events().last().unwrap()).unwrap(),
        Some(Fact::CallGated(_))
    ));
}
