//! What the compiler says. Each case states one rule, in its name.

use std::fs;
use std::path::Path;

#[test]
fn ui() {
    for folder in ["prompts", "schemas"] {
        lend(folder);
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/fail/*.rs");
    cases.pass("ui/*/pass/*.rs");
}

/// Copies the files of a folder to where the cases look for them: beside the Cargo.toml that trybuild writes.
fn lend(folder: &str) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let lent = target.join("tests/trybuild/tests").join(folder);
    let Ok(files) = fs::read_dir(own) else {
        return; // no such folder yet
    };
    fs::create_dir_all(&lent).unwrap();
    for file in files.map(|file| file.unwrap().path()) {
        if file.is_file() {
            fs::copy(&file, lent.join(file.file_name().unwrap())).unwrap();
        }
    }
}
