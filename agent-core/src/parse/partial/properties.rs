//! Whatever the shape, the value and the chunks: nothing shown is taken back, and the end is the
//! one-shot parse.

use proptest::prelude::*;
use serde_json::Value;

use super::IncomingJson;
use crate::parse::{Options, ParseError, Parsed, parse_with};
use crate::schema::ShapeRef;
use crate::schema::check::random::pair;

/// The text in pieces, cut where the numbers say.
fn pieces<'t>(text: &'t str, cuts: &[prop::sample::Index]) -> Vec<&'t str> {
    let ends: Vec<usize> = (0..=text.len())
        .filter(|at| text.is_char_boundary(*at))
        .collect();
    let mut at: Vec<usize> = cuts.iter().map(|cut| *cut.get(&ends)).collect();
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    prop::collection::vec(any::<prop::sample::Index>(), 0..12)
}

fn read(json: Option<String>) -> Value {
    json.map_or(Value::Null, |json| serde_json::from_str(&json).unwrap())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        // A flattened object, or one that was only begun.
        Value::Object(members) => members.values().all(is_empty),
        _ => false,
    }
}

/// True if `later` has all that was shown before, and texts only grew.
fn grew(before: &Value, later: &Value) -> bool {
    match (before, later) {
        (Value::String(before), Value::String(later)) => later.starts_with(before),
        (Value::Array(before), Value::Array(later)) => {
            before.len() <= later.len() && before.iter().zip(later).all(|(a, b)| grew(a, b))
        }
        (Value::Object(before), Value::Object(later)) => before.iter().all(|(key, value)| {
            is_empty(value) || later.get(key).is_some_and(|later| grew(value, later))
        }),
        _ => is_empty(before) || before == later,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_stays_and_the_end_is_the_one_shot_parse(
        ((shape, value), pretty, cuts) in (pair(), any::<bool>(), cuts())
    ) {
        let shape = ShapeRef::new(shape);
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let mut incoming = IncomingJson::new(shape);
        let mut before = Value::Null;
        for chunk in pieces(&text, &cuts) {
            incoming.push(chunk);
            let now = read(incoming.partial());
            prop_assert!(grew(&before, &now), "{before} became {now}");
            before = now;
        }
        let whole = one_shot(&text, shape).unwrap();
        let shown: Value = before;
        let last: Value = serde_json::from_str(&whole.json).unwrap();
        if value.is_object() || value.is_array() {
            prop_assert!(grew(&last, &shown) && grew(&shown, &last), "{shown} for {last}");
        } else {
            prop_assert!(grew(&shown, &last), "{shown} for {last}");
        }
        prop_assert_eq!(incoming.finish(true).unwrap(), whole);
    }

    #[test]
    fn any_text_is_read_the_same_in_any_pieces(
        ((shape, _), text, cuts) in (pair(), r#"([{}\[\]:,"'`/#\\*\n ]|f[0-4]|"f[0-4]":|"This"|null|-?[0-9.e]|\\u[0-9a-f]{1,4}|<think>|</think>|<THOUGHT>|```|```json|“|”|„|«|»|「|」|\x{a0}|\x{200b}|//|,,|ä|😀|é|中|a){0,60}"#, cuts())
    ) {
        let shape = ShapeRef::new(shape);
        let mut whole = IncomingJson::new(shape);
        let told = whole.push(&text);
        let mut incoming = IncomingJson::new(shape);
        let mut grown = Vec::new();
        for chunk in pieces(&text, &cuts) {
            grown.extend(incoming.push(chunk));
            read(incoming.partial());
        }
        prop_assert_eq!(incoming.partial(), whole.partial());
        prop_assert_eq!(joined(grown), told);
        prop_assert_eq!(incoming.finish(true), one_shot(&text, shape));
    }
}

/// How much is shown of quotes that JSON does not have, while they come.
#[test]
fn quotes_of_every_language_are_shown_as_quotes() {
    let schema = r#"{"type":"object","properties":{"p":{"type":"string"},"q":{"type":"string"}},"required":["p","q"]}"#;
    let shape = crate::schema::import(schema).unwrap();
    for text in [
        "{“p”: “x y”,\u{a0}“q”: “zz",
        "{«p»: «x y», q: ”zz",
        "{「p」: 「x y」, q: 『zz",
    ] {
        let mut incoming = IncomingJson::new(shape);
        for c in text.chars() {
            incoming.push(c.encode_utf8(&mut [0; 4]));
        }
        let shown = read(incoming.partial());
        assert_eq!(shown, serde_json::json!({"p": "x y", "q": "zz"}), "{text}");
    }
}

/// What stopped at the model's limit is no value, however whole it looks.
#[test]
fn what_was_cut_off_is_never_a_value() {
    let shape = crate::schema::import(r#"{"type":"array","items":{"type":"integer"}}"#).unwrap();
    for text in [
        "[1, 2]",
        "```json\n[1, 2]\n```",
        "So: [1, 2]. Done",
        "[1, 2",
    ] {
        let come = || {
            let mut incoming = IncomingJson::new(shape);
            incoming.push(text);
            incoming
        };
        assert_eq!(come().finish(false), Err(ParseError::CutOff), "{text}");
        assert!(come().finish(true).is_ok(), "{text}");
    }
}

fn one_shot(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    parse_with(text, shape, &Options::new().complete(true))
}

/// The updates, with pieces of one text in one.
fn joined(updates: Vec<super::Update>) -> Vec<super::Update> {
    let mut joined: Vec<super::Update> = Vec::new();
    for update in updates {
        match (joined.last_mut(), &update.change) {
            (Some(last), super::Change::Text(more)) if last.pointer == update.pointer => {
                if let super::Change::Text(text) = &mut last.change {
                    text.push_str(more);
                    continue;
                }
                joined.push(update);
            }
            _ => joined.push(update),
        }
    }
    joined
}
