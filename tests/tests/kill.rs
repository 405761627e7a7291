//! A process may end anywhere: the next one ends the thread as if nothing had happened, and what must not
//! happen twice does not (rows M6.1, F6.3).

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use agent_core::event::{Event, Fact, ThreadId};
use agent_core::files::FileStore;
use agent_core::port::Store;
use agent_core::reducer::Status;
use agent_core::thread::Thread;
use tests::clerk::{Clerk, Tally};
use tests::ledger::Ledger;
use tests::random::dice;

fn worker(dir: &Path, thread: &str, kill: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_desk_worker"));
    command
        .arg(dir)
        .arg(thread)
        .env("KILL", kill)
        .stdout(Stdio::null());
    command
}

/// Runs the thread to its end, in a process that nothing ends.
fn finish(dir: &Path, thread: &str) {
    let status = worker(dir, thread, "never").status().unwrap();
    assert!(status.success(), "{thread}: {status}");
}

/// Runs the thread into the failpoint; says whether it was reached.
fn run_into(dir: &Path, thread: &str, kill: &str) -> bool {
    !worker(dir, thread, kill).status().unwrap().success()
}

fn load(dir: &Path, thread: &str) -> Thread {
    let id: ThreadId = thread.parse().unwrap();
    let store = FileStore::open(dir).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let events = runtime.block_on(store.load(&id)).unwrap();
    Thread::load::<Clerk>(id, events).unwrap()
}

/// What a reader would tell: decisions, results, answers; not when, how long or in which attempt.
fn story(thread: &Thread) -> Vec<String> {
    let told = |event: &Event| match Fact::read(event).unwrap().unwrap() {
        Fact::ModelAsked(_) | Fact::CallStarted(_) | Fact::CallLost(_) | Fact::Started(_) => None,
        Fact::LossSettled(fact) => Some(format!("answer to {}", fact.call)),
        Fact::CallReturned(fact) => Some(format!("answer to {}", fact.call)),
        Fact::ModelReplied(fact) => Some(format!("{:?}", fact.reply.calls)),
        _ => Some(event.data().to_owned()),
    };
    thread.events().iter().filter_map(told).collect()
}

/// How often each effect of a tool happened, by its key.
fn effects(dir: &Path, thread: &str, tool: &str) -> HashMap<String, usize> {
    let ledger = Ledger::at(dir.join(format!("{thread}.ledger")));
    let mut counts = HashMap::new();
    for effect in ledger.effects() {
        let words: Vec<&str> = effect.split(' ').collect();
        if words[0] == tool {
            *counts.entry(words[2].to_owned()).or_default() += 1;
        }
    }
    counts
}

fn lost(thread: &Thread) -> Vec<&str> {
    let lost = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "call_lost");
    lost.map(Event::data).collect()
}

/// What must hold of a thread that was interrupted: it ended, each effect happened at most once or under
/// one key, and what nobody knows is marked.
fn check(dir: &Path, thread: &str, unbroken: &Thread, context: &str) {
    let broken = load(dir, thread);
    assert_eq!(broken.status(), Status::Finished, "{context}");
    assert_eq!(story(&broken), story(unbroken), "{context}");
    let unknown = lost(&broken).len();
    let tally: &Tally = broken.state().business().unwrap();
    assert_eq!(tally.failures.len(), unknown, "{context}: {tally:?}");
    for tool in ["pay", "ship"] {
        let counts = effects(dir, thread, tool);
        assert!(
            counts.values().all(|count| *count == 1),
            "{context}: {counts:?}"
        );
        assert!(
            counts.len() + unknown >= 1,
            "{context}: {tool} was forgotten"
        );
    }
    for tool in ["look", "book"] {
        let expected = if tool == "look" { 2 } else { 1 };
        assert_eq!(
            effects(dir, thread, tool).len(),
            expected,
            "{context}: {tool}"
        );
    }
    if unknown == 0 {
        assert_eq!(tally, unbroken.state().business().unwrap(), "{context}");
    }
}

#[test]
fn a_kill_at_each_durable_event_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    finish(dir.path(), "unbroken");
    let unbroken = load(dir.path(), "unbroken");
    assert!(unbroken.len() > 30, "{}", unbroken.len());
    let mut reached = 0;
    for seq in 1..=unbroken.len() {
        for kill in [format!("before:{seq}"), format!("after:{seq}")] {
            let thread = kill.replace(':', "-");
            reached += u64::from(run_into(dir.path(), &thread, &kill));
            finish(dir.path(), &thread);
            check(dir.path(), &thread, &unbroken, &kill);
        }
    }
    assert_eq!(reached, 2 * unbroken.len());
}

#[test]
fn a_kill_after_the_decision_repeats_nothing() {
    named("kind:steps_chosen", 0);
}

#[test]
fn a_kill_after_the_result_repeats_nothing() {
    named("kind:call_returned", 0);
}

#[test]
fn a_kill_between_approval_and_run_needs_no_second_approval() {
    let thread = named("kind:approval_answered", 0);
    let approvals = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "approval_answered");
    assert_eq!(approvals.count(), 1);
}

#[test]
fn a_kill_after_a_reads_effect_runs_it_again_under_its_key() {
    named("in:look", 0);
}

#[test]
fn a_kill_after_a_payment_leaves_it_to_a_person() {
    let thread = named("in:pay", 1);
    let verdicts = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "loss_settled");
    assert_eq!(verdicts.count(), 1);
    let tally: &Tally = thread.state().business().unwrap();
    assert_eq!(
        (tally.paid, &*tally.failures),
        (0, &["unknown".to_owned()][..])
    );
}

#[test]
fn a_kill_after_a_parcel_left_sends_no_second_one() {
    named("in:ship", 1);
}

/// Kills once at the failpoint, finishes, and checks how many calls were lost.
fn named(kill: &str, calls_lost: usize) -> Thread {
    let dir = tempfile::tempdir().unwrap();
    finish(dir.path(), "unbroken");
    assert!(
        run_into(dir.path(), "broken", kill),
        "{kill} was not reached"
    );
    finish(dir.path(), "broken");
    check(dir.path(), "broken", &load(dir.path(), "unbroken"), kill);
    let thread = load(dir.path(), "broken");
    assert_eq!(lost(&thread).len(), calls_lost);
    thread
}

#[test]
fn an_idempotent_call_runs_again_with_the_same_key() {
    let dir = tempfile::tempdir().unwrap();
    assert!(run_into(dir.path(), "t", "in:book"));
    assert!(run_into(dir.path(), "t", "in:book"));
    finish(dir.path(), "t");
    let counts = effects(dir.path(), "t", "book");
    assert_eq!(counts, HashMap::from([("t/2".to_owned(), 3)]));
    assert_eq!(lost(&load(dir.path(), "t")), [""; 0]);
}

#[test]
fn a_tool_that_always_ends_the_process_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let kills = (0..20).take_while(|_| run_into(dir.path(), "t", "in:book"));
    let kills = kills.count();
    assert!((2..10).contains(&kills), "{kills}");
    let thread = load(dir.path(), "t");
    assert_eq!(
        (thread.status(), lost(&thread).len()),
        (Status::Finished, 1)
    );
}

#[test]
fn kills_at_a_hundred_random_moments_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let began = std::time::Instant::now();
    finish(dir.path(), "unbroken");
    let whole = began.elapsed();
    let unbroken = load(dir.path(), "unbroken");
    let mut reached = 0;
    for run in 0..100 {
        let thread = format!("run-{run}");
        let mut child = worker(dir.path(), &thread, "never").spawn().unwrap();
        let micros = u64::try_from(whole.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(dice(run, 7) % micros));
        // SIGKILL, wherever the process is.
        child.kill().unwrap();
        reached += u32::from(!child.wait().unwrap().success());
        finish(dir.path(), &thread);
        check(dir.path(), &thread, &unbroken, &thread);
    }
    // How many depends on the machine's load; that some were cut short must hold.
    assert!(reached >= 10, "{reached} of 100 processes ended early");
}
