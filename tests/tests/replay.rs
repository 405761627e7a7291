//! The log is all there is: folded again it gives the same state, the same requests, the same next steps
//! (rows F5.1, F5.2, F5.4, F5.5, F12.1 to F12.5).

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use agent_core::agent::Agent;
use agent_core::context::{Format, Plan as ContextPlan, Rendered, assemble};
use agent_core::event::{Event, Fact, ThreadId, Time};
use agent_core::message::Settings;
use agent_core::port::{ManualClock, MemoryStore, Store};
use agent_core::reducer::{State, Status, fold, pending};
use agent_core::run::{CallResult, Runner, Simulated, ToolCall};
use agent_core::thread::Thread;
use agent_core::wire::OpenAiChatDialect;
use tests::clerk::{Clerk, Desk, Tally};
use tests::people::{Somebody, agreeable};
use tests::planned::{Plan, Planned};
use tests::random;

fn id(name: &str) -> ThreadId {
    name.parse().unwrap()
}

fn fold_all(events: &[Event]) -> State {
    let mut state = State::new::<Clerk>();
    for event in events {
        fold(&mut state, event).unwrap();
    }
    state
}

/// The program of the other process: built as this test is, or another build of it, such as an optimized one.
fn thread_hashes() -> Command {
    let other = std::env::var_os("THREAD_HASHES");
    Command::new(other.unwrap_or_else(|| env!("CARGO_BIN_EXE_thread_hashes").into()))
}

#[tokio::test]
async fn a_thousand_threads_fold_to_the_same_hash_in_two_processes() {
    let mut child = thread_hashes()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut lines, mut expected) = (String::new(), Vec::new());
    for seed in 0..1_000 {
        let thread = random::run(seed).await.unwrap();
        for event in thread.events() {
            lines.push_str(event.line());
            lines.push('\n');
        }
        lines.push('\n');
        expected.push(thread.state().hash().unwrap());
    }
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected);
    expected.sort();
    expected.dedup();
    assert!(expected.len() > 900, "{} different states", expected.len());
}

#[tokio::test]
async fn a_fold_that_was_saved_anywhere_goes_on_as_if_it_had_not_been() {
    for seed in 0..60 {
        let thread = random::run(seed).await.unwrap();
        for cut in 0..=thread.events().len() {
            let (before, behind) = thread.events().split_at(cut);
            let half = fold_all(before);
            let mut state = State::load::<Clerk>(&half.save().unwrap()).unwrap();
            assert_eq!(pending(&state), pending(&half), "run {seed} at {cut}");
            for event in behind {
                fold(&mut state, event).unwrap();
            }
            assert_eq!(
                state.hash().unwrap(),
                thread.state().hash().unwrap(),
                "run {seed} at {cut}"
            );
        }
    }
}

#[tokio::test]
async fn the_json_of_a_thread_is_the_whole_thread() {
    for seed in 0..200 {
        let thread = random::run(seed).await.unwrap();
        let json: Vec<String> = thread
            .events()
            .iter()
            .map(|event| event.line().to_owned())
            .collect();
        let events = json
            .iter()
            .map(|line| Event::from_line(line).unwrap())
            .collect();
        let again = Thread::load::<Clerk>(thread.id().clone(), events).unwrap();
        assert_eq!(again.status(), thread.status());
        assert_eq!(again.state().progress(), thread.state().progress());
        assert_eq!(pending(again.state()), pending(thread.state()));
        assert_eq!(
            again.state().business::<Tally>(),
            thread.state().business::<Tally>()
        );
    }
}

/// The requests of a thread as the log alone gives them, beside the hashes that were recorded.
fn requests(thread: &Thread, format: Format) -> Vec<(String, String)> {
    let settings = Settings::new("planned");
    let plan = ContextPlan {
        dialect: &OpenAiChatDialect,
        settings: &settings,
        host: "",
        format,
        stream: false,
        bounds: None,
    };
    let mut kept = Rendered::default();
    let mut found = Vec::new();
    for (at, event) in thread.events().iter().enumerate() {
        let Some(Fact::ModelAsked(asked)) = Fact::read(event).unwrap() else {
            continue;
        };
        let prefix =
            Thread::load::<Clerk>(thread.id().clone(), thread.events()[..at].to_vec()).unwrap();
        let body = assemble(&prefix, &plan, &mut Rendered::default()).unwrap();
        // What was kept from turn to turn changes no byte.
        assert_eq!(
            assemble(&prefix, &plan, &mut kept).unwrap().to_text(),
            body.to_text()
        );
        assert_eq!(body.len() as u64, asked.bytes);
        found.push((format!("{:016x}", body.hash()), asked.request));
    }
    found
}

#[tokio::test]
async fn the_requests_of_a_run_come_out_of_its_log_byte_for_byte() {
    let mut asked = 0;
    for seed in 0..200 {
        let thread = random::run(seed).await.unwrap();
        for (replayed, recorded) in requests(&thread, Format::Messages) {
            assert_eq!(replayed, recorded, "run {seed}");
            asked += 1;
        }
    }
    assert!(asked > 500, "{asked}");
}

#[tokio::test]
async fn the_same_holds_where_a_thread_is_written_as_xml() {
    for seed in 0..40 {
        let runner = random::runner(seed).format(Format::XML);
        let mut thread = runner.start(id("xml"), &Tally::default()).await.unwrap();
        runner.send(&mut thread, "</user_input> do").await.unwrap();
        runner.run(&mut thread).await.unwrap();
        for (replayed, recorded) in requests(&thread, Format::XML) {
            assert_eq!(replayed, recorded, "run {seed}");
        }
    }
}

/// A model that must not be asked.
fn silent() -> Planned<impl Fn(usize) -> Plan + Send + Sync> {
    Planned::new(|_| panic!("the model was asked"))
}

/// Tools that must not run.
fn idle() -> Simulated<impl Fn(&ToolCall) -> CallResult + Send + Sync> {
    Simulated::new(|call: &ToolCall| panic!("{} was run", call.tool))
}

#[tokio::test]
async fn a_replay_under_another_clock_asks_nobody_and_changes_nothing() {
    for seed in 0..200 {
        let thread = random::run(seed).await.unwrap();
        let store = MemoryStore::new();
        store.append(thread.id(), 0, thread.events()).await.unwrap();
        let runner = Runner::<Clerk>::new(silent(), Desk::default())
            .executor(idle())
            .store(store)
            .clock(Arc::new(ManualClock::new(Time(9_000_000_000_000))));
        let mut replayed = runner.load(thread.id()).await.unwrap();
        let status = runner.run(&mut replayed).await.unwrap();
        assert_eq!(status, thread.status(), "run {seed}");
        assert_eq!(replayed.len(), thread.len(), "run {seed}");
        assert_eq!(
            replayed.state().hash().unwrap(),
            thread.state().hash().unwrap()
        );
    }
}

#[tokio::test]
async fn times_enter_as_events_and_nowhere_else() {
    let shifted = |event: &Event| {
        Event::new(
            event.seq(),
            Time(event.at().0 + 86_400_000),
            event.kind(),
            event.data(),
        )
    };
    for seed in 0..200 {
        let thread = random::run(seed).await.unwrap();
        let events = thread.events().iter().map(shifted).collect();
        let later = Thread::load::<Clerk>(thread.id().clone(), events).unwrap();
        let mut expected = thread.state().progress().clone();
        let last = expected.last_at;
        expected.last_at = last.plus_ms(86_400_000);
        for known in expected.breakers.values_mut() {
            known.at = known.at.plus_ms(86_400_000);
        }
        assert_eq!(*later.state().progress(), expected);
        assert_eq!(pending(later.state()), pending(thread.state()));
    }
}

/// The story of one thread: twenty events and more, no risk of chance.
fn story(turn: usize) -> Plan {
    match turn {
        0 => Plan::calls(&[("look", r#"{"what":"hat"}"#), ("book", r#"{"room":7}"#)]),
        1 => Plan::call("ship", r#"{"item":"hat","copies":1}"#),
        2 => Plan::call("confirm", r#"{"question":"good?"}"#),
        _ => Plan::call("reply", r#"{"message":"done"}"#),
    }
}

fn teller() -> Runner<Clerk> {
    Runner::new(Planned::new(story), Desk::default())
        .human(Somebody(agreeable))
        .clock(Arc::new(ManualClock::new(Time(1_000))))
}

async fn told() -> Thread {
    let runner = teller();
    let mut thread = runner.start(id("told"), &Tally::default()).await.unwrap();
    runner.send(&mut thread, "a hat, please").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    thread
}

#[tokio::test]
async fn a_thread_resumes_from_each_of_its_events() {
    let whole = told().await;
    assert!(whole.len() >= 20, "{}", whole.len());
    for kept in 2..=whole.events().len() {
        let runner = teller();
        let events = whole.events()[..kept].to_vec();
        let cut = events.last().unwrap().kind().to_owned();
        let store = MemoryStore::new();
        store.append(&id("told"), 0, &events).await.unwrap();
        let runner = runner.store(store);
        let mut thread = runner.load(&id("told")).await.unwrap();
        let mut status = runner.run(&mut thread).await.unwrap();
        // A parcel that left without an answer is a person's business, and so is the rest of the story.
        let lost = thread
            .events()
            .iter()
            .any(|event| event.kind() == "call_lost");
        if status != Status::Finished {
            status = runner.run(&mut thread).await.unwrap();
        }
        assert_eq!(status, Status::Finished, "after {kept} ({cut})");
        let (tally, expected): (&Tally, &Tally) = (
            thread.state().business().unwrap(),
            whole.state().business().unwrap(),
        );
        if lost {
            assert_eq!(tally.failures, ["unknown"], "after {kept} ({cut})");
        } else {
            assert_eq!(tally, expected, "after {kept} ({cut})");
        }
    }
}

#[tokio::test]
async fn a_fork_leaves_its_parent_alone_and_goes_its_own_way() {
    let parent = told().await;
    let before = (parent.state().hash().unwrap(), parent.len());
    let asked = parent
        .events()
        .iter()
        .find(|event| event.kind() == "model_asked")
        .unwrap();
    let at = asked.seq() - 1;
    let mut child = parent.fork::<Clerk>(id("child"), at, Time(5_000)).unwrap();
    let progress = child.state().progress();
    assert_eq!(
        (&*progress.thread, progress.parent.as_deref()),
        ("child", Some("told"))
    );
    assert_eq!(child.len(), at + 1);

    let other = Planned::new(|_| Plan::call("reply", r#"{"message":"no hats"}"#));
    let store = MemoryStore::new();
    let runner = Runner::<Clerk>::new(other, Desk::default()).store(store.clone());
    assert_eq!(runner.run(&mut child).await.unwrap(), Status::Finished);
    assert!(child.events().last().unwrap().kind() == "finished");
    assert_eq!(store.load(&id("child")).await.unwrap(), child.events());

    assert_eq!((parent.state().hash().unwrap(), parent.len()), before);
    assert_ne!(child.state().hash().unwrap(), before.0);
    let again = Thread::load::<Clerk>(id("child"), child.events().to_vec()).unwrap();
    assert_eq!(again.state().hash().unwrap(), child.state().hash().unwrap());
    for wrong in [0, parent.len() + 1] {
        assert!(parent.fork::<Clerk>(id("no"), wrong, Time(1)).is_err());
    }
}

#[tokio::test]
async fn each_event_of_a_thread_can_be_forked_and_none_acts_for_its_parent() {
    let parent = told().await;
    for at in 1..=parent.len() {
        let mut child = parent.fork::<Clerk>(id("child"), at, Time(5_000)).unwrap();
        let runner = Runner::<Clerk>::new(Planned::new(story), Desk::default());
        runner.run(&mut child).await.unwrap();
        let own = &child.events()[usize::try_from(at).unwrap()..];
        // Nobody approves here, so nothing that needs approval starts.
        let count = tests::checker::approved(child.events()).unwrap();
        let started = own.iter().filter(|event| event.kind() == "call_started");
        for event in started {
            let Some(Fact::CallStarted(fact)) = Fact::read(event).unwrap() else {
                continue;
            };
            // The parcel is call 3.
            assert_ne!(fact.call, 3, "forked at {at}");
        }
        assert!(count.risky <= 1);
    }
}

#[tokio::test]
async fn events_of_a_newer_version_survive_and_change_nothing() {
    let thread = told().await;
    let mut lines = Vec::new();
    for event in thread.events() {
        lines.push((event.at(), event.kind().to_owned(), event.data().to_owned()));
        lines.push((
            event.at(),
            "mood_changed".to_owned(),
            r#"{ "to": 1.0e2 }"#.to_owned(),
        ));
    }
    let events: Vec<Event> = (1..)
        .zip(&lines)
        .map(|(seq, (at, kind, data))| Event::new(seq, *at, kind, data))
        .collect();
    let newer = Thread::load::<Clerk>(id("told"), events.clone()).unwrap();
    assert_eq!(newer.status(), thread.status());
    assert_eq!(
        newer.state().business::<Tally>(),
        thread.state().business::<Tally>()
    );

    let dir = tempfile::tempdir().unwrap();
    let store = agent_core::files::FileStore::open(dir.path()).unwrap();
    store.append(&id("told"), 0, &events).await.unwrap();
    let runner = Runner::<Clerk>::new(
        Planned::new(|_| Plan::call("reply", r#"{"message":"again"}"#)),
        Desk::default(),
    )
    .store(store.clone());
    let mut older = runner.load(&id("told")).await.unwrap();
    runner.send(&mut older, "once more").await.unwrap();
    assert_eq!(runner.run(&mut older).await.unwrap(), Status::Finished);
    let bytes = std::fs::read_to_string(store.path(&id("told"))).unwrap();
    let kept: String = events
        .iter()
        .flat_map(|event| [event.line(), "\n"])
        .collect();
    assert!(bytes.starts_with(&kept));
    assert!(bytes.len() > kept.len());
}

#[tokio::test]
async fn a_log_of_another_agent_or_with_a_gap_is_refused() {
    let thread = told().await;
    let mut gap = thread.events().to_vec();
    gap.remove(3);
    let error = Thread::load::<Clerk>(id("told"), gap).unwrap_err();
    assert_eq!(error.to_string(), "event 5 stands where event 4 belongs");
    let headless = Thread::load::<Clerk>(id("told"), Vec::new()).unwrap_err();
    assert!(headless.to_string().contains("has no start"));
    assert_eq!(Clerk::SPEC.name, "Clerk");
    let foreign: Vec<Event> = thread
        .events()
        .iter()
        .map(|event| {
            Event::new(
                event.seq(),
                event.at(),
                event.kind(),
                &event.data().replace("Clerk", "Baker"),
            )
        })
        .collect();
    let error = Thread::load::<Clerk>(id("told"), foreign).unwrap_err();
    assert!(
        error.to_string().contains("agent `Baker`, not to `Clerk`"),
        "{error}"
    );
}

#[tokio::test]
async fn the_events_of_a_thread_under_another_name_are_refused() {
    // Its calls would run once more, under other keys.
    let thread = told().await;
    let error = Thread::load::<Clerk>(id("copy"), thread.events().to_vec()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("thread `copy` holds the events of thread `told`"),
        "{error}"
    );
}
