//! One program before the compiler.

use std::env;
use std::fmt::Write;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::files::Scratch;
use crate::workspace::Workspace;

/// After this the compiler is stopped.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything that is the same for all programs.
pub(crate) struct Judge {
    pub(crate) dir: PathBuf,
    pub(crate) workspace: Workspace,
    pub(crate) scratch: Scratch,
}

/// What the compiler said.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// The first error's place and the first line of its message.
    pub(crate) first: Option<(String, String)>,
    /// Why the compiler came to no end.
    pub(crate) trouble: Option<Trouble>,
    /// Everything, as a person sees it.
    pub(crate) full: String,
}

/// A compiler that judged nothing.
pub(crate) enum Trouble {
    Crash(String),
    Timeout,
}

impl Verdict {
    pub(crate) fn is_judged(&self) -> bool {
        self.trouble.is_none()
    }
}

impl Judge {
    pub(crate) fn judge(&self, program: &Path) -> Verdict {
        let source = fs::read_to_string(self.dir.join(program)).unwrap_or_default();
        let verdict = self.compile(
            program,
            if source.contains("fn main") {
                "bin"
            } else {
                "lib"
            },
        );
        // The words stood in a comment, an `impl` or a macro's arguments: a library after all.
        if verdict.full.contains("error[E0601]") {
            return self.compile(program, "lib");
        }
        verdict
    }

    fn compile(&self, program: &Path, kind: &str) -> Verdict {
        let said = self.scratch.out.join(program).with_extension(kind);
        let status = self.run(program, kind, &said);
        let text = fs::read(&said).unwrap_or_default();
        verdict(&String::from_utf8_lossy(&text), status)
    }

    /// `None` where the compiler had to be stopped.
    fn run(&self, program: &Path, kind: &str, said: &Path) -> io::Result<Option<ExitStatus>> {
        let mut command = self.command(program, kind);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(File::create(said)?)
            .spawn()?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            thread::sleep(Duration::from_millis(5));
        }
        child.kill()?;
        child.wait().map(|_| None)
    }

    fn command(&self, program: &Path, kind: &str) -> Command {
        let mut command = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()));
        command
            .current_dir(&self.dir)
            .args([
                "--edition",
                "2024",
                "--emit",
                "metadata",
                "--error-format",
                "json",
                "--crate-type",
                kind,
            ])
            .args(["--crate-name", &crate_name(program)])
            .arg("--out-dir")
            .arg(&self.scratch.out)
            .arg("-L")
            .arg(format!("dependency={}", self.workspace.deps.display()));
        for (name, file) in &self.workspace.crates {
            command
                .arg("--extern")
                .arg(format!("{name}={}", file.display()));
        }
        command
            .arg(program)
            .env("CARGO_MANIFEST_DIR", &self.scratch.root)
            .env("CARGO_PKG_NAME", "ui")
            .env("CARGO_PKG_VERSION", "0.0.0");
        command
    }
}

/// A name that no dependency has.
fn crate_name(program: &Path) -> String {
    let stem = program.file_stem().unwrap_or_default().to_string_lossy();
    let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("ui_{}", stem.chars().map(letters).collect::<String>())
}

/// Reads the compiler's messages, one JSON object a line.
fn verdict(said: &str, status: io::Result<Option<ExitStatus>>) -> Verdict {
    let mut verdict = Verdict::default();
    for line in said.lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(message) => verdict.count(&message),
            // What a crash says is no JSON.
            Err(_) => _ = writeln!(verdict.full, "{line}"),
        }
    }
    verdict.trouble = match status {
        Ok(Some(status)) if matches!(status.code(), Some(0 | 1)) => None,
        Ok(Some(status)) => Some(Trouble::Crash(status.to_string())),
        Ok(None) => Some(Trouble::Timeout),
        Err(error) => Some(Trouble::Crash(error.to_string())),
    };
    verdict
}

impl Verdict {
    fn count(&mut self, message: &Value) {
        let text = message["message"].as_str().unwrap_or_default();
        // Totals and advice, no findings.
        if message["level"] == "failure-note"
            || text.starts_with("aborting due to")
            || text.ends_with("emitted")
        {
            return;
        }
        self.full += message["rendered"].as_str().unwrap_or_default();
        match message["level"].as_str() {
            Some("error") => {
                self.errors += 1;
                let line = text.lines().next().unwrap_or_default().to_owned();
                self.first.get_or_insert((place(message), line));
            }
            Some("warning") => self.warnings += 1,
            _ => {}
        }
    }
}

/// `file:line:column` in the user's file, also of an error inside a macro of another crate.
fn place(message: &Value) -> String {
    let spans = message["spans"].as_array();
    let Some(mut span) = spans
        .into_iter()
        .flatten()
        .find(|span| span["is_primary"] == true)
    else {
        return "-".to_owned();
    };
    while span["file_name"]
        .as_str()
        .is_some_and(|file| Path::new(file).is_absolute())
        && span["expansion"].is_object()
    {
        span = &span["expansion"]["span"];
    }
    let file = span["file_name"].as_str().unwrap_or_default();
    format!("{file}:{}:{}", span["line_start"], span["column_start"])
}
