//! What the core's pure part costs its users: the promise of at most 25 run-time crates.

use std::collections::BTreeSet;
use std::process::Command;

const PURE: [&str; 3] = ["-p", "agent-core", "--no-default-features"];

/// The lines of `cargo tree` in this format, each once, without our own crates.
fn tree(format: &str, arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--prefix", "none"])
        .args(["--format", format])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    // A proc-macro's line ends with a remark, and a crate that was printed before with another.
    text.lines()
        .map(|line| line.replace(" (proc-macro)", "").replace(" (*)", ""))
        .filter(|line| !line.is_empty() && !line.starts_with("agent-"))
        .collect()
}

fn named(tree: &BTreeSet<String>, name: &str) -> Vec<String> {
    let prefix = format!("{name} ");
    let lines = tree.iter().filter(|line| line.starts_with(&prefix));
    lines.cloned().collect()
}

#[test]
fn the_pure_part_has_at_most_25_run_time_crates() {
    let edges = ["-e", "normal,no-proc-macro"];
    let tree = tree("{p}", &[&PURE[..], &edges].concat());
    assert!(!named(&tree, "serde_json").is_empty(), "{tree:#?}");
    assert!(tree.len() <= 25, "{} crates: {tree:#?}", tree.len());
}

#[test]
fn the_pure_part_has_no_runtime_no_client_no_randomness_and_one_syn() {
    let tree = tree("{p}", &[&PURE[..], &["-e", "normal"]].concat());
    for absent in ["tokio", "reqwest", "hyper", "rand", "getrandom", "chrono"] {
        assert_eq!(named(&tree, absent), Vec::<String>::new());
    }
    let syn = named(&tree, "syn");
    assert!(syn.len() == 1 && syn[0].starts_with("syn v3."), "{syn:?}");
}

/// The command line is built by hand: clap's derive would bring another syn into every user's build.
#[test]
fn the_commands_bring_no_second_syn() {
    let admin = [
        "-p",
        "agent-core",
        "--no-default-features",
        "--features",
        "admin",
        "-e",
        "normal",
    ];
    let tree = tree("{p}", &admin);
    assert_eq!(named(&tree, "clap").len(), 1);
    assert_eq!(named(&tree, "clap_derive"), Vec::<String>::new());
    let syn = named(&tree, "syn");
    assert!(syn.len() == 1 && syn[0].starts_with("syn v3."), "{syn:?}");
}

/// Features of `serde_json` unify onto the user's whole application, so we turn none of these on.
#[test]
fn serde_json_reads_and_writes_as_users_know_it() {
    let tree = tree("{p} {f}", &["-p", "agent-core", "-e", "normal"]);
    let lines = named(&tree, "serde_json");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("std")));
    for feature in [
        "raw_value",
        "preserve_order",
        "arbitrary_precision",
        "float_roundtrip",
    ] {
        let with: Vec<&String> = lines.iter().filter(|line| line.contains(feature)).collect();
        assert!(with.is_empty(), "{feature}: {with:?}");
    }
}
