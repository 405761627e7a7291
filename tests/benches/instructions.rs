//! What work costs in instructions, which do not vary as times do. `cargo bench -p tests --bench instructions`
//!
//! The program runs itself under callgrind, twice a case: the difference of the two is that many rounds
//! and nothing else. The server of the turns runs outside and is not counted.

#[path = "work/mod.rs"]
mod work;

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use agent_core::Schema;
use agent_core::context::{Bounds, Budget, Estimate, Plan, Rendered, assemble, make_room};
use agent_core::event::{Event, ThreadId};
use agent_core::message::Settings;
use agent_core::reducer::{State, approval_hash, fold};
use agent_core::run::Runner;
use agent_core::schema::check::{Extra, check};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::OpenAiChatDialect;
use work::call::{ARGUMENTS, Buyer, Id, PatternedId, dispatch, limit};
use work::context::{Kind, run};
use work::turn::{ByHand, TURNS, ours, runner, runtime};
use work::wide::{LAST, Wide};

/// A row of the table: the case, what it is compared with, and the most that is allowed.
struct Row {
    case: &'static str,
    what: &'static str,
    against: &'static str,
    aim: &'static str,
}

const fn row(
    case: &'static str,
    what: &'static str,
    against: &'static str,
    aim: &'static str,
) -> Row {
    Row {
        case,
        what,
        against,
        aim,
    }
}

const CALLS: [Row; 8] = [
    row("limit", "from_str, call, to_string", "limit", ""),
    row(
        "call",
        "find, check, decode, call, encode",
        "limit",
        "1.15 ×",
    ),
    row("wide", "the same among 1,000 tools", "limit", "as above"),
    row("guard", "the same with a panic guard", "limit", ""),
    row("timer", "the same with a timer of tokio", "limit", ""),
    row("hash", "SHA-256 of an approval alone", "limit", ""),
    row("plain", "check of `{\"id\":…}` alone", "limit", ""),
    row("regex", "the same with a pattern", "limit", ""),
];

const TURN: [Row; 4] = [
    row(
        "by_hand",
        "reqwest, all messages encoded each turn",
        "by_hand",
        "",
    ),
    row(
        "bare",
        "the same bodies posted, nothing else",
        "by_hand",
        "",
    ),
    row("kept", "bytes kept, no events", "by_hand", ""),
    row(
        "ours",
        "Runner, memory store",
        "by_hand",
        "0.7 ×, bare + 45,000",
    ),
];

const CONTEXT: [Row; 6] = [
    row(
        "context",
        "the request after 20 calls once more",
        "context",
        "",
    ),
    row(
        "context_long",
        "the same after 200",
        "context",
        AN_OLD_MESSAGE,
    ),
    row("counted", "within a budget, after 20", "counted", ""),
    row(
        "counted_long",
        "the same after 200",
        "counted",
        AN_OLD_MESSAGE,
    ),
    row("text", "as XML, after 20", "text", ""),
    row("text_long", "the same after 200", "text", AN_OLD_MESSAGE),
];

/// What 360 messages more may cost each: 1.3 a byte, or 214 for one of that many bytes.
const AN_OLD_MESSAGE: &str = "20 a message more, at least 1.3 a byte";

/// How long runs are, and what is done in them: see `work/context.rs`.
const STEPS: [usize; 5] = [50, 100, 250, 500, 1_000];
const RUNS: [(&str, &str); 7] = [
    ("run_plain", "messages, no budget"),
    ("run_budget", "a budget that never ends"),
    ("run_window", "a window that slides"),
    ("run_xml", "XML, no budget"),
    ("run_xml_window", "XML, a window that slides"),
    ("run_errors", "every other call fails, a window"),
    ("run_chat", "each step answers a message"),
];

const FOLD: [Row; 2] = [
    row("fold", "fold of one event, thread of 120", "fold", "1 µs"),
    row("fold_long", "the same, thread of 1,200", "fold", "as above"),
];

/// Events of a turn with a call, of the last turn, and most rounds of folding.
const EVENTS: usize = 6;
const LAST_TURN: usize = 4;
const MOST: usize = 22;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--case") {
        Some(at) => case(
            &arguments[at + 1],
            arguments[at + 2].parse().expect("rounds"),
            &arguments[at + 3],
        ),
        None if valgrind() => report(),
        None => println!("skipped: valgrind is not installed"),
    }
}

fn valgrind() -> bool {
    let mut version = Command::new("valgrind");
    version.arg("--version").stdout(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

fn report() {
    let url = work::server::start();
    table("one call", &CALLS, 1000, 1, &url);
    table("one turn of twenty, over HTTP", &TURN, 10, TURNS, &url);
    table(
        "one request whose messages are all old",
        &CONTEXT,
        100,
        1,
        &url,
    );
    steps(&url);
    table("one event", &FOLD, MOST - 2, EVENTS, &url);
}

/// Prints the rows; a round has `parts` of what is counted.
fn table(title: &str, rows: &[Row], rounds: usize, parts: usize, url: &str) {
    println!("\n{title}\n| case | instructions | ratio | at most |\n|---|--:|--:|---|");
    let mut base = Vec::new();
    for row in rows {
        let more = count(row.case, rounds + 2, url) - count(row.case, 2, url);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let each = more as f64 / (rounds * parts) as f64;
        base.push((row.case, each));
        let against = base.iter().find(|(case, _)| *case == row.against);
        let ratio = each / against.map_or(each, |(_, each)| *each);
        println!("| {} | {each:.0} | {ratio:.2} × | {} |", row.what, row.aim);
    }
}

/// Prints what a step costs, the longer a run is.
fn steps(url: &str) {
    println!("\none step of a run of so many: instructions of those after the last column's\n");
    print!("| |");
    STEPS[1..].iter().for_each(|steps| print!(" {steps} |"));
    println!("\n|---|--:|--:|--:|--:|");
    for (kind, what) in RUNS {
        print!("| {what} |");
        let counts = STEPS.map(|steps| count(kind, steps, url));
        for (count, steps) in counts.windows(2).zip(STEPS.windows(2)) {
            print!(
                " {} |",
                (count[1] - count[0]) / (steps[1] - steps[0]) as u64
            );
        }
        println!();
    }
}

/// The instructions of a whole run of this program.
fn count(case: &str, rounds: usize, url: &str) -> u64 {
    let program = std::env::current_exe().expect("a path");
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--case", case, &rounds.to_string(), url])
        .output()
        .expect("valgrind");
    let text = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{case}: {text}");
    let collected = text
        .lines()
        .find_map(|line| line.split("Collected : ").nth(1));
    collected
        .and_then(|count| count.trim().parse().ok())
        .expect("a count")
}

fn case(name: &str, rounds: usize, url: &str) {
    match name {
        "by_hand" | "bare" | "kept" | "ours" => turn(name, rounds, url),
        "context" => old_messages(Kind::Plain, 20, rounds),
        "context_long" => old_messages(Kind::Plain, 200, rounds),
        "counted" => old_messages(Kind::Budget, 20, rounds),
        "counted_long" => old_messages(Kind::Budget, 200, rounds),
        "text" => old_messages(Kind::Xml, 20, rounds),
        "text_long" => old_messages(Kind::Xml, 200, rounds),
        "fold" => folding(19, rounds),
        "fold_long" => folding(199, rounds),
        _ => match name.strip_prefix("run_").and_then(Kind::of) {
            Some(kind) => drop(black_box(run(kind, rounds))),
            None => calls(name, rounds),
        },
    }
}

fn calls(name: &str, rounds: usize) {
    let deps = Arc::new(());
    let runtime = runtime();
    for _ in 0..rounds {
        let text = black_box(ARGUMENTS);
        black_box(match name {
            "limit" => limit(text).len(),
            "call" => dispatch::<Buyer>("order", text, &deps).len(),
            "wide" => dispatch::<Wide>(LAST, text, &deps).len(),
            "guard" => catch_unwind(AssertUnwindSafe(|| {
                dispatch::<Buyer>("order", text, &deps).len()
            }))
            .unwrap_or_default(),
            "timer" => runtime
                .block_on(async {
                    let call = async { dispatch::<Buyer>("order", text, &deps).len() };
                    tokio::time::timeout(Duration::from_secs(30), call).await
                })
                .unwrap_or_default(),
            "hash" => approval_hash("order", 1, text).len(),
            "plain" => checked::<Id>(),
            _ => checked::<PatternedId>(),
        });
    }
}

fn checked<T: Schema>() -> usize {
    let text = black_box(r#"{"id":"A-1001-2026-11"}"#);
    check(text, T::SHAPE, Extra::Refuse).expect("fits").len()
}

fn turn(name: &str, rounds: usize, url: &str) {
    let runtime = runtime();
    let by_hand = ByHand::new(url);
    let runner = runner(url);
    runtime.block_on(async {
        let bodies = by_hand.conversation().await;
        for round in 0..rounds {
            black_box(match name {
                "by_hand" => by_hand.conversation().await.len(),
                "bare" => by_hand.bare(&bodies).await,
                "kept" => by_hand.kept().await,
                _ => ours(&runner, round).await,
            });
        }
    });
}

/// Assembles a request whose every message was sent before.
fn old_messages(kind: Kind, calls: usize, rounds: usize) {
    let thread = run(kind, calls);
    let (settings, budget) = (Settings::new("small-1"), Budget::of(100_000_000));
    let (budget, counter) = (&budget, &Estimate);
    let plan = Plan {
        format: kind.format(),
        bounds: (kind == Kind::Budget).then_some(Bounds { budget, counter }),
        ..Plan::new(&OpenAiChatDialect, &settings)
    };
    let mut rendered = Rendered::default();
    for _ in 0..rounds {
        let room = make_room(&thread, &plan, &mut rendered).expect("room");
        assert!(room.is_none());
        black_box(assemble(&thread, &plan, &mut rendered).expect("a request"));
    }
}

/// Folds the events of one turn, each round into a state of its own.
fn folding(calls: usize, rounds: usize) {
    let events = thread(calls).events().to_vec();
    let (before, turn) =
        events[..events.len() - LAST_TURN].split_at(events.len() - LAST_TURN - EVENTS);
    let mut states: Vec<State> = (0..MOST).map(|_| folded(before)).collect();
    for state in states.iter_mut().take(rounds) {
        for event in turn {
            fold(state, black_box(event)).expect("folds");
        }
    }
}

fn folded(events: &[Event]) -> State {
    let mut state = State::new::<Buyer>();
    for event in events {
        fold(&mut state, event).expect("folds");
    }
    state
}

/// A thread of so many calls.
fn thread(calls: usize) -> Thread {
    let mut model = ScriptedModel::new();
    for _ in 0..calls {
        model = model.call("order", ARGUMENTS);
    }
    let model = model.call("reply", r#"{"message":"All ordered."}"#);
    let runner = Runner::<Buyer>::new(model, ());
    let id: ThreadId = "bench".parse().expect("a name");
    runtime().block_on(async {
        let mut thread = runner.start(id, &()).await.expect("a thread");
        runner.send(&mut thread, "Order.").await.expect("a message");
        runner.run(&mut thread).await.expect("a run");
        thread
    })
}
