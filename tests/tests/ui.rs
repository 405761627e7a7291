//! What the compiler says. Each case states one rule, in its name.

use std::fs;
use std::path::{Path, PathBuf};

/// Macros look for files beside the `Cargo.toml` of the crate that they expand in, which for these cases is one
/// that trybuild writes.
fn lay_out_files() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild/tests");
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for folder in ["prompts", "schemas"] {
        copy(&ours.join(folder), &target.join(folder));
    }
    fs::copy(ours.join("ui/agents.lock"), target.join("agents.lock")).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn ui() {
    lay_out_files();
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/fail/*.rs");
    // One error each, although the item with the mistake is used all over the program.
    cases.compile_fail("ui/recover/*.rs");
    cases.pass("ui/*/pass/*.rs");
}
