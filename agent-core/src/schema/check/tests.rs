//! What the check accepts, refuses and says.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use super::samples::{
    ADDRESS, ADJACENT, ANY, Adjacent, BY_NUMBER, BYTE, BYTE_SET, EXTERNAL, External, FLAG, FLAT,
    FLOAT, FORK, Flat, INTERNAL, Internal, LONG, LOOP, MAYBE_TEXT, NEST, ORDER, Order, PAIR, TEXT,
    UNTAGGED, URGENCY, Untagged, Urgency, field, fields, shape, variant,
};
use super::{Extra, Mismatch, Span, check, check_spans};
use crate::schema::{
    Bound, Constant, Content, Field, Fields, Kind, Limit, Literal, Shape, ShapeRef, Stream, Tagging,
};

const GOOD: &str = r#"{"order_id":"A-1","qty":3,"urgency":"very_high","address":{"street":"Alt-Moabit 1","zip":10555},"tags":["a","b"],"note":null}"#;

fn strict(text: &str, shape: &'static Shape) -> Result<String, Mismatch> {
    check(text, ShapeRef::new(shape), Extra::Refuse).map(String::from)
}

/// Asserts that the text passes and that serde decodes what comes out.
fn decodes<T: DeserializeOwned>(text: &str, shape: &'static Shape) -> T {
    let text = strict(text, shape).unwrap_or_else(|mismatch| panic!("{text}: {mismatch}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Asserts that the text is refused with this message.
fn refused(text: &str, shape: &'static Shape, message: &str) {
    let mismatch = strict(text, shape).expect_err(text);
    assert_eq!(mismatch.to_string(), message, "{text}");
}

#[test]
fn an_order_decodes() {
    let order: Order = decodes(GOOD, &ORDER);
    assert_eq!((order.qty, order.urgency), (3, Urgency::VeryHigh));
    assert!(matches!(
        check(GOOD, ShapeRef::new(&ORDER), Extra::Refuse),
        Ok(std::borrow::Cow::Borrowed(_))
    ));
}

#[test]
fn order_of_keys_aliases_space_and_escaped_keys_do_not_matter() {
    let text = "{\n \"tags\" : [ ] , \"address\":{\"zip\":1,\"str\\u0065et\":\"\"},\"quantity\" : 50,\"urgency\":\"low\",\"order_id\":\"x\"}\r\n\t";
    assert_eq!(decodes::<Order>(text, &ORDER).qty, 50);
}

#[test]
fn messages_name_place_expectation_and_text() {
    let with = |from: &str, to: &str| GOOD.replacen(from, to, 1);
    refused(
        &with(":3", ":\"three\""),
        &ORDER,
        "`/qty`: expected an integer from 1 to 50, got `\"three\"`",
    );
    refused(
        &with(":3", ":51"),
        &ORDER,
        "`/qty`: expected an integer from 1 to 50, got `51`",
    );
    refused(
        &with(":3", ":1.5"),
        &ORDER,
        "`/qty`: expected an integer from 1 to 50, got `1.5`",
    );
    refused(
        &with(":3", ":null"),
        &ORDER,
        "`/qty`: expected an integer from 1 to 50, got `null`",
    );
    refused(
        &with("10555", "{\"a\": [1]}"),
        &ORDER,
        "`/address/zip`: expected an integer, got `{\"a\": [1]}`",
    );
    refused(
        &with("\"b\"", "{}"),
        &ORDER,
        "`/tags/1`: expected a string, got `{}`",
    );
    refused(
        &with("very_high", "very-high"),
        &ORDER,
        "`/urgency`: expected one of `low`, `very_high`, got `\"very-high\"`; did you mean `very_high`?",
    );
    refused(
        &with("street", "streeet"),
        &ORDER,
        "`/address/streeet`: expected only the keys `street`, `zip`, got the unknown key `streeet`; did you mean `street`?",
    );
    refused(
        &with("\"qty\":3,", ""),
        &ORDER,
        "`/qty`: expected an integer from 1 to 50, got nothing: the key is missing",
    );
    refused(
        &with("\"qty\":3", "\"qty\":3,\"quantity\":3"),
        &ORDER,
        "`/qty`: expected each key once, got the key again",
    );
    refused(
        "[]",
        &ADDRESS,
        "expected an object with the keys `street`, `zip`, got `[]`",
    );
    refused(
        "{\"street\":\"a\",\"zip\":1",
        &ADDRESS,
        "expected `,` or `}`, got the end of the text",
    );
}

#[test]
fn offsets_point_into_the_text() {
    let mismatch = strict(&GOOD.replace("10555", "true"), &ORDER).unwrap_err();
    assert_eq!(
        (mismatch.offset, mismatch.pointer.as_str()),
        (GOOD.find("10555").unwrap(), "/address/zip")
    );
}

#[test]
fn long_values_are_cut_in_messages() {
    let mismatch = strict(&format!("\"{}\"", "x".repeat(10_000)), &BYTE).unwrap_err();
    assert!(mismatch.got.chars().count() <= 83, "{}", mismatch.got);
}

#[test]
fn undeclared_keys_pass_only_where_they_may() {
    static CLOSED: Shape = shape(Kind::Struct(Fields {
        closed: true,
        ..fields(&[])
    }));
    let open = |text, shape| check(text, ShapeRef::new(shape), Extra::AsDeclared);
    assert!(open("{\"street\":\"a\",\"zip\":1,\"more\":[{}]}", &ADDRESS).is_ok());
    assert!(open("{\"street\":\"a\",\"zip\":1,\"more\":[}]}", &ADDRESS).is_err());
    assert!(open("{\"more\":1}", &CLOSED).is_err());
    refused(
        "{\"more\":1}",
        &CLOSED,
        "`/more`: expected no keys, got the unknown key `more`",
    );
}

#[test]
fn whole_numbers_are_integers_and_are_rewritten() {
    for (text, value) in [
        ("1.0", 1),
        ("1e2", 100),
        ("-0", 0),
        ("2.50e1", 25),
        ("255", 255),
    ] {
        assert_eq!(decodes::<u8>(text, &BYTE), value);
    }
    let text = "{\"zip\":1.0e1,\"street\":\"1.0\"}";
    assert_eq!(
        strict(text, &ADDRESS).unwrap(),
        "{\"zip\":10,\"street\":\"1.0\"}"
    );
    for text in [
        "256",
        "-1",
        "1e3",
        "0.5",
        "1e-1",
        "99999999999999999999999",
        "1e300",
        "\"1\"",
        "true",
    ] {
        refused(
            text,
            &BYTE,
            &format!("expected an integer from 0 to 255, got `{text}`"),
        );
    }
    assert_eq!(decodes::<i64>("-9223372036854775808", &LONG), i64::MIN);
    assert!(strict("9223372036854775808", &LONG).is_err());
}

#[test]
fn floats_must_be_finite() {
    for text in ["0", "-1.5e-7", "12345678901234567890123", "1e308"] {
        decodes::<f64>(text, &FLOAT);
    }
    for text in ["1e309", "NaN", "Infinity", "\"1\"", "null"] {
        assert!(strict(text, &FLOAT).is_err(), "{text}");
        assert!(
            strict(text, &ANY).is_err() || matches!(text, "\"1\"" | "null"),
            "{text}"
        );
    }
}

#[test]
fn options_lists_tuples_sets_and_maps() {
    assert_eq!(decodes::<Option<String>>("null", &MAYBE_TEXT), None);
    refused("1", &MAYBE_TEXT, "expected a string or `null`, got `1`");
    assert_eq!(
        decodes::<(u8, String)>("[1.0,\"a\"]", &PAIR),
        (1, "a".to_owned())
    );
    for text in ["[1]", "[1,\"a\",2]", "[]"] {
        refused(
            text,
            &PAIR,
            &format!("expected a list of 2 items, got `{text}`"),
        );
    }
    assert_eq!(decodes::<Vec<u8>>("[1,2,3.0]", &BYTE_SET), [1, 2, 3]);
    refused(
        "[1,2,1.0]",
        &BYTE_SET,
        "`/2`: expected each item once, got `1.0`",
    );
    assert_eq!(
        decodes::<std::collections::BTreeMap<u8, String>>("{\"7\":\"a\"}", &BY_NUMBER)[&7],
        "a"
    );
    for key in ["256", "07", "-0", "1.0", "1e1", "", "x", " 7"] {
        let message =
            format!("`/{key}`: expected keys that are an integer from 0 to 255, got `{key}`");
        refused(&format!("{{\"{key}\":\"a\"}}"), &BY_NUMBER, &message);
    }
    refused(
        "{\"7\":\"a\",\"\\u0037\":\"b\"}",
        &BY_NUMBER,
        "`/7`: expected each key once, got the key again",
    );
}

#[test]
fn sets_compare_values_not_spelling() {
    static SET: Shape = shape(Kind::List {
        items: ShapeRef::new(&ANY),
        unique: true,
        len: None,
    });
    for text in [
        "[\"a\",\"\\u0061\"]",
        "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1.0}]",
        "[1,1e0]",
        "[[-0],[0]]",
    ] {
        assert!(strict(text, &SET).is_err(), "{text}");
    }
    assert!(strict("[1,\"1\",[1],{\"a\":1},{\"a\":2},null,true,1.5]", &SET).is_ok());
}

#[test]
fn lists_have_their_exact_length() {
    static THREE: Shape = shape(Kind::List {
        items: ShapeRef::new(&BYTE),
        unique: false,
        len: Some(3),
    });
    assert_eq!(decodes::<[u8; 3]>("[1,2,3]", &THREE), [1, 2, 3]);
    refused("[1,2]", &THREE, "expected a list of 3 items, got `[1,2]`");
}

#[test]
fn each_tagging_decodes_as_serde_does() {
    let moved = External::Move { x: 1, y: 2 };
    assert_eq!(decodes::<External>("\"Ping\"", &EXTERNAL), External::Ping);
    assert_eq!(
        decodes::<External>("{\"Move\":{\"y\":2.0,\"x\":1}}", &EXTERNAL),
        moved
    );
    let moved = Internal::Move { x: 1, y: 2 };
    assert_eq!(
        decodes::<Internal>("{\"type\":\"Ping\"}", &INTERNAL),
        Internal::Ping
    );
    assert_eq!(
        decodes::<Internal>("{\"y\":2.0,\"x\":1,\"type\":\"Move\"}", &INTERNAL),
        moved
    );
    let placed = decodes::<Internal>(
        "{\"zip\":1e1,\"type\":\"Place\",\"street\":\"a\"}",
        &INTERNAL,
    );
    assert!(matches!(placed, Internal::Place(address) if address.zip == 10));
    let moved = Adjacent::Move { x: 1, y: 2 };
    assert_eq!(
        decodes::<Adjacent>("{\"type\":\"Ping\"}", &ADJACENT),
        Adjacent::Ping
    );
    assert_eq!(
        decodes::<Adjacent>(
            "{\"data\":{\"x\":1.0,\"y\":2},\"type\":\"Move\"}",
            &ADJACENT
        ),
        moved
    );
    assert_eq!(decodes::<Untagged>("null", &UNTAGGED), Untagged::Ping);
    assert_eq!(
        decodes::<Untagged>("{\"x\":1.0,\"y\":2}", &UNTAGGED),
        Untagged::Move { x: 1, y: 2 }
    );
    assert!(matches!(
        decodes("{\"zip\":1.0,\"street\":\"a\"}", &UNTAGGED),
        Untagged::Place(_)
    ));
}

#[test]
fn enums_refuse_what_their_tagging_does_not_allow() {
    let cases: [(&'static Shape, &[&str]); 4] = [
        (
            &EXTERNAL,
            &[
                "\"Move\"",
                "\"Pong\"",
                "{}",
                "{\"Ping\":null}",
                "{\"Move\":{\"x\":1,\"y\":2},\"Ping\":null}",
                "{\"Move\":{\"x\":1}}",
                "1",
            ],
        ),
        (
            &INTERNAL,
            &[
                "{}",
                "\"Ping\"",
                "{\"type\":1}",
                "{\"type\":\"Ping\",\"x\":1}",
                "{\"type\":\"Ping\",\"type\":\"Ping\"}",
                "{\"type\":\"Move\",\"x\":1}",
                "{\"type\":\"Place\",\"zip\":1,\"street\":\"\",\"x\":1}",
            ],
        ),
        (
            &ADJACENT,
            &[
                "{}",
                "{\"type\":\"Move\"}",
                "{\"type\":\"Ping\",\"data\":1}",
                "{\"type\":\"Move\",\"data\":{\"x\":1,\"y\":300}}",
                "{\"type\":\"Ping\",\"more\":1}",
            ],
        ),
        (
            &UNTAGGED,
            &[
                "{}",
                "{\"x\":1}",
                "1",
                "\"Ping\"",
                "{\"x\":1,\"y\":2,\"z\":3}",
            ],
        ),
    ];
    for (shape, texts) in cases {
        for text in texts {
            assert!(strict(text, shape).is_err(), "{text}");
        }
    }
    refused(
        "{\"type\":\"Mov\"}",
        &INTERNAL,
        "`/type`: expected one of the variants `Ping`, `Move`, `Place`, got `\"Mov\"`; did you mean `Move`?",
    );
    refused(
        "{\"x\":1,\"y\":true}",
        &UNTAGGED,
        "`/y`: expected an integer from 0 to 255, got `true`",
    );
}

#[test]
fn flattened_fields_share_the_object() {
    let text =
        "{\"street\":\"a\",\"more\":\"m\",\"y\":1,\"id\":7,\"x\":2,\"type\":\"Move\",\"zip\":3.0}";
    let flat: Flat = decodes(text, &FLAT);
    assert_eq!(
        (flat.id, flat.address.zip, flat.event),
        (7, 3, Internal::Move { x: 2, y: 1 })
    );
    assert_eq!(flat.rest["more"], "m");
    for (from, to) in [
        ("\"m\"", "1e999"),
        ("\"id\":7,", ""),
        ("\"zip\":3.0", "\"zip\":\"3\""),
        ("Move", "Mov"),
        ("\"more\"", "\"id\""),
    ] {
        assert!(strict(&text.replace(from, to), &FLAT).is_err(), "{to}");
    }
}

#[test]
fn bounds_of_newtype_and_field_both_hold() {
    static SMALL: Shape = shape(Kind::Newtype {
        inner: ShapeRef::new(&BYTE),
        bounds: &[Bound::Maximum(Limit::Integer(9))],
    });
    static HOLDER: Shape = shape(Kind::Struct(fields(&[Field {
        bounds: &[Bound::Minimum(Limit::Integer(3))],
        ..field("n", &SMALL)
    }])));
    assert_eq!(strict("{\"n\":5.0}", &HOLDER).unwrap(), "{\"n\":5}");
    refused(
        "{\"n\":2}",
        &HOLDER,
        "`/n`: expected an integer from 3 to 255, got `2`",
    );
    refused(
        "{\"n\":10}",
        &HOLDER,
        "`/n`: expected an integer from 0 to 9, got `10`",
    );
}

#[test]
fn lengths_patterns_and_formats_are_bounds() {
    static TWO: Shape = shape(Kind::Newtype {
        inner: ShapeRef::new(&NEST),
        bounds: &[Bound::MinLength(2)],
    });

    static CODE: Shape = shape(Kind::Newtype {
        inner: ShapeRef::new(&TEXT),
        bounds: &[Bound::Pattern("^[A-Z]-\\d+$"), Bound::MaxLength(5)],
    });
    static ID: Shape = shape(Kind::String { format: "uuid" });
    assert!(strict("\"A-12\"", &CODE).is_ok() && strict("\"\\u0041-1\"", &CODE).is_ok());
    refused(
        "\"A-1234\"",
        &CODE,
        "expected a string, matching `^[A-Z]-\\d+$`, at most 5 characters, got `\"A-1234\"`",
    );
    refused(
        "\"x\"",
        &ID,
        "expected a string in the format `uuid`, got `\"x\"`",
    );
    assert!(strict("[[],[]]", &TWO).is_ok() && strict("[[[],[]]]", &TWO).is_err());
}

#[test]
fn depth_and_self_reference_are_bounded() {
    let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
    assert!(strict(&nested(127), &NEST).is_ok());
    assert!(strict(&nested(128), &NEST).is_err());
    assert!(strict(&"[".repeat(1_000_000), &NEST).is_err());
    assert!(strict("null", &LOOP).is_ok() && strict("1", &LOOP).is_err());
}

#[test]
fn ambiguous_shapes_do_not_explode() {
    let text = "[".repeat(100) + "null" + &",true]".repeat(100);
    let started = std::time::Instant::now();
    let refused = check(&text, ShapeRef::new(&FORK), Extra::Refuse);
    assert!(started.elapsed().as_secs() < 5, "{refused:?}");
}

#[test]
fn objects_of_many_fields_are_checked_too() {
    let names: Vec<&'static str> = (0..100).map(|n| &*format!("f{n}").leak()).collect();
    let list: Vec<Field> = names.iter().map(|name| field(name, &FLAG)).collect();
    let wide: &'static Shape = Box::leak(Box::new(shape(Kind::Struct(fields(list.leak())))));
    let text = |n: usize| {
        format!(
            "{{{}}}",
            (0..n)
                .map(|n| format!("\"f{n}\":true"))
                .collect::<Vec<_>>()
                .join(",")
        )
    };
    assert!(strict(&text(100), wide).is_ok());
    assert!(strict(&text(99), wide).is_err());
    assert!(strict(&text(100).replace("\"f7\"", "\"f8\""), wide).is_err());
}

#[test]
fn spans_cover_each_top_level_value() {
    let mut spans = [Span::default(); 6];
    let text = " { \"tags\" : [1.0] , \"order_id\":\"x\" } ".replace("[1.0]", "[ \"a\" ]");
    let lacking = check_spans(&text, ShapeRef::new(&ORDER), Extra::Refuse, &mut spans);
    assert!(lacking.is_err());
    let text = GOOD.replace(":3", " : 3.0 ");
    let rewritten = check_spans(&text, ShapeRef::new(&ORDER), Extra::Refuse, &mut spans).unwrap();
    let values: Vec<&str> = spans
        .iter()
        .map(|span| &rewritten[span.start..span.end])
        .collect();
    assert_eq!(values[1], "3");
    assert_eq!(
        (values[0], values[2], values[4], values[5]),
        ("\"A-1\"", "\"very_high\"", "[\"a\",\"b\"]", "null")
    );
}

#[test]
fn text_cut_anywhere_is_refused_at_its_end() {
    for (end, _) in GOOD.char_indices() {
        let mismatch = strict(&GOOD[..end], &ORDER).expect_err("cut text");
        assert!(mismatch.offset <= end);
    }
}

#[test]
fn unit_variants_know_their_aliases() {
    static AGED: Shape = shape(Kind::Enum {
        tagging: Tagging::External,
        variants: &[crate::schema::Variant {
            aliases: &["old"],
            ..variant("new", Content::Unit)
        }],
    });
    assert!(strict("\"old\"", &AGED).is_ok() && strict("\"n\\u0065w\"", &AGED).is_ok());
    assert!(strict("\"other\"", &AGED).is_err() && strict("\"LOW\"", &URGENCY).is_err());
}

#[test]
fn a_late_shape_that_was_never_set_fits_nothing() {
    static NEVER: OnceLock<ShapeRef> = OnceLock::new();
    static SET: OnceLock<ShapeRef> = OnceLock::new();
    static WISHED: Shape = shape(Kind::Streamed {
        inner: ShapeRef::new(&BYTE),
        how: Stream::NONE,
    });
    SET.get_or_init(|| ShapeRef::new(&WISHED));
    let (never, set) = (shape(Kind::Late(&NEVER)), shape(Kind::Late(&SET)));
    let [never, set] = [never, set].map(|one| ShapeRef::new(Box::leak(Box::new(one))));
    for text in ["null", "7", "{}", "[]", "\"\""] {
        let refused = check(text, never, Extra::AsDeclared).unwrap_err();
        assert_eq!(refused.expected, "no value at all");
    }
    assert_eq!(check("7", set, Extra::Refuse).unwrap(), "7");
    let refused = check("300", set, Extra::Refuse).unwrap_err();
    assert_eq!(refused.expected, "an integer from 0 to 255");
}

#[test]
fn constants_are_told_by_value_and_type() {
    const fn one(value: Constant) -> Literal {
        Literal {
            value,
            aliases: &[],
        }
    }
    static MIXED: Shape = shape(Kind::Literals(&[
        one(Constant::Null),
        one(Constant::Bool(true)),
        one(Constant::Integer(1)),
        one(Constant::Number(0.5)),
        one(Constant::Text("a")),
    ]));
    let mixed = ShapeRef::new(&MIXED);
    for text in ["null", "true", " 1 ", "1.0", "5e-1", "\"a\"", "\"\\u0061\""] {
        assert!(check(text, mixed, Extra::Refuse).is_ok(), "{text}");
    }
    for text in [
        "false", "2", "\"1\"", "0.25", "\"b\"", "\"\"", "[]", "{}", "\"true\"",
    ] {
        let refused = check(text, mixed, Extra::Refuse).unwrap_err();
        assert_eq!(
            refused.expected,
            r#"one of `null`, `true`, `1`, `0.5`, `"a"`"#
        );
    }
}
