//! What tools cost to compile. `cargo run -p tests --bin build-cost`
//!
//! Writes a crate of so many tools, once with this library's macros and once with the derives of serde
//! and schemars on plain structs and a tagged enum, and checks it with its dependencies built before.
//! Prints CPU seconds beyond those of an empty crate, cold and after one edit of one tool, and bytes of expanded
//! code. Linux only.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MANIFEST: &str = r#"[package]
name = "probe"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
agent-core = { path = "AGENT_CORE", default-features = false }
schemars = { version = "1", features = ["derive"] }
serde = { version = "1", features = ["derive"] }
"#;

const TYPES: &str = "
/// How soon.
DERIVE
#[serde(rename_all = \"snake_case\")]
pub enum Urgency {
    /// Some day.
    Low,
    /// This week.
    Normal,
    /// Today.
    VeryHigh,
}

/// Where to.
DERIVE
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub zip: String,
}
";

const FIELDS: [(&str, &str); 5] = [
    (
        "order_id: String",
        "Order number as printed on the receipt.",
    ),
    ("quantity: u32", "How many pieces."),
    ("urgency: Urgency", "How soon it is needed."),
    ("address: Address", "Where to deliver it."),
    ("notes: Vec<String>", "What else matters."),
];

fn main() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/build-cost");
    let dir = std::env::args().nth(1).map_or(dir, PathBuf::from);
    prepare(&dir);
    let empty = Cost::of(&dir, "");
    println!("| tools | | ours, CPU s | derives, CPU s | ratio | ours, bytes a tool | derives |");
    println!("|--:|---|--:|--:|--:|--:|--:|");
    for tools in [1, 50, 200] {
        let [ours, plain] = [ours(tools), plain(tools)].map(|source| Cost::of(&dir, &source));
        for (what, ours, plain) in [
            ("cold", ours.cold - empty.cold, plain.cold - empty.cold),
            (
                "after an edit",
                ours.edit - empty.edit,
                plain.edit - empty.edit,
            ),
        ] {
            println!(
                "| {tools} | {what} | {ours:.2} | {plain:.2} | {:.2} × | | |",
                ours / plain
            );
        }
        let [ours, plain] = [ours.bytes, plain.bytes].map(|bytes| (bytes - empty.bytes) / tools);
        println!("| {tools} | expanded | | | | {ours} | {plain} |");
    }
}

/// What one source costs.
struct Cost {
    cold: f64,
    edit: f64,
    bytes: usize,
}

impl Cost {
    fn of(dir: &Path, source: &str) -> Self {
        Self {
            cold: fastest(|| check(dir, source, "0")),
            edit: fastest(|| {
                check(dir, source, "1");
                check(dir, &source.replace("of kind 0", "of another kind"), "1")
            }),
            bytes: expand(dir, source),
        }
    }
}

/// Writes the crate and builds its dependencies.
fn prepare(dir: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let core = root.join("agent-core").canonicalize().expect("agent-core");
    fs::create_dir_all(dir.join("src")).expect("a directory");
    let manifest = MANIFEST.replace("AGENT_CORE", &core.to_string_lossy());
    fs::write(dir.join("Cargo.toml"), manifest).expect("a manifest");
    // The versions that the workspace uses, so that nothing is fetched.
    fs::copy(root.join("Cargo.lock"), dir.join("Cargo.lock")).expect("a lock file");
    check(dir, "", "0");
    check(dir, "", "1");
}

/// CPU seconds of a check of this source.
fn check(dir: &Path, source: &str, incremental: &str) -> f64 {
    fs::write(dir.join("src/lib.rs"), source).expect("a source");
    let before = children();
    cargo(dir, &["check"], incremental);
    children() - before
}

fn fastest(measure: impl Fn() -> f64) -> f64 {
    (0..3).map(|_| measure()).fold(f64::INFINITY, f64::min)
}

/// Bytes of the expanded source.
fn expand(dir: &Path, source: &str) -> usize {
    fs::write(dir.join("src/lib.rs"), source).expect("a source");
    let arguments = ["rustc", "--profile", "check", "--", "-Zunpretty=expanded"];
    cargo(dir, &arguments, "0").stdout.len()
}

fn cargo(dir: &Path, arguments: &[&str], incremental: &str) -> Output {
    // A source that is written within the same moment must count as new.
    std::thread::sleep(std::time::Duration::from_millis(20));
    let out = Command::new("cargo")
        .args(arguments)
        .current_dir(dir)
        .env("CARGO_TARGET_DIR", dir.join("target"))
        .env("CARGO_INCREMENTAL", incremental)
        .env("CARGO_NET_OFFLINE", "true")
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .expect("cargo");
    let text = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{text}");
    out
}

/// CPU seconds of all children that have ended.
fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = stat.rsplit_once(") ").expect("a name");
    let ticks = fields.split(' ').skip(13).take(2);
    ticks
        .map(|field| field.parse::<f64>().expect("ticks"))
        .sum::<f64>()
        / 100.0
}

fn ours(tools: usize) -> String {
    let mut source = TYPES.replace("DERIVE", "#[agent_core::data]");
    let mut variants = String::new();
    for n in 0..tools {
        let fields = fields("");
        let _ = write!(
            source,
            "\n/// Order an article of kind {n}, to be sent to the address as soon as it is in the store.\n#[agent_core::tool(read)]\npub async fn tool{n}({fields}) -> Address {{\n    drop((order_id, quantity, urgency, notes));\n    address\n}}\n"
        );
        let _ = writeln!(variants, "    Tool{n}(Tool{n}),");
    }
    let _ = write!(
        source,
        "\n/// An agent.\n#[agent_core::agent]\npub enum Step {{\n{variants}    /// Say what was done.\n    #[done]\n    Reply {{\n        /// To the user.\n        message: String,\n    }},\n}}\n"
    );
    source
}

fn plain(tools: usize) -> String {
    let derive = "#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]";
    let mut source = TYPES.replace("DERIVE", derive);
    let mut variants = String::new();
    for n in 0..tools {
        let fields = fields("pub ");
        let _ = write!(
            source,
            "\n/// Order an article of kind {n}, to be sent to the address as soon as it is in the store.\n{derive}\n#[serde(deny_unknown_fields)]\npub struct Tool{n} {{{fields}}}\n\npub async fn tool{n}(call: Tool{n}) -> Address {{\n    call.address\n}}\n"
        );
        let _ = writeln!(variants, "    Tool{n}(Tool{n}),");
    }
    let _ = write!(
        source,
        "\n/// A step.\n{derive}\n#[serde(tag = \"intent\", rename_all = \"snake_case\")]\npub enum Step {{\n{variants}    /// Say what was done.\n    Reply {{\n        /// To the user.\n        message: String,\n    }},\n}}\n"
    );
    source
}

/// The fields or parameters of a tool.
fn fields(visibility: &str) -> String {
    FIELDS.iter().fold(String::new(), |mut text, (field, doc)| {
        let _ = write!(text, "\n    /// {doc}\n    {visibility}{field},");
        text
    }) + "\n"
}
