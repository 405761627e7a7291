//! Agents below an agent, and an agent between deterministic steps, as programs.

use crate::Desk;

const ROUTER: &str = env!("CARGO_BIN_EXE_router");
const DEPLOY: &str = env!("CARGO_BIN_EXE_deploy");

#[test]
fn a_no_in_the_orchestrators_terminal_reaches_both() {
    let ran = Desk::new().run(ROUTER, &[], "n not today\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("We leave both charges as they are."),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_specialist_asks_for_approval_in_the_orchestrators_terminal() {
    let desk = Desk::new();
    let ran = desk.run(ROUTER, &[], "y\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("One of the two charges is reversed."),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("reverse_charge@1"), "{}", ran.stderr);
    let files = std::fs::read_dir(desk.threads()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let threads = files.filter(|file| file.extension().is_some_and(|end| end == "jsonl"));
    let (below, above): (Vec<_>, Vec<_>) =
        threads.partition(|file| file.to_string_lossy().contains("-sub-1"));
    assert_eq!((below.len(), above.len()), (1, 1), "{below:?} {above:?}");
}

#[test]
fn a_question_of_a_specialist_is_answered_in_the_orchestrators_terminal() {
    let ran = Desk::new().run(ROUTER, &["Where is my parcel?"], "A-1001\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("It left the warehouse this morning."),
        "{}",
        ran.stdout
    );
}

#[test]
fn words_without_a_story_are_not_made_up() {
    let ran = Desk::new().run(ROUTER, &["Tell me a joke"], "");
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("name a model with --model-url"),
        "{}",
        ran.stderr
    );
}

/// Row F10.5: "backend first", then yes to both.
#[test]
fn a_person_turns_the_order_of_a_deployment_around() {
    let ran = Desk::new().run(DEPLOY, &[], "n backend first\ny\ny\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let last = lines.last().copied();
    assert_eq!(
        lines.first().copied(),
        Some("staging works: backend 1.8.0, frontend 1.8.0")
    );
    assert_eq!(
        last,
        Some("production works: backend 1.8.0, frontend 1.8.0"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("backend first"), "{}", ran.stderr);
}

/// Nothing reaches production that nobody approved.
#[test]
fn a_deployment_that_nobody_approves_is_an_error() {
    let ran = Desk::new().run(DEPLOY, &[], "");
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(!ran.stdout.contains("production works"), "{}", ran.stdout);
}
