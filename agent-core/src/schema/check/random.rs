//! Random shapes and random values of them: what is allowed passes, and serde reads it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::samples::{BYTE, FLAG, FLOAT, LONG, TEXT, URGENCY, field, fields, shape, variant};
use super::{Extra, check};
use crate::schema::{Content, Field, Kind, Shape, ShapeRef, Tagging, Variant};

/// A shape and one value of it; leaked, because shapes are static.
pub(crate) type Pair = (&'static Shape, Value);

fn leak(kind: Kind) -> &'static Shape {
    Box::leak(Box::new(shape(kind)))
}

fn leaf() -> impl Strategy<Value = Pair> {
    prop_oneof![
        ".{0,12}".prop_map(|text| (&TEXT, json!(text))),
        any::<u8>().prop_map(|byte| (&BYTE, json!(byte))),
        any::<u8>().prop_map(|byte| (&BYTE, json!(f64::from(byte)))),
        any::<i64>().prop_map(|long| (&LONG, json!(long))),
        any::<f64>()
            .prop_filter("finite", |f| f.is_finite())
            .prop_map(|f| (&FLOAT, json!(f))),
        any::<bool>().prop_map(|flag| (&FLAG, json!(flag))),
        Just((&URGENCY, json!("low"))),
    ]
}

pub(crate) fn pair() -> impl Strategy<Value = Pair> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let members = prop::collection::vec((inner.clone(), any::<bool>()), 0..4);
        prop_oneof![
            (inner.clone(), any::<bool>()).prop_map(|((shape, value), null)| {
                let value = if null { Value::Null } else { value };
                (leak(Kind::Option(ShapeRef::new(shape))), value)
            }),
            (inner.clone(), 0..4_usize).prop_map(|((items, value), count)| {
                let items = ShapeRef::new(items);
                (
                    leak(Kind::List {
                        items,
                        unique: false,
                        len: Some(count),
                    }),
                    json!(vec![value; count]),
                )
            }),
            (inner.clone(), ".{0,6}").prop_map(|((value_shape, value), key)| {
                let value_shape = ShapeRef::new(value_shape);
                (
                    leak(Kind::Map {
                        key: ShapeRef::new(&TEXT),
                        value: value_shape,
                    }),
                    json!({ key: value }),
                )
            }),
            (members.clone(), any::<bool>())
                .prop_map(|(members, flatten)| object(&members, flatten)),
            (members, 0..4_usize).prop_map(|(members, tagging)| tagged(&members, tagging)),
        ]
    })
}

fn declared(members: &[(Pair, bool)]) -> (Vec<Field>, Value) {
    let mut value = json!({});
    let mut list = Vec::new();
    for (index, ((shape, inner), required)) in members.iter().enumerate() {
        let name: &'static str = format!("f{index}").leak();
        list.push(Field {
            required: *required,
            ..field(name, shape)
        });
        if *required {
            value[name] = inner.clone();
        }
    }
    (list, value)
}

fn object(members: &[(Pair, bool)], flatten: bool) -> Pair {
    let (list, value) = declared(members);
    let plain = leak(Kind::Struct(fields(list.leak())));
    if !flatten {
        return (plain, value);
    }
    let list = vec![Field {
        flatten: true,
        ..field("inner", plain)
    }];
    (leak(Kind::Struct(fields(list.leak()))), value)
}

fn tagged(members: &[(Pair, bool)], tagging: usize) -> Pair {
    let (list, mut value) = declared(members);
    let variants: Vec<Variant> = vec![
        variant("Other", Content::Unit),
        variant("This", Content::Struct(fields(list.leak()))),
    ];
    let (tagging, value) = match tagging {
        0 => (Tagging::External, json!({ "This": value })),
        1 => (
            Tagging::Adjacent {
                tag: "t",
                content: "c",
            },
            json!({ "t": "This", "c": value }),
        ),
        2 => (Tagging::Untagged, value),
        _ => {
            value["t"] = json!("This");
            (Tagging::Internal { tag: "t" }, value)
        }
    };
    (
        leak(Kind::Enum {
            tagging,
            variants: variants.leak(),
        }),
        value,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_of_a_shape_pass_compact_and_pretty((shape, value) in pair()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let checked = check(&text, ShapeRef::new(shape), Extra::Refuse);
            let read = checked.map_err(|m| TestCaseError::fail(format!("{text}: {m}")))?;
            prop_assert!(serde_json::from_str::<Value>(&read).is_ok());
            prop_assert_eq!(check(&read, ShapeRef::new(shape), Extra::Refuse).unwrap(), &*read);
        }
    }

    #[test]
    fn objects_and_lists_cut_anywhere_are_refused((shape, value) in pair(), cut in any::<prop::sample::Index>()) {
        let text = value.to_string();
        let end = cut.index(text.len());
        if text.starts_with(['{', '[']) && text.is_char_boundary(end) {
            prop_assert!(check(&text[..end], ShapeRef::new(shape), Extra::Refuse).is_err());
        }
    }
}
