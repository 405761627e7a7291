//! Nothing is added to what the user wrote: take a whole request, remove what stands in the template, the
//! types, their doc comments and the values, and the keys of the provider's JSON; nothing is left.

use std::collections::BTreeSet;

use agent_core::context::Format;
use agent_core::once::{classify, extract, next_step};
use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use serde_json::Value;

/// The words of the chat dialect and of JSON Schema, `step`, the wrapper that providers want around a union, and
/// the notation of types.
const NOTATION: &str = "model scripted messages role content system user assistant tools type function name \
    description parameters strict tool_choice required response_format json_schema schema object properties \
    additionalProperties false true string integer array items enum anyOf step null int bool user_input";

/// Zwei.
#[data]
#[derive(Debug, PartialEq)]
struct Zwilling {
    /// Vorname.
    vor: String,
    nach: Option<u8>,
}

/// Drei.
#[data]
#[derive(Debug, PartialEq)]
enum Drilling {
    Tick,
    Trick,
}

#[prompt(text = "Eins {{ wort | upper }}. {{ output_format(prefix = 'Form: ') }}", output = Zwilling)]
struct Eins {
    wort: String,
}

/// Rufen.
#[tool(read)]
fn rufen(name: Zwilling) -> String {
    name.vor
}

/// Zustand.
#[data]
#[derive(Default)]
struct Zustand {
    ort: String,
}

impl State<Vier> for Zustand {
    fn apply(&mut self, _: &VierOutcome) {}
}

/// Vier.
#[agent(prompt = "prompts/hidden.md", state = Zustand)]
enum Vier {
    Rufen(Rufen),
    /// Schluss.
    #[done]
    Aus {
        grund: String,
    },
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The words of a request, and of JSON inside its texts.
fn all_words(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                found.extend(words(key));
                all_words(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| all_words(item, found)),
        Value::String(text) => found.extend(words(text)),
        other => found.extend(words(&other.to_string())),
    }
}

/// The words of a request that nobody wrote: not the source of this test, nor its prompt, nor `said`.
fn ours(model: &ScriptedModel, said: &str) -> BTreeSet<String> {
    let source = include_str!("hidden.rs");
    let from = source.find("/// Zwei.").unwrap();
    let to = source.find("fn words").unwrap();
    let mut known = words(&source[from..to]);
    known.extend(words(include_str!("../../prompts/hidden.md")));
    known.extend(words(said));
    known.extend(words(NOTATION));
    let mut found = BTreeSet::new();
    for request in model.requests() {
        all_words(&serde_json::from_str(&request).unwrap(), &mut found);
    }
    assert!(found.len() > 12, "the words are found: {found:?}");
    found.difference(&known).cloned().collect()
}

#[tokio::test]
async fn a_single_question_holds_no_word_of_ours() {
    let model = ScriptedModel::new()
        .text(r#"{"vor":"Ada"}"#)
        .text("Tick")
        .text(r#"{"intent":"aus","grund":"x"}"#);
    let prompt = Eins {
        wort: "Xylophon".into(),
    };
    let _: Zwilling = extract(&model, &prompt, "Quitte").await.unwrap();
    let _: Drilling = classify(&model, &prompt, "Quitte").await.unwrap();
    let _: Vier = next_step(&model, "Quitte").await.unwrap();
    assert_eq!(ours(&model, "Xylophon Quitte"), BTreeSet::new());
}

#[tokio::test]
async fn an_agents_prompt_with_its_output_format_holds_no_word_of_ours() {
    for format in [Format::Messages, Format::Xml] {
        let model = ScriptedModel::new();
        let model = match format {
            Format::Messages => model.call("aus", r#"{"grund":"x"}"#),
            Format::Xml => model.text(r#"{"intent":"aus","grund":"x"}"#),
        };
        let model = std::sync::Arc::new(model);
        let runner = Runner::<Vier>::new(std::sync::Arc::clone(&model), ()).format(format);
        let state = Zustand {
            ort: "Zypern".into(),
        };
        let mut thread = runner.start("t".parse().unwrap(), &state).await.unwrap();
        runner.send(&mut thread, "Quitte").await.unwrap();
        runner.run(&mut thread).await.unwrap();
        // The tag's name is the author's: `intent` unless stated.
        assert_eq!(
            ours(&model, "Zypern Quitte intent"),
            BTreeSet::new(),
            "{format:?}"
        );
    }
}

/// The test above can fail.
#[tokio::test]
async fn a_word_that_nobody_wrote_is_found() {
    let model = ScriptedModel::new().text("Tick");
    let _: Drilling = classify(&model, "Fremdwort", "Quitte").await.unwrap();
    assert_eq!(ours(&model, "Quitte"), words(concat!("Fremd", "wort")));
}
