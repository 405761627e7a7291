//! Golden expansions: what users' programs are made to hold. `UPDATE=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::PathBuf;

/// Expands `golden/<name>.rs` and compares with `golden/<name>.expanded.rs`.
fn check(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/partial/golden");
    let item = fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
    let tokens = super::derive(item.parse().unwrap());
    let text = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    let golden = folder.join(format!("{name}.expanded.rs"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(golden).unwrap());
    text
}

#[test]
fn a_struct_with_every_wish() {
    let text = check("ticket");
    assert!(text.len() < 2_300, "{} bytes for five fields", text.len());
}

#[test]
fn an_enum_with_every_content() {
    check("move");
}

#[test]
fn a_newtype_looks_like_its_field() {
    check("newtype");
}

#[test]
fn a_unit_enum_is_whole() {
    check("color");
}

#[test]
fn a_refused_type_leaves_a_stub() {
    check("refused");
}
