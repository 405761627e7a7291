//! What the formats cost: the table that the documents quote is what the program prints.

use std::fs;

use crate::{Ran, program_alone};

const TOKENS: &str = env!("CARGO_BIN_EXE_tokens");
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/tokens.txt");

#[test]
fn the_table_is_what_was_counted() {
    let ran: Ran = program_alone(TOKENS).output().unwrap().into();
    assert_eq!((ran.code, &*ran.stderr), (Some(0), ""));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(GOLDEN, &ran.stdout).unwrap();
    }
    let golden = fs::read_to_string(GOLDEN).unwrap_or_default();
    assert!(
        golden == ran.stdout,
        "{GOLDEN} is stale: run `UPDATE_GOLDEN=1 cargo test -p examples --test command_line tokens`\n{}",
        ran.stdout
    );
    // Nothing of the long run reaches the provider that its model has no room for.
    let last = ran.stdout.lines().last().unwrap();
    assert!(last.ends_with(" 0 of 49"), "{last}");
}
