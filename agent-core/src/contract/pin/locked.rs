//! What `agents.lock` says of a tool, and the const check that the tool is still that.

use super::super::const_text::Text;
use super::PinNode;
use super::bare::is;
use super::check::refuse;
use super::difference::Way;
use super::value::value;
use super::words::{Part, describe};
use crate::contract::{Class, Contract, Gate};
use crate::schema::ShapeRef;

/// A tool's entry in the lock.
#[derive(Debug)]
pub struct Locked {
    /// The line in the lock.
    pub line: &'static str,
    /// The contract's fingerprint when the lock was written.
    pub fingerprint: u64,
    /// The class, as the lock writes it.
    pub class: &'static str,
    /// The gate, as the lock writes it.
    pub gate: &'static str,
    /// The first line of the description that changed: what it says now, what the lock says.
    pub doc: Option<(&'static str, &'static str)>,
    /// The first parameter whose description changed: its name, what it says now, what the lock says.
    pub text: Option<(&'static str, &'static str, &'static str)>,
    /// The arguments.
    pub arguments: PinNode,
    /// The output.
    pub output: PinNode,
}

/// The file, beside the crate's `Cargo.toml`.
const FILE: &str = "agents.lock";

/// Stops the build, at the version, where a tool changed under it. `writing` is the value of the environment
/// variable `AGENTS_LOCK`, so that the program which writes the lock compiles.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_locked(
    contract: &'static Contract,
    locked: &'static Locked,
    writing: Option<&str>,
) {
    if locked.fingerprint == contract.fingerprint() || is_write(writing) {
        return;
    }
    let mut text = Text::new();
    text.add_all(&["tool `", contract.name, "` changed under version "]);
    text.add_number(contract.version as i128);
    text.add_all(&[": "]);
    changes(&mut text, contract, locked);
    text.add_all(&["\nnote: state a new version (`version = "]);
    text.add_number(contract.version as i128 + 1);
    text.add_all(&["`) and keep the old one as a `#[retired]` step, or write the lock anew: `AGENTS_LOCK=write cargo run -- lock`"]);
    text.fail();
}

/// Stops the build with what the macro found in the lock, unless the lock is being written.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn refuse_locked(message: &str, writing: Option<&str>) {
    if !is_write(writing) {
        refuse(message);
    }
}

const fn is_write(writing: Option<&str>) -> bool {
    match writing {
        Some(word) => is(word, "write"),
        None => false,
    }
}

/// Every change that can be told: of the shapes the first each.
const fn changes(text: &mut Text, contract: &'static Contract, locked: &'static Locked) {
    let told = plain_changes(text, contract, locked);
    let told = shape(
        text,
        told,
        Part::Arguments,
        &locked.arguments,
        contract.arguments,
    );
    let told = shape(text, told, Part::Output, &locked.output, contract.output);
    if let Some((name, now, then)) = locked.text {
        next(text, told);
        text.add_all(&["parameter `", name, "`"]);
        let now = if now.is_empty() {
            [" has no description", "", ""]
        } else {
            [" is described as `", now, "`"]
        };
        sides(text, locked, now, then);
    } else if !told {
        text.add_all(&["a text of its types is not that of "]);
        text.add_all(&[FILE, ":", locked.line]);
    }
}

/// What is compared word by word; whether anything changed.
const fn plain_changes(text: &mut Text, contract: &Contract, locked: &Locked) -> bool {
    let (class, gate) = (class(contract.class), gate(contract.gate));
    let mut told = false;
    if !is(class, locked.class) {
        sides(text, locked, ["its class is `", class, "`"], locked.class);
        told = true;
    }
    if !is(gate, locked.gate) {
        told = next(text, told);
        sides(text, locked, ["its gate is `", gate, "`"], locked.gate);
    }
    if let Some((now, then)) = locked.doc {
        told = next(text, told);
        sides(text, locked, ["its description says `", now, "`"], then);
    }
    told
}

/// The first difference of a shape; whether anything was told, this or before.
const fn shape(
    text: &mut Text,
    told: bool,
    part: Part,
    then: &'static PinNode,
    now: ShapeRef,
) -> bool {
    let Some(found) = value(Way::start(then, "", true), now, &[], false) else {
        return told;
    };
    next(text, told);
    describe(text, part, &found, FILE);
    true
}

/// Sets a further change apart from what was told.
const fn next(text: &mut Text, told: bool) -> bool {
    if told {
        text.add_all(&["\nand "]);
    }
    true
}

const fn sides(text: &mut Text, locked: &Locked, now: [&str; 3], then: &str) {
    text.add_all(&now);
    text.add_all(&["; ", FILE, ":", locked.line]);
    if then.is_empty() {
        text.add_all(&[" says nothing"]);
    } else {
        text.add_all(&[" says `", then, "`"]);
    }
}

const fn class(class: Class) -> &'static str {
    match class {
        Class::Read => "read",
        Class::Idempotent => "idempotent",
        Class::Write => "write",
    }
}

const fn gate(gate: Gate) -> &'static str {
    match gate {
        Gate::Open => "open",
        Gate::Always => "always",
        Gate::AskIf => "ask_if",
    }
}
