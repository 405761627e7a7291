//! The program that says what the compiler says about a directory of programs.

use std::process::{Command, Output};

fn ui(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ui"));
    // Relative paths are those of whoever calls it.
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
    command.args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn one_line_a_file_and_a_total() {
    let output = ui(&["programs"]);
    let expected = [
        "library.rs\t0\t1\t-\tok",
        "overflow.rs\t1\t0\toverflow.rs:2:15\tattempt to compute `u8::MAX + 1_u8`, which would overflow",
        "prompt_of_its_own.rs\t0\t0\t-\tok",
        "two-errors.rs\t2\t1\ttwo-errors.rs:4:8\tunknown key `reed`",
        "total: 4 files, 2 ok, 2 with errors, 3 errors, 2 warnings, 0 not judged",
    ];
    assert_eq!(said(&output).lines().collect::<Vec<_>>(), expected);
    assert_eq!(output.status.code(), Some(0), "errors in files are results");
}

#[test]
fn on_request_errors_are_printed_whole() {
    let text = said(&ui(&["--full", "programs"]));
    assert!(text.contains("note: did you mean `read`?"), "{text}");
}

#[test]
fn nothing_to_judge_is_a_failure() {
    for dir in ["absent", "programs/prompts"] {
        let output = ui(&[dir]);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(dir) && text.contains("must"), "{text}");
    }
}

#[test]
fn help_names_the_exit_codes() {
    let output = ui(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("Exit code"));
}
