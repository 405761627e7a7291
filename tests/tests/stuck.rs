//! An agent that gets nowhere: every error is told and counted, and after three somebody is asked (rows F9.2,
//! F9.3, F9.4, F9.7).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use agent_core::agent::{Agent, Limits, WhenStuck};
use agent_core::breaker::BreakerPolicy;
use agent_core::context::Format;
use agent_core::event::{Event, Fact, StopReason, StuckWhy};
use agent_core::port::{
    Asked, HELP, MemoryStore, Model, Nobody, PersonAnswer, Store, person_requests,
};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{Breakers, RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use tests::people::{Somebody, advice};
use tests::planned::{Plan, Planned};

/// How often the pump failed, and whether its errors differ.
#[derive(Default)]
struct Pump(AtomicU32);

#[derive(Default, Provide)]
struct House {
    pump: Pump,
}

/// Start the pump.
#[tool(write)]
fn start_pump(
    /// How fast, e.g. 3.
    speed: u32,
    pump: &Pump,
) -> Result<u32, String> {
    let count = pump.0.fetch_add(1, Ordering::SeqCst) + 1;
    match speed {
        0 => Err("the pump is stuck".into()),
        1..=9 => Err(format!("the pump coughed {count} times")),
        _ => Ok(speed),
    }
}

/// Read the pressure.
#[tool(read)]
fn read_pressure(pipe: u32) -> Result<u32, String> {
    if pipe > 9 {
        return Err(format!("there is no pipe {pipe}"));
    }
    Ok(4)
}

/// A plumber.
#[agent(deps = House)]
enum Plumber {
    StartPump(StartPump),
    ReadPressure(ReadPressure),
    /// Say what was done.
    #[done]
    Done {
        message: String,
    },
}

const DONE: (&str, &str) = ("done", r#"{"message":"dry"}"#);

fn pump(speed: u32) -> (&'static str, String) {
    ("start_pump", format!(r#"{{"speed":{speed}}}"#))
}

fn pipe(pipe: u32) -> (&'static str, String) {
    ("read_pressure", format!(r#"{{"pipe":{pipe}}}"#))
}

/// A model that makes these calls, one a turn, and then says that it is done; a fresh one goes on where another
/// ended.
fn model(calls: &[(&str, String)]) -> Planned<impl Fn(usize) -> Plan + Send + Sync + use<>> {
    let own = |(name, arguments): &(&str, String)| ((*name).to_owned(), arguments.clone());
    let calls: Vec<(String, String)> = calls.iter().map(own).collect();
    Planned::new(move |turn| match calls.get(turn) {
        Some((name, arguments)) => Plan::call(name, arguments),
        None => Plan::call(DONE.0, DONE.1),
    })
}

/// As [`model`], of which the requests are kept; all calls must be asked for.
fn script(calls: &[(&str, String)]) -> Arc<ScriptedModel> {
    let script = calls
        .iter()
        .fold(ScriptedModel::new(), |model, (name, arguments)| {
            model.call(name, arguments)
        });
    Arc::new(script.call(DONE.0, DONE.1))
}

async fn started(runner: &Runner<Plumber>) -> Thread {
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "It is wet").await.unwrap();
    thread
}

async fn run(model: impl Model + 'static, limits: Limits) -> (Status, Thread) {
    let runner =
        Runner::<Plumber>::new(model, House::default()).breakers(Breakers::new(BreakerPolicy::OFF));
    let mut thread = started(&runner).await;
    if limits != Limits::DEFAULT {
        runner
            .raise_limits(&mut thread, limits, "ann")
            .await
            .unwrap();
    }
    (runner.run(&mut thread).await.unwrap(), thread)
}

fn stuck(thread: &Thread) -> Vec<StuckWhy> {
    let facts = thread
        .events()
        .iter()
        .filter_map(|event| Fact::read(event).unwrap());
    facts
        .filter_map(|fact| match fact {
            Fact::GotStuck(stuck) => Some(stuck.why),
            _ => None,
        })
        .collect()
}

fn attempts(tool: &str, attempts: u32) -> Vec<StuckWhy> {
    let tool = tool.into();
    vec![StuckWhy::ToolAttempts { tool, attempts }]
}

/// What a person is told who is asked for help: the last errors.
fn errors(thread: &Thread) -> Vec<String> {
    match person_requests(thread).remove(0).asked {
        Asked::Help { errors, .. } => errors.into_iter().map(|error| error.message).collect(),
        other => panic!("{other:?}"),
    }
}

/// Row F9.3.
#[tokio::test]
async fn three_errors_of_one_tool_ask_a_person_and_show_all_three() {
    let model = model(&[pump(1), pump(2), pump(3), pump(4)]);
    let (status, thread) = run(model, Limits::DEFAULT).await;
    assert_eq!(status, Status::AwaitingHelp);
    assert_eq!(stuck(&thread), attempts("start_pump", 3));
    let coughed = |count| format!("the pump coughed {count} times");
    assert_eq!(errors(&thread), [coughed(1), coughed(2), coughed(3)]);
    let last = thread.events().last().map(Event::kind);
    assert_eq!(last, Some("got_stuck"), "the model is not asked again");
}

/// Row F9.3: the process ends after any event, and another goes on from what is kept.
#[tokio::test]
async fn a_restart_at_any_event_resets_no_count() {
    let calls = [pump(1), pump(2), pump(3), pump(4)];
    let (_, whole) = run(model(&calls), Limits::DEFAULT).await;
    let mut tried = 0;
    for cut in 2..=whole.events().len() {
        let events = &whole.events()[..cut];
        if events.last().map(Event::kind) == Some("call_started") {
            // What became of a call that changes something is another question.
            continue;
        }
        let store = MemoryStore::new();
        store.append(whole.id(), 0, events).await.unwrap();
        let runner = Runner::<Plumber>::new(model(&calls), House::default()).store(store);
        let mut thread = runner.load(whole.id()).await.unwrap();
        let status = runner.run(&mut thread).await.unwrap();
        assert_eq!(status, Status::AwaitingHelp, "cut at {cut}");
        assert_eq!(stuck(&thread), attempts("start_pump", 3), "cut at {cut}");
        assert_eq!(errors(&thread).len(), 3, "cut at {cut}");
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
}

#[tokio::test]
async fn three_errors_in_a_row_of_several_tools_are_too_many() {
    let model = model(&[pump(1), pipe(10), pump(2), pump(3)]);
    let (status, thread) = run(model, Limits::DEFAULT).await;
    assert_eq!(status, Status::AwaitingHelp);
    assert_eq!(stuck(&thread), [StuckWhy::ConsecutiveErrors { errors: 3 }]);
    assert_eq!(errors(&thread).len(), 3);
}

#[tokio::test]
async fn success_resets_the_counts_of_its_tool_and_of_the_row() {
    // Never three in a row, and each tool succeeds before its third.
    let calls = [
        pump(1),
        pump(2),
        pump(10),
        pump(3),
        pump(4),
        pump(11),
        pump(5),
        pump(6),
    ];
    let (status, thread) = run(model(&calls), Limits::DEFAULT).await;
    assert_eq!((status, stuck(&thread)), (Status::Finished, vec![]));
    // Another tool's success ends the row, and not the tool's own count.
    let calls = [pump(1), pump(2), pipe(1), pump(3)];
    let (status, thread) = run(model(&calls), Limits::DEFAULT).await;
    assert_eq!(status, Status::AwaitingHelp);
    assert_eq!(stuck(&thread), attempts("start_pump", 3));
}

#[tokio::test]
async fn errors_of_one_reply_count_once() {
    let twice = [
        ("start_pump", r#"{"speed":0}"#),
        ("start_pump", r#"{"speed":0}"#),
    ];
    let three = [
        ("start_pump", r#"{"speed":1}"#),
        ("start_pump", r#"{"speed":2}"#),
        ("start_pump", r#"{"speed":3}"#),
    ];
    let refused = [("start_pump", "{}"); 4];
    for batch in [&twice[..], &three[..], &refused[..]] {
        let script = ScriptedModel::new().calls(batch.iter().copied());
        let (status, thread) = run(script.call(DONE.0, DONE.1), Limits::DEFAULT).await;
        assert_eq!((status, stuck(&thread)), (Status::Finished, vec![]));
        let script = (0..3).fold(ScriptedModel::new(), |script, _| script.calls(three));
        let (_, thread) = run(script, Limits::DEFAULT).await;
        assert_eq!(stuck(&thread), attempts("start_pump", 3));
        assert_eq!(errors(&thread).len(), 9, "and each is shown");
    }
}

/// Row F9.7.
#[tokio::test]
async fn the_same_call_with_the_same_error_is_a_spin_out_at_once() {
    let spin = StuckWhy::SpinOut {
        tool: "start_pump".into(),
        repeats: 2,
    };
    for calls in [
        vec![pump(0), pump(0), pump(0)],
        vec![pump(0), pipe(10), pump(0)],
    ] {
        let (status, thread) = run(model(&calls), Limits::DEFAULT).await;
        assert_eq!(status, Status::AwaitingHelp);
        assert_eq!(stuck(&thread), std::slice::from_ref(&spin));
    }
    // Written differently, it is the same call.
    let other = ("start_pump", r#"{ "speed" : 0.0e1 }"#.to_owned());
    let (_, thread) = run(model(&[pump(0), other]), Limits::DEFAULT).await;
    assert_eq!(stuck(&thread), [spin]);
}

#[tokio::test]
async fn the_same_call_with_another_error_is_no_spin_out() {
    let (status, thread) = run(model(&[pump(1), pump(1)]), Limits::DEFAULT).await;
    assert_eq!((status, stuck(&thread)), (Status::Finished, vec![]));
    // And another call with the same error is none.
    let calls = [pipe(1), pump(0), pipe(2)];
    let (status, thread) = run(model(&calls), Limits::DEFAULT).await;
    assert_eq!((status, stuck(&thread)), (Status::Finished, vec![]));
}

#[tokio::test]
async fn refused_arguments_count_as_errors_of_their_tool() {
    let bad = |speed: &str| ("start_pump", format!(r#"{{"speed":"{speed}"}}"#));
    let calls = [bad("fast"), pump(1), bad("slow")];
    let (status, thread) = run(model(&calls), Limits::DEFAULT).await;
    assert_eq!(status, Status::AwaitingHelp);
    assert_eq!(stuck(&thread), attempts("start_pump", 3));
    let errors = errors(&thread);
    assert!(
        errors[0].starts_with("`/speed`: expected an integer"),
        "{errors:?}"
    );
    assert_eq!(errors[1], "the pump coughed 1 times");
    // The same wrong arguments twice are a spin-out, in whatever order they stand.
    let (status, thread) = run(model(&[bad("fast"), bad("fast")]), Limits::DEFAULT).await;
    assert_eq!(status, Status::AwaitingHelp);
    assert!(matches!(
        stuck(&thread)[..],
        [StuckWhy::SpinOut { repeats: 2, .. }]
    ));
}

/// Row F9.7: what stands around a step that is text makes it no other call.
#[tokio::test]
async fn the_same_call_in_other_words_is_a_spin_out() {
    let step = r#"{"intent":"start_pump","speed":"fast"}"#;
    let again = "Let me try once more:\n```json\n{ 'speed': 'fast', 'intent': 'start_pump', }\n```";
    let model = ScriptedModel::new().text(step).text(again);
    let runner = Runner::<Plumber>::new(model, House::default()).format(Format::XML);
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
    assert!(matches!(
        stuck(&thread)[..],
        [StuckWhy::SpinOut { repeats: 2, .. }]
    ));
}

#[tokio::test]
async fn errors_of_steps_that_are_text_count_as_well() {
    let bad = |speed: &str| format!(r#"{{"intent":"start_pump","speed":"{speed}"}}"#);
    let texts = |texts: &[String]| {
        let model = texts
            .iter()
            .fold(ScriptedModel::new(), |model, text| model.text(text));
        Runner::<Plumber>::new(model, House::default()).format(Format::XML)
    };
    let three = [bad("fast"), bad("slow"), bad("dead slow")];
    let runner = texts(&three);
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
    assert_eq!(stuck(&thread), attempts("start_pump", 3));
    let runner = texts(&[bad("fast"), bad("fast")]);
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
    assert!(matches!(stuck(&thread)[..], [StuckWhy::SpinOut { .. }]));
    // Words that are no step are another count, and end in the flow's hands.
    let runner = texts(&["hm".into(), "hm".into(), "hm".into()]);
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    assert_eq!(stuck(&thread), []);
}

#[tokio::test]
async fn no_bound_is_no_bound() {
    let limits = Limits {
        tool_attempts: 0,
        consecutive_errors: 0,
        steps: 8,
        ..Limits::DEFAULT
    };
    let calls: Vec<_> = (0..9).map(|_| pump(1)).collect();
    let (status, thread) = run(model(&calls), limits).await;
    assert_eq!((status, stuck(&thread)), (Status::Stopped, vec![]));
    let stopped = &thread.state().progress().stopped;
    assert!(matches!(stopped, Some(StopReason::Limit(_))), "{stopped:?}");
}

/// Rows F9.2 and F9.4.
#[tokio::test]
async fn a_model_that_reads_its_error_corrects_itself() {
    let model = script(&[("start_pump", r#"{"sped":10}"#.into()), pump(10)]);
    let runner = Runner::<Plumber>::new(Arc::clone(&model), House::default());
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let count = |kind: &str| {
        thread
            .events()
            .iter()
            .filter(|event| event.kind() == kind)
            .count()
    };
    assert_eq!((count("reply_refused"), count("call_returned")), (1, 1));
    let second = &model.requests()[1];
    let told = r#"`/sped`: expected only the key `speed`, got the unknown key `sped`; did you mean `speed`?\nA valid call: start_pump {\"speed\":3}"#;
    assert!(second.contains(told), "{second}");
    assert!(thread.state().progress().troubles.is_none());
}

#[tokio::test]
async fn all_bad_calls_of_a_reply_are_told_at_once_and_the_good_ones_why_they_did_not_run() {
    let calls = [
        ("read_pressure", r#"{"pipe":1}"#),
        ("start_pump", r#"{"speed":"fast"}"#),
        ("open_window", "{}"),
        ("read_pressure", r#"{"pipe":2}"#),
    ];
    let script = Arc::new(ScriptedModel::new().calls(calls).call(DONE.0, DONE.1));
    let runner = Runner::<Plumber>::new(Arc::clone(&script), House::default());
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let refused = thread
        .events()
        .iter()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::ReplyRefused(refused))) => Some(refused),
            _ => None,
        });
    let refused = refused.unwrap();
    let told: Vec<(&str, &str)> = refused
        .calls
        .iter()
        .map(|call| (call.error.as_str(), call.feedback.as_str()))
        .collect();
    let not_run = "Not run, because the reply was refused: see `start_pump`, `open_window`";
    assert_eq!(
        told,
        [
            ("not_run", not_run),
            (
                "mismatch",
                "`/speed`: expected an integer from 0 to 4294967295, got `\"fast\"`\n\
                 A valid call: start_pump {\"speed\":3}"
            ),
            (
                "unknown_step",
                "There is no step `open_window`; there are `start_pump`, `read_pressure`, `done`\n\
                 A valid call: start_pump {\"speed\":3}"
            ),
            ("not_run", not_run),
        ]
    );
    // Each is the result of its own call in the next request.
    let request: serde_json::Value = serde_json::from_str(&script.requests()[1]).unwrap();
    let results: Vec<&str> = request["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|message| message["role"] == "tool")
        .filter_map(|message| message["content"].as_str())
        .collect();
    let feedbacks: Vec<&str> = told.iter().map(|(_, feedback)| *feedback).collect();
    assert_eq!(results, feedbacks);
}

#[tokio::test]
async fn advice_reaches_the_model_and_the_counts_begin_anew() {
    let model = script(&[pump(1), pump(2), pump(3), pump(4), pump(5)]);
    let runner = Runner::<Plumber>::new(Arc::clone(&model), House::default())
        .human(Somebody(|_: &_| Some(advice("Open the tap first."))));
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(stuck(&thread), attempts("start_pump", 3));
    assert!(!model.requests()[2].contains("Open the tap first."));
    assert!(model.requests()[3].contains("Open the tap first."));
}

/// A program that always advises, and a model that never listens.
#[tokio::test]
async fn endless_help_reaches_a_bound() {
    let model = Planned::new(|_| Plan::call("start_pump", r#"{"speed":"fast"}"#));
    let runner = Runner::<Plumber>::new(model, House::default())
        .human(Somebody(|_: &_| Some(advice("Slower."))));
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    let stopped = &thread.state().progress().stopped;
    assert!(matches!(stopped, Some(StopReason::Limit(_))), "{stopped:?}");
    assert_eq!(stuck(&thread).len(), 20);
}

#[tokio::test]
async fn help_may_come_later_and_by_another_way() {
    let model = model(&[pump(1), pump(2), pump(3)]);
    let runner = Runner::<Plumber>::new(model, House::default()).human(Nobody);
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
    // A message is no help: it waits with the others.
    runner.send(&mut thread, "Hurry").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
    let wrong = runner.answer(&mut thread, 1, advice("x")).await;
    assert!(matches!(wrong, Err(RunError::Answer(_))), "{wrong:?}");
    let wrong = tests::people::said(true.into());
    let wrong = runner
        .answer(&mut thread, HELP, wrong)
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        wrong,
        "call 0 waits for help: advice for the model, or giving up"
    );
    let empty = runner.answer(&mut thread, HELP, advice(" \n")).await;
    assert!(matches!(empty, Err(RunError::Answer(_))), "{empty:?}");
    let mut thread = runner.load(thread.id()).await.unwrap();
    runner
        .answer(&mut thread, HELP, advice("Open the tap"))
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let again = runner.answer(&mut thread, HELP, advice("x")).await;
    assert!(matches!(again, Err(RunError::Answer(_))), "{again:?}");
}

#[tokio::test]
async fn giving_up_stops_the_run_and_a_message_begins_anew() {
    let model = model(&[pump(1), pump(2), pump(3)]);
    let by = || "ann".to_owned();
    let runner = Runner::<Plumber>::new(model, House::default()).human(Somebody(move |_: &_| {
        Some(PersonAnswer::GiveUp { by: by() })
    }));
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    let stopped = thread.state().progress().stopped.clone();
    assert!(matches!(
        stopped,
        Some(StopReason::Stuck(StuckWhy::ToolAttempts {
            attempts: 3,
            ..
        }))
    ));
    runner.send(&mut thread, "Try again").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

#[tokio::test]
async fn the_agent_may_fall_back_or_stop_instead() {
    let limits = |when_stuck| Limits {
        when_stuck,
        ..Limits::DEFAULT
    };
    let calls = [pump(0), pump(0), pump(0)];
    let (status, thread) = run(model(&calls), limits(WhenStuck::Stop)).await;
    assert_eq!(status, Status::Stopped);
    assert!(matches!(
        thread.state().progress().stopped,
        Some(StopReason::Stuck(_))
    ));
    // The default flow stops where the model failed.
    let (status, thread) = run(model(&calls), limits(WhenStuck::Fallback)).await;
    assert_eq!(status, Status::Stopped);
    let reason = "`start_pump` gave the same error to the same call 2 times";
    assert_eq!(
        thread.state().progress().stopped,
        Some(StopReason::Flow(reason.into()))
    );
    let folded = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "got_stuck");
    assert_eq!(folded.count(), 1);
}

#[tokio::test]
async fn limits_are_the_agents_own() {
    /// A patient plumber.
    #[agent(deps = House, tool_attempts = 5, consecutive_errors = 4, when_stuck = fallback)]
    enum Patient {
        StartPump(StartPump),
        /// Say what was done.
        #[done]
        Done {
            message: String,
        },
    }
    let limits = Patient::SPEC.limits;
    assert_eq!(
        (
            limits.tool_attempts,
            limits.consecutive_errors,
            limits.when_stuck
        ),
        (5, 4, WhenStuck::Fallback)
    );
    let runner = Runner::<Patient>::new(
        model(&[pump(1), pump(2), pump(3), pump(4), pump(5)]),
        House::default(),
    );
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "It is wet").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    assert_eq!(stuck(&thread), [StuckWhy::ConsecutiveErrors { errors: 4 }]);
}

/// An agent whose flow calls the pump by itself: its errors are the flow's business.
#[tokio::test]
async fn calls_of_the_flow_do_not_count() {
    let script = script(&[pipe(1), pipe(2)]);
    let runner = Runner::<Insistent>::new(script, House::default());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "It is wet").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let failed = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "call_failed");
    assert_eq!(failed.count(), 4);
}

/// A plumber who starts the pump after each reading, twice.
#[agent(deps = House)]
enum Insistent {
    StartPump(StartPump),
    ReadPressure(ReadPressure),
    /// Say what was done.
    #[done]
    Done {
        message: String,
    },
}

impl Flow for Insistent {
    fn next(outcome: InsistentOutcome, (): &()) -> Next<Self> {
        match outcome {
            InsistentOutcome::ReadPressure(_, Ok(_)) => Next::go(StartPump { speed: 0 }),
            InsistentOutcome::StartPump(call, Err(_)) if call.speed == 0 => {
                Next::go(StartPump { speed: 1 })
            }
            InsistentOutcome::Started(_)
            | InsistentOutcome::StartPump(..)
            | InsistentOutcome::ReadPressure(..) => Next::ask_model(),
            InsistentOutcome::Done { .. } => Next::finish(),
            InsistentOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}
