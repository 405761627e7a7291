//! The examples as programs: what is typed, what comes out, what lies on disk afterwards. No model, no network.

mod admin;
mod calculator;
mod docs;
mod environment;
mod lint;
mod stream;
mod subs;
mod support;
mod threads;
mod tokens;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A folder of threads, which is gone after the test.
struct Desk {
    dir: tempfile::TempDir,
}

/// What a program said and left behind.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Desk {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn threads(&self) -> PathBuf {
        self.dir.path().join("threads")
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = program_alone(program);
        command.arg("--threads").arg(self.threads()).args(arguments);
        command
            .current_dir(self.dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn spawn(&self, program: &str, arguments: &[&str]) -> Child {
        self.command(program, arguments).spawn().unwrap()
    }

    /// Runs a program to its end, with this text typed and then the input closed.
    fn run(&self, program: &str, arguments: &[&str], typed: &str) -> Ran {
        let mut child = self.spawn(program, arguments);
        let mut input = child.stdin.take().unwrap();
        // A program that needs no input may be gone before it is written.
        let _ = input.write_all(typed.as_bytes());
        drop(input);
        child.wait_with_output().unwrap().into()
    }

    /// The files of all threads, oldest first.
    fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.threads()) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
            .collect();
        files.sort();
        files
    }

    /// The only thread: its name and its events.
    fn thread(&self) -> (String, Vec<serde_json::Value>) {
        let files = self.files();
        let [file] = &*files else {
            panic!("{} threads", files.len());
        };
        (
            file.file_stem().unwrap().to_str().unwrap().to_owned(),
            events(file),
        )
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn events(file: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The kinds of the events, in order.
fn kinds(events: &[serde_json::Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

/// The steps with their arguments, and what they gave, in order.
fn story(events: &[serde_json::Value]) -> Vec<String> {
    let mut told = Vec::new();
    for event in events {
        let data = &event["data"];
        match event["type"].as_str().unwrap() {
            "steps_chosen" => {
                for step in data["steps"].as_array().unwrap() {
                    told.push(format!(
                        "{} {}",
                        step["step"].as_str().unwrap(),
                        step["arguments"]
                    ));
                }
            }
            "call_returned" => told.push(format!("= {}", data["value"])),
            "approval_answered" => told.push(format!("approved: {}", data["approved"])),
            _ => {}
        }
    }
    told
}

/// A program that knows nothing of this test's environment: no model, no crate.
fn program_alone(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AGENT_")) {
        command.env_remove(name);
    }
    command.env_remove("CARGO_MANIFEST_DIR");
    command
}
