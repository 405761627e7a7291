//! Schemas that come at run time are refused by a profile for the reasons that the compiler gives, and what is
//! rendered of the others keeps the profile's own rules.

use agent_core::contract::{ProfileFaultKind, Why, profile_fault};
use agent_core::schema::{
    ANTHROPIC, GEMINI, MCP, OPENAI_STRICT, PORTABLE, Profile, ShapeRef, arguments_schema, import,
};

fn shape(schema: &str) -> ShapeRef {
    import(schema).unwrap()
}

fn fault(schema: &str, profile: &Profile) -> String {
    profile_fault(shape(schema), profile).map_or_else(String::new, |fault| fault.to_string())
}

#[test]
fn each_reason_names_the_place() {
    let of = |inner: &str| {
        format!(
            r#"{{"type":"object","properties":{{"a":{{"type":"array","items":{inner}}}}},"required":["a"]}}"#
        )
    };
    let cases = [
        (
            "{}",
            "`a[]` must not be any JSON value, which profile `portable` refuses",
        ),
        (
            r#"{"type":"object"}"#,
            "`a[]` must not be a map, which profile `portable` refuses",
        ),
        (
            r#"{"type":"object","properties":{"b":{"type":"null"}},"additionalProperties":true}"#,
            "`a[]` must not bring free keys, which profile `portable` refuses",
        ),
        (
            r#"{"type":"object","properties":{"b c":{"type":"null"}}}"#,
            "`a[].b c` must be named with at most 64 letters, digits, `_`, `.` or `-`, as profile `portable` demands",
        ),
        (
            r#"{"type":"boolean","enum":["yes"]}"#,
            "`a[]` must be something that a value can fit, as profile `portable` demands",
        ),
    ];
    for (inner, expected) in cases {
        assert_eq!(fault(&of(inner), &PORTABLE), expected);
        assert_eq!(fault(&of(inner), &MCP), "");
    }
}

#[test]
fn circles_are_found_wherever_they_begin() {
    let list = r##"{"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}}"##;
    let tree = r##"{"type":"object","properties":{"root":{"$ref":"#/$defs/Node"}},"$defs":{"Node":{"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#/$defs/Node"}}},"required":["kids"]}}}"##;
    // `B` is met inside `A` first, and stands by itself afterwards.
    let mutual = r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/B"}},"required":["a","b"],"$defs":{"A":{"type":"object","properties":{"b":{"$ref":"#/$defs/B"}}},"B":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}}}"##;
    for schema in [list, tree, mutual] {
        for profile in [&PORTABLE, &ANTHROPIC] {
            let found = profile_fault(shape(schema), profile).unwrap();
            let kind = found.kind;
            assert!(
                matches!(kind, ProfileFaultKind::Refused(Why::Recursion { .. })),
                "{kind:?}"
            );
        }
        for profile in [&OPENAI_STRICT, &MCP] {
            assert_eq!(fault(schema, profile), "", "{schema}");
            let rendered = arguments_schema(shape(schema), profile);
            assert_eq!(arguments_schema(shape(&rendered), profile), rendered);
        }
    }
    assert!(
        !fault(tree, &GEMINI).is_empty(),
        "its own list must be there"
    );
}

#[test]
fn what_is_too_much_is_counted() {
    let keys: Vec<String> = (0..30)
        .map(|n| format!(r#""k{n}":{{"type":"string"}}"#))
        .collect();
    let optional = format!(r#"{{"type":"object","properties":{{{}}}}}"#, keys.join(","));
    assert_eq!(
        fault(&optional, &ANTHROPIC),
        "the arguments must have at most 24 optional parameters, the limit of profile `anthropic`, and has 30"
    );
    assert_eq!(fault(&optional, &PORTABLE), "");
    let mut deep = r#"{"type":"string"}"#.to_owned();
    for _ in 0..12 {
        deep = format!(r#"{{"type":"object","properties":{{"d":{deep}}}}}"#);
    }
    assert!(fault(&deep, &PORTABLE).contains("must not be nested more than 10 levels deep"));
    let far_down = deep.replace(r#"{"type":"string"}"#, "{}");
    assert!(fault(&far_down, &ANTHROPIC).contains("must not be any JSON value"));
}

#[test]
fn what_nothing_fits_is_not_offered() {
    let schema = r#"{"type":"object","properties":{"a":{"type":"string"},"never":{"type":"boolean","enum":["yes"]}}}"#;
    assert_eq!(fault(schema, &PORTABLE), "");
    let offered =
        r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#;
    assert_eq!(arguments_schema(shape(schema), &PORTABLE), offered);
    let strict = r#"{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["a"],"additionalProperties":false}"#;
    assert_eq!(arguments_schema(shape(schema), &OPENAI_STRICT), strict);
    assert!(arguments_schema(shape(schema), &MCP).contains(r#""never":{"not":{}}"#));
}

#[test]
fn arguments_must_be_an_object() {
    for schema in [
        r#"{"type":"string"}"#,
        r#"{"type":"array","items":{"type":"string"}}"#,
        "{}",
    ] {
        let found = profile_fault(shape(schema), &MCP).unwrap();
        assert_eq!(found.kind, ProfileFaultKind::NotAnObject);
    }
}

#[test]
fn constants_of_several_types_are_rendered_a_type_each() {
    let schema = r#"{"type":"object","properties":{"a":{"enum":[1,"x",2,null,true,false,0.5]}},"required":["a"]}"#;
    let expected = concat!(
        r#"{"a":{"anyOf":[{"anyOf":[{"type":"integer","enum":[1,2]},{"type":"string","enum":["x"]},"#,
        r#"{"type":"boolean"},{"type":"number","enum":[0.5]}]},{"type":"null"}]}}"#
    );
    let rendered = arguments_schema(shape(schema), &OPENAI_STRICT);
    assert!(rendered.contains(expected), "{rendered}");
}
