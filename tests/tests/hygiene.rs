//! The macros work wherever Rust lets them stand, and a mistake in one item stays in that item.
//!
//! Judged by the program `ui`, which compiles a file in a fraction of a second and links nothing.

use std::process::Command;

/// The columns of each file's line.
fn judged(dir: &str) -> Vec<Vec<String>> {
    let dir = format!("{}/{dir}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_ui"))
        .arg(dir)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| line.contains('\t'));
    lines
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

#[test]
fn where_macros_may_stand_they_compile_without_a_warning() {
    let cases = judged("ui/hygiene");
    assert!(cases.len() >= 16, "{} cases", cases.len());
    for case in cases {
        assert_eq!(case[1..], ["0", "0", "-", "ok"], "{}", case[0]);
    }
}

#[test]
fn one_mistake_is_one_error_however_much_the_item_is_used() {
    let cases = judged("ui/recover");
    assert!(cases.len() >= 20, "{} cases", cases.len());
    for case in cases {
        assert_eq!(case[1], "1", "{}: {}", case[0], case[4]);
    }
}
