//! What a schema file is read as, and what is refused in it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use super::*;

/// The one property of an object.
fn property(schema: &str) -> Node {
    let text = format!("{{\"type\":\"object\",\"properties\":{{\"a\":{schema}}}}}");
    match parse(&text, "f.json").unwrap().schema.kind {
        Kind::Object(mut object) => object.properties.remove(0).schema,
        other => panic!("{other:?}"),
    }
}

fn kind(schema: &str) -> (Kind, bool) {
    let node = property(schema);
    (node.kind, node.null)
}

fn problem(text: &str) -> String {
    parse(text, "f.json").unwrap_err().at("f.json")
}

/// What is wrong with a property's schema.
fn refused(schema: &str) -> String {
    problem(&format!(
        "{{\"type\":\"object\",\n\"properties\":{{\"a\":\n{schema}}}}}"
    ))
}

#[test]
fn one_thing_said_in_many_ways_is_one_thing() {
    let text = kind(r#"{"type":"string"}"#).0;
    for same in [
        r#"{"type":["string","null"]}"#,
        r#"{"type":"string","nullable":true}"#,
        r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
        r#"{"oneOf":[{"type":"null"},{"allOf":[{"type":"string","description":"d"}]}]}"#,
    ] {
        assert_eq!(kind(same), (text.clone(), true), "{same}");
    }
    let names = Kind::Names(vec!["a".into(), "b".into()]);
    for same in [
        r#"{"enum":["a","b"]}"#,
        r#"{"type":"string","enum":["a","b"]}"#,
        r#"{"oneOf":[{"const":"a","title":"A"},{"type":"string","const":"b"}]}"#,
        r#"{"type":"string","oneOf":[{"const":"a"},{"const":"b"}]}"#,
    ] {
        assert_eq!(kind(same), (names.clone(), false), "{same}");
    }
    for same in [
        r#"{"enum":["a","b",null]}"#,
        r#"{"type":["string","null"],"enum":["a","b"]}"#,
        r#"{"anyOf":[{"enum":["a"]},{"const":"b"},{"const":null}]}"#,
    ] {
        assert_eq!(kind(same), (names.clone(), true), "{same}");
    }
}

#[test]
fn an_integer_has_closed_ends() {
    let range = |low, high| {
        let end = |number: Option<i128>| {
            number.map(|number| End {
                limit: Limit::Integer(number),
                open: false,
            })
        };
        let (low, high) = (end(low), end(high));
        (Kind::Integer(Range { low, high }), false)
    };
    for (schema, low, high) in [
        (r#"{"type":"integer"}"#, None, None),
        (
            r#"{"type":"integer","minimum":1,"maximum":5}"#,
            Some(1),
            Some(5),
        ),
        (
            r#"{"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":6.0}"#,
            Some(1),
            Some(5),
        ),
        (
            r#"{"type":"integer","minimum":0.5,"maximum":5.5}"#,
            Some(1),
            Some(5),
        ),
        (
            r#"{"type":"integer","minimum":0,"exclusiveMinimum":true}"#,
            Some(1),
            None,
        ),
        (
            r#"{"type":"integer","minimum":-3,"exclusiveMinimum":0}"#,
            Some(1),
            None,
        ),
        (r#"{"enum":[3,1,2]}"#, Some(1), Some(3)),
        (r#"{"type":"integer","const":7}"#, Some(7), Some(7)),
        (r#"{"type":"integer","format":"uint8"}"#, Some(0), Some(255)),
        (
            r#"{"type":"integer","format":"uint8","minimum":1}"#,
            Some(1),
            Some(255),
        ),
    ] {
        assert_eq!(kind(schema), range(low, high), "{schema}");
    }
}

#[test]
fn a_circle_closes_at_the_place_that_it_goes_by() {
    let text = r##"{"properties":{"head":{"$ref":"#/$defs/Maybe"}},
"$defs":{"Maybe":{"anyOf":[{"$ref":"#/$defs/Node"},{"type":"null"}]},
"Node":{"properties":{"next":{"$ref":"#/$defs/Maybe"},"twin":{"$ref":"#/$defs/Node"}}}}}"##;
    let Kind::Object(root) = parse(text, "f.json").unwrap().schema.kind else {
        panic!("no object");
    };
    let head = &root.properties[0].schema;
    assert!(head.null);
    let Kind::Object(node) = &head.kind else {
        panic!("{head:?}");
    };
    for property in &node.properties {
        assert_eq!(property.schema.kind, Kind::Again(head.place));
    }
}

#[test]
fn a_definition_made_for_a_provider_is_looked_into() {
    let schema = r#"{"type":"object","properties":{"a":{"type":"string"}}}"#;
    for text in [
        format!(r#"{{"name":"t","description":"d","input_schema":{schema}}}"#),
        format!(r#"{{"name":"t","inputSchema":{schema},"annotations":{{}}}}"#),
        format!(r#"{{"type":"function","name":"t","parameters":{schema},"strict":true}}"#),
        format!(r#"{{"type":"function","function":{{"name":"t","parameters":{schema}}}}}"#),
    ] {
        let pin = parse(&text, "f.json").unwrap();
        assert_eq!(
            pin.name.map(|(name, _)| name).as_deref(),
            Some("t"),
            "{text}"
        );
        let Kind::Object(object) = pin.schema.kind else {
            panic!("{text}");
        };
        assert_eq!(object.properties.len(), 1, "{text}");
    }
    let bare = parse(r#"{"type":"function","function":{"name":"t"}}"#, "f.json").unwrap();
    assert_eq!(bare.schema.kind, Kind::Object(Object::default()));
    // A parameter of that name is no definition.
    let plain = r#"{"type":"object","properties":{"name":{"type":"string"}}}"#;
    assert_eq!(parse(plain, "f.json").unwrap().name, None);
}

#[test]
fn a_reference_that_leads_nowhere_is_told_what_there_is() {
    let said = |target: &str| {
        let start = r#"{"properties":{"a":{"$ref":""#;
        problem(&format!(
            "{start}{target}\"}}}},\n\"$defs\":{{\"Address\":{{}},\"Order\":{{}}}}}}"
        ))
    };
    assert_eq!(
        said("#/$defs/Adress"),
        "f.json:1:28: `#/$defs/Adress` is not there\nnote: did you mean `#/$defs/Address`?"
    );
    assert_eq!(
        said("#/components/schemas/Customer"),
        "f.json:1:28: `#/components/schemas/Customer` is not there\nnote: the file has `#/$defs/Address`, `#/$defs/Order`"
    );
}

#[test]
fn a_mark_of_the_encoding_is_no_mistake() {
    let plain = "{\"properties\":{\"a\":{}}}";
    let marked = format!("\u{feff}{plain}");
    assert_eq!(parse(&marked, "f.json"), parse(plain, "f.json"));
}

#[test]
fn a_misspelt_keyword_is_told_before_what_follows_from_it() {
    for (schema, expected) in [
        (
            r#"{"type":"object","propertes":{},"required":["a"]}"#,
            "f.json:3:18: unknown keyword `propertes`\nnote: did you mean `properties`?",
        ),
        (
            r#"{"type":"string","minLenght":1}"#,
            "f.json:3:18: unknown keyword `minLenght`\nnote: did you mean `minLength`?",
        ),
        (
            r#"{"tipe":"string"}"#,
            "f.json:3:2: unknown keyword `tipe`\nnote: did you mean `type`?",
        ),
        (
            r#"{"type":"object","requierd":["a"],"properties":{"a":{"type":"strin"}}}"#,
            "f.json:3:18: unknown keyword `requierd`\nnote: did you mean `required`?",
        ),
    ] {
        assert_eq!(refused(schema), expected);
    }
}

#[test]
fn what_cannot_be_compared_is_named_with_its_place() {
    for (schema, expected) in [
        (
            r#"{"type":"string","if":{}}"#,
            "f.json:3:18: `if` cannot be compared",
        ),
        (
            r#"{"type":"integer","multipleOf":5}"#,
            "f.json:3:32: `multipleOf` cannot be compared",
        ),
        (
            r#"{"type":"integer","minLength":5}"#,
            "f.json:3:19: `minLength` does not apply",
        ),
        (
            r#"{"allOf":[{},{}]}"#,
            "f.json:3:10: `allOf` must have one entry",
        ),
        (
            r#"{"minimum":5}"#,
            "f.json:3:1: the schema must state its `type`",
        ),
        (r#"{"type":"text"}"#, "f.json:3:1: unknown type `text`"),
        (
            r##"{"$ref":"#/$defs/None"}"##,
            "f.json:3:9: `#/$defs/None` is not there\nnote: the file has no `$defs`",
        ),
        (
            r#"{"type":"object","allOf":[{},{}]}"#,
            "f.json:3:26: `allOf` must have one entry",
        ),
        (
            r#"{"type":"object","allOf":[{}]}"#,
            "f.json:3:2: `type` cannot be compared",
        ),
        (
            r#"{"$ref":"other.json"}"#,
            "f.json:3:9: `$ref` must point into this file",
        ),
        (
            r#"{"enum":[1,"a"]}"#,
            "f.json:3:10: the values must be texts",
        ),
        (r#"{"enum":[1,3]}"#, "f.json:3:10: the values must be texts"),
        (
            r#"{"type":"boolean","enum":["a"]}"#,
            "f.json:3:1: the values must be of the `type`",
        ),
        (
            r#"{"type":"array","prefixItems":[{}]}"#,
            "f.json:3:31: `prefixItems` must have one length",
        ),
        (
            r#"{"type":"object","required":["b"]}"#,
            "f.json:3:30: `required` names `b`",
        ),
        (
            r#"{"type":"object","patternProperties":{}}"#,
            "f.json:3:18: `patternProperties` cannot",
        ),
        (
            r#"{"type":"string","type":"null"}"#,
            "f.json:3:18: `type` stands twice",
        ),
        (
            r#"{"type":"string","minLength":-1}"#,
            "f.json:3:30: `minLength` must be a whole number",
        ),
        (r#"{"type":"string",}"#, "f.json:3:17: the file is not JSON"),
        ("false", "f.json:3:1: a schema must be an object"),
    ] {
        let said = refused(schema);
        assert!(said.starts_with(expected), "{said}");
    }
    for (text, expected) in [
        ("", "f.json:1:1: the file is empty"),
        ("[]", "f.json:1:1: the file must hold one JSON object"),
        (
            "{\"type\":\"array\"}",
            "f.json:1:1: the schema must be of an object",
        ),
        (
            "{\"type\":[\"object\",\"null\"]}",
            "f.json:1:1: the schema must be of an object",
        ),
    ] {
        let said = problem(text);
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn of_our_own_schemas_the_unknown_part_is_passed_over() {
    let text = r#"{"type":"object","properties":{"a":{"not":{}},"b":{"type":"string"}}}"#;
    let Kind::Object(object) = parse_own(&json::parse(text).unwrap()).kind else {
        panic!("no object");
    };
    assert_eq!(object.properties[0].schema.kind, Kind::Opaque);
    assert!(matches!(
        object.properties[1].schema.kind,
        Kind::Text { .. }
    ));
}

#[test]
fn references_that_double_at_each_step_are_cut_off() {
    let definition = |at: u32| {
        let next = format!("{{\"$ref\":\"#/$defs/D{}\"}}", at + 1);
        format!("\"D{at}\":{{\"properties\":{{\"l\":{next},\"r\":{next}}}}}")
    };
    let all: Vec<String> = (0..40).map(definition).collect();
    let text = format!(
        "{{\"properties\":{{\"a\":{{\"$ref\":\"#/$defs/D0\"}}}},\"$defs\":{{{},\"D40\":{{}}}}}}",
        all.join(",")
    );
    assert!(problem(&text).contains("the schema is too large"));
}

/// Any text: the macro must answer, and never panic.
#[test]
fn half_a_file_is_a_problem_and_no_panic() {
    let text = r##"{"name":"ü","parameters":{"properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"anyOf":[{"type":["array","null"],"items":{"enum":["x",null]}},{"const":1}]}}}}"##;
    assert!(parse(text, "f.json").is_ok());
    for (end, _) in text.char_indices() {
        assert!(parse(&text[..end], "f.json").is_err(), "{end}");
    }
}

#[test]
fn a_missing_parameter_is_named_with_its_type() {
    for (schema, ty) in [
        (r#"{"type":"string"}"#, "String"),
        (r#"{"type":["integer","null"]}"#, "Option<i64>"),
        (r#"{"type":"integer","minimum":0}"#, "u32"),
        (r#"{"type":"array","items":{"type":"number"}}"#, "Vec<f64>"),
        (
            r#"{"type":"object","additionalProperties":{"type":"boolean"}}"#,
            "BTreeMap<String, bool>",
        ),
    ] {
        assert_eq!(property(schema).rust_type(), ty);
    }
}
