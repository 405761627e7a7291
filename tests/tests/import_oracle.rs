//! A schema that was imported judges as the `jsonschema` crate does: random schemas, random values.
//!
//! Deliberate exceptions, each noted by `import_notes` or named in the docs, are left out here: keywords without a
//! type, `nullable`, an overlapping `oneOf`, numbers beyond 128 bits, texts whose `format` only one side knows.

use agent_core::parse::feedback::of_call;
use agent_core::parse::{self, ParseError, StepShape};
use agent_core::schema::check::{Extra, check};
use agent_core::schema::{MCP, import, import_notes, json_schema, render};
use agent_core::testkit::Generator;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tests::report::calls::Oracle;

/// Judges the value by both, and by a validator of what we render of the schema.
fn agree(schema: &Value, values: &[Value]) -> Result<bool, TestCaseError> {
    let text = schema.to_string();
    let Ok(shape) = import(&text) else {
        return Ok(false);
    };
    // A note says that we knowingly differ, unless it only tells of constants that never fit.
    let notes = import_notes(&text).unwrap();
    let differs = notes.iter().any(|note| {
        use agent_core::schema::ImportNoteKind::{ImpliedType, Nullable, OneOf, Unevaluated};
        matches!(note.kind, ImpliedType(_) | Nullable | OneOf | Unevaluated)
    });
    if differs {
        return Ok(false);
    }
    let oracle = Oracle::new(&text).map_err(TestCaseError::fail)?;
    let [faithful, mcp] = [json_schema(shape), render(shape, &MCP)];
    let rendered = [Oracle::new(&faithful), Oracle::new(&mcp)];
    // Those that fit are rare among random values.
    let made = (0..8).filter_map(|seed| Generator::new(seed).value(shape).ok());
    let texts: Vec<String> = values.iter().map(ToString::to_string).chain(made).collect();
    for value in texts {
        let expected = oracle.accepts(&value);
        let ours = check(&value, shape, Extra::AsDeclared);
        prop_assert_eq!(ours.is_ok(), expected, "{}\n{}\n{:?}", text, value, ours);
        for (by, schema) in rendered.iter().zip([&faithful, &mcp]) {
            let by = by
                .as_ref()
                .map_err(|error| TestCaseError::fail(format!("{schema}: {error}")))?;
            prop_assert_eq!(
                by.accepts(&value),
                expected,
                "{}\n{}\nas {}",
                text,
                value,
                schema
            );
        }
    }
    Ok(true)
}

const KEYS: [&str; 4] = ["a", "b", "kind", "a/b~c"];
const WORDS: [&str; 6] = ["", "a", "ab", "abc", "ä", "cat"];

fn word() -> impl Strategy<Value = String> {
    select(&WORDS[..]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..6_i64).prop_map(Value::from),
        select(&[0.5, 1.5, 2.0, -1.0][..]).prop_map(Value::from),
        word().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(select(&KEYS[..]), inner, 0..4).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()
            }),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Value> {
    let kind = select(&["integer", "number"][..]);
    let bound = prop::option::of(prop_oneof![
        (-2..5_i64).prop_map(Value::from),
        Just(json!(0.5))
    ]);
    (kind, bound.clone(), bound.clone(), bound).prop_map(|(kind, min, max, above)| {
        said(json!({"type": kind, "minimum": min, "maximum": max, "exclusiveMinimum": above}))
    })
}

fn texts() -> impl Strategy<Value = Value> {
    let count = prop::option::of(0..4_u8);
    let pattern = prop::option::of(select(&["^a", "b$", "^[a-c]*$"][..]));
    (count.clone(), count, pattern).prop_map(|(least, most, pattern)| {
        said(json!({"type": "string", "minLength": least, "maxLength": most, "pattern": pattern}))
    })
}

fn constants() -> impl Strategy<Value = Value> {
    let kinds = select(
        &[
            "string", "integer", "number", "boolean", "null", "array", "object", "",
        ][..],
    );
    let constant = prop_oneof![4 => scalar(), 1 => value()];
    let list = prop::collection::vec(constant.clone(), 0..4);
    let one = prop::option::weighted(0.2, constant);
    (kinds, list, one).prop_map(|(kind, list, one)| {
        let kind = (!kind.is_empty()).then_some(kind);
        let mut list = list;
        list.dedup();
        match one {
            Some(constant) => said(json!({"type": kind, "const": constant})),
            None => said(json!({"type": kind, "enum": list})),
        }
    })
}

fn lists(items: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Value> {
    let count = prop::option::of(0..3_u8);
    let list = (
        prop::option::of(items.clone()),
        count.clone(),
        count,
        any::<bool>(),
    );
    let list = list.prop_map(|(items, least, most, unique)| {
        said(json!({"type": "array", "items": items, "minItems": least, "maxItems": most, "uniqueItems": unique}))
    });
    let tuple = prop::collection::vec(items, 1..3).prop_map(|places| {
        let len = places.len();
        json!({"type": "array", "prefixItems": places, "minItems": len, "items": false})
    });
    prop_oneof![3 => list, 1 => tuple]
}

fn objects(inner: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Value> {
    let properties = prop::collection::btree_map(select(&KEYS[..]), inner.clone(), 0..4);
    let required = prop::collection::btree_set(select(&KEYS[..]), 0..3);
    let others = prop_oneof![
        3 => Just(None),
        2 => Just(Some(json!(false))),
        1 => Just(Some(json!(true))),
        1 => inner.prop_map(Some),
    ];
    let names = prop::option::weighted(0.2, select(&["^[ab]", "^k"][..]));
    let count = prop::option::weighted(0.2, 0..3_u8);
    (properties, required, others, names, count).prop_map(
        |(properties, required, others, names, count)| {
            said(json!({
                "type": "object",
                "properties": if properties.is_empty() { None } else { Some(properties) },
                "required": required,
                "additionalProperties": others,
                "propertyNames": names.map(|pattern| json!({"pattern": pattern})),
                "minProperties": count,
            }))
        },
    )
}

/// The keywords that are said.
fn said(schema: Value) -> Value {
    let Value::Object(members) = schema else {
        return schema;
    };
    let mut said: Map<String, Value> = Map::new();
    for (key, value) in members {
        let null = value.is_null() && key != "const";
        if !null && value != json!([]) || key == "enum" {
            said.insert(key, value);
        }
    }
    Value::Object(said)
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => numbers(),
        4 => texts(),
        4 => constants(),
        1 => any::<bool>().prop_map(Value::from),
        1 => select(&["null", "boolean", "object", "array"][..]).prop_map(|kind| json!({"type": kind})),
        1 => Just(json!({})),
        1 => Just(json!({"type": ["string", "null"], "minLength": 2})),
        1 => Just(json!({"type": ["integer", "string", "array"], "minimum": 1, "maxLength": 1})),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        let key = select(&["anyOf", "oneOf", "allOf"][..]);
        prop_oneof![
            2 => lists(inner.clone()),
            4 => objects(inner.clone()),
            2 => (key, several.clone()).prop_map(|(key, all)| json!({key: all})),
            1 => (objects(inner.clone()), prop::collection::vec(objects(inner.clone()), 1..3))
                .prop_map(|(mut base, all)| { base["anyOf"] = all.into(); base }),
            1 => (several.clone(), several)
                .prop_map(|(a, b)| json!({"allOf": [{"anyOf": a}, {"anyOf": b}]})),
            1 => inner.prop_map(|value| json!({"type": "object", "patternProperties": {"": value}})),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_imported_judges_as_the_validator_does(
        schema in schema(),
        values in prop::collection::vec(value(), 24),
    ) {
        agree(&schema, &values)?;
    }
}

/// What a model is shown of a call that would be right, is right.
#[test]
fn an_example_of_a_call_fits_and_is_seldom_missing() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut shown, mut missing) = (0, Vec::new());
    for _ in 0..600 {
        let schema = objects(schema().boxed())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let Ok(shape) = import(&schema.to_string()) else {
            continue;
        };
        let step = StepShape {
            name: "t",
            aliases: &[],
            shape,
        };
        let told = of_call(&ParseError::TooTangled, &step);
        match told.split_once("A valid call: t ") {
            Some((_, example)) => {
                shown += 1;
                let judged = check(example, shape, Extra::Refuse);
                assert!(judged.is_ok(), "{schema}: {example}: {judged:?}");
                assert!(parse::strict(example, shape).is_ok());
            }
            None if Generator::new(1).value(shape).is_ok() => missing.push(schema.to_string()),
            None => {}
        }
    }
    let seldom = missing.len() * 20 < shown;
    assert!(shown > 100 && seldom, "{shown}, without: {missing:#?}");
}

#[test]
fn most_random_schemas_are_imported_without_a_note() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut judged = 0;
    for _ in 0..200 {
        let schema = schema().new_tree(&mut runner).unwrap().current();
        judged += usize::from(agree(&schema, &[json!(1)]).unwrap());
    }
    assert!(judged > 100, "{judged}");
}
