//! The pages about the examples' agents.

use crate::program_alone;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const PROGRAMS: [(&str, &str); 2] = [
    ("support", env!("CARGO_BIN_EXE_support")),
    ("calculator", env!("CARGO_BIN_EXE_calculator")),
];

#[test]
fn the_pages_in_the_book_are_those_of_the_programs() {
    let mut stale = String::new();
    for (name, program) in PROGRAMS {
        for format in ["markdown", "html"] {
            let arguments = ["docs", "--format", format, "--out", "docs/agents"];
            let ran = program_alone(program)
                .args(arguments)
                .arg("--check")
                .current_dir(ROOT)
                .output()
                .unwrap();
            if !ran.status.success() {
                let said = String::from_utf8_lossy(&ran.stdout).into_owned();
                let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
                let command = format!(
                    "cargo run -p examples --bin {name} -- {}",
                    arguments.join(" ")
                );
                stale.extend([said, errors, format!("run: {command}\n")]);
            }
        }
    }
    assert!(stale.is_empty(), "\n{stale}");
}

#[test]
fn a_page_is_checked_and_written_anew() {
    let dir = tempfile::tempdir().unwrap();
    let docs = |more: &[&str]| {
        let mut command = program_alone(PROGRAMS[0].1);
        command.args(["docs", "--format", "mermaid"]).args(more);
        let ran = command.current_dir(dir.path()).output().unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        (ran.status.code(), said)
    };
    let (code, printed) = docs(&[]);
    assert_eq!(code, Some(0));
    assert!(printed.starts_with("flowchart LR\n"), "{printed}");

    assert_eq!(
        docs(&["--check"]).0,
        Some(2),
        "there is nothing to compare with"
    );
    let (code, said) = docs(&["--out", "pages", "--check"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("support.mmd:1: is not what this program says"),
        "{said}"
    );
    assert!(
        said.contains("`docs --format mermaid --out pages` writes it anew"),
        "{said}"
    );

    assert_eq!(docs(&["--out", "pages"]).0, Some(0));
    let file = dir.path().join("pages/support.mmd");
    assert_eq!(std::fs::read_to_string(file).unwrap(), printed);
    assert_eq!(docs(&["--out", "pages", "--check"]).0, Some(0));
    assert_eq!(docs(&["--out", "one.mmd", "--agent", "Support"]).0, Some(0));
    assert!(dir.path().join("one.mmd").is_file());
}

#[test]
fn an_unknown_format_is_refused() {
    let ran = program_alone(PROGRAMS[0].1)
        .args(["docs", "--format", "pdf"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(said.contains("html"), "{said}");
}
