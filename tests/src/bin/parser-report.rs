//! What the parser makes of files of texts whose values are known.
//!
//! `parser-report FILE.jsonl… [--explain ID]`

use std::process::ExitCode;

use tests::report::parser::{Report, Row, Verdict, judge};

fn main() -> ExitCode {
    let mut files = Vec::new();
    let mut explain = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--explain" {
            explain = arguments.next();
        } else {
            files.push(argument);
        }
    }
    if files.is_empty() {
        eprintln!("usage: parser-report FILE.jsonl… [--explain ID]");
        return ExitCode::from(2);
    }
    match run(&files, explain.as_deref()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the report; false if data was lost.
fn run(files: &[String], explain: Option<&str>) -> Result<bool, String> {
    let mut report = Report::default();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        for (index, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let row = Row::read(line).map_err(|error| format!("{file}:{}: {error}", index + 1))?;
            if explain.is_some_and(|id| id != row.id) {
                continue;
            }
            let judged = judge(&row);
            if explain.is_some() {
                println!("{}", row.explain(&judged));
            }
            report.add(&row, judged);
        }
    }
    if explain.is_none() {
        print!("{report}");
    }
    Ok(report.count(Verdict::Lost) == 0)
}
