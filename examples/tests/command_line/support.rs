//! The support desk, with the library's flow and with a loop of its own.

use std::time::{Duration, Instant};

use crate::{Desk, Ran, kinds, story};

const SUPPORT: &str = env!("CARGO_BIN_EXE_support");
const OWN_LOOP: &str = env!("CARGO_BIN_EXE_own_loop");
const ONE_SHOT: &str = env!("CARGO_BIN_EXE_one_shot");
const LOST: &str = "my order A-1002 never arrived";

fn ledger(desk: &Desk) -> Vec<String> {
    let text = std::fs::read_to_string(desk.threads().join("bank.ledger")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn ok(ran: &Ran) -> &str {
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    &ran.stdout
}

/// Until the thread's file holds this kind of event.
fn wait_for(desk: &Desk, kind: &str) {
    let start = Instant::now();
    let kind = format!("\"type\":\"{kind}\"");
    let there = || {
        desk.files()
            .iter()
            .any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains(&kind)))
    };
    while !there() {
        assert!(start.elapsed() < Duration::from_secs(30), "no {kind}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_refund_that_waits_for_a_person_survives_a_kill() {
    let desk = Desk::new();
    let mut child = desk.spawn(SUPPORT, &[LOST]);
    wait_for(&desk, "call_gated");
    // SIGKILL: the process gets no chance to tidy up.
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ledger(&desk).is_empty());
    let (thread, before) = desk.thread();
    let started = before
        .iter()
        .filter(|event| event["type"] == "call_started");
    assert_eq!(
        started.count(),
        1,
        "the look-up of the order, and no refund"
    );

    let ran = desk.run(SUPPORT, &["resume", &thread], "y\n");
    assert!(ok(&ran).contains("$620.00"), "{}", ran.stdout);
    // This process did not see which step the call was.
    assert!(
        ran.stderr.contains("2 refund approved by terminal"),
        "{}",
        ran.stderr
    );
    assert_eq!(ledger(&desk), [format!("{thread}/2 A-1002 62000")]);

    let unbroken = Desk::new();
    ok(&unbroken.run(SUPPORT, &[LOST], "y\n"));
    let (broken, unbroken) = (desk.thread().1, unbroken.thread().1);
    assert_eq!(kinds(&broken), kinds(&unbroken));
    assert_eq!(story(&broken), story(&unbroken));

    // What is over stays over.
    ok(&desk.run(SUPPORT, &["resume", &thread], ""));
    assert_eq!(ledger(&desk).len(), 1);
}

#[test]
fn from_the_order_to_the_refund_no_model_is_asked() {
    let desk = Desk::new();
    ok(&desk.run(SUPPORT, &["--approve", LOST], ""));
    let (_, events) = desk.thread();
    assert_eq!(
        kinds(&events)
            .iter()
            .filter(|kind| **kind == "model_asked")
            .count(),
        1
    );
    let chosen = events
        .iter()
        .filter(|event| event["type"] == "steps_chosen");
    let by: Vec<_> = chosen
        .map(|event| event["data"]["by"].as_str().unwrap())
        .collect();
    assert_eq!(by, ["model", "flow", "flow"]);
}

#[test]
fn a_refused_refund_is_not_paid() {
    let desk = Desk::new();
    ok(&desk.run(SUPPORT, &[LOST], "n\n"));
    assert!(ledger(&desk).is_empty());
    assert!(
        !story(&desk.thread().1)
            .iter()
            .any(|line| line.contains("R-"))
    );
}

#[test]
fn the_customer_answers_in_another_process() {
    let desk = Desk::new();
    ok(&desk.run(SUPPORT, &["I want my money back"], ""));
    let (thread, _) = desk.thread();
    let ran = desk.run(SUPPORT, &["resume", &thread, "the lamp, A-1003"], "");
    assert!(ok(&ran).contains("$45.00"), "{}", ran.stdout);
    assert_eq!(ledger(&desk).len(), 1);
}

#[test]
fn a_loop_of_one_s_own_does_the_same() {
    for (words, typed) in [(LOST, "y\n"), ("where is my order A-1001?", "")] {
        let (library, own) = (Desk::new(), Desk::new());
        let (a, b) = (
            library.run(SUPPORT, &[words], typed),
            own.run(OWN_LOOP, &[words], typed),
        );
        assert_eq!(ok(&a), ok(&b));
        let (a, b) = (library.thread().1, own.thread().1);
        assert_eq!(story(&a), story(&b));
        assert_eq!(kinds(&a), kinds(&b));
    }
}

#[test]
fn both_loops_tell_operators_the_same() {
    let told = [SUPPORT, OWN_LOOP].map(|program| {
        let desk = Desk::new();
        ok(&desk.run(program, &["--approve", "--json", "told.jsonl", LOST], ""));
        let records = crate::events(&desk.dir.path().join("told.jsonl"));
        let told = |record: &serde_json::Value| {
            let payload = &record["payload"];
            let mut parts = vec![&record["event_type"], &payload["tool_name"]];
            parts.extend([&payload["state_before"], &payload["state_after"]]);
            format!("{parts:?}")
        };
        records.iter().map(told).collect::<Vec<_>>()
    });
    assert!(told[0].len() > 4, "{told:?}");
    assert_eq!(told[0], told[1]);
}

/// Wherever a crash cut the thread's file, the next process goes on to the same end and pays once.
#[test]
fn a_thread_whose_file_was_cut_goes_on() {
    let whole = Desk::new();
    ok(&whole.run(SUPPORT, &["--approve", LOST], ""));
    let bytes = std::fs::read(&whole.files()[0]).unwrap();
    let (thread, events) = whole.thread();
    let ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    for line in 0..ends.len() {
        let start = if line == 0 { 0 } else { ends[line - 1] + 1 };
        let desk = Desk::new();
        std::fs::create_dir_all(desk.threads()).unwrap();
        let file = desk.threads().join(format!("{thread}.jsonl"));
        let cut = usize::midpoint(start, ends[line]);
        std::fs::write(&file, &bytes[..cut]).unwrap();
        let started = events[..line]
            .iter()
            .filter(|event| event["type"] == "call_started");
        if started.count() == 2 {
            // The bank may have heard of the refund before the crash.
            std::fs::copy(
                whole.threads().join("bank.ledger"),
                desk.threads().join("bank.ledger"),
            )
            .unwrap();
        }
        let mut arguments = vec!["resume", &*thread, "--approve"];
        if line == 0 {
            let ran = desk.run(SUPPORT, &arguments, "");
            assert_eq!(ran.code, Some(1));
            assert!(ran.stderr.contains(&thread), "{}", ran.stderr);
            continue;
        }
        if line == 1 {
            arguments.push(LOST);
        }
        let ran = desk.run(SUPPORT, &arguments, "");
        assert!(ok(&ran).contains("$620.00"), "cut at {cut}: {}", ran.stderr);
        let again = desk.thread().1;
        assert_eq!(again[..line], events[..line], "cut at {cut}");
        assert_eq!(story(&again), story(&events), "cut at {cut}");
        assert_eq!(ledger(&desk), ledger(&whole), "cut at {cut}");
    }
}

#[test]
fn a_loop_of_one_s_own_pays_nothing_unapproved() {
    let desk = Desk::new();
    let ran = desk.run(OWN_LOOP, &[LOST], "");
    assert_eq!(ok(&ran), "What is the order number?\n");
    assert!(ledger(&desk).is_empty());
    // The loop broke at its question; the library goes on with the same thread.
    let (thread, _) = desk.thread();
    let ran = desk.run(SUPPORT, &["resume", &thread], "");
    assert!(
        ok(&ran).is_empty() && ran.stderr.contains("Waits for an answer"),
        "{}",
        ran.stderr
    );
}

#[test]
fn three_tickets_take_three_branches() {
    let desk = Desk::new();
    let ran = desk.run(ONE_SHOT, &[], "");
    let branches: Vec<_> = ok(&ran)
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .collect();
    let expected = [
        "refund A-1002: The parcel never arrived",
        "look up where it is",
        "hand over to a colleague",
    ];
    assert_eq!(branches, expected);
    // One call a ticket, and a second for the refund.
    assert_eq!(ran.stderr.matches("tokens").count(), 4, "{}", ran.stderr);
    let ran = desk.run(ONE_SHOT, &["my parcel came open"], "");
    assert_eq!((ran.code, &*ran.stdout), (Some(1), ""));
    assert!(ran.stderr.contains("no recording covers"), "{}", ran.stderr);
}
