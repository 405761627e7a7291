//! The commands of a program about itself: which arguments they take, and which they leave to the program.

use std::process::ExitCode;

use agent_core::admin::clap::{Arg, Command};
use agent_core::admin::{self, Program};
use agent_core::agent::Agent;
use agent_core::tool::Tool;

mod agents {
    use agent_core::prelude::*;

    /// Look around.
    #[tool(read, version = 3)]
    pub(super) fn look() -> String {
        String::new()
    }

    /// Helps.
    #[agent]
    pub(super) enum Helper {
        /// The end.
        #[done]
        Done,
    }
}

use agents::{Helper, Look};

#[test]
fn what_is_no_command_is_left_to_the_program() {
    for arguments in [
        &["helper"][..],
        &["helper", "hello"],
        &["helper", "--approve", "lock"],
        &[],
    ] {
        assert_eq!(
            admin::run(&[Helper::table()], arguments),
            None,
            "{arguments:?}"
        );
    }
}

#[test]
fn a_command_line_of_ones_own_takes_them_in() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("manifest.json");
    let line = Command::new("helper")
        .arg(Arg::new("words"))
        .subcommands(admin::commands());
    let manifest = |flag: &str| {
        let arguments = ["helper", "manifest", flag, file.to_str().unwrap()];
        let matches = line.clone().try_get_matches_from(arguments).unwrap();
        admin::matched(&[Helper::table()], &matches)
    };
    assert_eq!(manifest("--check"), Some(ExitCode::FAILURE));
    assert_eq!(manifest("--out"), Some(ExitCode::SUCCESS));
    assert_eq!(manifest("--check"), Some(ExitCode::SUCCESS));
    let matches = line
        .clone()
        .try_get_matches_from(["helper", "hello"])
        .unwrap();
    assert_eq!(admin::matched(&[Helper::table()], &matches), None);
}

#[test]
fn the_commands_are_sound() {
    for command in admin::commands() {
        command.debug_assert();
    }
}

#[test]
fn a_tool_of_no_agent_is_locked_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("agents.lock");
    let program = Program {
        agents: &[Helper::table()],
        tools: &[Look::CONTRACT],
        ..Program::default()
    };
    let code = admin::run(
        program,
        ["helper", "lock", "--file", file.to_str().unwrap()],
    );
    assert_eq!(code, Some(ExitCode::SUCCESS));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(r#"{"name":"look","version":3,"#), "{text}");
}

#[test]
fn no_directory_is_made_that_was_not_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let run = |command: &str, out: &str| {
        let out = dir.path().join(out);
        let arguments = ["helper", command, "--out", out.to_str().unwrap()];
        admin::run(&[Helper::table()], arguments)
    };
    for command in ["docs", "manifest"] {
        assert_eq!(run(command, "absent/x.html"), Some(ExitCode::FAILURE));
        assert!(!dir.path().join("absent").exists(), "{command}");
        assert_eq!(run(command, "x.html"), Some(ExitCode::SUCCESS));
    }
    assert_eq!(run("docs", "pages/agents"), Some(ExitCode::SUCCESS));
    assert!(dir.path().join("pages/agents").is_dir());
}
