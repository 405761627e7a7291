//! The lock (row M5.4): what stands in it, what stays in it, and what is no lock.

use agent_core::agent::Agent;
use agent_core::lock::{Lock, LockError};
use agent_core::tool::Tool;
use serde_json::Value;

mod v1 {
    use agent_core::prelude::*;

    /// Pay in euros.
    #[tool(version = 1)]
    pub(super) fn pay(euros: u64) -> String {
        euros.to_string()
    }
}

mod v2 {
    use agent_core::prelude::*;

    /// Pay in cents.
    #[tool(idempotent, destructive, version = 2)]
    pub(super) fn pay(
        /// How much.
        cents: u64,
    ) -> String {
        cents.to_string()
    }

    /// Look around.
    #[tool(read)]
    pub(super) fn look() -> String {
        String::new()
    }

    /// A cashier.
    #[agent(prompt = "prompts/cashier.md")]
    pub(super) enum Cashier {
        Pay(Pay),
        Look(Look),
        /// The version that old threads know.
        #[retired]
        PayV1(super::v1::Pay),
        /// The end.
        #[done]
        Done,
    }
}

mod other {
    use agent_core::prelude::*;

    /// Pay in dollars.
    #[tool(version = 2)]
    pub(super) fn pay(dollars: u64) -> String {
        dollars.to_string()
    }

    /// Another cashier.
    #[agent]
    pub(super) enum Other {
        Pay(Pay),
        /// The end.
        #[done]
        Done,
    }
}

fn lock() -> Lock {
    Lock::of(&[v2::Cashier::SPEC], &[], &[]).unwrap()
}

fn keys(list: &Value) -> Vec<String> {
    let key = |entry: &Value| {
        let name = entry.get("name").or(entry.get("file")).unwrap();
        format!("{} {}", name.as_str().unwrap(), entry["version"])
    };
    list.as_array().unwrap().iter().map(key).collect()
}

#[test]
fn only_what_states_a_version_stands_in_it_retired_or_not() {
    let value: Value = serde_json::from_str(&lock().to_string()).unwrap();
    assert_eq!(value["format"], 1);
    assert_eq!(keys(&value["tools"]), ["pay 1", "pay 2"]);
    assert_eq!(keys(&value["prompts"]), ["prompts/cashier.md \"2.0.1\""]);
    let pay = &value["tools"][1];
    assert_eq!(pay["class"], "idempotent");
    assert_eq!(pay["gate"], "always");
    assert_eq!(pay["description"], "Pay in cents.");
    assert_eq!(pay["arguments"]["properties"]["cents"]["minimum"], 0);
    assert_eq!(pay["output"]["type"], "string");
    let prompt = include_str!("../prompts/cashier.md");
    assert_eq!(value["prompts"][0]["text"], prompt);
}

#[test]
fn its_bytes_depend_on_nothing_but_the_agents() {
    let text = lock().to_string();
    assert_eq!(text, lock().to_string());
    let both = [v2::Cashier::SPEC, v2::Cashier::SPEC];
    assert_eq!(Lock::of(&both, &[], &[]).unwrap().to_string(), text);
    assert!(text.starts_with("{\"format\":1,\n\"prompts\":[\n{\"file\":"));
    assert!(text.ends_with("}\n]}\n"));
    assert_eq!(text.lines().count(), 8, "{text}");
}

#[test]
fn a_lock_of_nothing_is_a_lock() {
    let text = Lock::default().to_string();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["tools"].as_array().map(Vec::len), Some(0));
    assert_eq!(Lock::read(&text), Ok(Lock::default()));
}

#[test]
fn what_the_program_has_no_more_stays_byte_for_byte() {
    let text = lock().to_string();
    let old = text
        .replace("\"version\":1,", "\"version\":7,")
        .replace("Pay in euros.", "Pay in shells.");
    let mut new = lock();
    new.keep(Lock::read(&old).unwrap());
    assert_eq!(new.counts(), (1, 3));
    let shells = old.lines().find(|line| line.contains("shells")).unwrap();
    let shells = shells.trim_end_matches(',');
    assert!(new.to_string().contains(shells));
    // The program's own entries win over the file's.
    assert!(new.to_string().contains("Pay in euros."));
}

#[test]
fn two_tools_of_one_name_and_version_are_refused() {
    let error = Lock::of(&[v2::Cashier::SPEC, other::Other::SPEC], &[], &[]).unwrap_err();
    assert!(matches!(
        error,
        LockError::TwoTools {
            name: "pay",
            version: 2,
            ..
        }
    ));
    let text = error.to_string();
    assert!(text.starts_with("two tools are `pay@2`, one at "), "{text}");
    assert_eq!(text.matches("lock.rs:").count(), 2, "{text}");
}

#[test]
fn a_line_that_is_no_entry_is_named() {
    let text = lock().to_string();
    let middle = text.len() / 2;
    for (broken, line) in [
        (
            text.replace("\"prompts\":[", "<<<<<<< ours\n\"prompts\":["),
            2,
        ),
        (text.replace("\"format\":1", "\"format\":2"), 1),
        (text[..middle].to_owned(), text[..middle].lines().count()),
        (text.replace("\"version\":2", "\"version\":\"x\\\""), 7),
    ] {
        assert_eq!(
            Lock::read(&broken),
            Err(LockError::Line { line }),
            "{broken}"
        );
    }
}

#[test]
fn prompts_and_tools_of_no_agent_stand_in_it_too() {
    let prompt = v2::Cashier::SPEC.prompt.unwrap();
    let lock = Lock::of(&[], &[prompt], &[v1::Pay::CONTRACT]).unwrap();
    assert_eq!(lock.counts(), (1, 1));
    let mut other = prompt.clone();
    other.text = "another text".into();
    let error = Lock::of(&[v2::Cashier::SPEC], &[&other], &[]).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("two prompts are `prompts/cashier.md@2.0.1`\n"),
        "{text}"
    );
    // A prompt without a version is held to nothing.
    other.version = "".into();
    assert_eq!(Lock::of(&[], &[&other], &[]).unwrap().counts(), (0, 0));
}
