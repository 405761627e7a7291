//! Slips of models, each with what it is read as or why it is not: schemas that came as text.

use super::{Options, ParseError, Parsed, RepairKind, explain, lenient_schema, parse_with};
use crate::schema::{Lossy, import};

const TEXT_MAP: &str = r#"{"type":"object","additionalProperties":{"type":"string"}}"#;
const NUMBER_MAP: &str = r#"{"type":"object","additionalProperties":{"type":"integer"}}"#;
const TEXTS: &str = r#"{"type":"array","items":{"type":"string"}}"#;
const POINT: &str = r#"{"type":"object","properties":{"p":{"type":"string"},"q":{"type":"integer"}},"required":["p","q"],"additionalProperties":false}"#;
const CONSTANTS: &str = r#"{"anyOf":[{"const":1},{"const":true},{"const":"THREE"}]}"#;

fn json(text: &str, schema: &str) -> String {
    let parsed = lenient_schema(text, schema).unwrap_or_else(|error| panic!("{text}: {error}"));
    let loss = parsed.repairs.iter().any(|repair| repair.kind.is_lossy());
    assert!(!loss, "{text}: {:?}", parsed.repairs);
    parsed.json
}

fn refused(text: &str, schema: &str) {
    if let Ok(parsed) = lenient_schema(text, schema) {
        panic!("{text}: {}", parsed.json);
    }
}

fn allowing(text: &str, schema: &str, lossy: Lossy) -> Result<Parsed, ParseError> {
    parse_with(text, import(schema).unwrap(), &Options::new().lossy(lossy))
}

fn kinds(text: &str, schema: &str) -> Vec<RepairKind> {
    let parsed = lenient_schema(text, schema).unwrap();
    parsed.repairs.iter().map(|repair| repair.kind).collect()
}

/// A name and an alias of the same field that differ only in how they are written.
#[test]
fn two_names_of_one_field_are_no_two_fields() {
    let schema = r#"{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false,"x-aliases":{"age":{"alias":"âge"}}}"#;
    for text in [r#"{"AGE":3}"#, r#"{"Âge":3}"#, r#"{"âge":3}"#] {
        assert_eq!(json(text, schema), r#"{"age":3}"#, "{text}");
    }
}

#[test]
fn objects_that_could_be_written_as_texts_are_not_gathered_as_texts() {
    let text = "```json\n{\"key\": \"a\"}\n```\nand\n```json\n[\"1\", \"2\"]\n```";
    assert_eq!(json(text, TEXTS), r#"["1","2"]"#);
    let numbers = r#"{"type":"array","items":{"type":"integer"}}"#;
    refused(r#"{"x": 1} and {"y": 2}"#, numbers);
}

#[test]
fn a_constant_is_not_searched_for_below_one_bracket() {
    assert_eq!(json(r#"{"status": 1}"#, CONSTANTS), "1");
    assert_eq!(json("[1]", CONSTANTS), "1");
    for text in [r#"{"status": {"code": 1}}"#, r#"{"status": [1]}"#] {
        refused(text, CONSTANTS);
    }
}

#[test]
fn keys_of_a_map_are_known_by_their_aliases_and_once() {
    let schema = r#"{"type":"object","additionalProperties":{"type":"string"},"propertyNames":{"enum":["A","B"]}}"#;
    let aliased = r#"{"type":"object","additionalProperties":{"type":"string"},"propertyNames":{"type":"string","enum":["A","B"],"x-aliases":{"A":{"alias":"k1"},"B":{"alias":"k2"}}}}"#;
    assert_eq!(
        json(r#"{"k1":"x","K2":"y"}"#, aliased),
        r#"{"A":"x","B":"y"}"#
    );
    assert_eq!(json(r#"{"A":"x","a":"x"}"#, schema), r#"{"A":"x"}"#);
    refused(r#"{"A":"x","a":"y"}"#, schema);
    refused(r#"{"A":"x","C":"y"}"#, schema);
    let last = allowing(r#"{"A":"x","a":"y"}"#, schema, Lossy::DROPPED).unwrap();
    assert_eq!(last.json, r#"{"A":"y"}"#);
    let known = allowing(r#"{"A":"x","C":"y"}"#, schema, Lossy::DROPPED).unwrap();
    assert_eq!(known.json, r#"{"A":"x"}"#);
    assert_eq!(known.repairs[0].pointer, "/C");
}

#[test]
fn an_entry_that_does_not_fit_is_dropped_only_where_that_is_allowed() {
    let text = r#"{"a":1,"b":"x"}"#;
    refused(text, NUMBER_MAP);
    let kept = allowing(text, NUMBER_MAP, Lossy::DROPPED).unwrap();
    assert_eq!(kept.json, r#"{"a":1}"#);
    assert_eq!(kept.repairs[0].kind, RepairKind::ValueDropped);
}

#[test]
fn what_was_left_out_is_a_loss_also_where_anything_may_stand() {
    for text in ["[1, 2, ... , 3]", r#"{"a": [1, ...]}"#] {
        let error = lenient_schema(text, "{}").unwrap_err().to_string();
        assert!(error.contains("without `...`"), "{error}");
        let error = allowing(text, "{}", Lossy::NONE).unwrap_err();
        assert_eq!(error.loss(), Lossy::DROPPED, "{text}");
    }
    let kept = allowing("[1, 2, ... , 3]", "{}", Lossy::DROPPED).unwrap();
    assert_eq!(kept.json, "[1,2,3]");
}

#[test]
fn quotes_of_every_language_are_quotes() {
    for text in [
        "{“p”: „x“, q: 1}",
        "{„p”: „x”, q: 1}",
        "{”p”: ”x”, q: 1}",
        "{“p“: ‚x‘, q: 1}",
        "{’p’: ’x’, q: 1}",
        "{「p」: 『x』, q: 1}",
        "{'p': “x“, q: 1}",
        "{«p»: «x», q: 1}",
    ] {
        assert_eq!(json(text, POINT), r#"{"p":"x","q":1}"#, "{text}");
    }
    let nested = json("{“a”: “x “y” z”}", TEXT_MAP);
    assert_eq!(nested, r#"{"a":"x “y” z"}"#);
    assert_eq!(
        json(r#"{"a": "x \„y\” z\d"}"#, TEXT_MAP),
        r#"{"a":"x „y” z\\d"}"#
    );
}

#[test]
fn commas_too_many_in_an_object_are_dropped_and_in_a_list_refused() {
    for text in [
        r#"{"p":"x","q":1,,}"#,
        r#"{"p":"x",,"q":1}"#,
        r#"{,"p":"x","q":1}"#,
        r#"{"p":"x", , ,"q":1 ,, }"#,
    ] {
        assert_eq!(json(text, POINT), r#"{"p":"x","q":1}"#, "{text}");
        assert!(
            kinds(text, POINT)
                .iter()
                .all(|kind| *kind == RepairKind::TrailingComma)
        );
    }
    for text in [r#"["a",,"b"]"#, r#"[,"a"]"#, r#"["a","b",,]"#] {
        refused(text, TEXTS);
    }
}

#[test]
fn a_comma_that_is_missing_behind_a_number_is_put_there() {
    for text in [r#"{"q": 1 "p": "x"}"#, "{\"q\": 1 /* one */ \"p\": \"x\"}"] {
        assert_eq!(json(text, POINT), r#"{"q":1,"p":"x"}"#, "{text}");
    }
    // Words go on over a quote.
    assert_eq!(
        json(r#"{a: 5 "inch" pipe, b: c}"#, TEXT_MAP),
        r#"{"a":"5 \"inch\" pipe","b":"c"}"#
    );
}

#[test]
fn half_a_pair_of_quotes_is_made_whole() {
    for text in [
        r#"{"p: "x", "q": 1}"#,
        r#"{"p:"x", "q": 1}"#,
        r#"{p": "x", "q": 1}"#,
        r#"{"p": x", q: 1}"#,
        r#"{"p": x", "q": 1}"#,
        r#"{"p": "x, "q": 1}"#,
    ] {
        assert_eq!(json(text, POINT), r#"{"p":"x","q":1}"#, "{text}");
        assert!(
            kinds(text, POINT).contains(&RepairKind::MissingQuote),
            "{text}"
        );
    }
}

/// What comes before a key that is cut off is whole.
#[test]
fn a_key_that_is_cut_off_is_no_text() {
    for text in [r#"{"a": "x", "b"#, r#"[{"a": "x", "b"#] {
        let error = lenient_schema(text, TEXT_MAP).unwrap_err().to_string();
        assert!(error.contains("cut off"), "{error}");
    }
    let cut = allowing(r#"{"a": "x", "b"#, TEXT_MAP, Lossy::TRUNCATED).unwrap();
    assert_eq!(cut.json, r#"{"a":"x"}"#);
}

#[test]
fn each_stage_is_explained() {
    let schema = r#"{"anyOf":[{"type":"array","items":{"type":"integer"}},{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}]}"#;
    let text = "<think>hm</think>Like {\"x\": 1}:\n```\n{n: '7'}\n```";
    let told = explain(text, import(schema).unwrap(), &Options::new());
    for part in [
        "strict: refused",
        "reasoning: 17 bytes",
        "candidate 1: bytes 5 to 13 (is JSON)",
        "candidate 2: ",
        "in a fence",
        "union at ``: member 2 of 2",
        "unquoted_key at `/n`",
        "number_in_text at `/n`",
        "result: {\"n\":7}",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
}

#[test]
fn white_space_of_any_kind_stands_between_tokens() {
    for text in [
        "{\u{a0}\"p\":\u{a0}\"x\",\u{202f}\"q\":\u{3000}1\u{a0}}",
        "{\u{feff}\"p\"\u{200b}: \"x\"\u{200b},\u{2028}\"q\": 1\u{2060}}",
    ] {
        assert_eq!(json(text, POINT), r#"{"p":"x","q":1}"#, "{text:?}");
        assert!(kinds(text, POINT).contains(&RepairKind::WhiteSpace));
    }
    assert_eq!(
        json("{\"a\": \"x\u{a0}y\",}", TEXT_MAP),
        "{\"a\":\"x\u{a0}y\"}"
    );
}

#[test]
fn reasoning_is_known_by_more_than_one_name() {
    for text in [
        "<THINK>{\"p\":\"no\",\"q\":0}</THINK>{\"p\":\"x\",\"q\":1}",
        "<thought>{\"p\":\"no\",\"q\":0}</thought>\n{\"p\":\"x\",\"q\":1}",
        "<Analysis>{\"p\":\"no\",\"q\":0}</analysis><think>[</think>{\"p\":\"x\",\"q\":1}",
        "so {\"p\":\"no\",\"q\":0}</Think>{\"p\":\"x\",\"q\":1}",
    ] {
        let value = json(text, POINT);
        assert_eq!(value.trim(), r#"{"p":"x","q":1}"#, "{text}");
    }
    refused("<Thought>{\"p\":\"x\",\"q\":1}", POINT);
}

/// What may be one text with quotes inside as well as two texts is neither.
#[test]
fn a_text_does_not_swallow_the_next_one() {
    for text in [
        r#"{"a":"b","c":"d","e"}"#,
        r#"{"a": "b", "c"}"#,
        r#"{"a", "b": "c"}"#,
        "{\"a\": \"x\", -- c\n \"b\": \"y\"}",
        r#"{"a": "C:\dir\", "b": "y"}"#,
    ] {
        refused(text, TEXT_MAP);
    }
    for (text, value) in [
        (
            r#"{"a": "he said "yes", "no" and "so""}"#,
            r#"{"a":"he said \"yes\", \"no\" and \"so\""}"#,
        ),
        (
            r#"{"a": "first "b", then "c"", "d": "e"}"#,
            r#"{"a":"first \"b\", then \"c\"","d":"e"}"#,
        ),
        (
            r#"{"a": "5" wide", "d": "e"}"#,
            r#"{"a":"5\" wide","d":"e"}"#,
        ),
    ] {
        assert_eq!(json(text, TEXT_MAP), value);
    }
}

#[test]
fn a_fence_does_not_belong_to_the_word_before_it() {
    let text = "```json\n{\"p\": x, \"q\": 1\n```";
    let shape = import(POINT).unwrap();
    assert!(matches!(
        parse_with(text, shape, &Options::new()),
        Err(ParseError::Truncated { .. })
    ));
    let complete = Options::new().complete(true);
    let parsed = parse_with(text, shape, &complete).unwrap();
    assert_eq!(parsed.json, r#"{"p":"x","q":1}"#);
}

/// Whoever decodes `{"a":1,"a":2}` loses one of them.
#[test]
fn a_key_stands_once_also_where_anything_may_stand() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"[{"b":{"a":1,"a":"1"}}]"#,
        r#"{"a":1,"\u0061":2}"#,
    ] {
        refused(text, "{}");
        refused(text, "true");
    }
    assert_eq!(json(r#"{"a":1,"a":1}"#, "{}"), r#"{"a":1}"#);
    assert_eq!(
        json(r#"[{"a":{"b":1}},{"a":[]}]"#, "{}"),
        r#"[{"a":{"b":1}},{"a":[]}]"#
    );
}
