//! What becomes of tools and calls that others wrote. `cargo run -q --release -p tests --bin call-report -- FILE.jsonl…`

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use tests::report::calls::{Report, Verdict, rows};

const HELP: &str = "\
Reads rows of tools and correct calls, imports every schema, renders it for each profile, reads the calls,
damages each in ten ways, and replays them through an agent's loop.

usage: cargo run -q --release -p tests --bin call-report -- [--explain ID] FILE.jsonl…

Faults are printed above the tables. --explain ID prints all there is to say about one row.
Exit code: 0 if every row is as it must be, 1 if not, 2 if a file cannot be read.";

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let explain = args.iter().position(|arg| arg == "--explain").map(|at| {
        args.remove(at);
        if at < args.len() {
            args.remove(at)
        } else {
            String::new()
        }
    });
    if args.is_empty() || args.iter().any(|arg| arg.starts_with('-')) {
        println!("{HELP}");
        return ExitCode::from(2);
    }
    match run(&args, explain.as_deref()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("call-report: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(files: &[String], explain: Option<&str>) -> Result<bool, Box<dyn Error>> {
    let mut report = Report::default();
    for file in files {
        for row in rows(Path::new(file))? {
            if explain.is_some_and(|id| id != row.id) {
                continue;
            }
            let verdict = Verdict::of(&row);
            if explain.is_some() {
                println!("{verdict}");
            }
            report.add(verdict);
        }
    }
    if explain.is_none() {
        for verdict in &report.faulty {
            println!("{verdict}");
        }
    }
    println!("{report}");
    Ok(report.faulty.is_empty())
}
