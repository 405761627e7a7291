//! What is repaired, what is refused, and what is said.

use proptest::prelude::*;

use super::{
    Options, ParseError, Parsed, ParsedStep, RepairKind, StepShape, arguments, lenient, parse_with,
    step, steps, strict,
};
use crate::schema::check::samples::{
    BY_NUMBER, BYTE, BYTE_SET, EXTERNAL, FLAG, FLAT, FLOAT, INTERNAL, NEST, ORDER, Order, TEXT,
    URGENCY, field, fields, shape,
};
use crate::schema::{Field, Kind, Lossy, Shape, ShapeRef};

const GOOD: &str = r#"{"order_id":"A-1","qty":3,"urgency":"very_high","address":{"street":"Alt-Moabit 1","zip":10555},"tags":["a","b"],"note":null}"#;

static NUMBERS: Shape = shape(Kind::Struct(fields(&[
    field("a", &FLOAT),
    field("b", &FLOAT),
])));
static NOTHING: Shape = shape(Kind::Struct(fields(&[])));
static REPLY: Shape = shape(Kind::Struct(fields(&[field("message", &TEXT)])));
static STEPS: [StepShape; 3] = [
    StepShape {
        name: "divide",
        aliases: &["quotient"],
        shape: ShapeRef::new(&NUMBERS),
    },
    StepShape {
        name: "done_for_now",
        aliases: &[],
        shape: ShapeRef::new(&REPLY),
    },
    StepShape {
        name: "list_all",
        aliases: &[],
        shape: ShapeRef::new(&NOTHING),
    },
];

fn order(text: &str) -> Result<Parsed, ParseError> {
    lenient(text, ShapeRef::new(&ORDER))
}

fn one(text: &str) -> Result<ParsedStep, ParseError> {
    step(text, "intent", &STEPS)
}

/// Asserts that the text is read as `json` with exactly these repairs.
fn repaired(text: &str, shape: &'static Shape, json: &str, kinds: &[RepairKind]) {
    let parsed = lenient(text, ShapeRef::new(shape)).unwrap_or_else(|e| panic!("{text}: {e}"));
    let found: Vec<RepairKind> = parsed.repairs.iter().map(|repair| repair.kind).collect();
    assert_eq!(
        (parsed.json.as_str(), found.as_slice()),
        (json, kinds),
        "{text}"
    );
    assert!(strict(json, ShapeRef::new(shape)).is_ok());
    assert_eq!(
        strict(text, ShapeRef::new(shape)).is_ok(),
        kinds.is_empty(),
        "{text}"
    );
}

/// Where a profile requires every key, `null` is how a model leaves one out.
#[test]
fn a_null_that_its_type_does_not_have_stands_for_a_missing_key() {
    static LIMIT: Shape = shape(Kind::Struct(fields(&[
        field("query", &TEXT),
        Field {
            required: false,
            ..field("limit", &BYTE)
        },
    ])));
    let text = r#"{"query":"tea","limit":null}"#;
    repaired(
        text,
        &LIMIT,
        r#"{"query":"tea"}"#,
        &[RepairKind::NullForMissing],
    );
    let required = r#"{"query":null,"limit":1}"#;
    assert!(lenient(required, ShapeRef::new(&LIMIT)).is_err());
}

#[test]
fn json_needs_no_repair() {
    repaired(GOOD, &ORDER, GOOD, &[]);
    repaired(" 7\n", &BYTE, " 7\n", &[]);
}

#[test]
fn each_slip_is_repaired_and_recorded() {
    use RepairKind::*;
    let json = r#"{"a":1,"b":2}"#;
    let cases: [(&str, &[RepairKind]); 13] = [
        ("```json\n{\"a\":1,\"b\":2}\n```", &[Fence]),
        ("```\n{\"a\":1,\"b\":2}\n```\n", &[Fence]),
        (
            "- think of {x}\n- then [1] divide\n\n{\"a\":1,\"b\":2}",
            &[Chatter],
        ),
        (
            "Sure!\n```json\n{\"a\":1,\"b\":2}\n```\nDone.",
            &[Fence, Chatter],
        ),
        ("{\"a\":1,\"b\":2} I hope this {helps}!", &[Chatter]),
        (
            "{\"a\":9,\"b\":9}\nNo, better:\n```\n{\"a\":1,\"b\":2}\n```",
            &[Fence, Chatter],
        ),
        ("{\"a\":1,\"b\":2}\nas {\"unit\":\"m\"}", &[Chatter]),
        ("{\"a\":1,\"b\":2,}", &[TrailingComma]),
        ("{'a':1,'b':2}", &[SingleQuotes, SingleQuotes]),
        ("{a:1, b : 2}", &[UnquotedKey, UnquotedKey]),
        (
            "{\"a\":1, // first\n /* second */ \"b\":2 # third\n}",
            &[Comment, Comment, Comment],
        ),
        ("{\"a\":\"1\",\"b\":2}", &[NumberInText]),
        ("\u{feff}{\"a\":1,\"b\":2}", &[Chatter]),
    ];
    for (text, kinds) in cases {
        repaired(text, &NUMBERS, json, kinds);
    }
    repaired(
        "{\"message\":'it\\'s \"so\"'}",
        &REPLY,
        "{\"message\":\"it's \\\"so\\\"\"}",
        &[SingleQuotes, Escape],
    );
    repaired(
        "{\"message\":\"two\nlines\"}",
        &REPLY,
        "{\"message\":\"two\\nlines\"}",
        &[Escape],
    );
    repaired("False", &FLAG, "false", &[PythonLiteral]);
    repaired(
        "'Very High'",
        &URGENCY,
        "\"very_high\"",
        &[SingleQuotes, VariantName],
    );
}

#[test]
fn repairs_name_their_place() {
    let text = GOOD
        .replace("very_high", "Very-High")
        .replace("10555", "\"10555\"")
        .replace("null", "None");
    let parsed = order(&text).unwrap();
    let places: Vec<_> = parsed
        .repairs
        .iter()
        .map(|r| (r.kind, r.pointer.as_str()))
        .collect();
    let expected = [
        (RepairKind::VariantName, "/urgency"),
        (RepairKind::NumberInText, "/address/zip"),
        (RepairKind::PythonLiteral, "/note"),
    ];
    assert_eq!(
        (parsed.json.as_str(), places.as_slice()),
        (GOOD, expected.as_slice())
    );
}

#[test]
fn nested_enums_are_repaired_by_their_tagging() {
    let read = |text, shape| lenient(text, ShapeRef::new(shape)).map(|parsed| parsed.json);
    assert_eq!(
        read("{x:'1',type:'move',y:2}", &INTERNAL).unwrap(),
        r#"{"x":1,"type":"Move","y":2}"#
    );
    assert_eq!(
        read("{Move:{x:'1',y:2}}", &EXTERNAL).unwrap(),
        r#"{"Move":{"x":1,"y":2}}"#
    );
    let flat = "{id:'7',street:'a',zip:'1',type:'Ping'}";
    assert_eq!(
        read(flat, &FLAT).unwrap(),
        r#"{"id":7,"street":"a","zip":1,"type":"Ping"}"#
    );
}

#[test]
fn lossy_repairs_are_refused() {
    let with = |from: &str, to: &str| GOOD.replacen(from, to, 1);
    let cases = [
        with(":3", ":\"3,14\""),
        with(":3", ":3,14"),
        with(":3", ":\"1 cup\""),
        with(":3", ":\"3.5\""),
        with(":3", ":1_000"),
        with(":3", ":NaN"),
        with(":3", ":\"\""),
        with("\"qty\":3,", ""),
        with("very_high", "highest"),
        with("null}", "null,\"qty\":4}"),
        format!("{GOOD} {}", with(":3", ":\"x\"")),
        format!("{GOOD} {}", with("\"qty\":", "\"qty\" ")),
    ];
    for text in cases {
        let error = order(&text).expect_err(&text);
        assert!(
            matches!(
                error,
                ParseError::Mismatch(_) | ParseError::Syntax(_) | ParseError::Lossy { .. }
            ),
            "{text}: {error}"
        );
    }
}

#[test]
fn set_and_map_stay_strict() {
    for (text, shape) in [("[1,'1']", &BYTE_SET), ("{'7':'a','7':'b'}", &BY_NUMBER)] {
        assert!(lenient(text, ShapeRef::new(shape)).is_err(), "{text}");
    }
}

#[test]
fn plain_text_is_no_json() {
    for text in ["", "  ", "I cannot do that.", "see {this} or [that]"] {
        assert!(
            matches!(order(text), Err(ParseError::NoJson { .. })),
            "{text}"
        );
        assert!(
            matches!(one(text), Err(ParseError::NoJson { .. })),
            "{text}"
        );
    }
}

#[test]
fn text_cut_anywhere_never_yields_a_value() {
    let tolerant = format!(
        "- first {{a}} thought\n```json\n{}\n```",
        GOOD.replace('"', "'").replace("}}", ",}}")
    );
    let step = r#"I divide. {"intent":"divide","a":1,"b":2}"#;
    for text in [GOOD, &tolerant, step] {
        let whole = text.rfind('}').unwrap() + 1;
        for end in (0..whole).filter(|&end| text.is_char_boundary(end)) {
            assert!(order(&text[..end]).is_err(), "{}", &text[..end]);
            assert!(
                one(&text[..end]).is_err()
                    && arguments(&text[..end], ShapeRef::new(&ORDER)).is_err()
            );
        }
        let start = text.rfind("{\"").or_else(|| text.rfind("{'")).unwrap();
        let cut = &text[..start + 3];
        assert!(
            matches!(one(cut), Err(ParseError::Truncated { .. })),
            "{cut}"
        );
    }
    assert!(order(GOOD).is_ok() && one(step).is_ok() && order(&tolerant).is_ok());
}

#[test]
fn steps_are_read_in_the_forms_that_models_write() {
    let args = r#"{"a":3,"b":4}"#;
    let cases: [(&str, &[RepairKind]); 8] = [
        (r#"{"intent":"divide","a":3,"b":4}"#, &[]),
        (r#"{"a":3,"b":4,"intent":"quotient"}"#, &[]),
        (r#"[{"intent":"divide","a":3,"b":4}]"#, &[]),
        (
            r#"{"intent":"Divide","a":3,"b":4}"#,
            &[RepairKind::VariantName],
        ),
        (
            r#"{"step":{"intent":"divide","a":3,"b":4}}"#,
            &[RepairKind::Wrapper],
        ),
        (
            r#"{"name":"divide","arguments":{"a":3,"b":4}}"#,
            &[RepairKind::CallForm],
        ),
        (
            r#"{"name":"divide","arguments":"{\"a\":3,\"b\":4}"}"#,
            &[RepairKind::CallForm, RepairKind::StringEncoded],
        ),
        (
            "1. the user wants 3/4\n2. so {divide}\n{\"intent\":\"divide\",\"a\":3,\"b\":4}",
            &[RepairKind::Chatter],
        ),
    ];
    for (text, kinds) in cases {
        let step = one(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let found: Vec<RepairKind> = step.repairs.iter().map(|repair| repair.kind).collect();
        assert_eq!(
            (step.index, step.args.as_str(), found.as_slice()),
            (0, args, kinds),
            "{text}"
        );
    }
    assert_eq!(
        one(r#"{"name":"list_all","arguments":null}"#).unwrap().args,
        "{}"
    );
    assert_eq!(one(r#"{"intent":"list all"}"#).unwrap().index, 2);
}

#[test]
fn several_steps_are_read_in_order_and_all_or_none() {
    let both = r#"[{"intent":"list_all"},{"intent":"divide","a":1,"b":2}]"#;
    let read = steps(both, "intent", &STEPS).unwrap();
    assert_eq!(
        read.iter().map(|step| step.index).collect::<Vec<_>>(),
        [2, 0]
    );
    assert_eq!(
        steps(&format!("{{\"steps\":{both}}}"), "intent", &STEPS).unwrap()[1].args,
        r#"{"a":1,"b":2}"#
    );
    assert_eq!(
        one(both).unwrap_err(),
        ParseError::SeveralSteps { count: 2 }
    );
    assert!(steps(&both.replace(":2", ":\"x\""), "intent", &STEPS).is_err());
    assert!(steps(&both.replace("},{", "}{"), "intent", &STEPS).is_ok());
    assert_eq!(
        steps("{\"steps\":[]}", "intent", &STEPS).unwrap_err(),
        ParseError::SeveralSteps { count: 0 }
    );
}

#[test]
fn errors_tell_the_model_what_to_change() {
    let feedback = |text: &str| one(text).unwrap_err().feedback();
    assert_eq!(
        feedback(r#"{"intent":"delete_everything"}"#),
        "There is no step `delete_everything`; there are `divide`, `done_for_now`, `list_all`"
    );
    assert_eq!(
        feedback(r#"{"intent":"devide"}"#),
        "There is no step `devide`; did you mean `divide`?"
    );
    assert_eq!(
        feedback(r#"{"message":"hi"}"#),
        "`/intent`: expected one of `divide`, `done_for_now`, `list_all`, got nothing: the key is missing"
    );
    assert_eq!(
        feedback(r#"{"intent":"divide","a":"3,14","b":1}"#),
        "`/a`: expected a number, got `\"3,14\"`"
    );
    assert_eq!(
        feedback(r#"{"intent":"divide","a":1}"#),
        "`/b`: expected a number, got nothing: the key is missing"
    );
    assert_eq!(feedback("Just text."), "Expected JSON, got `Just text.`");
    assert!(one(r#"{"intent":"list_all","intent":"divide"}"#).is_err());
    assert!(one(r#"{"intent":null}"#).is_err());
}

#[test]
fn arguments_may_be_a_string_or_nothing() {
    let nothing = ShapeRef::new(&NOTHING);
    for text in ["", "null", "{}", "\"\"", "\"{}\"", "\"null\""] {
        assert_eq!(arguments(text, nothing).unwrap().json, "{}", "{text}");
    }
    let encoded = serde_json::to_string(GOOD).unwrap();
    let parsed = arguments(&encoded, ShapeRef::new(&ORDER)).unwrap();
    assert_eq!(
        (parsed.json.as_str(), parsed.repairs[0].kind),
        (GOOD, RepairKind::StringEncoded)
    );
    assert!(arguments("", ShapeRef::new(&ORDER)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in "(?s).{0,200}", json in r#"[\[\]{}:,'"a1 \\/*#\n`]{0,60}"#) {
        for text in [&text, &json] {
            for shape in [&ORDER, &INTERNAL, &EXTERNAL, &FLAT, &BYTE_SET, &FLAG] {
                if let Ok(parsed) = lenient(text, ShapeRef::new(shape)) {
                    prop_assert!(strict(&parsed.json, ShapeRef::new(shape)).is_ok());
                }
            }
            let _ = (one(text), arguments(text, ShapeRef::new(&ORDER)));
        }
    }

    #[test]
    fn mutated_orders_are_refused_or_decode(at in 0..GOOD.len(), with in r#"[\[\]{}:,'"a1 \\]{0,2}"#, drop in 0..3usize) {
        let mut text = GOOD.to_owned();
        text.replace_range(at..(at + drop).min(GOOD.len()), &with);
        if let Ok(parsed) = order(&text) {
            prop_assert!(serde_json::from_str::<Order>(&parsed.json).is_ok(), "{}", parsed.json);
        }
    }
}

#[test]
fn an_ellipsis_is_no_value() {
    let schema = r##"{"$ref":"#/$defs/J","$defs":{"J":{"anyOf":[{"type":"integer"},{"type":"string"},{"type":"null"},{"type":"array","items":{"$ref":"#/$defs/J"}},{"type":"object","additionalProperties":{"$ref":"#/$defs/J"}}]}}}"##;
    let shape = crate::schema::import(schema).unwrap();
    for lossy in [Lossy::NONE, Lossy::ALL] {
        let options = Options::new().lossy(lossy);
        if let Ok(parsed) = parse_with("...", shape, &options) {
            assert!(
                !lossy.is_none() && strict(&parsed.json, shape).is_ok(),
                "{parsed:?}"
            );
        }
    }
}

/// `struct Only { only: Box<Only> }`, which no value has.
#[test]
fn a_type_that_only_holds_itself_ends() {
    static ONLY: Shape = shape(Kind::Struct(fields(&[field("only", &ONLY_LAZY)])));
    static ONLY_LAZY: Shape = shape(Kind::Lazy(|| ShapeRef::new(&ONLY)));
    for text in ["7", "[7]", "true", "\"{}\"", "[[[[[[[[1]]]]]]]]"] {
        let options = Options::new().lossy(Lossy::ALL);
        assert!(
            parse_with(text, ShapeRef::new(&ONLY), &options).is_err(),
            "{text}"
        );
        let _ = parse_with(text, ShapeRef::new(&NEST), &options);
    }
}
