use std::collections::BTreeMap;

use super::*;
use crate::schema::check::samples::{
    ADJACENT, BY_NUMBER, BYTE, BYTE_SET, EXTERNAL, FLAT, FORK, INTERNAL, LONG, LOOP, NEST, ORDER,
    PAIR, TEXT, UNTAGGED, field, fields, shape,
};
use crate::schema::{Bound, Constant, Field, Foreign, Kind, Limit, Literal, Schema, Shape};

fn values(shape: &'static Shape) -> Vec<String> {
    let one = |seed| Generator::new(seed).value(ShapeRef::new(shape)).unwrap();
    (0..100).map(one).collect()
}

#[test]
fn every_kind_of_shape_has_values() {
    let shapes = [
        &ORDER, &PAIR, &BY_NUMBER, &BYTE_SET, &EXTERNAL, &INTERNAL, &ADJACENT, &UNTAGGED, &FLAT,
        &NEST, &LOOP, &FORK,
    ];
    for shape in shapes {
        for (seed, value) in values(shape).iter().enumerate() {
            let seed = u64::try_from(seed).unwrap();
            let shape = ShapeRef::new(shape);
            assert!(fits(value, shape, &[]), "{value}");
            let hard = Generator::new(seed).hard().value(shape).unwrap();
            assert!(fits(&hard, shape, &[]), "{hard}");
        }
    }
}

#[test]
fn values_differ_by_seed_and_repeat_with_it() {
    let (first, second) = (values(&ORDER), values(&ORDER));
    assert_eq!(first, second);
    let different: std::collections::BTreeSet<_> = first.iter().collect();
    assert!(different.len() > 90, "{}", different.len());
    let optional = first
        .iter()
        .filter(|order| order.contains("\"note\""))
        .count();
    assert!((20..=80).contains(&optional), "{optional}");
}

#[test]
fn every_variant_comes_up() {
    for name in ["Ping", "Move", "Place"] {
        for shape in [&EXTERNAL, &INTERNAL, &ADJACENT] {
            assert!(values(shape).iter().any(|value| value.contains(name)));
        }
    }
}

static CODE: [Bound; 3] = [
    Bound::Pattern("^[A-Z]{2}-[0-9]+$"),
    Bound::MinLength(8),
    Bound::MaxLength(9),
];
static DAY: [Bound; 1] = [Bound::Format("date")];
static SMALL: [Bound; 2] = [
    Bound::ExclusiveMinimum(Limit::Float(0.5)),
    Bound::ExclusiveMaximum(Limit::Integer(3)),
];
static LONG_TEXT: [Bound; 2] = [Bound::MinLength(300), Bound::MaxLength(300)];
static NUMBER: Shape = shape(Kind::Number);
static BOUNDED: Shape = shape(Kind::Struct(fields(&[
    bounded("code", &TEXT, &CODE),
    bounded("day", &TEXT, &DAY),
    bounded("small", &LONG, &SMALL),
    bounded("part", &NUMBER, &SMALL),
    bounded("essay", &TEXT, &LONG_TEXT),
])));

const fn bounded(name: &'static str, shape: &'static Shape, bounds: &'static [Bound]) -> Field {
    Field {
        bounds,
        ..field(name, shape)
    }
}

#[test]
fn bounds_are_kept() {
    // `value` hands out only what fits: that there is a value for every seed is what is tested.
    assert!(values(&BOUNDED)[0].starts_with(r#"{"code":""#));
}

#[test]
fn what_the_docs_name_comes_up_often() {
    static LINE: Shape = shape(Kind::Struct(fields(&[Field {
        doc: "The number on the receipt, e.g. \"A-1001\" or \"B-2\".",
        ..field("line", &TEXT)
    }])));
    let made = values(&LINE);
    let named = |text: &str| made.iter().filter(|value| value.contains(text)).count();
    assert!(named("A-1001") > 15 && named("B-2") > 15);
    assert!(named("A-1001") + named("B-2") < 95);
}

#[test]
fn constants_come_up_as_they_are() {
    static SEVERAL: Shape = shape(Kind::Literals(&[
        constant(Constant::Null),
        constant(Constant::Text("a\"b")),
    ]));
    let made: std::collections::BTreeSet<_> = values(&SEVERAL).into_iter().collect();
    assert_eq!(made.into_iter().collect::<Vec<_>>(), [r#""a\"b""#, "null"]);
}

const fn constant(value: Constant) -> Literal {
    Literal {
        value,
        aliases: &[],
    }
}

#[test]
fn what_only_schemars_knows_is_made_from_its_schema() {
    let shape = <Foreign<BTreeMap<String, (u8, Option<bool>)>> as Schema>::SHAPE;
    for seed in 0..50 {
        let made = Generator::new(seed).value(shape).unwrap();
        serde_json::from_str::<BTreeMap<String, (u8, Option<bool>)>>(&made).expect(&made);
    }
}

#[test]
fn what_has_no_value_says_where_and_why() {
    static IMPOSSIBLE: [Bound; 2] = [
        Bound::Minimum(Limit::Integer(5)),
        Bound::Maximum(Limit::Integer(4)),
    ];
    static AHEAD: [Bound; 1] = [Bound::Pattern("(?=x)y")];
    static INNER: Shape = shape(Kind::Struct(fields(&[bounded("n/a", &BYTE, &IMPOSSIBLE)])));
    static OUTER: Shape = shape(Kind::Struct(fields(&[field("inner", &INNER)])));
    static AHEAD_OUTER: Shape = shape(Kind::Struct(fields(&[bounded("x", &TEXT, &AHEAD)])));
    static ENDLESS: Shape = shape(Kind::Struct(fields(&[field("next", &NEXT)])));
    static NEXT: Shape = shape(Kind::Lazy(|| ShapeRef::new(&ENDLESS)));
    let said = |shape| {
        Generator::new(1)
            .value(ShapeRef::new(shape))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        said(&OUTER),
        "no value can be made up at `/inner/n~1a`: none was found within its bounds"
    );
    assert_eq!(
        said(&AHEAD_OUTER),
        "no value can be made up at `/x`: the pattern `(?=x)y` is not understood"
    );
    assert_eq!(
        said(&ENDLESS),
        "no value can be made up: it allows nothing, or contains itself without an end"
    );
}
