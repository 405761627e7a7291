//! A tool that is down is left alone for a while, and attempts keep their distance (row X4).

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_core::backoff::Backoff;
use agent_core::breaker::{Breaker, BreakerPolicy};
use agent_core::event::{Event, Fact, Time};
use agent_core::port::{Clock, ManualClock, MemoryStore, Store};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{Breakers, CallResult, Executor, Runner, Simulated, Throttled, ToolCall};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::tool::{FailureKind, Transient};

/// Fetch a page.
#[tool(read, concurrent)]
fn fetch(page: u32) -> u32 {
    page
}

/// Fetch a page, and try again.
#[tool(read, attempts = 4)]
fn fetch_again(page: u32) -> u32 {
    page
}

/// Look out of the window.
#[tool(read)]
fn look() -> u32 {
    1
}

/// A reader of pages.
#[agent(consecutive_errors = 50, tool_attempts = 50)]
enum Reader {
    Fetch(Fetch),
    FetchAgain(FetchAgain),
    Look(Look),
    /// The end.
    #[done]
    Done,
}

/// A world in which fetching works or does not; each call is noted.
#[derive(Clone, Default)]
struct Server {
    down: Arc<Mutex<Option<Failure>>>,
    fetched: Arc<AtomicU32>,
}

impl Server {
    fn down(self) -> Self {
        *self.down.lock().unwrap() = Some(Failure::new(FailureKind::Error, "429").after_ms(0));
        self
    }

    fn up(&self) {
        *self.down.lock().unwrap() = None;
    }

    fn fetched(&self) -> u32 {
        self.fetched.load(Ordering::SeqCst)
    }

    fn executor(&self) -> impl Executor + use<> {
        let server = self.clone();
        Simulated::new(move |call: &ToolCall| -> CallResult {
            if call.tool == "look" {
                return Ok("1".into());
            }
            server.fetched.fetch_add(1, Ordering::SeqCst);
            match &*server.down.lock().unwrap() {
                Some(failure) => Err(failure.clone()),
                None => Ok("7".into()),
            }
        })
    }
}

struct World {
    server: Server,
    clock: Arc<ManualClock>,
    breakers: Breakers,
    store: MemoryStore,
}

impl World {
    fn new(server: Server) -> Self {
        Self {
            server,
            clock: Arc::new(ManualClock::new(Time(1_000_000))),
            breakers: Breakers::default(),
            store: MemoryStore::new(),
        }
    }

    fn runner(&self, calls: &[&[(&str, &str)]]) -> Runner<Reader> {
        let model = calls.iter().fold(ScriptedModel::new(), |model, calls| {
            model.calls(calls.iter().copied())
        });
        Runner::new(model.call("done", "{}"), ())
            .executor(self.server.executor())
            .clock(Arc::clone(&self.clock))
            .breakers(self.breakers.clone())
            .store(self.store.clone())
            .backoff(Backoff::DEFAULT)
    }

    /// A new thread that makes these calls, one batch a turn.
    async fn thread(&self, name: &str, calls: &[&[(&str, &str)]]) -> Thread {
        let runner = self.runner(calls);
        let mut thread = runner.start(name.parse().unwrap(), &()).await.unwrap();
        runner.send(&mut thread, "go").await.unwrap();
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        thread
    }
}

fn page(page: u32) -> (&'static str, String) {
    ("fetch", format!(r#"{{"page":{page}}}"#))
}

fn facts(thread: &Thread) -> Vec<(Time, Fact)> {
    let read = |event: &Event| Some((event.at(), Fact::read(event).unwrap()?));
    thread.events().iter().filter_map(read).collect()
}

fn failures(thread: &Thread) -> Vec<Failure> {
    let failed = facts(thread)
        .into_iter()
        .filter_map(|(_, fact)| match fact {
            Fact::CallFailed(fact) => Some(fact.failure),
            _ => None,
        });
    failed.collect()
}

fn passages(thread: &Thread) -> Vec<&str> {
    let kinds = thread.events().iter().map(Event::kind);
    kinds.filter(|kind| kind.starts_with("breaker")).collect()
}

/// Five threads, each of which fails once.
async fn five_failures(world: &World) -> Vec<Thread> {
    let mut threads = Vec::new();
    for number in 0..5 {
        let (tool, arguments) = page(number);
        threads.push(
            world
                .thread(&format!("f{number}"), &[&[(tool, &arguments)]])
                .await,
        );
    }
    threads
}

#[tokio::test]
async fn five_failures_of_all_threads_together_open_the_breaker_for_that_tool_alone() {
    let world = World::new(Server::default().down());
    let threads = five_failures(&world).await;
    let opened: Vec<_> = threads.iter().map(passages).collect();
    assert_eq!(
        opened,
        [vec![], vec![], vec![], vec![], vec!["breaker_opened"]]
    );
    let until = Time(1_030_000);
    assert_eq!(world.breakers.of("fetch"), Breaker::Open { until });

    // The storm: whatever is asked for now never reaches the server.
    for number in 0..20 {
        let calls: &[(&str, &str)] = &[("fetch", r#"{"page":1}"#), ("look", "{}")];
        let thread = world.thread(&format!("s{number}"), &[calls]).await;
        let failures = failures(&thread);
        assert_eq!(failures.len(), 1, "looking works");
        assert_eq!(failures[0].kind, FailureKind::Unavailable);
        assert_eq!(
            failures[0].to_string(),
            "unavailable: it failed too often in a row; try again after 1970-01-01T00:17:10.000Z"
        );
        let started = thread
            .events()
            .iter()
            .filter(|event| event.kind() == "call_started");
        assert_eq!(started.count(), 1, "only the look");
    }
    assert_eq!(world.server.fetched(), 5);
}

#[tokio::test]
async fn after_the_cool_down_exactly_one_call_probes() {
    let world = World::new(Server::default().down());
    five_failures(&world).await;
    let three: &[(&str, &str)] = &[
        ("fetch", r#"{"page":1}"#),
        ("fetch", r#"{"page":2}"#),
        ("fetch", r#"{"page":3}"#),
    ];
    // The first probe fails, and the breaker stays open for another while.
    world.clock.advance_ms(30_000);
    let thread = world.thread("p1", &[three]).await;
    assert_eq!(world.server.fetched(), 6);
    assert_eq!(passages(&thread), ["breaker_probed", "breaker_opened"]);
    let kinds: Vec<_> = failures(&thread)
        .iter()
        .map(|failure| failure.kind)
        .collect();
    let refused = FailureKind::Unavailable;
    assert_eq!(kinds, [refused, refused, FailureKind::Error]);
    world.clock.advance_ms(29_999);
    world.thread("p2", &[three]).await;
    assert_eq!(world.server.fetched(), 6);
    // The second one succeeds, and all are let through again.
    world.clock.advance_ms(1);
    world.server.up();
    let thread = world.thread("p3", &[three, three]).await;
    assert_eq!(passages(&thread), ["breaker_probed", "breaker_closed"]);
    assert_eq!(world.server.fetched(), 6 + 1 + 3);
    assert_eq!(world.breakers.of("fetch"), Breaker::default());
}

#[tokio::test]
async fn a_restart_finds_the_breaker_as_it_was() {
    let mut world = World::new(Server::default().down());
    let last = five_failures(&world).await.pop().unwrap();
    // Another process: nothing is known but what the thread says.
    world.breakers = Breakers::default();
    let runner = world.runner(&[&[("fetch", r#"{"page":9}"#)]]);
    let mut thread = runner.load(last.id()).await.unwrap();
    runner.send(&mut thread, "again").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(world.server.fetched(), 5);
    assert_eq!(
        failures(&thread).last().unwrap().kind,
        FailureKind::Unavailable
    );
    // Cut off before the passage was written, the count is there and the next failure makes up for it.
    let events = last.events();
    let opened = events
        .iter()
        .position(|event| event.kind() == "breaker_opened")
        .unwrap();
    let (before, after) = (&events[..opened], &events[..=opened]);
    let known = |events: &[Event]| {
        let thread = Thread::load::<Reader>(last.id().clone(), events.to_vec()).unwrap();
        thread.state().progress().breakers["fetch"].breaker
    };
    assert_eq!(known(before), Breaker::Closed { failures: 1 });
    assert_eq!(
        known(after),
        Breaker::Open {
            until: Time(1_030_000)
        }
    );
}

#[tokio::test]
async fn a_probe_that_was_lost_with_its_process_makes_room_for_another() {
    let mut world = World::new(Server::default().down());
    five_failures(&world).await;
    world.clock.advance_ms(30_000);
    let whole = world.thread("lost", &[&[("fetch", r#"{"page":1}"#)]]).await;
    let probed = whole
        .events()
        .iter()
        .position(|event| event.kind() == "breaker_probed");
    let events = &whole.events()[..=probed.unwrap()];
    world.breakers = Breakers::default();
    world.store = MemoryStore::new();
    world.store.append(whole.id(), 0, events).await.unwrap();
    let runner = world.runner(&[]);
    let mut thread = runner.load(whole.id()).await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(world.server.fetched(), 6, "it may still be under way");
    world.clock.advance_ms(30_000);
    world.server.up();
    let thread = world.thread("next", &[&[("fetch", r#"{"page":1}"#)]]).await;
    assert_eq!(passages(&thread), ["breaker_probed", "breaker_closed"]);
}

#[tokio::test]
async fn what_counts_and_when_it_opens_is_the_programs_choice() {
    let mut world = World::new(Server::default().down());
    world.breakers = Breakers::default().tool("fetch", BreakerPolicy::OFF);
    five_failures(&world).await;
    five(&world, "off").await;
    assert_eq!(world.server.fetched(), 10);
    world.breakers = Breakers::new(BreakerPolicy {
        failures: 2,
        cool_down_ms: 1_000,
    })
    .counting(|failure| failure.message != "429");
    five(&world, "other").await;
    assert_eq!(world.server.fetched(), 15);
    assert_eq!(world.breakers.of("fetch"), Breaker::default());
}

#[tokio::test]
async fn an_answer_that_is_an_error_opens_nothing_and_ends_the_row() {
    let world = World::new(Server::default());
    let says = |failure: Failure| *world.server.down.lock().unwrap() = Some(failure);
    let no_such_page = || Failure::new(FailureKind::Error, "no such page");
    let busy = || Failure::new(FailureKind::Error, "429").after_ms(0);
    says(no_such_page());
    five(&world, "a").await;
    five(&world, "b").await;
    assert_eq!(world.server.fetched(), 10);
    // Four failures, an answer, four failures: the row never reaches five, here or in the log.
    let calls: Vec<_> = (0..9).map(|number| page(number).1).collect();
    let mut thread = None;
    for (number, arguments) in calls.iter().enumerate() {
        says(if number == 4 { no_such_page() } else { busy() });
        let runner = world.runner(&[&[("fetch", arguments)]]);
        let mut one = match thread.take() {
            Some(one) => one,
            None => runner.start("row".parse().unwrap(), &()).await.unwrap(),
        };
        runner.send(&mut one, "go").await.unwrap();
        runner.run(&mut one).await.unwrap();
        thread = Some(one);
    }
    let thread = thread.unwrap();
    let closed = Breaker::Closed { failures: 4 };
    assert_eq!(world.breakers.of("fetch"), closed);
    assert_eq!(thread.state().progress().breakers["fetch"].breaker, closed);
    assert!(passages(&thread).is_empty());
}

/// What a shop's server says.
#[derive(Debug, thiserror::Error)]
enum ShopError {
    #[error("no such order")]
    NoSuchOrder,
    #[error("come back in {0} ms")]
    Busy(u64),
}

impl Transient for ShopError {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NoSuchOrder => None,
            Self::Busy(ms) => Some(Duration::from_millis(*ms)),
        }
    }
}

/// Look up an order.
#[tool(read)]
async fn get_order(number: u32) -> Result<u32, ShopError> {
    Err(match number {
        0 => ShopError::NoSuchOrder,
        ms => ShopError::Busy(u64::from(ms)),
    })
}

/// Read a file.
#[tool(read)]
async fn read_file(number: u32) -> Result<u32, std::io::Error> {
    Err(match number {
        0 => std::io::ErrorKind::NotFound.into(),
        _ => std::io::ErrorKind::ConnectionRefused.into(),
    })
}

/// Read a line.
#[tool(read)]
async fn read_line(number: u32) -> Result<u32, String> {
    Err(format!("no line {number}"))
}

/// A clerk.
#[agent]
enum Clerk {
    GetOrder(GetOrder),
    ReadFile(ReadFile),
    ReadLine(ReadLine),
    /// The end.
    #[done]
    Done,
}

#[tokio::test]
async fn an_error_of_a_tool_may_say_that_it_passes() {
    for (tool, number, passes) in [
        ("get_order", 0, None),
        ("get_order", 70, Some(70)),
        ("read_file", 0, None),
        ("read_file", 1, Some(0)),
        ("read_line", 1, None),
    ] {
        let arguments = format!(r#"{{"number":{number}}}"#);
        let model = ScriptedModel::new()
            .call(tool, &arguments)
            .call("done", "{}");
        let runner = Runner::<Clerk>::new(model, ());
        let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
        runner.send(&mut thread, "go").await.unwrap();
        runner.run(&mut thread).await.unwrap();
        let failure = failures(&thread).remove(0);
        assert_eq!(
            (failure.kind, failure.retry_after_ms),
            (FailureKind::Error, passes),
            "{tool} {number}"
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_rest_longer() {
    let mut world = World::new(Server::default().down());
    world.clock.advance_ms(900_000_000);
    five_failures(&world).await;
    world.clock = Arc::new(ManualClock::new(Time(1_000_000)));
    let thread = world
        .thread("early", &[&[("fetch", r#"{"page":1}"#)]])
        .await;
    assert_eq!(failures(&thread)[0].retry_after_ms, Some(30_000));
    world.clock.advance_ms(30_000);
    world.server.up();
    let thread = world.thread("late", &[&[("fetch", r#"{"page":1}"#)]]).await;
    assert_eq!(passages(&thread), ["breaker_probed", "breaker_closed"]);
}

async fn five(world: &World, name: &str) {
    for number in 0..5 {
        let (tool, arguments) = page(number);
        world
            .thread(&format!("{name}{number}"), &[&[(tool, &arguments)]])
            .await;
    }
}

/// When each attempt failed and when the next one was due.
fn waits(thread: &Thread) -> Vec<u64> {
    let due = facts(thread)
        .into_iter()
        .filter_map(|(at, fact)| match fact {
            Fact::CallFailed(fact) => Some(fact.due?.0 - at.0),
            _ => None,
        });
    due.collect()
}

#[tokio::test]
async fn attempts_keep_a_growing_distance_that_is_on_record() {
    let mut seen = Vec::new();
    for number in 0..8 {
        let world = World::new(Server::default().down());
        let before = world.clock.now();
        let name = format!("r{number}");
        let thread = world
            .thread(&name, &[&[("fetch_again", r#"{"page":1}"#)]])
            .await;
        assert_eq!(world.server.fetched(), 4);
        let waits = waits(&thread);
        for (wait, full) in waits.iter().zip([200, 400, 800]) {
            assert!((full / 2..=full).contains(wait), "{waits:?}");
        }
        assert_eq!(waits.len(), 3);
        // Nobody slept; the clock says that the waits were kept.
        let passed = world.clock.now().0 - before.0;
        assert!(passed >= waits.iter().sum(), "{passed} {waits:?}");
        seen.push(waits);
    }
    seen.dedup();
    assert!(
        seen.len() > 1,
        "they come back at different times: {seen:?}"
    );
}

#[tokio::test]
async fn a_wait_goes_on_after_a_restart_and_a_server_that_names_one_is_heard() {
    let busy = Failure::new(FailureKind::Error, "429").after_ms(60_000);
    let world = World::new(Server::default());
    *world.server.down.lock().unwrap() = Some(busy);
    let whole = world
        .thread("busy", &[&[("fetch_again", r#"{"page":1}"#)]])
        .await;
    assert_eq!(waits(&whole), [60_000, 60_000, 60_000]);
    let failed = whole
        .events()
        .iter()
        .position(|event| event.kind() == "call_failed")
        .unwrap();
    let events = &whole.events()[..=failed];
    let world = World::new(Server::default());
    world.store.append(whole.id(), 0, events).await.unwrap();
    let runner = world.runner(&[]);
    let mut thread = runner.load(whole.id()).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert!(
        world.clock.now() >= Time(1_060_000),
        "{}",
        world.clock.now()
    );
    let attempts = facts(&thread)
        .into_iter()
        .filter_map(|(_, fact)| match fact {
            Fact::CallStarted(fact) => Some(fact.attempt),
            _ => None,
        });
    assert_eq!(attempts.collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn nobody_sits_out_a_day() {
    let busy = Failure::new(FailureKind::Error, "come back tomorrow").after_ms(86_400_000);
    let world = World::new(Server::default());
    *world.server.down.lock().unwrap() = Some(busy);
    let thread = world
        .thread("day", &[&[("fetch_again", r#"{"page":1}"#)]])
        .await;
    assert_eq!((waits(&thread), world.server.fetched()), (vec![], 1));
    assert_eq!(failures(&thread).len(), 1, "the model is told at once");
}

/// Two calls a second of each tool, and no more, however many are asked for at once.
#[tokio::test]
async fn a_throttled_tool_is_called_no_more_often_than_allowed() {
    let clock = Arc::new(ManualClock::new(Time(5_000)));
    let times: Arc<Mutex<Vec<(String, u64)>>> = Arc::default();
    let (noted, seen) = (Arc::clone(&clock), Arc::clone(&times));
    let tools = Simulated::new(move |call: &ToolCall| -> CallResult {
        seen.lock()
            .unwrap()
            .push((call.tool.clone(), noted.now().0));
        Ok("1".into())
    });
    let calls: Vec<(&str, &str)> = vec![("fetch", r#"{"page":1}"#); 6];
    let model = ScriptedModel::new()
        .calls(calls)
        .call("look", "{}")
        .call("done", "{}");
    let runner = Runner::<Reader>::new(model, ())
        .executor(tools)
        .wrap(|tools| {
            let second = std::time::Duration::from_secs(1);
            Throttled::new(tools, 2, second).clock(Arc::clone(&clock))
        })
        .clock(Arc::clone(&clock));
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let times = times.lock().unwrap();
    let fetched: Vec<u64> = times
        .iter()
        .filter(|(tool, _)| tool == "fetch")
        .map(|(_, at)| *at)
        .collect();
    assert_eq!(fetched.len(), 6);
    for three in fetched.windows(3) {
        assert!(three[2] - three[0] >= 1_000, "{fetched:?}");
    }
    assert_eq!(fetched[5] - fetched[0], 2_000, "{fetched:?}");
}
