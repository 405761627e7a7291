//! What programs may name: the dependencies of the crate `tests`, compiled once.

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Result;

/// Compiled dependencies.
pub(crate) struct Workspace {
    /// Cargo's target directory.
    pub(crate) target: PathBuf,
    /// Where the dependencies' own dependencies are.
    pub(crate) deps: PathBuf,
    /// Each crate by the name that programs give it, and its file.
    pub(crate) crates: Vec<(String, PathBuf)>,
}

/// Compiles the dependencies of the crate `tests`, those of its tests too, as `cargo check` does.
pub(crate) fn build() -> Result<Workspace> {
    // Without the filter cargo downloads what only other machines need.
    let filter = ["--filter-platform", &host()?];
    let metadata = cargo(&[&["metadata", "--format-version", "1"], &filter[..]].concat())?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"]
        .as_str()
        .ok_or("cargo names no target directory")?;
    let check = [
        "check",
        "-p",
        "tests",
        "--test",
        "ui",
        "--message-format",
        "json-render-diagnostics",
    ];
    let files = artifacts(&cargo(&check)?);
    let crates: Vec<_> = direct(&metadata)
        .filter_map(|(name, package)| Some((name, files.get(package)?.clone())))
        .collect();
    let (_, ours) = crates
        .iter()
        .find(|(name, _)| name == "agent_core")
        .ok_or("cargo compiled no agent_core")?;
    let deps = ours.parent().unwrap_or(Path::new(".")).to_owned();
    Ok(Workspace {
        target: target.into(),
        deps,
        crates,
    })
}

/// The machine that the compiler compiles for.
fn host() -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or("rustc".into());
    let said = String::from_utf8(Command::new(rustc).arg("-vV").output()?.stdout)?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("`rustc -vV` names no host")?.to_owned())
}

/// Cargo's standard output; its progress goes to the terminal.
fn cargo(args: &[&str]) -> Result<String> {
    let program = env::var_os("CARGO").unwrap_or("cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(program)
        .args(args)
        .args(["--manifest-path", manifest])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("`cargo {}` failed: the workspace must compile", args[0]).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// What the crate `tests` depends on: the name in its code, the package.
fn direct(metadata: &Value) -> impl Iterator<Item = (String, &str)> {
    let nodes = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten();
    let package = list(&metadata["packages"]).find(|package| package["name"] == "tests");
    let id = package.map(|package| &package["id"]);
    let ours = nodes.filter(move |node| Some(&node["id"]) == id);
    ours.flat_map(|node| list(&node["deps"]))
        .filter_map(|dep| Some((dep["name"].as_str()?.to_owned(), dep["pkg"].as_str()?)))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The file of each package's library. A library that macros and build scripts use is compiled whole and
/// has an `.rlib`; it is not the one that programs use, which is only checked.
fn artifacts(messages: &str) -> HashMap<String, PathBuf> {
    let mut files = HashMap::new();
    for message in messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        let names: Vec<&str> = list(&message["filenames"])
            .filter_map(Value::as_str)
            .collect();
        let is = |extension: &str| names.iter().find(|name| name.ends_with(extension));
        let file = is(".so").or(is(".dylib")).or(is(".rmeta"));
        if let (Some(file), None, Some(package)) =
            (file, is(".rlib"), message["package_id"].as_str())
        {
            files.insert(package.to_owned(), PathBuf::from(file));
        }
    }
    files
}
