//! What the programs tell of their threads, from the log alone.

use std::fs;

use serde_json::Value;

use crate::{Desk, Ran, program_alone};

const CALCULATOR: &str = env!("CARGO_BIN_EXE_calculator");
const SUPPORT: &str = env!("CARGO_BIN_EXE_support");
const OWN_LOOP: &str = env!("CARGO_BIN_EXE_own_loop");
const CHAIN: &str =
    "can you multiply 3 and 4, then divide the result by 2 and then add 12 to that result";
const STATUS: &str = "where is my order A-1001?";

/// A thread of a program, with the requests of a recording in the order in which it plays them.
fn told(program: &str, words: &str, recording: &str) -> (Desk, String, Vec<Value>, Vec<String>) {
    let desk = Desk::new();
    let ran = desk.run(program, &["--approve", words], "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let (thread, events) = desk.thread();
    let file = format!("{}/recordings/{recording}", env!("CARGO_MANIFEST_DIR"));
    let recorded = fs::read_to_string(file).unwrap();
    let recorded = recorded.lines().map(|line| {
        let exchange: Value = serde_json::from_str(line).unwrap();
        exchange["request"].as_str().unwrap().to_owned()
    });
    let hashes = of_kind(&events, "model_asked").map(|asked| asked["request"].clone());
    let recorded: Vec<_> = recorded.collect();
    let requests = hashes.map(|hash| {
        let found = recorded.iter().find(|request| fnv(request) == hash);
        found.expect("the recording holds the request").clone()
    });
    let requests = requests.collect();
    (desk, thread, events, requests)
}

fn of_kind<'a>(events: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    let events = events.iter().filter(move |event| event["type"] == kind);
    events.map(|event| &event["data"])
}

/// FNV-1a, by its definition.
fn fnv(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

impl Desk {
    fn ask(&self, program: &str, arguments: &[&str]) -> Ran {
        let mut command = program_alone(program);
        command.args(arguments).current_dir(self.dir.path());
        command.args(["--threads", "threads"]);
        command.output().unwrap().into()
    }
}

#[test]
fn each_step_is_explained_as_it_was_recorded() {
    for (program, words, recording, steps) in [
        (CALCULATOR, CHAIN, "calculator.jsonl", 4),
        (SUPPORT, STATUS, "support.jsonl", 2),
        (OWN_LOOP, STATUS, "support.jsonl", 2),
    ] {
        let (desk, thread, _, requests) = told(program, words, recording);
        assert_eq!(requests.len(), steps, "{program}");
        for (at, request) in requests.iter().enumerate() {
            let ran = desk.ask(
                program,
                &["explain", &thread, "--step", &(at + 1).to_string()],
            );
            assert_eq!((ran.code, &ran.stderr[..]), (Some(0), ""));
            assert_eq!(ran.stdout, *request, "{program}, step {}", at + 1);
        }
        // The last one, from the file by its path.
        let file = desk.files()[0].display().to_string();
        let ran = desk.ask(program, &["explain", &file]);
        assert_eq!(Some(&ran.stdout), requests.last());
    }
}

#[test]
fn a_profile_sums_to_what_was_recorded() {
    for (program, words, recording) in [
        (CALCULATOR, CHAIN, "calculator.jsonl"),
        (SUPPORT, STATUS, "support.jsonl"),
    ] {
        let (desk, thread, events, requests) = told(program, words, recording);
        let ran = desk.ask(program, &["profile", &thread]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let rows: Vec<Vec<u64>> = ran.stdout.lines().skip(1).filter_map(numbers).collect();
        assert_eq!(rows.len(), requests.len() + 1, "{}", ran.stdout);
        let (all, turns) = rows.split_last().unwrap();
        let sum = |kind: &str, key: &str| -> u64 {
            let usages = of_kind(&events, kind);
            let of = |data: &Value| data.pointer(key).and_then(Value::as_u64).unwrap_or(0);
            usages.map(of).sum()
        };
        let [bytes, input, output] = [BYTES, INPUT, OUTPUT].map(|at| all[at]);
        assert_eq!(bytes, sum("model_asked", "/bytes"));
        assert_eq!(input, sum("model_replied", "/reply/usage/input"));
        assert_eq!(output, sum("model_replied", "/reply/usage/output"));
        assert!(input > 0 && output > 0);
        for column in PARTS.start..=COST {
            let total: u64 = turns.iter().map(|turn| turn[column]).sum();
            assert!(column == CACHED || all[column] == total, "{}", ran.stdout);
        }
        // Nobody counted the parts when they were sent; each request has all of them.
        for turn in turns {
            let parts: u64 = turn[PARTS].iter().sum();
            assert_eq!(turn[PARTS.end], parts);
            assert!(turn[PARTS][1] > 0 && turn[PARTS][4] > 0, "{}", ran.stdout);
        }
        assert!(ran.stdout.contains("parts: counted now by "));
    }
}

/// Where the numbers stand in a line.
const BYTES: usize = 1;
const PARTS: std::ops::Range<usize> = 2..8;
const INPUT: usize = 9;
const CACHED: usize = 10;
const OUTPUT: usize = 11;
const COST: usize = 12;

/// The numbers of a line behind its name; `None` of another line.
fn numbers(line: &str) -> Option<Vec<u64>> {
    let words = line.split_whitespace().filter(|word| *word != "|").skip(1);
    words
        .map(|word| word.trim_end_matches('%').parse().ok())
        .collect()
}

#[test]
fn what_cannot_be_told_is_one_clear_line() {
    let (desk, thread, _, _) = told(CALCULATOR, CHAIN, "calculator.jsonl");
    let refused = |program: &str, arguments: &[&str], line: &str| {
        let ran = desk.ask(program, arguments);
        assert_eq!((ran.code, &*ran.stdout), (Some(1), ""));
        assert_eq!(ran.stderr, format!("error: {line}\n"));
    };
    for command in ["explain", "profile"] {
        refused(
            CALCULATOR,
            &[command, "calculator-1"],
            "there is no thread `calculator-1` in threads, and no file of this name",
        );
        refused(
            CALCULATOR,
            &[command, "no such thing"],
            "there is no thread `no such thing` in threads, and no file of this name",
        );
        refused(
            SUPPORT,
            &[command, &thread],
            "the thread is of the agent `Calculator`, and this program has `Support`",
        );
    }
    for step in ["5", "0"] {
        refused(
            CALCULATOR,
            &["explain", &thread, "--step", step],
            &format!("the thread has 4 requests; there is no number {step}"),
        );
    }
    assert_eq!(
        desk.ask(CALCULATOR, &["explain", &thread, "--step", "x"])
            .code,
        Some(2)
    );

    let file = desk.files()[0].clone();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("multiply 3", "multiply 4", 1)).unwrap();
    let ran = desk.ask(CALCULATOR, &["profile", &thread]);
    assert_eq!(ran.code, Some(1));
    let place = format!(
        "error: {}, line 2: ",
        file.strip_prefix(desk.dir.path()).unwrap().display()
    );
    assert!(ran.stderr.starts_with(&place), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);

    let other = desk.dir.path().join("notes.txt");
    fs::write(&other, "").unwrap();
    refused(
        CALCULATOR,
        &["explain", "notes.txt"],
        "notes.txt: it holds no thread",
    );
    assert!(
        !desk.dir.path().join(".threads").exists(),
        "nothing is made"
    );
}
