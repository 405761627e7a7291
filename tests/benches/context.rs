//! What the next request of a long thread costs, in time. `cargo bench -p tests --bench context`
//!
//! Beside it, in the same run, a client that keeps its messages as values and writes all of them each time.

#[path = "work/mod.rs"]
#[expect(dead_code, reason = "each bench uses a part")]
mod work;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use agent_core::context::{Bounds, Budget, Estimate, Plan, Rendered, assemble, condense};
use agent_core::event::{Event, Fact};
use agent_core::files::FileStore;
use agent_core::message::Settings;
use agent_core::run::Runner;
use agent_core::thread::Thread;
use agent_core::wire::OpenAiChatDialect;
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;
use work::call::{ARGUMENTS, Buyer};
use work::context::{Kind, Same, run};
use work::turn::runtime;

/// Events of a turn with a call, and how many turns are measured.
const EVENTS: usize = 6;
const TURNS: usize = 101;

fn main() {
    for kind in [Kind::Plain, Kind::Budget, Kind::Xml] {
        next_request(kind);
    }
    plain_client();
    resume();
    chat();
    errors();
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

/// The request after each of many turns that follow 5,000 events.
fn next_request(kind: Kind) {
    let whole = run(kind, 5_000 / EVENTS + TURNS + 5);
    let (old, new) = whole.events().split_at(5_000);
    let mut thread = Thread::load::<Buyer>(whole.id().clone(), old.to_vec()).expect("a thread");
    let (settings, budget) = (Settings::new("small-1"), Budget::of(100_000_000));
    let bounds = Bounds {
        budget: &budget,
        counter: &Estimate,
    };
    let plan = Plan {
        format: kind.format(),
        bounds: (kind == Kind::Budget).then_some(bounds),
        ..Plan::new(&OpenAiChatDialect, &settings)
    };
    let mut rendered = Rendered::default();
    let began = Instant::now();
    let bytes = assemble(&thread, &plan, &mut rendered)
        .expect("a request")
        .len();
    let first = began.elapsed();
    let (mut next, mut copied) = (Vec::new(), Vec::new());
    for turn in new.chunks_exact(EVENTS).take(TURNS) {
        for event in turn {
            let fact = Fact::read(event).expect("a fact").expect("a known fact");
            thread.append(event.at(), &fact).expect("an event");
        }
        let began = Instant::now();
        let body = assemble(&thread, &plan, &mut rendered).expect("a request");
        next.push(began.elapsed());
        copied.push({
            black_box(body.to_text());
            began.elapsed()
        });
    }
    println!(
        "{kind:?}: after 5,000 events ({bytes} bytes) the first request takes {:.0} µs, the next ones {:.1} µs; in one piece {:.0} µs",
        first.as_secs_f64() * 1e6,
        median(next),
        median(copied),
    );
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    tools: &'a Value,
    messages: &'a [Message],
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Call>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<String>,
}

#[derive(Serialize)]
struct Call {
    id: String,
    r#type: &'static str,
    function: Function,
}

#[derive(Serialize)]
struct Function {
    name: &'static str,
    arguments: String,
}

/// A call and its result.
fn exchange(at: usize) -> [Message; 2] {
    let id = format!("call_{at:08}");
    let call = Call {
        id: id.clone(),
        r#type: "function",
        function: Function {
            name: "order",
            arguments: ARGUMENTS.to_owned(),
        },
    };
    let said = Message {
        role: "assistant",
        content: None,
        tool_calls: vec![call],
        tool_call_id: None,
    };
    let content = Some(ARGUMENTS.to_owned());
    let result = Message {
        role: "tool",
        content,
        tool_calls: Vec::new(),
        tool_call_id: Some(id),
    };
    [said, result]
}

/// The same conversation without a library.
fn plain_client() {
    let mut messages: Vec<Message> = (0..5_000 / EVENTS).flat_map(exchange).collect();
    let tools = Value::Null;
    let (mut times, mut bytes) = (Vec::new(), 0);
    for turn in 0..TURNS {
        messages.extend(exchange(turn));
        let began = Instant::now();
        let request = Request {
            model: "small-1",
            tools: &tools,
            messages: &messages,
        };
        bytes = black_box(serde_json::to_vec(&request).expect("a request")).len();
        times.push(began.elapsed());
    }
    println!(
        "a plain client writes {bytes} bytes anew in {:.0} µs",
        median(times)
    );
}

/// A thread of 5,000 events from its file, and its first request.
fn resume() {
    let dir = TempDir::with_prefix_in("context-bench-", env!("CARGO_TARGET_TMPDIR"))
        .expect("a directory");
    let whole = run(Kind::Plain, 5_000 / EVENTS);
    let store = FileStore::open(dir.path()).expect("a store");
    let lines: Vec<&str> = whole.events().iter().map(Event::line).collect();
    fs::write(store.path(whole.id()), lines.join("\n") + "\n").expect("a file");
    let runner = Runner::<Buyer>::new(Same::new(Kind::Plain, 1), ()).store(store);
    let settings = Settings::new("small-1");
    let plan = Plan::new(&OpenAiChatDialect, &settings);
    let (mut loads, mut firsts) = (Vec::new(), Vec::new());
    let mut events = 0;
    for _ in 0..11 {
        let began = Instant::now();
        let thread = runtime()
            .block_on(runner.load(whole.id()))
            .expect("a thread");
        loads.push(began.elapsed());
        let began = Instant::now();
        black_box(assemble(&thread, &plan, &mut Rendered::default()).expect("a request"));
        firsts.push(began.elapsed());
        events = thread.len();
    }
    println!(
        "{events} events from a file: loaded and folded in {:.0} µs, first request in {:.0} µs",
        median(loads),
        median(firsts)
    );
}

/// As many runs as turns: the time of one with its message, early and late.
fn chat() {
    let time = |turns| {
        let began = Instant::now();
        black_box(run(Kind::Chat, turns));
        began.elapsed().as_secs_f64() * 1e6
    };
    let (early, all) = (time(500), time(1_000));
    println!(
        "a chat of 1,000 turns: {:.0} µs a turn of the first 500, {:.0} µs of the others",
        early / 500.0,
        (all - early) / 500.0
    );
}

/// The recorded errors, shortened.
fn errors() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/errors");
    let files = fs::read_dir(dir)
        .expect("errors")
        .map(|file| file.expect("a file").path());
    let logs = files.filter(|path| path.extension().is_some_and(|end| end == "log"));
    let logs: Vec<String> = logs
        .map(|path| fs::read_to_string(path).expect("a text"))
        .collect();
    let time = |log: &String| {
        let began = Instant::now();
        black_box(condense(log, 50, &Estimate));
        began.elapsed()
    };
    let all = logs.join("\n");
    // The first time, patterns are made.
    let first = time(&logs[1]).as_secs_f64() * 1e6;
    let times: Vec<Duration> = logs.iter().map(time).collect();
    let most = times.iter().max().map_or(0.0, Duration::as_secs_f64) * 1e6;
    println!(
        "{} errors: {first:.0} µs for the first, {:.0} µs for the median, {most:.0} µs for the slowest; all in one text of {} bytes {:.0} µs",
        logs.len(),
        median(times),
        all.len(),
        time(&all).as_secs_f64() * 1e6
    );
}
