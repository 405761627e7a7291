//! The calculator.

use crate::{Desk, events, kinds, story};

const CALCULATOR: &str = env!("CARGO_BIN_EXE_calculator");
const CHAIN: &str =
    "can you multiply 3 and 4, then divide the result by 2 and then add 12 to that result";

#[test]
fn the_chain_ends_in_18_and_the_file_tells_the_story() {
    let desk = Desk::new();
    let ran = desk.run(CALCULATOR, &["--approve", CHAIN], "");
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "The result is 18.\n"),
        "{}",
        ran.stderr
    );
    let (_, events) = desk.thread();
    let expected = [
        r#"multiply {"a":3,"b":4}"#,
        "= 12",
        r#"divide {"a":12,"b":2}"#,
        "approved: true",
        "= 6",
        r#"add {"a":6,"b":12}"#,
        "= 18",
        r#"done_for_now {"message":"The result is 18."}"#,
    ];
    assert_eq!(story(&events), expected);
    let approval = events
        .iter()
        .find(|event| event["type"] == "approval_answered");
    assert_eq!(approval.unwrap()["data"]["by"], "--approve");
    assert!(
        ran.stderr.contains(desk.files()[0].to_str().unwrap()),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("answers written by hand"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_division_is_approved_at_the_terminal() {
    let desk = Desk::new();
    let ran = desk.run(CALCULATOR, &[CHAIN], "y\n");
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "The result is 18.\n"));
    let asked = r#"May this run?  divide@1 (read: changes nothing)  {"a":12,"b":2}"#;
    assert!(ran.stderr.contains(asked), "{}", ran.stderr);
}

#[test]
fn a_closed_terminal_denies() {
    let desk = Desk::new();
    let ran = desk.run(CALCULATOR, &[CHAIN], "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let (_, events) = desk.thread();
    assert!(story(&events).contains(&"approved: false".to_owned()));
    assert_eq!(
        kinds(&events)
            .iter()
            .filter(|kind| **kind == "call_started")
            .count(),
        1
    );
}

#[test]
fn a_denial_with_a_reason_leads_to_another_division() {
    let desk = Desk::new();
    let typed = "n I dont think thats right, use 5 instead of 4\ny\n";
    let ran = desk.run(CALCULATOR, &["can you divide 3 by 4"], typed);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "3 divided by 5 is 0.6.\n"),
        "{}",
        ran.stderr
    );
    let expected = [
        r#"divide {"a":3,"b":4}"#,
        "approved: false",
        r#"divide {"a":3,"b":5}"#,
        "approved: true",
        "= 0.6",
        r#"done_for_now {"message":"3 divided by 5 is 0.6."}"#,
    ];
    assert_eq!(story(&desk.thread().1), expected);
}

#[test]
fn a_question_waits_for_its_answer_in_another_process() {
    let desk = Desk::new();
    let ran = desk.run(CALCULATOR, &["can you multiply 3 and FD*(#F&& "], "");
    assert_eq!((ran.code, &*ran.stdout), (Some(0), ""), "{}", ran.stderr);
    let (thread, events) = desk.thread();
    assert!(!kinds(&events).contains(&"call_started"));
    assert!(
        ran.stderr.contains(&format!("resume {thread}")),
        "{}",
        ran.stderr
    );
    let ran = desk.run(CALCULATOR, &["resume", &thread, "lets try 12 instead"], "");
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "3 times 12 is 36.\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_finished_thread_takes_another_message() {
    let desk = Desk::new();
    desk.run(CALCULATOR, &["--approve", CHAIN], "");
    let (thread, before) = desk.thread();
    let ran = desk.run(CALCULATOR, &["resume", &thread, "and now subtract 1"], "");
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "The result is 17.\n"),
        "{}",
        ran.stderr
    );
    let after = events(&desk.files()[0]);
    assert_eq!(after[..before.len()], before);
}

#[test]
fn words_that_no_recording_holds_get_no_made_up_answer() {
    let desk = Desk::new();
    let ran = desk.run(CALCULATOR, &["what is the meaning of life"], "");
    assert_eq!((ran.code, &*ran.stdout), (Some(1), ""));
    for part in [
        "no recording covers",
        "examples/local-model/start.sh",
        "--bin calculator --",
    ] {
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
    assert!(desk.files().is_empty());
}

#[test]
fn a_thread_that_leaves_the_recording_stops_and_says_so() {
    let desk = Desk::new();
    let ran = desk.run(
        CALCULATOR,
        &["can you divide 3 by 4"],
        "n because it is Monday\n",
    );
    assert_eq!((ran.code, &*ran.stdout), (Some(1), ""));
    assert!(ran.stderr.contains("no recording covers"), "{}", ran.stderr);
    assert!(!kinds(&desk.thread().1).contains(&"call_started"));
}

#[test]
fn a_model_that_is_not_there_is_named() {
    let desk = Desk::new();
    // Nothing listens on port 1.
    let arguments = [
        "--model-url",
        "http://127.0.0.1:1/v1",
        "--model",
        "m",
        "hello",
    ];
    let ran = desk.run(CALCULATOR, &arguments, "");
    assert_eq!((ran.code, &*ran.stdout), (Some(1), ""));
    assert!(ran.stderr.contains("http://127.0.0.1:1"), "{}", ran.stderr);
    let ran = desk.run(CALCULATOR, &["--record", "new.jsonl", "hello"], "");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("`--record` needs a live model"),
        "{}",
        ran.stderr
    );
}

#[test]
fn telemetry_has_its_schema() {
    let desk = Desk::new();
    let ran = desk.run(CALCULATOR, &["--approve", "--json", "-", CHAIN], "");
    let (answer, records): (Vec<_>, Vec<_>) =
        ran.stdout.lines().partition(|line| !line.starts_with('{'));
    assert_eq!(answer, ["The result is 18."]);
    let mut types: Vec<String> = Vec::new();
    for record in records {
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        let keys: Vec<_> = record.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["event_type", "payload", "session_id", "timestamp"]);
        let payload: Vec<_> = record["payload"].as_object().unwrap().keys().collect();
        let expected = [
            "arguments",
            "error",
            "result",
            "state_after",
            "state_before",
            "tokens_used",
            "tool_name",
        ];
        assert_eq!(payload, expected);
        types.push(record["event_type"].as_str().unwrap().to_owned());
    }
    for event_type in ["tool_call_start", "tool_call_success", "state_transition"] {
        assert!(types.contains(&event_type.to_owned()), "{types:?}");
    }
}
