//! `lint` of an example's binary: what it says and how it ends.

use crate::{Ran, program_alone};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/prompts/lint");

fn lint(model: Option<&str>, arguments: &[&str]) -> Ran {
    let mut command = program_alone(env!("CARGO_BIN_EXE_support"));
    command.arg("lint").args(arguments);
    command.envs(model.map(|model| ("AGENT_MODEL", model)));
    Ran::from(command.output().unwrap())
}

#[test]
fn each_prompt_lacks_exactly_the_section_of_its_name() {
    for (file, lint_name) in [
        ("no_role", "prompt_role"),
        ("no_when_to_ask", "prompt_when_to_ask"),
        ("no_errors", "prompt_errors"),
    ] {
        let path = format!("{FIXTURES}/{file}.md");
        let ran = lint(None, &["--prompt", &path]);
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let found: Vec<_> = ran
            .stdout
            .lines()
            .filter(|line| line.starts_with(&path))
            .collect();
        assert_eq!(found.len(), 1, "{}", ran.stdout);
        assert!(
            found[0].starts_with(&format!("{path}: {lint_name}: ")),
            "{}",
            ran.stdout
        );
        assert!(ran.stdout.ends_with("\n1 found\n"), "{}", ran.stdout);
    }
}

#[test]
fn a_prompt_that_lacks_nothing_passes() {
    let ran = lint(
        None,
        &["--prompt", &format!("{FIXTURES}/nothing_missing.md")],
    );
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "nothing found\n"));
}

#[test]
fn a_model_without_a_version_is_an_error_wherever_it_is_named() {
    let told = "unpinned_model: model `gpt-4o` names no version";
    for (ran, place) in [
        (lint(Some("gpt-4o"), &[]), "AGENT_MODEL"),
        (
            lint(Some("gpt-4o-2024-08-06"), &["--model", "gpt-4o"]),
            "--model",
        ),
    ] {
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        assert!(
            ran.stdout.contains(&format!("{place}: {told}")),
            "{}",
            ran.stdout
        );
    }
    let pinned = lint(Some("gpt-4o-2024-08-06"), &[]);
    assert_eq!(pinned.code, Some(0), "{}", pinned.stdout);
}

#[test]
fn what_the_agent_allows_is_shown_on_request_with_its_reason() {
    let ran = lint(None, &["--allowed"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("src/support/agent.rs:"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("\n  allowed: the recordings answer"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let ran = lint(None, &["--prompt", "no/such.md"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("no/such.md"), "{}", ran.stderr);
}
