//! What the dialects make of recorded exchanges: `exchange-report [--explain ID] FILE.jsonl…`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tests::report::exchanges::{Finding, Findings, Row};

/// Random ways in which each stream is cut into pieces.
const SETS: u64 = 1_000;

/// What a line of the table counts: rows that fulfil a demand, and those that had what it is about.
#[derive(Default, Clone, Copy)]
struct Counts {
    rows: usize,
    fulfilled: [usize; 4],
    had: [usize; 4],
    typed: (usize, usize),
}

fn main() -> ExitCode {
    match report() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn report() -> Result<(), Box<dyn Error>> {
    let mut explain = None;
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--explain" {
            explain = Some(arguments.next().ok_or("--explain needs a row's id")?);
        } else {
            files.push(argument);
        }
    }
    if files.is_empty() {
        return Err("usage: exchange-report [--explain ID] FILE.jsonl…".into());
    }
    let rows = read(&files)?;
    if let Some(id) = explain {
        return explained(&rows, &id);
    }
    let judged = judge(&rows);
    table(&rows, &judged);
    Ok(())
}

fn read(files: &[String]) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        for (at, line) in text.lines().enumerate() {
            let row = Row::read(line);
            rows.push(row.map_err(|error| format!("{file}:{}: {}", at + 1, error.0))?);
        }
    }
    Ok(rows)
}

/// Judges the rows on two threads.
fn judge(rows: &[Row]) -> Vec<Findings> {
    let next = AtomicUsize::new(0);
    let judged = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((at, row)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    rows.get(at).map(|row| (at, row))
                } {
                    let found = row.judge(SETS);
                    let mut all = judged.lock().unwrap_or_else(PoisonError::into_inner);
                    all.insert(at, found);
                }
            });
        }
    });
    let judged = judged.into_inner().unwrap_or_else(PoisonError::into_inner);
    judged.into_values().collect()
}

fn findings(found: &Findings) -> [(&'static str, &Finding); 4] {
    [
        ("decoded", &found.decoded),
        ("rechunk_equal", &found.rechunk),
        ("request_equal", &found.request),
        ("error_typed", &found.error),
    ]
}

impl Counts {
    fn add(&mut self, found: &Findings) {
        self.rows += 1;
        for (at, (_, finding)) in findings(found).into_iter().enumerate() {
            self.fulfilled[at] += usize::from(finding.faults.is_empty());
            self.had[at] += usize::from(finding.had > 0);
        }
        self.typed.0 += found.typed.0;
        self.typed.1 += found.typed.1;
    }

    fn line(&self, name: &str) -> String {
        let cells: String = (0..4)
            .map(|at| {
                format!(
                    "{:>10} of {:<4}({:>3})",
                    self.fulfilled[at], self.rows, self.had[at]
                )
            })
            .collect();
        format!("{name:<34}{cells}{:>9}/{}", self.typed.0, self.typed.1)
    }
}

fn table(rows: &[Row], judged: &[Findings]) {
    let mut lines: BTreeMap<String, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for (row, found) in rows.iter().zip(judged) {
        all.add(found);
        lines
            .entry(format!("{}/{}", row.api, row.host))
            .or_default()
            .add(found);
        for feature in &row.features {
            lines.entry(format!("~{feature}")).or_default().add(found);
        }
    }
    println!("rows that fulfil it, of rows (rows that have it at all)");
    println!(
        "{:<34}{:>21}{:>21}{:>21}{:>21}  typed messages",
        "", "decoded", "rechunk_equal", "request_equal", "error_typed"
    );
    for (name, counts) in &lines {
        println!("{}", counts.line(name));
    }
    println!("{}\n", all.line("all"));
    for (row, found) in rows.iter().zip(judged) {
        for (what, finding) in findings(found) {
            if let Some(fault) = finding.faults.first() {
                println!(
                    "{} {what}: {}",
                    row.id,
                    fault.lines().next().unwrap_or_default()
                );
            }
        }
    }
    let [d, r, q, e] = all.fulfilled;
    println!(
        "decoded={d} rechunk_equal={r} request_equal={q} error_typed={e} of {}",
        all.rows
    );
}

fn explained(rows: &[Row], id: &str) -> Result<(), Box<dyn Error>> {
    let row = rows
        .iter()
        .find(|row| row.id == id)
        .ok_or("no row has this id")?;
    println!("{} {}/{} {:?}", row.id, row.api, row.host, row.features);
    for (at, exchange) in row.exchanges.iter().enumerate() {
        println!(
            "\n== exchange {at}: {} -> {}",
            exchange.path, exchange.status
        );
        println!("{}", exchange.explain(row.dialect()));
    }
    let found = row.judge(SETS);
    for (what, finding) in findings(&found) {
        println!(
            "\n== {what}: {} looked at, {} faults",
            finding.had,
            finding.faults.len()
        );
        finding.faults.iter().for_each(|fault| println!("{fault}"));
    }
    Ok(())
}
