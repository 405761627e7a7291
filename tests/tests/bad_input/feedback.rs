//! What the model is told of each kind of bad reply, word for word: `tests/golden/feedback.md`, which the chapter on
//! errors quotes. Run with `UPDATE_GOLDEN=1` to write it anew, then read the difference.

use std::fmt::Write as _;

use agent_core::context::Format;
use agent_core::parse::feedback::FEEDBACK_CHARS;
use agent_core::testkit::ScriptedModel;

use super::{DONE, DONE_TEXT, run};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/feedback.md");
const CHAPTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md");

/// A kind of bad reply: its calls, or its text.
enum Bad {
    Calls(&'static [(&'static str, &'static str)]),
    Text(&'static str),
    CutOff(&'static str),
}

use Bad::{Calls, CutOff, Text};

const CASES: &[(&str, Bad)] = &[
    (
        "A step that there is not, near one that there is",
        Calls(&[("devide", r#"{"a":1,"b":2}"#)]),
    ),
    (
        "A step that there is not, far from all",
        Calls(&[("delete_everything", "{}")]),
    ),
    (
        "An argument of the wrong type",
        Calls(&[("divide", r#"{"a":"three","b":4}"#)]),
    ),
    (
        "A value out of its bounds, deep inside",
        Calls(&[(
            "place_order",
            r#"{"customer":"Ada","lines":[{"item":"tea","count":51}],"speed":"fast"}"#,
        )]),
    ),
    (
        "An argument that is missing",
        Calls(&[("divide", r#"{"a":3}"#)]),
    ),
    (
        "An argument that there is not",
        Calls(&[("divide", r#"{"a":3,"b":4,"bb":5}"#)]),
    ),
    (
        "A word that is none of the choices",
        Calls(&[(
            "place_order",
            r#"{"customer":"Ada","lines":[],"speed":"fats"}"#,
        )]),
    ),
    (
        "Arguments that are no JSON",
        Calls(&[("divide", "three by four")]),
    ),
    (
        "Arguments that end before their JSON does",
        Calls(&[("divide", r#"{"a":3,"b":"#)]),
    ),
    ("Arguments that are a list", Calls(&[("divide", "[3,4]")])),
    (
        "No arguments where some are needed",
        Calls(&[("divide", "")]),
    ),
    ("Arguments that are no object", Calls(&[("divide", "7")])),
    (
        "An argument that says more than its number",
        Calls(&[("divide", r#"{"a":"3 apples","b":4}"#)]),
    ),
    (
        "A null where a value is needed",
        Calls(&[("divide", r#"{"a":null,"b":4}"#)]),
    ),
    (
        "An argument twice, with two values",
        Calls(&[("divide", r#"{"a":1,"a":2,"b":3}"#)]),
    ),
    (
        "A call within the arguments",
        Calls(&[("divide", r#"{"name":"divide","arguments":{"a":1,"b":2}}"#)]),
    ),
    (
        "An object where a list is meant",
        Calls(&[(
            "place_order",
            r#"{"customer":"Ada","lines":{"thing":"tea"},"speed":"fast"}"#,
        )]),
    ),
    (
        "A name in other letters, with a prefix",
        Calls(&[("functions.Divide", r#"{"a":1,"b":2}"#)]),
    ),
    ("A call without a name", Calls(&[("", r#"{"a":1,"b":2}"#)])),
    (
        "Two bad calls and a good one",
        Calls(&[("divide", r#"{"a":3}"#), ("look", "{}"), ("devide", "{}")]),
    ),
    ("Plain text", Text("I divided 3 by 4 and all is well!")),
    ("No text at all", Text("")),
    (
        "A call as a program would write it",
        Text("divide(a=3, b=4)"),
    ),
    (
        "A call in tags of another model",
        Text("<tool_call>\n{\"name\": \"devide\", \"arguments\": {\"a\": 3}}\n</tool_call>"),
    ),
    (
        "A step as text that there is not",
        Text(r#"I will use {"intent":"devide","a":3,"b":4}"#),
    ),
    (
        "A step as text whose arguments stand one level too deep",
        Text(r#"{"intent":"divide","arguments":{"a":3,"b":4}}"#),
    ),
    (
        "A step as text that is not closed",
        Text("```json\n{\"intent\":\"divide\",\"a\":3"),
    ),
    (
        "A step as text, with a wrong argument",
        Text(r#"{"intent":"divide","a":"three","b":4}"#),
    ),
    (
        "Two steps as text that are wrong, and one that is right",
        Text(r#"[{"intent":"divide","a":3},{"intent":"look"},{"intent":"devide"}]"#),
    ),
    ("JSON that names no step", Text(r#"{"a":3,"b":4}"#)),
    (
        "A reply that was cut off at the token limit",
        CutOff(r#"{"intent":"divide","a":3"#),
    ),
];

async fn told(bad: &Bad) -> String {
    let model = ScriptedModel::new();
    let story = match bad {
        Calls(calls) => {
            let script = model.calls(calls.iter().copied()).call(DONE.0, DONE.1);
            run(script, Format::Messages).await
        }
        Text(text) => run(model.text(text).text(DONE_TEXT), Format::XML).await,
        CutOff(text) => run(model.cut_off(text).text(DONE_TEXT), Format::XML).await,
    };
    let refused = story.refused();
    let mut out = String::new();
    match refused.calls.as_slice() {
        calls @ [_, _, ..] if matches!(bad, Calls(_)) => {
            for call in calls {
                writeln!(
                    out,
                    "`{}`, `{}`:\n\n```text\n{}\n```\n",
                    call.step, call.error, call.feedback
                )
                .unwrap();
            }
        }
        _ => writeln!(
            out,
            "`{}`:\n\n```text\n{}\n```\n",
            refused.error, refused.feedback
        )
        .unwrap(),
    }
    let told = refused.calls.iter().map(|call| &call.feedback);
    for text in told.chain([&refused.feedback]) {
        assert!(text.chars().count() <= FEEDBACK_CHARS, "{text}");
    }
    out
}

#[tokio::test]
async fn each_kind_of_bad_reply_has_its_words() {
    let mut shown = String::from("# What the model is told\n\n");
    for (title, bad) in CASES {
        write!(shown, "## {title}\n\n{}", told(bad).await).unwrap();
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &shown).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    assert_eq!(shown, golden, "UPDATE_GOLDEN=1 writes it anew");
}

/// The chapter on errors quotes, and does not make up.
#[test]
fn the_chapter_quotes_the_words() {
    let golden = std::fs::read_to_string(GOLDEN).unwrap();
    let chapter = std::fs::read_to_string(CHAPTER).unwrap();
    let quotes: Vec<&str> = chapter.split("```text\n").skip(1).collect();
    assert!(quotes.len() >= 3);
    for quote in quotes {
        let quote = quote.split("\n```").next().unwrap();
        assert!(golden.contains(quote), "not said any more:\n{quote}");
    }
}
