//! Nothing is added to what the user wrote: take a whole request, remove what stands in the template, the
//! types, their doc comments and the values, and the keys of the provider's JSON; nothing is left.

use std::collections::{BTreeMap, BTreeSet};

use agent_core::context::Format;
use agent_core::once::{classify, extract, next_step};
use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::schema::{Bound, TypesStyle, types_form};
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
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// Fünf, mit Schranken jeder Art.
#[data]
#[derive(Debug)]
struct Grenzen {
    #[schema(range(3..=77))]
    zahl: u8,
    #[schema(range(above = 0.5, below = 9.5))]
    bruch: f64,
    #[schema(length(2..=66))]
    wort: String,
    #[schema(pattern = "^[abc]$")]
    muster: String,
    #[schema(format = "email")]
    post: String,
    zeichen: char,
    ip: std::net::IpAddr,
    menge: BTreeSet<bool>,
    nummern: BTreeMap<u8, bool>,
    namen: BTreeMap<Drilling, bool>,
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

/// The words for a bound that the reader of a schema has no key for. With each goes what the author wrote: the
/// number, the pattern, the names of the keys.
const LIMITS: [&str; 11] = [
    "Minimum: ",
    "Maximum: ",
    "Greater than: ",
    "Less than: ",
    "Minimum length: ",
    "Maximum length: ",
    "Pattern: ",
    "Format: ",
    "No item twice.",
    "Keys: whole numbers",
    "Keys: ",
];

/// Every text under `description`.
fn descriptions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "description" => found.push(text.clone()),
                    _ => descriptions(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| descriptions(item, found)),
        _ => {}
    }
}

/// The words of `said` and of this test's types, up to where its own functions start.
fn written(said: &str) -> BTreeSet<String> {
    let source = include_str!("hidden.rs");
    let from = source.find("/// Zwei.").unwrap();
    let to = source.find("fn words").unwrap();
    &words(&source[from..to]) | &words(said)
}

/// The words of a request that nobody wrote: not the source of this test, nor its prompt, nor `said`.
fn ours(model: &ScriptedModel, said: &str) -> BTreeSet<String> {
    let mut known = written(said);
    known.extend(words(include_str!("../../prompts/hidden.md")));
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
    for format in [Format::Messages, Format::XML] {
        let model = ScriptedModel::new();
        let model = match format {
            Format::Messages => model.call("aus", r#"{"grund":"x"}"#),
            Format::Text(_) => model.text(r#"{"intent":"aus","grund":"x"}"#),
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

/// How many kinds of bounds there are; a new one does not compile before its words are listed and this counts it.
fn kinds(bound: &Bound) -> usize {
    match bound {
        Bound::Minimum(_)
        | Bound::Maximum(_)
        | Bound::ExclusiveMinimum(_)
        | Bound::ExclusiveMaximum(_)
        | Bound::MinLength(_)
        | Bound::MaxLength(_)
        | Bound::Pattern(_)
        | Bound::Format(_) => 8,
    }
}

/// A bound that the reader of a schema has no key for is told in the words listed above, each of which is
/// needed; beside them stands only what the author wrote.
#[tokio::test]
async fn dropped_bounds_are_told_in_the_listed_words() {
    // The others are of lists and maps.
    assert_eq!(LIMITS.len(), kinds(&Bound::MinLength(1)) + 3);
    let (lines, request) = told_of_limits().await;
    for words in LIMITS {
        assert!(lines.iter().any(|line| line.starts_with(words)), "{words}");
    }
    let rest = lines.iter().map(|line| {
        let listed = LIMITS.iter().find_map(|words| line.strip_prefix(words));
        listed.unwrap_or(line)
    });
    // The length of a `char`.
    let known = written("1 string int bool");
    let mut found = words(&rest.collect::<Vec<_>>().join(" "));
    found.retain(|word| !known.contains(word));
    assert_eq!(found, BTreeSet::new(), "{lines:?}");
    let mut found = BTreeSet::new();
    let known = &written("number boolean Fremdwort Quitte") | &words(NOTATION);
    let known = &known | &words(&lines.join(" "));
    all_words(&request, &mut found);
    found.retain(|word| !known.contains(word));
    assert_eq!(found, BTreeSet::new(), "only descriptions hold them");
}

/// The lines of the schema's descriptions and of the remarks beside the type's definition; and the request.
async fn told_of_limits() -> (Vec<String>, Value) {
    let model = ScriptedModel::new().text("{}");
    let asked = extract::<Grenzen>(&model, "Fremdwort", "Quitte").await;
    assert!(asked.is_err(), "only the question counts");
    let request = serde_json::from_str(&model.requests()[0]).unwrap();
    let mut found = Vec::new();
    descriptions(&request, &mut found);
    let types = types_form(Grenzen::SHAPE, &TypesStyle::default());
    let remarks = types.lines().filter_map(|line| line.split_once("// "));
    found.extend(remarks.map(|(_, remark)| remark.to_owned()));
    let lines = found.iter().flat_map(|text| text.lines());
    (lines.map(str::to_owned).collect(), request)
}
