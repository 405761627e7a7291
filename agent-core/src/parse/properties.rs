//! Whatever the shape and the value: what is right is left alone, what is damaged is mended or refused.

use proptest::prelude::*;
use serde_json::Value;

use super::{Options, RepairKind, lenient, parse_with, strict};
use crate::schema::check::random::pair;
use crate::schema::check::samples::{ANY, EXTERNAL, FLAT, INTERNAL, ORDER, UNTAGGED};
use crate::schema::{Lossy, Shape, ShapeRef};

fn read(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

fn is_nested(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

/// Damage that has one meaning, and the repair that undoes it.
type Damage = (fn(&Value) -> String, RepairKind);

const DAMAGES: [Damage; 9] = [
    (
        |value| format!("```json\n{value:#}\n```"),
        RepairKind::Fence,
    ),
    (
        |value| format!("Here it is:\n\n{value}\n\nAnything else?"),
        RepairKind::Chatter,
    ),
    (
        |value| format!("<think>{{\"a\": [1}}</think>\n{value}"),
        RepairKind::Reasoning,
    ),
    (
        |value| {
            written(
                value,
                &Style {
                    trailing: true,
                    ..JSON
                },
            )
        },
        RepairKind::TrailingComma,
    ),
    (
        |value| {
            written(
                value,
                &Style {
                    quote: '\'',
                    ..JSON
                },
            )
        },
        RepairKind::SingleQuotes,
    ),
    (
        |value| written(value, &Style { quote: '`', ..JSON }),
        RepairKind::OddQuotes,
    ),
    (
        |value| written(value, &Style { bare: true, ..JSON }),
        RepairKind::UnquotedKey,
    ),
    (
        |value| {
            written(
                value,
                &Style {
                    comment: " /* so */ ",
                    ..JSON
                },
            )
        },
        RepairKind::Comment,
    ),
    (
        |value| {
            written(
                value,
                &Style {
                    literals: ["True", "False", "None"],
                    ..JSON
                },
            )
        },
        RepairKind::PythonLiteral,
    ),
];

struct Style {
    quote: char,
    trailing: bool,
    bare: bool,
    comment: &'static str,
    literals: [&'static str; 3],
}

const JSON: Style = Style {
    quote: '"',
    trailing: false,
    bare: false,
    comment: "",
    literals: ["true", "false", "null"],
};

fn written(value: &Value, style: &Style) -> String {
    let text = |text: &str| {
        let json = Value::from(text).to_string();
        let inner = json[1..json.len() - 1].replace("\\\"", "\"");
        let inner = if style.quote == '"' {
            json[1..json.len() - 1].to_owned()
        } else {
            inner
        };
        let escaped = inner.replace(style.quote, &format!("\\{}", style.quote));
        let inner = if style.quote == '"' { inner } else { escaped };
        format!("{0}{inner}{0}", style.quote)
    };
    let comma = |parts: Vec<String>| {
        let trailing = if style.trailing && !parts.is_empty() {
            ","
        } else {
            ""
        };
        parts.join(",") + trailing + style.comment
    };
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let bare =
                    style.bare && !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic());
                let key = if bare { key.clone() } else { text(key) };
                format!("{key}:{}", written(value, style))
            });
            format!("{{{}}}", comma(members.collect()))
        }
        Value::Array(items) => {
            format!(
                "[{}]",
                comma(items.iter().map(|item| written(item, style)).collect())
            )
        }
        Value::String(words) => text(words),
        Value::Bool(true) => style.literals[0].to_owned(),
        Value::Bool(false) => style.literals[1].to_owned(),
        Value::Null => style.literals[2].to_owned(),
        Value::Number(number) => number.to_string(),
    }
}

const SHAPES: [&Shape; 6] = [&ORDER, &INTERNAL, &EXTERNAL, &FLAT, &UNTAGGED, &ANY];

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_right_is_left_alone((shape, value) in pair(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        prop_assume!(!value.is_string());
        let parsed = lenient(&text, ShapeRef::new(shape)).unwrap();
        prop_assert_eq!(strict(&text, ShapeRef::new(shape)).unwrap(), parsed.clone());
        prop_assert_eq!(parsed.repairs, []);
    }

    #[test]
    fn what_is_damaged_is_mended((shape, value) in pair(), which in 0..DAMAGES.len()) {
        let (damage, _) = DAMAGES[which];
        prop_assume!(is_nested(&value));
        let text = damage(&value);
        let shape = ShapeRef::new(shape);
        let parsed = lenient(&text, shape).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        let right = strict(&value.to_string(), shape).unwrap();
        prop_assert_eq!(read(&parsed.json), read(&right.json), "{}", text);
        let loss = parsed.repairs.iter().find(|repair| repair.kind.is_lossy());
        prop_assert_eq!(loss, None);
    }

    #[test]
    fn what_is_cut_gives_no_value((shape, value) in pair(), which in 0..DAMAGES.len(), cut in any::<prop::sample::Index>()) {
        prop_assume!(is_nested(&value));
        let text = DAMAGES[which].0(&value);
        let whole = text.rfind(['}', ']']).unwrap();
        let end = cut.index(whole + 1);
        if text.is_char_boundary(end) && text[..end].contains(['{', '[']) {
            let parsed = lenient(&text[..end], ShapeRef::new(shape));
            prop_assert!(parsed.is_err(), "{}: {:?}", &text[..end], parsed);
        }
    }

    #[test]
    fn whatever_comes_is_a_value_of_the_shape_or_refused(
        json in r#"[\[\]{}:,'"a1 \\/*#\n`.tT-]{0,80}"#,
        any in "(?s).{0,80}",
        soup in r#"([{}\[\]:,"'`/#\\*\n ]|f[0-4]|"f[0-4]":|"This"|nul|null|None|True|-?[0-9.e]|\\u[0-9a-f]{1,4}|</?think>|```|```json|“|”|„|«|»|//|,,|\.\.\.|\\"|""|\x{a0}|ä|😀|a){0,60}"#,
        losses in any::<bool>(),
    ) {
        let lossy = if losses { Lossy::ALL } else { Lossy::NONE };
        for text in [&json, &any, &soup] {
            for shape in SHAPES {
                let options = Options::new().lossy(lossy).complete(losses);
                if let Ok(parsed) = parse_with(text, ShapeRef::new(shape), &options) {
                    prop_assert!(strict(&parsed.json, ShapeRef::new(shape)).is_ok(), "{}", parsed.json);
                    let loss = parsed.repairs.iter().any(|repair| repair.kind.is_lossy());
                    prop_assert!(losses || !loss);
                }
            }
        }
    }

    #[test]
    fn an_order_that_is_mutated_is_mended_or_refused(
        (from, length) in (0..GOOD.len(), 0..4_usize),
        with in r#"[\[\]{}:,'"a1 \\\n]{0,3}"#,
    ) {
        let mut text = GOOD.to_owned();
        text.replace_range(from..(from + length).min(GOOD.len()), &with);
        if let Ok(parsed) = lenient(&text, ShapeRef::new(&ORDER)) {
            prop_assert!(strict(&parsed.json, ShapeRef::new(&ORDER)).is_ok());
        }
    }
}

const GOOD: &str = r#"{"order_id":"A-1","qty":3,"urgency":"very_high","address":{"street":"Alt-Moabit 1","zip":10555},"tags":["a","b"],"note":null}"#;

#[test]
fn each_damage_is_undone_by_its_repair() {
    let value: Value = read(r#"{"a":[1,"x"],"b":{"c":true,"d":null}}"#);
    for (damage, kind) in DAMAGES {
        let text = damage(&value);
        let parsed =
            lenient(&text, ShapeRef::new(&ANY)).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read(&parsed.json), value, "{text}");
        assert!(
            parsed.repairs.iter().any(|repair| repair.kind == kind),
            "{text}: {:?}",
            parsed.repairs
        );
    }
}
