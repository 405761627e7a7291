//! `#[prompt]`: a struct's fields are the template's variables.

use agent_core::once::{classify, extract};
use agent_core::prelude::*;
use agent_core::prompt::{Messages, Role};
use agent_core::testkit::ScriptedModel;
use serde_json::{Value, json};

/// How soon.
#[data]
#[derive(PartialEq)]
enum Priority {
    Low,
    Urgent,
}

/// A ticket.
#[data]
#[derive(PartialEq)]
struct Ticket {
    /// One line.
    title: String,
    priority: Priority,
}

#[prompt("prompts/triage.md", output = Ticket)]
struct Triage {
    tier: String,
    tickets: Vec<Ticket>,
    note: Option<String>,
}

const VERSION: &str = Triage::VERSION;
const HASH: u64 = Triage::HASH;
const OF_THE_TEMPLATE: &str = Triage::PROMPT.version();

fn triage() -> Triage {
    let ticket = |title: &str, priority| Ticket {
        title: title.into(),
        priority,
    };
    Triage {
        tier: "gold".into(),
        tickets: vec![
            ticket("No parcel", Priority::Urgent),
            ticket("A scratch", Priority::Low),
        ],
        note: None,
    }
}

const SHOWN: &str = "A gold customer:\n1. No parcel (!)\n2. A scratch\nNo note.\n\
    Answer with:\n// A ticket.\n{\n // One line.\n title: string,\n // How soon.\n priority: \"Low\"|\"Urgent\",\n}";

#[test]
fn the_struct_renders_its_template() {
    assert_eq!([VERSION, OF_THE_TEMPLATE], ["2.0.0"; 2]);
    assert_eq!(HASH, Triage::PROMPT.hash);
    let messages = triage().messages().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (messages[0].role, &*messages[0].text),
        (Role::System, SHOWN)
    );
    assert_eq!(
        (messages[1].role, &*messages[1].text),
        (Role::User, "Which ticket is first?")
    );
}

#[tokio::test]
async fn it_stands_before_a_question() {
    let model = ScriptedModel::new().text(r#"{"title":"No parcel","priority":"Urgent"}"#);
    let ticket: Ticket = extract(&model, &triage(), "").await.unwrap();
    assert_eq!(ticket, triage().tickets[0]);
    let request: Value = serde_json::from_str(&model.requests()[0]).unwrap();
    let messages = json!([
        {"role": "system", "content": SHOWN},
        {"role": "user", "content": "Which ticket is first?"},
    ]);
    assert_eq!(request["messages"], messages);
}

#[prompt(text = "Sort by {{ rule | upper }}.")]
struct Sorting {
    rule: String,
}

#[prompt(text = "Nothing to fill in.")]
struct Plain;

#[tokio::test]
async fn the_template_may_stand_in_the_source() {
    let model = ScriptedModel::new().text("Urgent");
    let sorting = Sorting {
        rule: "haste".into(),
    };
    let priority: Priority = classify(&model, &sorting, "Fire!").await.unwrap();
    assert_eq!(priority, Priority::Urgent);
    let request: Value = serde_json::from_str(&model.requests()[0]).unwrap();
    assert_eq!(request["messages"][0]["content"], "Sort by HASTE.");
    assert_eq!(Plain.render().unwrap(), "Nothing to fill in.");
    assert!(
        Sorting::PROMPT.label().starts_with("Sorting@#"),
        "{}",
        Sorting::PROMPT.label()
    );
}
