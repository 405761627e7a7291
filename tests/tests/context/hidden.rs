//! No hidden text: every word of a request comes from the agent's types and doc comments, its prompt, or
//! what people, the model and tools said. What is ours is the wire's structure and a few facts, listed here.

use std::collections::BTreeSet;

use agent_core::context::Format;
use agent_core::event::{Event, Fact};
use serde_json::Value;

use crate::{ANSWER, DENIAL, FIRST, SAID, THANKS, as_text, story};

/// The words of the chat dialect and of JSON Schema, and `step`, the wrapper that providers want around a
/// union.
const DIALECT: &str = "model scripted messages role content system user assistant tool tools type function name \
    description parameters strict tool_choice required tool_calls tool_call_id id arguments response_format \
    json_schema schema object properties additionalProperties number string array items enum anyOf step";

/// The names that the XML format gives to what is no step, and the entities in which it writes brackets.
const ELEMENTS: &str = "user_input tool_response human_response error wait_ended lt gt amp";

/// The words with which our crates put facts: the feedback on a reply with its example, and the kind of a failure.
const FACTS: &str = "there is no step did you mean a valid call reply 1 5 denied error";

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// Every word of every key and text within, also of JSON inside texts.
fn all_words(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            found.extend(words(key).map(str::to_owned));
            all_words(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| all_words(item, found)),
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => all_words(&inner, found),
            _ => found.extend(words(text).map(str::to_owned)),
        },
        Value::Number(number) => found.extend(words(&number.to_string()).map(str::to_owned)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The words that users, people and the model wrote, and that tools gave.
fn given(events: &[Event]) -> BTreeSet<String> {
    // The remarks of this test's authors are no words of an agent.
    let source = include_str!("agent.rs").lines();
    let source: String = source.filter(|line| !line.starts_with("//!")).collect();
    let prompt = include_str!("../../prompts/calculator.md");
    let said = SAID.iter().map(|said| as_text(said)).collect::<String>();
    let mut given = BTreeSet::new();
    // The last one is a tool's.
    for text in [
        source.as_str(),
        prompt,
        FIRST,
        DENIAL,
        ANSWER,
        THANKS,
        "apples",
        "inf is no number",
    ] {
        given.extend(words(text).map(str::to_owned));
    }
    given.extend(words(&said.replace("\\n", " ")).map(str::to_owned));
    for event in events {
        match Fact::read(event).unwrap() {
            Some(Fact::CallReturned(returned)) => {
                given.extend(words(&returned.value).map(str::to_owned));
            }
            Some(Fact::StepsChosen(chosen)) => {
                for step in chosen.steps {
                    given.extend(words(&step.arguments).map(str::to_owned));
                    // A call without the model's own name goes by its number.
                    given.extend([step.id, format!("call_{}", step.call)]);
                }
            }
            _ => {}
        }
    }
    given
}

fn listed(words: &str) -> impl Iterator<Item = String> {
    words.split_whitespace().map(str::to_owned)
}

/// The words of the last request that nobody gave, apart from the wire's structure.
async fn ours(format: Format) -> BTreeSet<String> {
    let (thread, requests) = story(format).await;
    let request: Value = serde_json::from_str(&requests[requests.len() - 1]).unwrap();
    let mut found = BTreeSet::new();
    all_words(&request, &mut found);
    assert!(found.len() > 60, "the words are found: {found:?}");
    let mut known = given(thread.events());
    known.extend(listed(DIALECT));
    if format == Format::XML {
        known.extend(listed(ELEMENTS));
    }
    let facts: BTreeSet<String> = listed(FACTS).collect();
    let mut ours = BTreeSet::new();
    for word in found.difference(&known) {
        let fact = facts.contains(&word.to_lowercase());
        ours.extend((!fact).then(|| word.clone()));
    }
    ours
}

#[tokio::test]
async fn messages_hold_no_word_of_ours() {
    assert_eq!(ours(Format::Messages).await, BTreeSet::new());
}

#[tokio::test]
async fn xml_holds_no_word_of_ours() {
    assert_eq!(ours(Format::XML).await, BTreeSet::new());
}

/// What the model reads of a refused reply or a failed call stands in the log, word for word, before it is
/// sent: it is the thread's, and a golden file or a person can see it.
#[tokio::test]
async fn facts_are_in_the_log_before_they_are_sent() {
    for format in crate::FORMATS {
        let (thread, requests) = story(format).await;
        let request = &requests[requests.len() - 1];
        let mut seen = 0;
        for event in thread.events() {
            let told = match Fact::read(event).unwrap() {
                Some(Fact::ReplyRefused(refused)) => refused.feedback,
                Some(Fact::CallFailed(failed)) => failed.failure.message,
                Some(Fact::ApprovalAnswered(answer)) => answer.comment.unwrap_or_default(),
                _ => continue,
            };
            let quoted = serde_json::to_string(&told).unwrap();
            assert!(request.contains(&quoted[1..quoted.len() - 1]), "{told}");
            seen += 1;
        }
        assert_eq!(seen, 4);
    }
}
