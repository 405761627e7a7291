//! `docs/checks.md` lists every check with the words of the compiler. `UPDATE=1` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const HEAD: &str = "\
# What the compiler checks

Each row is a case under `tests/ui/`, compiled by the tests: the rule, what the compiler says where the rule is
broken, and the way out that it offers. Written by `UPDATE=1 cargo test -p tests --test checks_table`; the test fails
when a row is stale.
";

#[test]
fn every_check_is_listed() {
    let table = table();
    let path = Path::new(ROOT).join("docs/checks.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == table,
        "docs/checks.md is stale: run `UPDATE=1 cargo test -p tests --test checks_table`"
    );
}

/// One section a folder of cases, one row a case.
fn table() -> String {
    let mut text = HEAD.to_owned();
    let folders = entries(&Path::new(ROOT).join("tests/ui"));
    for folder in folders.into_iter().filter(|path| path.is_dir()) {
        let cases: Vec<Case> = stderrs(&folder)
            .iter()
            .filter_map(|path| case(path))
            .collect();
        if cases.is_empty() {
            continue;
        }
        let name = folder.file_name().unwrap().to_string_lossy();
        let rows = cases.len();
        write!(
            text,
            "\n## {} ({rows})\n\n| rule | the compiler says | note |\n|---|---|---|\n",
            title(&name)
        )
        .unwrap();
        for Case {
            rule,
            message,
            note,
        } in cases
        {
            writeln!(text, "| {rule} | {message} | {note} |").unwrap();
        }
    }
    text
}

fn title(folder: &str) -> String {
    match folder {
        "tool" | "agent" | "data" | "prompt" => format!("`#[{folder}]`"),
        "schema" => "`#[data]` and `derive(Schema)`".to_owned(),
        "partial" => "`derive(Partial)`".to_owned(),
        "provide" => "`derive(Provide)`".to_owned(),
        "once" => "One question to a model".to_owned(),
        "across" => "Across crates".to_owned(),
        "recover" => "After a mistake, what stands on the item still compiles".to_owned(),
        other => other.to_owned(),
    }
}

struct Case {
    rule: String,
    message: String,
    note: String,
}

/// The case's name as a sentence, the first error and its first note; `None` where the compiler says nothing.
fn case(path: &Path) -> Option<Case> {
    let name = path.file_stem().unwrap().to_string_lossy();
    let said = fs::read_to_string(path).unwrap();
    let mut lines = said.lines();
    let first = lines.find(|line| line.starts_with("error"))?;
    let message = first.split_once(": ").map_or(first, |(_, message)| message);
    let message = message
        .strip_prefix("evaluation panicked: ")
        .unwrap_or(message);
    let rest: Vec<&str> = lines
        .take_while(|line| !line.starts_with("error") && !line.starts_with("warning"))
        .map(str::trim)
        .collect();
    let ours = ["= note: ", "note: ", "= help: ", "help: "];
    let note = ours.iter().find_map(|mark| {
        let notes = rest.iter().filter_map(|line| line.strip_prefix(mark));
        notes.into_iter().find(|note| !is_rustcs(note))
    });
    Some(Case {
        rule: name.replace(['-', '_'], " "),
        message: cell(message),
        note: cell(note.unwrap_or_default()),
    })
}

/// Where something came from, which is no way out.
fn is_rustcs(note: &str) -> bool {
    let starts = [
        "this error originates",
        "required",
        "the trait `",
        "the following other types",
    ];
    starts.iter().any(|start| note.starts_with(start))
}

/// Text that a table's cell holds.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

fn stderrs(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        if path.is_dir() {
            found.extend(stderrs(&path));
        } else if path.extension().is_some_and(|it| it == "stderr") {
            found.push(path);
        }
    }
    found
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}
