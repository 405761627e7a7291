//! What may be put between a run and its tools (row F8.7): one test or more a hook.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_core::context::Format;
use agent_core::event::{Chooser, Event, Fact, Time};
use agent_core::port::{
    BoxFuture, Judge, JudgeError, JudgeRequest, Judgement, ManualClock, MemoryStore, Store,
    Summarizer, SummaryError, SummaryRequest,
};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{Cached, Observer, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use tests::people::{Somebody, agreeable};

/// How often tools ran.
#[derive(Default)]
struct Runs(AtomicU32);

#[derive(Default, Provide)]
struct Office {
    runs: Arc<Runs>,
}

/// Read a file.
#[tool(read)]
fn read_file(name: String, runs: &Arc<Runs>) -> Result<String, String> {
    let run = runs.0.fetch_add(1, Ordering::SeqCst);
    match name.as_str() {
        "missing" => Err("there is no such file".into()),
        "clock" => Ok(format!("{run}")),
        "long" => Ok("word ".repeat(1_000)),
        _ => Ok(name),
    }
}

/// Write a file.
#[tool(write)]
fn write_file(name: String, runs: &Arc<Runs>) -> String {
    runs.0.fetch_add(1, Ordering::SeqCst);
    name
}

/// Burn a file.
#[tool(write, destructive)]
fn burn_file(name: String, runs: &Arc<Runs>) -> String {
    runs.0.fetch_add(1, Ordering::SeqCst);
    name
}

/// What the clerk has seen.
#[data]
#[derive(Default, PartialEq)]
struct Seen {
    lengths: Vec<usize>,
    failures: Vec<String>,
}

/// A clerk with files.
#[agent(state = Seen, deps = Office)]
enum Clerk {
    ReadFile(ReadFile),
    WriteFile(WriteFile),
    BurnFile(BurnFile),
    /// The end.
    #[done]
    Done,
}

impl State<Clerk> for Seen {
    fn apply(&mut self, outcome: &ClerkOutcome) {
        match outcome {
            ClerkOutcome::ReadFile(_, result) => match result {
                Ok(text) => self.lengths.push(text.len()),
                Err(failure) => self.failures.push(failure.to_string()),
            },
            ClerkOutcome::WriteFile(_, Err(failure)) | ClerkOutcome::BurnFile(_, Err(failure)) => {
                self.failures.push(failure.to_string());
            }
            ClerkOutcome::WriteFile(..)
            | ClerkOutcome::BurnFile(..)
            | ClerkOutcome::Started(_)
            | ClerkOutcome::Done
            | ClerkOutcome::Failed(_) => {}
        }
    }
}

/// A runner whose model makes these calls, one a turn, with the model and the count of runs.
fn runner(calls: &[(&str, &str)]) -> (Runner<Clerk>, Arc<ScriptedModel>, Arc<Runs>) {
    let model = calls
        .iter()
        .fold(ScriptedModel::new(), |model, (tool, name)| {
            model.call(tool, &format!(r#"{{"name":"{name}"}}"#))
        });
    let model = Arc::new(model.call("done", "{}"));
    let office = Office::default();
    let runs = Arc::clone(&office.runs);
    (Runner::new(Arc::clone(&model), office), model, runs)
}

async fn run(runner: &Runner<Clerk>) -> Thread {
    let mut thread = runner
        .start("t".parse().unwrap(), &Seen::default())
        .await
        .unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    thread
}

fn seen(thread: &Thread) -> &Seen {
    thread.state().business().unwrap()
}

fn results(thread: &Thread) -> Vec<String> {
    let facts = thread
        .events()
        .iter()
        .filter_map(|event| Fact::read(event).unwrap());
    let results = facts.filter_map(|fact| match fact {
        Fact::CallReturned(fact) => Some(fact.value),
        _ => None,
    });
    results.collect()
}

fn count(thread: &Thread, kind: &str) -> usize {
    thread
        .events()
        .iter()
        .filter(|event| event.kind() == kind)
        .count()
}

#[tokio::test]
async fn a_cache_gives_the_results_of_read_tools_again_for_a_while() {
    let clock = Arc::new(ManualClock::new(Time(0)));
    let reads = [
        ("read_file", "clock"),
        ("read_file", "a"),
        ("read_file", "clock"),
    ];
    let (base, _, runs) = runner(&reads);
    let cached = |runner: Runner<Clerk>| {
        runner.wrap(|tools| Cached::new(tools, Duration::from_secs(60)).clock(Arc::clone(&clock)))
    };
    let thread = run(&cached(base)).await;
    assert_eq!(results(&thread), ["\"0\"", "\"a\"", "\"0\""]);
    assert_eq!(runs.0.load(Ordering::SeqCst), 2);
    assert_eq!(count(&thread, "call_returned"), 3, "the log is the same");

    // Not tools that change something, and not failures.
    let (base, _, runs) = runner(&[
        ("write_file", "a"),
        ("write_file", "a"),
        ("read_file", "missing"),
        ("read_file", "b"),
    ]);
    run(&cached(base)).await;
    assert_eq!(runs.0.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_cache_forgets_what_is_old_or_too_much() {
    let clock = Arc::new(ManualClock::new(Time(0)));
    let runs: Arc<Runs> = Arc::default();
    let tool = |name: &str| agent_core::run::ToolCall {
        index: 0,
        tool: "read_file".into(),
        version: 1,
        shown: format!(r#"{{"name":"{name}"}}"#),
        arguments: format!(r#"{{"name":"{name}"}}"#),
        class: agent_core::contract::Class::Read,
        blocking: false,
        context: CallContext::new("k"),
    };
    let office = Office {
        runs: Arc::clone(&runs),
    };
    let tools = agent_core::run::Tools::<Clerk>::new(Arc::new(office));
    let cache = Cached::new(tools, Duration::from_secs(60))
        .bytes(140)
        .clock(Arc::clone(&clock));
    let read = async |name: &str| {
        use agent_core::run::Executor;
        cache.execute(tool(name)).await.unwrap()
    };
    let first = read("clock").await;
    assert_eq!(read("clock").await, first);
    clock.advance_ms(59_999);
    assert_eq!(read("clock").await, first);
    clock.advance_ms(1);
    let second = read("clock").await;
    assert_ne!(second, first, "too old");
    read("a").await;
    read("b").await;
    assert_ne!(read("clock").await, second, "pushed out");
    let before = runs.0.load(Ordering::SeqCst);
    read("long").await;
    read("long").await;
    assert_eq!(
        runs.0.load(Ordering::SeqCst),
        before + 2,
        "larger than the cache"
    );
}

/// The first words, and how often they were asked for.
#[derive(Clone, Default)]
struct Head(Arc<AtomicU32>);

impl Summarizer for Head {
    fn summarize<'a>(
        &'a self,
        request: &'a SummaryRequest,
    ) -> BoxFuture<'a, Result<String, SummaryError>> {
        Box::pin(async move {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => Ok(format!(
                    "{} characters from {}",
                    request.result.len(),
                    request.tool
                )),
                1 => Err(SummaryError("no ink".into())),
                _ => panic!("no paper"),
            }
        })
    }
}

#[tokio::test]
async fn a_long_result_is_told_in_short_and_kept_whole() {
    for format in [Format::Messages, Format::XML] {
        let text = |name: &str| format!(r#"{{"intent":"read_file","name":"{name}"}}"#);
        let (calls, done) = (
            [("read_file", "a"), ("read_file", "long")],
            r#"{"intent":"done"}"#,
        );
        let (mut runner, mut model, _) = runner(&calls);
        if format == Format::XML {
            model.finish().unwrap_err();
            let script = ScriptedModel::new()
                .text(&text("a"))
                .text(&text("long"))
                .text(done);
            model = Arc::new(script);
            runner = Runner::new(Arc::clone(&model), Office::default());
        }
        let head = Head::default();
        let runner = runner.format(format).summarizer(100, head.clone());
        let thread = run(&runner).await;
        assert_eq!(
            head.0.load(Ordering::SeqCst),
            1,
            "short ones are told as they are"
        );
        assert_eq!(seen(&thread).lengths, [1, 5_000], "the state saw the whole");
        assert_eq!(results(&thread)[1].len(), 5_002, "and so does the log");
        let told = &model.requests()[2];
        assert!(told.contains("5002 characters from read_file"), "{told}");
        assert!(!told.contains("word word"), "{told}");
        let kinds: Vec<&str> = thread.events().iter().map(Event::kind).collect();
        let at = kinds
            .iter()
            .position(|kind| *kind == "result_summarized")
            .unwrap();
        assert_eq!(kinds[at - 1], "call_returned");
        assert_eq!(count(&thread, "result_summarized"), 1);
    }
}

#[tokio::test]
async fn without_a_summary_the_model_is_told_the_whole() {
    let (base, model, _) = runner(&[("read_file", "long")]);
    for head in [1, 2] {
        let head = Head(Arc::new(AtomicU32::new(head)));
        let (base, model, _) = runner(&[("read_file", "long")]);
        let thread = run(&base.summarizer(100, head)).await;
        assert!(model.requests()[1].contains("word word"));
        assert_eq!(count(&thread, "result_summarized"), 1);
    }
    // A process that ends before the summary comes, and one after it that has no summarizer.
    let whole = run(&base.summarizer(100, Head::default())).await;
    drop(model);
    let returned = whole
        .events()
        .iter()
        .position(|event| event.kind() == "call_returned");
    let events = &whole.events()[..=returned.unwrap()];
    for again in [true, false] {
        let store = MemoryStore::new();
        store.append(whole.id(), 0, events).await.unwrap();
        let (base, model, runs) = runner(&[]);
        let mut runner = base.store(store);
        if again {
            runner = runner.summarizer(100, Head::default());
        }
        let mut thread = runner.load(whole.id()).await.unwrap();
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        assert_eq!(
            runs.0.load(Ordering::SeqCst),
            0,
            "the call does not run again"
        );
        assert_eq!(model.requests()[0].contains("word word"), !again);
    }
}

/// What a judge says, or nothing for ever.
type How = fn(&JudgeRequest) -> Option<Result<Judgement, JudgeError>>;

/// How a judge behaves.
#[derive(Clone)]
struct Strict {
    seen: Arc<Mutex<Vec<JudgeRequest>>>,
    how: How,
}

impl Strict {
    fn new(how: How) -> Self {
        let seen = Arc::default();
        Self { seen, how }
    }

    fn times(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

impl Judge for Strict {
    fn name(&self) -> &'static str {
        "strict"
    }

    fn judge<'a>(
        &'a self,
        request: &'a JudgeRequest,
    ) -> BoxFuture<'a, Result<Judgement, JudgeError>> {
        self.seen.lock().unwrap().push(request.clone());
        let judgement = (self.how)(request);
        Box::pin(async move {
            match judgement {
                Some(judgement) => judgement,
                None => std::future::pending().await,
            }
        })
    }
}

fn no_writing(request: &JudgeRequest) -> Option<Result<Judgement, JudgeError>> {
    let reason = "nothing is written on a Sunday".to_owned();
    Some(Ok(match request.tool.as_str() {
        "read_file" => Judgement::Allow,
        _ => Judgement::Veto { reason },
    }))
}

#[tokio::test]
async fn a_veto_stops_the_call_and_the_model_and_the_flow_are_told() {
    let judge = Strict::new(no_writing);
    let (base, model, runs) =
        runner(&[("read_file", "a"), ("write_file", "a"), ("burn_file", "a")]);
    let runner = base.judged_by(judge.clone()).human(Somebody(|_: &_| {
        panic!("nobody is asked about a vetoed call")
    }));
    let thread = run(&runner).await;
    assert_eq!(runs.0.load(Ordering::SeqCst), 1, "only the reading ran");
    assert_eq!(count(&thread, "call_started"), 1);
    assert_eq!((judge.times(), count(&thread, "call_judged")), (3, 3));
    let failures = &seen(&thread).failures;
    assert_eq!(failures.len(), 2);
    assert_eq!(failures[0], "vetoed: nothing is written on a Sunday");
    assert!(model.requests()[2].contains("vetoed: nothing is written on a Sunday"));
    let request = judge.seen.lock().unwrap()[1].clone();
    assert_eq!(
        (
            request.by,
            request.tool.as_str(),
            request.arguments.as_str()
        ),
        (Chooser::Model, "write_file", r#"{"name":"a"}"#)
    );
    assert_eq!(request.state, r#"{"lengths":[1],"failures":[]}"#);
}

#[tokio::test]
async fn a_call_that_the_judge_allows_still_needs_its_approval() {
    let judge = Strict::new(|_| Some(Ok(Judgement::Allow)));
    let (base, _, runs) = runner(&[("burn_file", "a")]);
    let runner = base.judged_by(judge.clone()).human(Somebody(agreeable));
    let thread = run(&runner).await;
    let order = [
        "call_judged",
        "call_gated",
        "approval_answered",
        "call_started",
    ];
    let kinds = thread.events().iter().map(Event::kind);
    let kinds: Vec<&str> = kinds.filter(|kind| order.contains(kind)).collect();
    assert_eq!(kinds, order);
    assert_eq!((runs.0.load(Ordering::SeqCst), judge.times()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_judge_that_errs_panics_or_is_silent_forbids() {
    let ways: [How; 3] = [
        |_| Some(Err(JudgeError("asleep".into()))),
        |_| panic!("overruled"),
        |_| None,
    ];
    let mut reasons = Vec::new();
    for how in ways {
        let (base, _, runs) = runner(&[("write_file", "a")]);
        let thread = run(&base.judged_by(Strict::new(how))).await;
        assert_eq!(runs.0.load(Ordering::SeqCst), 0);
        reasons.push(seen(&thread).failures[0].clone());
    }
    assert_eq!(
        reasons,
        [
            "vetoed: there is no judgement: asleep",
            "vetoed: there is no judgement: the judge panicked: overruled",
            "vetoed: there is no judgement: the judge was silent for 30000 ms",
        ]
    );
}

/// The process ends after any event; no call is judged twice.
#[tokio::test]
async fn a_judgement_holds_after_a_restart() {
    let judge = Strict::new(no_writing);
    let (base, _, _) = runner(&[("write_file", "a")]);
    let whole = run(&base.judged_by(judge.clone())).await;
    let judged = whole
        .events()
        .iter()
        .position(|event| event.kind() == "call_judged")
        .unwrap();
    for cut in 2..=whole.events().len() {
        let store = MemoryStore::new();
        store
            .append(whole.id(), 0, &whole.events()[..cut])
            .await
            .unwrap();
        let judge = Strict::new(|_| Some(Ok(Judgement::Allow)));
        let office = Office::default();
        let runs = Arc::clone(&office.runs);
        let model = tests::planned::Planned::new(|turn| match turn {
            0 => tests::planned::Plan::call("write_file", r#"{"name":"a"}"#),
            _ => tests::planned::Plan::call("done", "{}"),
        });
        let runner = Runner::<Clerk>::new(model, office)
            .store(store)
            .judged_by(judge.clone());
        let mut thread = runner.load(whole.id()).await.unwrap();
        assert_eq!(
            runner.run(&mut thread).await.unwrap(),
            Status::Finished,
            "cut at {cut}"
        );
        let before = usize::from(cut <= judged);
        assert_eq!(judge.times(), before, "cut at {cut}");
        assert_eq!(
            runs.0.load(Ordering::SeqCst),
            u32::try_from(before).unwrap()
        );
    }
}

/// Tracing is an observer: it sees each event as it happens.
#[tokio::test]
async fn a_tracer_sees_every_event_in_order() {
    #[derive(Clone, Default)]
    struct Tracer(Arc<Mutex<Vec<(u64, String)>>>);
    impl Observer for Tracer {
        fn saw(&self, _thread: &Thread, event: &Event, _before: Status) {
            let span = (event.seq(), event.kind().to_owned());
            self.0.lock().unwrap().push(span);
        }
    }
    let tracer = Tracer::default();
    let (base, _, _) = runner(&[("read_file", "a"), ("write_file", "b")]);
    let thread = run(&base.observer(tracer.clone())).await;
    let kept: Vec<_> = thread.events()[1..]
        .iter()
        .map(|event| (event.seq(), event.kind().to_owned()))
        .collect();
    assert_eq!(*tracer.0.lock().unwrap(), kept);
}
