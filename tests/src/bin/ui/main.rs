//! What the compiler says about a directory of programs. `cargo run -p tests --bin ui -- DIR`
//!
//! args → workspace (what programs may name) → files (what they may read) → judge (one program) → report.

mod files;
mod judge;
mod report;
mod workspace;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use judge::{Judge, Verdict};

const HELP: &str = "\
Compiles each `.rs` file in a directory against this workspace and prints what the compiler says.

usage: cargo run -p tests --bin ui -- [--full] DIR

A file with `fn main` is a program, one without is a library; both are of edition 2024 and may name
agent_core (default features) and every dependency of the crate `tests`. Directories below DIR are not
searched. The files that a program names, such as prompts, are looked for in DIR and then beside the
Cargo.toml of the crate `tests`.

One line a file, sorted by name, its columns separated by tabs:

  file    errors    warnings    file:line:column of the first error    first line of its message

A file without errors says `ok` in the last column. A compiler that crashes or takes longer than 60
seconds says `crash` or `timeout` in the second. The last line is the total.

--full prints every error and warning whole, below its file's line.

Exit code: 0 when every file could be judged, whatever its errors; 1 when the compiler crashed or took
too long; 2 when nothing could be tried (no such directory, no `.rs` file in it, a workspace that does not compile).";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.is_empty() || args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{HELP}");
        return ExitCode::from(if args.is_empty() { 2 } else { 0 });
    }
    let full = args.iter().any(|arg| arg == "--full");
    let dirs: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let [dir] = dirs[..] else {
        eprintln!(
            "ui: there must be one directory, and {} are given\nnote: see --help",
            dirs.len()
        );
        return ExitCode::from(2);
    };
    match run(Path::new(dir), full) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("ui: {error}");
            ExitCode::from(2)
        }
    }
}

/// True when every file could be judged.
fn run(dir: &Path, full: bool) -> Result<bool> {
    let at = |error| {
        format!(
            "`{}` must be a directory that can be read: {error}",
            dir.display()
        )
    };
    let dir = dir.canonicalize().map_err(at)?;
    let programs = files::programs(&dir)?;
    let workspace = workspace::build()?;
    let scratch = files::Scratch::new(&workspace.target, &dir)?;
    let judge = Judge {
        dir,
        workspace,
        scratch,
    };
    let verdicts = judge_all(&judge, &programs);
    for (program, verdict) in programs.iter().zip(&verdicts) {
        print!("{}", report::line(program, verdict));
        if full {
            print!("{}", verdict.full);
        }
    }
    println!("{}", report::total(&verdicts));
    Ok(verdicts.iter().all(Verdict::is_judged))
}

/// Verdicts in the order of the programs, from as many threads as there are cores.
fn judge_all(judge: &Judge, programs: &[PathBuf]) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    let work = || {
        while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let verdict = judge.judge(program);
            verdicts.lock().unwrap().push((program, verdict));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(work);
        }
    });
    let mut verdicts = verdicts.into_inner().unwrap();
    verdicts.sort_by_key(|(program, _)| *program);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}
