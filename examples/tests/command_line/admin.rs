//! What the programs say of their own agents.

use std::fs;
use std::path::Path;

use crate::{Ran, program_alone};

const SUPPORT: &str = env!("CARGO_BIN_EXE_support");
const CALCULATOR: &str = env!("CARGO_BIN_EXE_calculator");

fn run(program: &str, dir: &Path, arguments: &[&str]) -> Ran {
    let mut command = program_alone(program);
    command.args(arguments).current_dir(dir);
    command.output().unwrap().into()
}

#[test]
fn the_committed_lock_is_what_the_examples_promise() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    for program in [SUPPORT, CALCULATOR] {
        let ran = run(program, dir, &["lock", "--check", "--file", "agents.lock"]);
        assert_eq!(ran.stdout, "agents.lock: up to date\n");
        assert_eq!(ran.code, Some(0));
    }
}

#[test]
fn a_lock_is_written_once_and_checked_after() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("agents.lock");
    let lock = |program, arguments: &[&str]| {
        let arguments = [&["lock", "--file", "agents.lock"], arguments].concat();
        run(program, dir.path(), &arguments)
    };
    let ran = lock(SUPPORT, &["--check"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("is not there"), "{}", ran.stdout);
    assert!(!path.exists(), "a check writes nothing");

    assert_eq!(lock(SUPPORT, &[]).code, Some(0));
    let first = fs::read(&path).unwrap();
    assert_eq!(lock(SUPPORT, &["--check"]).code, Some(0));

    // Another program of the crate adds to it; the order of the two does not matter.
    assert_eq!(lock(CALCULATOR, &[]).code, Some(0));
    let both = fs::read(&path).unwrap();
    assert_eq!(lock(SUPPORT, &[]).code, Some(0));
    assert_eq!(fs::read(&path).unwrap(), both);
    assert_eq!(lock(SUPPORT, &["--prune"]).code, Some(0));
    assert_eq!(fs::read(&path).unwrap(), first);
    let names = fs::read_dir(dir.path()).unwrap();
    assert_eq!(names.count(), 1, "no file is left beside it");
}

#[test]
fn a_check_says_what_differs() {
    let dir = tempfile::tempdir().unwrap();
    run(SUPPORT, dir.path(), &["lock", "--file", "agents.lock"]);
    let path = dir.path().join("agents.lock");
    let text = fs::read_to_string(&path).unwrap();
    let changed = text
        .replace("\"gate\":\"ask_if\"", "\"gate\":\"open\"")
        .replace(
            "\"name\":\"get_order\",\"version\":1",
            "\"name\":\"get_order\",\"version\":0",
        );
    fs::write(&path, changed).unwrap();
    let ran = run(
        SUPPORT,
        dir.path(),
        &["lock", "--check", "--file", "agents.lock"],
    );
    assert_eq!(ran.code, Some(1));
    let line = "\n  tools.refund@1.gate: was \"open\", is \"ask_if\"\n";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("\n  tools.get_order@1: is new, {"),
        "{}",
        ran.stdout
    );

    fs::write(&path, text.replacen("{\"name\"", "{name", 1)).unwrap();
    let ran = run(SUPPORT, dir.path(), &["lock", "--file", "agents.lock"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr
            .starts_with("error: agents.lock: line 6 is no entry of a lock\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_new_lock_wakes_cargo_and_a_rewritten_one_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = dir.path().join("Cargo.toml");
    fs::write(&manifest, "[package]\n").unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let file = fs::File::options().append(true).open(&manifest).unwrap();
    let touched = || fs::metadata(&manifest).unwrap().modified().unwrap() > long_ago;
    let lock = || {
        let mut command = program_alone(SUPPORT);
        command.arg("lock").env("CARGO_MANIFEST_DIR", dir.path());
        assert!(command.output().unwrap().status.success());
    };
    file.set_modified(long_ago).unwrap();
    lock();
    assert!(dir.path().join("agents.lock").exists() && touched());
    file.set_modified(long_ago).unwrap();
    lock();
    assert!(!touched());
    assert_eq!(fs::read_to_string(&manifest).unwrap(), "[package]\n");
}

#[test]
fn a_program_that_cargo_did_not_start_asks_where_the_crate_is() {
    let dir = tempfile::tempdir().unwrap();
    let ran = run(SUPPORT, dir.path(), &["lock"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr
            .contains("note: run the program with `cargo run`, or name the file")
    );
}

#[test]
fn a_manifest_is_written_and_a_drift_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let manifest =
        |arguments: &[&str]| run(SUPPORT, dir.path(), &[&["manifest"], arguments].concat());
    assert_eq!(manifest(&["--out", "out/m.json"]).code, Some(1));
    fs::create_dir(dir.path().join("out")).unwrap();
    assert_eq!(manifest(&["--out", "out/m.json"]).code, Some(0));
    let path = dir.path().join("out/m.json");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(manifest(&[]).stdout, text);
    assert_eq!(manifest(&["--check", "out/m.json"]).code, Some(0));

    fs::write(&path, text.replace("\"idempotent\"", "\"write\"")).unwrap();
    let ran = manifest(&["--check", "out/m.json"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.stdout,
        "out/m.json: differs from this program\n  Support.steps.refund@1.class: was \"write\", is \"idempotent\"\n"
    );
    fs::write(&path, "{").unwrap();
    let ran = manifest(&["--check", "out/m.json"]);
    assert!(
        ran.stderr
            .contains("note: `manifest --out FILE` writes one"),
        "{}",
        ran.stderr
    );
}

#[test]
fn wrong_arguments_are_told_apart_from_findings() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        run(SUPPORT, dir.path(), &["manifest", "--nope"]).code,
        Some(2)
    );
    let ran = run(SUPPORT, dir.path(), &["manifest", "--agent", "Suport"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.stderr,
        "error: there is no agent `Suport`\nnote: this program has `Support`\n"
    );
    let help = run(SUPPORT, dir.path(), &["--help"]).stdout;
    assert!(help.contains("\n  lock "), "{help}");
}

#[test]
fn a_release_is_written_twice_alike_and_refused_when_altered() {
    let dir = tempfile::tempdir().unwrap();
    let release =
        |arguments: &[&str]| run(SUPPORT, dir.path(), &[&["release"], arguments].concat());
    let ran = release(&["--out", "one"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr
            .contains("note: add `--build $(git rev-parse HEAD)`"),
        "{}",
        ran.stderr
    );

    let one = release(&["--build", "3f2a9c1", "--out", "one"]).stdout;
    let two = release(&["--build", "3f2a9c1", "--out", "two"]).stdout;
    let (one, two) = (one.trim_end(), two.trim_end());
    assert_eq!(one.replace("one/", "two/"), two);
    let path = dir.path().join(one);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, fs::read_to_string(dir.path().join(two)).unwrap());
    assert_eq!(release(&["--check", one]).code, Some(0));
    fs::copy(&path, dir.path().join("good.json")).unwrap();
    let ran = release(&["--check", "good.json"]);
    assert_eq!(ran.code, Some(1));
    let name = path.file_name().unwrap().to_str().unwrap();
    assert_eq!(
        ran.stderr,
        format!(
            "error: good.json: the file's name is not the release's hash, so nobody can tell whether it was altered\nnote: the bytes are those of `{name}`; give it this name if that is the release you mean\n"
        )
    );

    let ask = |file| {
        run(
            SUPPORT,
            dir.path(),
            &["--release", file, "where is my order A-1001?"],
        )
    };
    let ran = ask(one);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let thread = fs::read_dir(dir.path().join(".threads")).unwrap();
    let mut paths = thread.map(|entry| entry.unwrap().path());
    let log = paths
        .find(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .unwrap();
    let started = &crate::events(&log)[0]["data"];
    assert_eq!(
        started["release"],
        one.trim_start_matches("one/").trim_end_matches(".json")
    );

    fs::write(&path, text.replace("the support agent", "the sales agent")).unwrap();
    let ran = release(&["--check", one]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("the release was changed after it was made"),
        "{}",
        ran.stdout
    );
    let ran = ask(one);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr
            .contains("the release was changed after it was made"),
        "{}",
        ran.stderr
    );

    let other = run(CALCULATOR, dir.path(), &["release", "--check", two]);
    assert_eq!(other.code, Some(1));
    assert!(
        other.stdout.contains("has no agent `Calculator`"),
        "{}",
        other.stdout
    );
}
