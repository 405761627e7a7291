//! Golden expansions: what users' programs are made to hold. `UPDATE=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::PathBuf;

use proc_macro2::TokenStream;

/// Expands `golden/<name>.rs` and compares with `golden/<name>.expanded.rs`.
fn check(name: &str, keys: &str) -> TokenStream {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/tool/golden");
    let function = fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
    let tokens = super::tool(keys.parse().unwrap(), &function.parse().unwrap());
    let text = prettyplease::unparse(&syn::parse2(tokens.clone()).unwrap());
    let text = text.replace(env!("CARGO_MANIFEST_DIR"), "…"); // the directory of the crate that is compiled
    let golden = folder.join(format!("{name}.expanded.rs"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(golden).unwrap());
    tokens
}

#[test]
fn a_tool_with_a_dependency() {
    let tokens = check("get_order", "read");
    let bytes = tokens.to_string().len();
    assert!(
        bytes < 3_750,
        "{bytes} bytes of code for a tool with two arguments"
    );
}

#[test]
fn a_tool_with_every_key() {
    let keys = "name = \"refund-v2\", version = 2, call = RefundCall, idempotent, destructive, \
                ask_if = |r| r.amount > 500, timeout = \"1m 30s\", attempts = 3, concurrent, crate = renamed::core";
    check("refund", keys);
}

#[test]
fn a_tool_without_parameters() {
    check("ping", "");
}

/// The file's bytes are named, so an edit of it compiles the tool again.
#[test]
fn a_tool_that_is_pinned_to_a_schema() {
    let tokens = check(
        "search_kb",
        "read, schema = \"src/tool/golden/search_kb.json\"",
    );
    assert!(tokens.to_string().contains("include_bytes"));
}

#[test]
fn a_tool_with_limits_and_defaults() {
    check("limits", "read");
}

#[test]
fn a_tool_with_the_context_behind_a_condition() {
    check("context", "");
}

#[test]
fn a_tool_of_raw_names() {
    check("raw", "");
}

#[test]
fn a_refused_tool_leaves_a_stub() {
    check("refused", "");
}

#[test]
fn the_same_function_expands_the_same_way() {
    let keys = || "read".parse().unwrap();
    let function = || "/// Doc\nfn f(a: u8) {}".parse().unwrap();
    let first = super::tool(keys(), &function()).to_string();
    assert_eq!(first, super::tool(keys(), &function()).to_string());
}
