//! Chunks in, partial values out.

use super::{Change, IncomingJson};
use crate::schema::{
    Content, Field, Fields, Kind, Schema, Shape, ShapeRef, Stream, Tagging, Variant,
};

/// A shape that lives as long as the test.
fn shape(kind: Kind) -> ShapeRef {
    ShapeRef::new(Box::leak(Box::new(Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind,
    })))
}

fn structure(fields: Vec<Field>) -> ShapeRef {
    shape(Kind::Struct(Fields {
        list: Vec::leak(fields),
        closed: false,
    }))
}

fn field(name: &'static str, shape: ShapeRef) -> Field {
    let required = !matches!(shape.kind, Kind::Option(_));
    Field {
        name,
        shape,
        required,
        ..String::FIELD
    }
}

fn wishing(name: &'static str, shape: ShapeRef, stream: Stream) -> Field {
    Field {
        stream,
        ..field(name, shape)
    }
}

const DONE: Stream = Stream {
    done: true,
    ..Stream::NONE
};
const NOT_NULL: Stream = Stream {
    not_null: true,
    ..Stream::NONE
};
const WITH_STATE: Stream = Stream {
    with_state: true,
    ..Stream::NONE
};

/// The partial value after the whole text, which must be the same in one chunk and byte by byte.
fn partial(text: &str, shape: ShapeRef) -> String {
    let mut whole = IncomingJson::new(shape);
    whole.push(text);
    let mut pieces = IncomingJson::new(shape);
    for (at, c) in text.char_indices() {
        pieces.push(&text[at..at + c.len_utf8()]);
    }
    assert_eq!(whole.partial(), pieces.partial());
    whole.partial().unwrap_or_else(|| "nothing".to_owned())
}

fn order() -> ShapeRef {
    structure(vec![
        field("id", String::SHAPE),
        field("amount", u64::SHAPE),
        field("items", <Vec<String>>::SHAPE),
        field("note", <Option<String>>::SHAPE),
    ])
}

#[test]
fn texts_grow_and_numbers_wait_for_what_follows() {
    let order = order();
    for (text, expected) in [
        ("", "nothing"),
        ("Sure, here", "nothing"),
        ("{", r#"{"id":null,"amount":null,"items":[],"note":null}"#),
        (
            r#"{"id": "A-1"#,
            r#"{"id":"A-1","amount":null,"items":[],"note":null}"#,
        ),
        (
            r#"{"amount": 12"#,
            r#"{"id":null,"amount":null,"items":[],"note":null}"#,
        ),
        (
            "{\"amount\": 12 \n ",
            r#"{"id":null,"amount":null,"items":[],"note":null}"#,
        ),
        (
            r#"{"amount": 12,"#,
            r#"{"id":null,"amount":12,"items":[],"note":null}"#,
        ),
        (
            r#"{"amount": 12}"#,
            r#"{"id":null,"amount":12,"items":[],"note":null}"#,
        ),
        (
            r#"{"items": ["a", "b"#,
            r#"{"id":null,"amount":null,"items":["a","b"],"note":null}"#,
        ),
        (
            r#"{"note": "x\u00e"#,
            r#"{"id":null,"amount":null,"items":[],"note":"x"}"#,
        ),
        (
            r#"{"note": "x\u00e4"#,
            r#"{"id":null,"amount":null,"items":[],"note":"xä"}"#,
        ),
        (
            r#"{"note": "\ud83d\ude0"#,
            r#"{"id":null,"amount":null,"items":[],"note":""}"#,
        ),
        (
            r#"{"note": "\ud83d\ude00"#,
            r#"{"id":null,"amount":null,"items":[],"note":"😀"}"#,
        ),
    ] {
        assert_eq!(partial(text, order), expected, "{text}");
    }
}

#[test]
fn slips_are_read_as_the_one_shot_parse_reads_them() {
    let order = order();
    let expected = r#"{"id":"A-1","amount":7,"items":["x"],"note":"y"}"#;
    for text in [
        "```json\n{\"id\": \"A-1\", \"amount\": 7, \"items\": [\"x\"], \"note\": \"y",
        "{'id': 'A-1', 'amount': 7, 'items': ['x',], 'note': 'y'",
        "{id: \"A-1\", amount: 7, // comment\n items: [\"x\"] /* more */, note: \"y\"}",
        "{\"id\": \"A-1\"\n \"amount\": 7 \"items\": [\"x\"]\n \"note\": \"y\"}",
        "{\"Id\": \"A-1\",\n \"AMOUNT\": \"7\",\n \"items\": [\"x\"],\n \"note\": \"\"\"y\"\"\"}",
        "[{\"id\": \"A-1\", \"amount\": 7, \"items\": [\"x\"], \"note\": \"y\"",
        "a [draft] {id: 3} <think>{\"id\": \"no\"}</think> {\"id\": \"A-1\", \"amount\": 7, \"items\": [\"x\"], \"note\": \"y",
    ] {
        assert_eq!(partial(text, order), expected, "{text}");
    }
}

#[test]
fn quotes_inside_belong_to_the_text() {
    let both = structure(vec![
        field("one", <Vec<String>>::SHAPE),
        field("two", String::SHAPE),
    ]);
    for (text, expected) in [
        (
            r#"{one: ["and "hi", and "bye"]"#,
            r#"{"one":["and \"hi\", and \"bye"],"two":null}"#,
        ),
        (
            r#"{"two": "say "hi" now"#,
            r#"{"one":[],"two":"say \"hi\" now"}"#,
        ),
        (
            "{\"two\": \"say \\\"hi\\\"\n  ",
            "{\"one\":[],\"two\":\"say \\\"hi\\\"\\n  \"}",
        ),
    ] {
        assert_eq!(partial(text, both), expected, "{text}");
    }
}

#[test]
fn blocks_lose_what_is_not_theirs() {
    let code = structure(vec![field("code", String::SHAPE), field("of", u64::SHAPE)]);
    for (text, expected) in [
        ("{\"code\": ```rust", r#"{"code":"","of":null}"#),
        (
            "{\"code\": ```rust\n  let \"a\"",
            r#"{"code":"  let \"a\"","of":null}"#,
        ),
        (
            "{\"code\": ```rust\n  let\n  b\n```, \"of\": 1}",
            r#"{"code":"let\nb","of":1}"#,
        ),
        (
            "{\"code\": \"\"\"a\"\"b\"\"\"\n, \"of\": 1}",
            r#"{"code":"a\"\"b","of":1}"#,
        ),
        (
            "{\"code\": \"\"\"a\"\"\" b\"\"\", \"of\": 1}",
            r#"{"code":"a\"\"\" b","of":1}"#,
        ),
    ] {
        assert_eq!(partial(text, code), expected, "{text}");
    }
}

#[test]
fn words_without_quotes_are_texts() {
    let both = structure(vec![
        field("one", String::SHAPE),
        field("two", String::SHAPE),
    ]);
    for (text, expected) in [
        ("{one: and th", r#"{"one":"and th","two":null}"#),
        ("{one: tru", r#"{"one":null,"two":null}"#),
        ("{one: true lo", r#"{"one":"true lo","two":null}"#),
        (
            r#"{one: and "hi", and also "bye""#,
            r#"{"one":"and \"hi\", and also \"bye\"","two":null}"#,
        ),
        ("{one: first, two: sec", r#"{"one":"first","two":"sec"}"#),
        (
            "{one: first, second\n third,\n two: x\n}",
            r#"{"one":"first, second\n third","two":"x"}"#,
        ),
        (
            "{\"one\": see https://x.y/z, http://a, \"two\": x",
            r#"{"one":"see https://x.y/z, http://a","two":"x"}"#,
        ),
        (
            "{one: 12 apples, two: 3",
            r#"{"one":"12 apples","two":null}"#,
        ),
    ] {
        assert_eq!(partial(text, both), expected, "{text}");
    }
}

#[test]
fn wishes_are_kept() {
    let inner = structure(vec![
        wishing("n", u64::SHAPE, NOT_NULL),
        field("s", String::SHAPE),
    ]);
    let outer = structure(vec![
        wishing("whole", String::SHAPE, DONE),
        wishing("title", String::SHAPE, WITH_STATE),
        field(
            "list",
            shape(Kind::List {
                items: inner,
                unique: false,
                len: None,
            }),
        ),
    ]);
    let done_inner = shape(Kind::Streamed { inner, how: DONE });
    let done = structure(vec![field(
        "list",
        shape(Kind::List {
            items: done_inner,
            unique: false,
            len: None,
        }),
    )]);
    for (text, shape, expected) in [
        (
            r#"{"whole": "ab"#,
            outer,
            r#"{"whole":null,"title":{"value":null,"state":"Pending"},"list":[]}"#,
        ),
        (
            r#"{"whole": "ab""#,
            outer,
            r#"{"whole":"ab","title":{"value":null,"state":"Pending"},"list":[]}"#,
        ),
        (
            r#"{"title": "T"#,
            outer,
            r#"{"whole":null,"title":{"value":"T","state":"Incomplete"},"list":[]}"#,
        ),
        (
            r#"{"title": "T","#,
            outer,
            r#"{"whole":null,"title":{"value":"T","state":"Complete"},"list":[]}"#,
        ),
        (
            r#"{"list": [{"n": 1"#,
            outer,
            r#"{"whole":null,"title":{"value":null,"state":"Pending"},"list":[]}"#,
        ),
        (
            r#"{"list": [{"n": 1, "s": "x"#,
            outer,
            r#"{"whole":null,"title":{"value":null,"state":"Pending"},"list":[{"n":1,"s":"x"}]}"#,
        ),
        (
            r#"{"list": [{"n": 1, "s": "x"}, {"n": 2, "s": "y"#,
            done,
            r#"{"list":[{"n":1,"s":"x"}]}"#,
        ),
    ] {
        assert_eq!(partial(text, shape), expected, "{text}");
    }
}

#[test]
fn unions_wait_for_their_tag_or_take_the_best() {
    let a = structure(vec![
        field("id", String::SHAPE),
        field("name", String::SHAPE),
    ]);
    let b = structure(vec![
        field("id", String::SHAPE),
        field("name", String::SHAPE),
        field("more", <Vec<u64>>::SHAPE),
    ]);
    let variants = |a: ShapeRef, b: ShapeRef| -> &'static [Variant] {
        let variant = |name, shape| Variant {
            name,
            aliases: &[],
            doc: "",
            content: Content::Newtype(shape),
        };
        Vec::leak(vec![variant("A", a), variant("B", b)])
    };
    let union = |tagging| {
        shape(Kind::Enum {
            tagging,
            variants: variants(a, b),
        })
    };
    let untagged = union(Tagging::Untagged);
    let internal = union(Tagging::Internal { tag: "t" });
    let external = union(Tagging::External);
    let adjacent = union(Tagging::Adjacent {
        tag: "t",
        content: "c",
    });
    for (text, shape, expected) in [
        (
            r#"{"id": "1", "name": "x"#,
            untagged,
            r#"{"id":"1","name":"x"}"#,
        ),
        (
            r#"{"id": "1", "name": "x", "more": [1, 2"#,
            untagged,
            r#"{"id":"1","name":"x","more":[1]}"#,
        ),
        (r#"{"t": "B"#, internal, "nothing"),
        (
            r#"{"t": "B", "name": "x"#,
            internal,
            r#"{"t":"B","id":null,"name":"x","more":[]}"#,
        ),
        (
            r#"{"b": {"name": "x"#,
            external,
            r#"{"B":{"id":null,"name":"x","more":[]}}"#,
        ),
        (
            r#"{"t": "A", "c": {"name": "x"#,
            adjacent,
            r#"{"t":"A","c":{"id":null,"name":"x"}}"#,
        ),
    ] {
        assert_eq!(partial(text, shape), expected, "{text}");
    }
}

#[test]
fn scalars_are_the_whole_text() {
    for (text, shape, expected) in [
        ("Dear", String::SHAPE, "\"Dear\""),
        ("12", u64::SHAPE, "nothing"),
        ("[1, 2", <Vec<u64>>::SHAPE, "[1]"),
        (
            "{\"a\": 1, \"b\": 2",
            <std::collections::BTreeMap<String, u64>>::SHAPE,
            "{\"a\":1}",
        ),
        ("[1, \"x", <(u64, String)>::SHAPE, "[1,\"x\"]"),
        ("[1", <(u64, String)>::SHAPE, "[null,null]"),
    ] {
        assert_eq!(partial(text, shape), expected, "{text}");
    }
}

#[test]
fn updates_tell_what_changed() {
    let mut incoming = IncomingJson::new(order());
    let mut told = Vec::new();
    for chunk in [
        "{\"id\": \"A",
        "-",
        "1\", \"amount\": 7, \"items\": [\"x",
        "y\"]}",
    ] {
        told.push(incoming.push(chunk));
    }
    let told: Vec<Vec<(String, Change)>> = told
        .into_iter()
        .map(|updates| {
            updates
                .into_iter()
                .map(|update| (update.pointer, update.change))
                .collect()
        })
        .collect();
    let text = |pointer: &str, more: &str| (pointer.to_owned(), Change::Text(more.to_owned()));
    let complete = |pointer: &str| (pointer.to_owned(), Change::Complete);
    let expected = [
        vec![(String::new(), Change::Began), text("/id", "A")],
        vec![text("/id", "-")],
        vec![
            text("/id", "1"),
            complete("/id"),
            ("/amount".to_owned(), Change::Plain("7".to_owned())),
            text("/items/0", "x"),
        ],
        vec![
            text("/items/0", "y"),
            complete("/items/0"),
            complete("/items"),
            complete(""),
        ],
    ];
    assert_eq!(told, expected);
}

#[test]
fn half_a_surrogate_pair_is_a_replacement() {
    let order = order();
    for (text, id) in [
        (r#"{"id": "\ud8aa\u0f0ax"#, "\u{fffd}\u{f0a}x"),
        (r#"{"id": "\ud83d\ud83d\ude00"#, "\u{fffd}\u{1f600}"),
        (r#"{"id": "\ud83dx"#, "\u{fffd}x"),
        (r#"{"id": "\ude00x"#, "\u{fffd}x"),
    ] {
        let shown: serde_json::Value = serde_json::from_str(&partial(text, order)).unwrap();
        assert_eq!(shown["id"], id, "{text}");
    }
}

#[test]
fn deep_unions_are_shown_and_bounded() {
    let any = crate::schema::import(
        r##"{"$ref":"#/$defs/J","$defs":{"J":{"anyOf":[{"type":"integer"},{"type":"string"},{"type":"null"},{"type":"array","items":{"$ref":"#/$defs/J"}},{"type":"object","additionalProperties":{"$ref":"#/$defs/J"}}]}}}"##,
    )
    .unwrap();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = open.repeat(100) + "\"x\"";
        let expected = open.repeat(100) + "\"x\"" + &close.repeat(100);
        assert_eq!(partial(&text, any), expected);
    }
}

#[test]
fn nesting_is_bounded() {
    let any = serde_json::Value::SHAPE;
    let mut incoming = IncomingJson::new(any);
    incoming.push(&"[".repeat(1_000));
    assert_eq!(incoming.partial(), Some("[".repeat(127) + &"]".repeat(127)));
}
