//! The check against an independent validator: for each shape, a JSON Schema written by hand.
//!
//! F4.2: of 200 mutated argument objects, none that is invalid is accepted and none that is valid
//! is refused.

use agent_core::schema::check::{Extra, check};
use agent_core::schema::{
    Bound, Content, Field, Fields, Kind, Limit, Lossy, Shape, ShapeRef, Stream, Tagging, Variant,
};
use serde_json::{Value, json};

const fn shape(kind: Kind) -> Shape {
    Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind,
    }
}

const fn field(name: &'static str, shape: &'static Shape, bounds: &'static [Bound]) -> Field {
    let shape = ShapeRef::new(shape);
    Field {
        name,
        aliases: &[],
        doc: "",
        shape,
        required: true,
        default: "",
        flatten: false,
        bounds,
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place: "",
    }
}

const fn object(list: &'static [Field]) -> Shape {
    shape(Kind::Struct(Fields {
        list,
        closed: false,
    }))
}

const fn variant(name: &'static str, content: Content) -> Variant {
    Variant {
        name,
        aliases: &[],
        doc: "",
        content,
    }
}

const fn list(items: &'static Shape, unique: bool, len: Option<usize>) -> Shape {
    shape(Kind::List {
        items: ShapeRef::new(items),
        unique,
        len,
    })
}

const fn held(list: &'static [Field]) -> Content {
    Content::Struct(Fields {
        list,
        closed: false,
    })
}

static TEXT: Shape = shape(Kind::String { format: "" });
static BYTE: Shape = shape(Kind::Integer { min: 0, max: 255 });
static FLOAT: Shape = shape(Kind::Number);
static FLAG: Shape = shape(Kind::Bool);
static UUID: Shape = shape(Kind::String { format: "uuid" });
static TEXTS: Shape = list(&TEXT, false, None);
static BYTES: Shape = list(&BYTE, true, None);
static THREE: Shape = list(&BYTE, false, Some(3));
static PAIR: Shape = shape(Kind::Tuple(&[ShapeRef::new(&BYTE), ShapeRef::new(&TEXT)]));
static MAP: Shape = shape(Kind::Map {
    key: ShapeRef::new(&TEXT),
    value: ShapeRef::new(&BYTE),
});
static MAYBE: Shape = shape(Kind::Option(ShapeRef::new(&TEXT)));
static LEVEL: Shape = shape(Kind::Enum {
    tagging: Tagging::External,
    variants: &[
        variant("low", Content::Unit),
        variant("high", Content::Unit),
    ],
});
static POINT: Shape = object(&[field("x", &BYTE, &[]), field("y", &FLOAT, &[])]);
static MOVES: [Variant; 2] = [
    variant(
        "Move",
        held(&[field("x", &BYTE, &[]), field("y", &FLOAT, &[])]),
    ),
    variant("Say", held(&[field("text", &TEXT, &[])])),
];
static EXTERNAL: Shape = shape(Kind::Enum {
    tagging: Tagging::External,
    variants: &MOVES,
});
static INTERNAL: Shape = shape(Kind::Enum {
    tagging: Tagging::Internal { tag: "type" },
    variants: &MOVES,
});
static ADJACENT: Shape = shape(Kind::Enum {
    tagging: Tagging::Adjacent {
        tag: "type",
        content: "data",
    },
    variants: &MOVES,
});
static UNTAGGED: Shape = shape(Kind::Enum {
    tagging: Tagging::Untagged,
    variants: &MOVES,
});

static ONE_TO_50: [Bound; 2] = [
    Bound::Minimum(Limit::Integer(1)),
    Bound::Maximum(Limit::Integer(50)),
];
static CODE: [Bound; 2] = [Bound::Pattern("^[A-Z]-[0-9]+$"), Bound::MaxLength(6)];
static BELOW_ONE: [Bound; 2] = [
    Bound::ExclusiveMaximum(Limit::Float(1.0)),
    Bound::ExclusiveMinimum(Limit::Integer(-1)),
];
static FEW: [Bound; 2] = [Bound::MinLength(1), Bound::MaxLength(2)];

static S0: Shape = object(&[
    field("n", &BYTE, &ONE_TO_50),
    field("f", &FLOAT, &BELOW_ONE),
]);
static S1: Shape = object(&[field("code", &TEXT, &CODE), field("flag", &FLAG, &[])]);
static S2: Shape = object(&[field("tags", &TEXTS, &FEW), field("set", &BYTES, &[])]);
static S3: Shape = object(&[field("pair", &PAIR, &[]), field("three", &THREE, &[])]);
static S4: Shape = object(&[field("map", &MAP, &FEW), field("level", &LEVEL, &[])]);
static S5: Shape = object(&[
    Field {
        required: false,
        ..field("maybe", &MAYBE, &[])
    },
    field("at", &POINT, &[]),
]);
static S6: Shape = object(&[field("event", &EXTERNAL, &[])]);
static S7: Shape = object(&[field("event", &INTERNAL, &[])]);
static S8: Shape = object(&[field("event", &ADJACENT, &[])]);
static S9: Shape = object(&[field("event", &UNTAGGED, &[]), field("id", &UUID, &[])]);

/// A closed object schema whose properties are all required.
#[expect(
    clippy::needless_pass_by_value,
    reason = "reads as a literal at the call"
)]
fn closed(properties: Value) -> Value {
    let required: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn byte() -> Value {
    json!({"type": "integer", "minimum": 0, "maximum": 255})
}

fn moved() -> Value {
    json!({"x": byte(), "y": {"type": "number"}})
}

fn said() -> Value {
    json!({"text": {"type": "string"}})
}

fn with_tag(name: &str, mut properties: Value) -> Value {
    properties["type"] = json!({"const": name});
    closed(properties)
}

/// Shape, schema and valid objects.
fn corpus() -> Vec<(&'static Shape, Value, Vec<Value>)> {
    let text = json!({"type": "string"});
    let either = |a: Value, b: Value| closed(json!({"event": {"anyOf": [a, b]}}));
    let mut untagged = either(closed(moved()), closed(said()));
    untagged["properties"]["id"] = json!({"type": "string", "format": "uuid"});
    untagged["required"] = json!(["event", "id"]);
    let mut optional =
        closed(json!({"maybe": {"type": ["string", "null"]}, "at": closed(moved())}));
    optional["required"] = json!(["at"]);
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    vec![
        (
            &S0,
            closed(
                json!({"n": {"type": "integer", "minimum": 1, "maximum": 50}, "f": {"type": "number", "exclusiveMaximum": 1, "exclusiveMinimum": -1}}),
            ),
            vec![json!({"n": 50, "f": 0.5}), json!({"n": 1.0, "f": 0})],
        ),
        (
            &S1,
            closed(
                json!({"code": {"type": "string", "pattern": "^[A-Z]-[0-9]+$", "maxLength": 6}, "flag": {"type": "boolean"}}),
            ),
            vec![json!({"code": "A-1234", "flag": true})],
        ),
        (
            &S2,
            closed(
                json!({"tags": {"type": "array", "items": text, "minItems": 1, "maxItems": 2}, "set": {"type": "array", "items": byte(), "uniqueItems": true}}),
            ),
            vec![
                json!({"tags": ["a", "b"], "set": [1, 2, 3]}),
                json!({"tags": ["ä"], "set": []}),
            ],
        ),
        (
            &S3,
            closed(
                json!({"pair": {"type": "array", "prefixItems": [byte(), text], "items": false, "minItems": 2}, "three": {"type": "array", "items": byte(), "minItems": 3, "maxItems": 3}}),
            ),
            vec![json!({"pair": [1, "a"], "three": [1, 2, 3]})],
        ),
        (
            &S4,
            closed(
                json!({"map": {"type": "object", "additionalProperties": byte(), "minProperties": 1, "maxProperties": 2}, "level": {"enum": ["low", "high"]}}),
            ),
            vec![json!({"map": {"a": 1, "b/~": 255}, "level": "high"})],
        ),
        (
            &S5,
            optional,
            vec![
                json!({"maybe": null, "at": {"x": 1, "y": 2.5}}),
                json!({"at": {"x": 0, "y": -1}}),
            ],
        ),
        (
            &S6,
            either(
                closed(json!({"Move": closed(moved())})),
                closed(json!({"Say": closed(said())})),
            ),
            vec![
                json!({"event": {"Move": {"x": 1, "y": 2}}}),
                json!({"event": {"Say": {"text": "a"}}}),
            ],
        ),
        (
            &S7,
            either(with_tag("Move", moved()), with_tag("Say", said())),
            vec![
                json!({"event": {"x": 1, "type": "Move", "y": 2}}),
                json!({"event": {"text": "a", "type": "Say"}}),
            ],
        ),
        (
            &S8,
            either(
                with_tag("Move", json!({"data": closed(moved())})),
                with_tag("Say", json!({"data": closed(said())})),
            ),
            vec![json!({"event": {"data": {"x": 1, "y": 2}, "type": "Move"}})],
        ),
        (
            &S9,
            untagged,
            vec![
                json!({"event": {"x": 1, "y": 2}, "id": id}),
                json!({"event": {"text": "a"}, "id": id}),
            ],
        ),
    ]
}

/// A small generator, so that every run sees the same mutations.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn other(dice: &mut Dice) -> Value {
    let others = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(256),
        json!(51),
        json!(1e300),
        json!(""),
        json!("1"),
        json!("low"),
        json!("LOW"),
        json!("Move"),
        json!("A-12"),
        json!("a-12"),
        json!([]),
        json!([1, "a"]),
        json!([1, 1]),
        json!([1, 2, 3]),
        json!({}),
        json!({"x": 1, "y": 1}),
        json!({"text": "t"}),
        json!({"type": "Say", "text": "t"}),
        json!({"Say": {"text": "t"}}),
        json!({"a": 1, "b": 2, "c": 3}),
    ];
    others[dice.roll(others.len())].clone()
}

/// Changes one place, which is found by walking down at random.
fn mutate(value: &mut Value, dice: &mut Dice) {
    let deeper = dice.roll(4) > 0;
    match value {
        Value::Object(members) if deeper && !members.is_empty() => {
            let key = members
                .keys()
                .nth(dice.roll(members.len()))
                .unwrap()
                .clone();
            match dice.roll(6) {
                0 => drop(members.remove(&key)),
                1 => drop(members.insert("extra".to_owned(), other(dice))),
                2 => {
                    let moved = members.remove(&key).unwrap();
                    members.insert(format!("{key}_"), moved);
                }
                _ => mutate(members.get_mut(&key).unwrap(), dice),
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let index = dice.roll(items.len());
            match dice.roll(4) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => mutate(&mut items[index], dice),
            }
        }
        _ => *value = other(dice),
    }
}

#[test]
fn the_check_agrees_with_an_independent_validator() {
    let mut dice = Dice(7);
    let (mut valid, mut invalid) = (0, 0);
    for (shape, schema, objects) in corpus() {
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        let mut agree = |object: &Value| {
            let text = object.to_string();
            let checked = check(&text, ShapeRef::new(shape), Extra::Refuse);
            assert_eq!(
                checked.is_ok(),
                validator.is_valid(object),
                "{text}\n{schema}\n{checked:?}"
            );
            *if checked.is_ok() {
                &mut valid
            } else {
                &mut invalid
            } += 1;
        };
        for object in &objects {
            assert!(validator.is_valid(object), "{object}");
            agree(object);
            for _ in 0..200 {
                let mut mutated = object.clone();
                mutate(&mut mutated, &mut dice);
                agree(&mutated);
            }
        }
    }
    assert!(
        valid > 100 && invalid > 1_000,
        "{valid} valid, {invalid} invalid"
    );
}
