//! What is understood of JSON Schema, and what is refused.

use super::{ImportNoteKind, ImportReason, Size, import, import_notes};
use crate::schema::check::{Extra, check};
use crate::schema::{Kind, MCP, PORTABLE, ShapeRef, Tagging, TypesStyle, render, types_form};

fn shape(schema: &str) -> ShapeRef {
    import(schema).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

/// Asserts which values fit; undeclared keys are judged as the schema says.
fn judges(schema: &str, good: &[&str], bad: &[&str]) {
    let shape = shape(schema);
    for text in good {
        let judged = check(text, shape, Extra::AsDeclared);
        assert!(judged.is_ok(), "{schema}: {text}: {}", judged.unwrap_err());
    }
    for text in bad {
        let judged = check(text, shape, Extra::AsDeclared);
        assert!(judged.is_err(), "{schema}: {text} is accepted");
    }
}

fn refused(schema: &str) -> String {
    match import(schema) {
        Ok(_) => panic!("{schema} is imported"),
        Err(error) => error.to_string(),
    }
}

fn notes(schema: &str) -> Vec<String> {
    let notes = import_notes(schema).unwrap_or_else(|error| panic!("{schema}: {error}"));
    notes.iter().map(ToString::to_string).collect()
}

#[test]
fn types_and_their_limits() {
    judges("true", &["1", "null", "{}"], &["", "x"]);
    judges("{}", &["1", "[]"], &[]);
    judges("false", &[], &["1", "null", "{}"]);
    judges(r#"{"not":{}}"#, &[], &["1", "{}"]);
    judges(
        r#"{"type":"integer"}"#,
        &["1", "1.0", "-3"],
        &["1.5", "\"1\"", "null"],
    );
    judges(r#"{"type":["string","null"]}"#, &["\"a\"", "null"], &["1"]);
    judges(
        r#"{"type":["string","integer"]}"#,
        &["\"a\"", "2"],
        &["1.5", "null"],
    );
    judges(
        r#"{"type":["integer","number"]}"#,
        &["1", "1.5"],
        &["\"1\""],
    );
    judges(
        r#"{"type":"integer","minimum":1,"exclusiveMaximum":4.5}"#,
        &["1", "4"],
        &["0", "5"],
    );
    judges(
        r#"{"type":"number","minimum":1,"exclusiveMinimum":true}"#,
        &["1.1"],
        &["1", "0"],
    );
    judges(
        r#"{"type":"number","multipleOf":1}"#,
        &["1", "2.0"],
        &["1.5"],
    );
    judges(
        r#"{"type":"string","minLength":2,"pattern":"^a"}"#,
        &["\"ab\""],
        &["\"a\"", "\"bb\""],
    );
    judges(
        r#"{"type":"string","format":"date"}"#,
        &["\"2026-01-31\""],
        &["\"soon\""],
    );
    judges(
        r#"{"type":"string","format":"char"}"#,
        &["\"a long text\""],
        &["1"],
    );
}

#[test]
fn lists() {
    judges(r#"{"type":"array"}"#, &["[]", "[1,\"a\"]"], &["{}"]);
    let texts = r#"{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":2,"uniqueItems":true}"#;
    judges(
        texts,
        &["[\"a\"]"],
        &["[]", "[1]", "[\"a\",\"b\",\"c\"]", "[\"a\",\"a\"]"],
    );
    let pair = r#"{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}],"minItems":2,"items":false}"#;
    judges(pair, &["[1,\"a\"]"], &["[1]", "[1,\"a\",2]", "[\"a\",1]"]);
    let draft7 = r#"{"type":"array","items":[{"type":"integer"}],"minItems":1,"maxItems":1}"#;
    judges(draft7, &["[1]"], &["[]", "[1,2]"]);
}

#[test]
fn objects() {
    let open = r#"{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}"#;
    judges(
        open,
        &[r#"{"a":1}"#, r#"{"a":1,"b":2}"#],
        &["{}", r#"{"a":"x"}"#],
    );
    assert!(check(r#"{"a":1,"b":2}"#, shape(open), Extra::Refuse).is_err());
    let closed = r#"{"type":"object","properties":{"a":{}},"additionalProperties":false}"#;
    judges(closed, &["{}", r#"{"a":[]}"#], &[r#"{"b":1}"#]);
    let stated = r#"{"type":"object","properties":{"a":{}},"additionalProperties":true}"#;
    assert!(check(r#"{"b":[1]}"#, shape(stated), Extra::Refuse).is_ok());
    let typed = r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"integer"}}"#;
    judges(
        typed,
        &[r#"{"a":"x","b":1}"#],
        &[r#"{"b":"x"}"#, r#"{"a":1}"#],
    );
    judges(r#"{"type":"object"}"#, &["{}", r#"{"a":1}"#], &["[]"]);
    let map = r#"{"type":"object","additionalProperties":{"type":"integer"},"propertyNames":{"pattern":"^[a-z]+$"},"minProperties":1}"#;
    judges(map, &[r#"{"a":1}"#], &["{}", r#"{"A":1}"#, r#"{"a":"x"}"#]);
    let by_pattern = r#"{"type":"object","patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}"#;
    judges(
        by_pattern,
        &["{}", r#"{"x1":1}"#],
        &[r#"{"y":1}"#, r#"{"x":"a"}"#],
    );
    judges(
        r#"{"type":"object","additionalProperties":false}"#,
        &["{}"],
        &[r#"{"a":1}"#],
    );
    judges(
        r#"{"type":"object","required":["a"]}"#,
        &[r#"{"a":null}"#],
        &["{}"],
    );
    judges(
        r#"{"type":"object","properties":{"no":false}}"#,
        &["{}"],
        &[r#"{"no":1}"#],
    );
}

#[test]
fn constants() {
    judges(
        r#"{"enum":["a",1,null,true,0.5]}"#,
        &["\"a\"", "1.0", "null", "true", "0.5"],
        &["\"1\"", "false", "2"],
    );
    judges(
        r#"{"type":"string","enum":["a","b",null]}"#,
        &["\"a\""],
        &["null", "\"c\""],
    );
    judges(
        r#"{"type":["string","null"],"enum":["a",null]}"#,
        &["\"a\"", "null"],
        &["\"b\""],
    );
    judges(r#"{"const":7}"#, &["7", "7.0"], &["8", "\"7\""]);
    judges(r#"{"const":null}"#, &["null"], &["0"]);
    judges(r#"{"enum":["a","b"],"const":"b"}"#, &["\"b\""], &["\"a\""]);
    judges(
        r#"{"type":"integer","enum":[1,2,30],"maximum":9}"#,
        &["1"],
        &["30"],
    );
    judges(
        r#"{"enum":["a","bb"],"minLength":2}"#,
        &["\"bb\""],
        &["\"a\""],
    );
    judges(
        r#"{"type":"boolean","enum":["yes"]}"#,
        &[],
        &["\"yes\"", "true", "null"],
    );
    let described = shape(r#"{"oneOf":[{"const":"a","description":"First."},{"const":"b"}]}"#);
    assert_eq!(
        render(described, &MCP),
        r#"{"description":"a: First.","type":"string","enum":["a","b"]}"#
    );
}

#[test]
fn alternatives() {
    judges(
        r#"{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}"#,
        &["1", "\"a\"", "null"],
        &["1.5", "[]"],
    );
    let one_key = r#"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"additionalProperties":false,"anyOf":[{"required":["a"]},{"required":["b"]}]}"#;
    judges(
        one_key,
        &[r#"{"a":1}"#, r#"{"b":1}"#, r#"{"a":1,"b":2}"#],
        &["{}", r#"{"a":"x"}"#, r#"{"a":1,"c":1}"#],
    );
    let tagged = r#"{"oneOf":[
        {"type":"object","properties":{"kind":{"const":"cat"},"lives":{"type":"integer"}},"required":["kind","lives"]},
        {"type":"object","properties":{"kind":{"const":"dog"},"tricks":{"type":"integer"}},"required":["kind"]}]}"#;
    judges(
        tagged,
        &[
            r#"{"kind":"cat","lives":9}"#,
            r#"{"tricks":1,"kind":"dog"}"#,
        ],
        &[r#"{"kind":"cat"}"#, r#"{"lives":9}"#, r#"{"kind":"cow"}"#],
    );
    let Kind::Enum { tagging, .. } = shape(tagged).get().kind else {
        panic!("it is an enum");
    };
    assert_eq!(tagging, Tagging::Internal { tag: "kind" });
    assert!(notes(tagged).is_empty());
    judges(
        r#"{"type":"string","nullable":true}"#,
        &["null", "\"a\""],
        &["1"],
    );
}

#[test]
fn all_of_them_must_hold() {
    let merged = r##"{"$defs":{"Base":{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}},
        "allOf":[{"$ref":"#/$defs/Base"},{"properties":{"name":{"type":"string"},"id":{"minimum":1}},"required":["name"]}]}"##;
    judges(
        merged,
        &[r#"{"id":1,"name":"x"}"#],
        &[r#"{"id":0,"name":"x"}"#, r#"{"id":1}"#, r#"{"name":"x"}"#],
    );
    let beside = r##"{"$defs":{"S":{"type":"string"}},"$ref":"#/$defs/S","minLength":2}"##;
    judges(beside, &["\"ab\""], &["\"a\"", "1"]);
    let closed = r#"{"allOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}],"type":"object","unevaluatedProperties":false}"#;
    judges(closed, &[r#"{"a":1,"b":2}"#], &[r#"{"c":1}"#]);
    judges(
        r#"{"allOf":[{"type":"number"},{"type":"integer"}]}"#,
        &["1"],
        &["1.5"],
    );
    judges(
        r#"{"allOf":[{"type":"string"},{"type":"integer"}]}"#,
        &[],
        &["1", "\"a\""],
    );
    let two = r#"{"allOf":[{"properties":{"a":{}},"additionalProperties":false},{"properties":{"b":{}}}]}"#;
    assert!(refused(two).contains("`additionalProperties` is said twice"));
    assert!(refused(r#"{"allOf":[{"pattern":"a"},{"pattern":"b"}]}"#).contains("`pattern`"));
}

#[test]
fn references_and_circles() {
    let tree = r##"{"$ref":"#/$defs/Tree","$defs":{"Tree":{"type":"object","properties":{
        "value":{"type":"integer"},"left":{"$ref":"#/$defs/Tree"},"kids":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},
        "required":["value"],"additionalProperties":false}}}"##;
    judges(
        tree,
        &[r#"{"value":1,"left":{"value":2},"kids":[{"value":3,"kids":[]}]}"#],
        &[
            r#"{"value":1,"left":{"value":"x"}}"#,
            r#"{"value":1,"kids":[{"kids":[]}]}"#,
        ],
    );
    let text = render(shape(tree), &MCP);
    assert!(
        text.contains(r##""left":{"$ref":"#/$defs/Tree"}"##),
        "{text}"
    );
    let again = shape(&text);
    assert_eq!(render(again, &MCP), text);
    let draft7 = r##"{"definitions":{"A":{"type":"integer"}},"type":"object","properties":{"a":{"$ref":"#/definitions/A"}}}"##;
    judges(draft7, &[r#"{"a":1}"#], &[r#"{"a":"x"}"#]);
    judges(
        r##"{"type":"array","items":{"$ref":"#"}}"##,
        &["[]", "[[],[[]]]"],
        &["[1]"],
    );
    let mutual = r##"{"$defs":{"A":{"type":"object","properties":{"b":{"$ref":"#/$defs/B"}}},"B":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"n":{"type":"integer"}}}},"$ref":"#/$defs/A"}"##;
    judges(
        mutual,
        &[r#"{"b":{"a":{"b":{"n":1}}}}"#],
        &[r#"{"b":{"a":{"b":{"n":"x"}}}}"#],
    );
    assert!(types_form(shape(mutual), &TypesStyle::default()).contains("type A = "));
}

#[test]
fn what_cannot_be_kept_to_is_refused_where_it_stands() {
    let cases = [
        ("{", "the schema must be JSON"),
        ("3", "a schema must be an object"),
        (r#"{"a":1,"a":2}"#, "stands twice"),
        (
            r#"{"properties":{"x":{"not":{"type":"null"}}}}"#,
            "`/properties/x`: `not` cannot be checked",
        ),
        (
            r#"{"items":{"if":{}},"type":"array"}"#,
            "`/items`: `if` cannot be checked",
        ),
        (
            r#"{"type":"file"}"#,
            "`type` must be `null`, `boolean`, `integer`, `number`, `string`, `array` or `object`, not `file`",
        ),
        (
            r#"{"allOf":{"type":"string"}}"#,
            "`allOf` must be a list of schemas",
        ),
        (
            r#"{"anyOf":[]}"#,
            "`anyOf` must be a list of at least one schema",
        ),
        (r#"{"allOf":[{"$ref":1},{}]}"#, "`$ref` must be a text"),
        (
            r#"{"type":"array","uniqueItems":"yes"}"#,
            "`uniqueItems` must be `true` or `false`",
        ),
        (
            r#"{"type":"object","patternProperties":[]}"#,
            "`patternProperties` must be an object of schemas",
        ),
        (
            r#"{"type":"string","pattern":"^[[:alpha:]]+$"}"#,
            "is a class elsewhere",
        ),
        (
            r##"{"$ref":"#/$defs/A","$defs":{"A":{"$id":"a.json","properties":{"x":{"$ref":"#/$defs/X"}},"$defs":{"X":{"type":"string"}}},"X":{"type":"integer"}}}"##,
            "`/$defs/A`: `$id` cannot be checked",
        ),
        (
            r#"{"type":"string","pattern":"(?=a)"}"#,
            "without look-around",
        ),
        (
            r#"{"type":"number","multipleOf":0.01}"#,
            "`multipleOf` cannot be checked",
        ),
        (
            r#"{"type":"array","prefixItems":[{}]}"#,
            "`prefixItems` must have a fixed length",
        ),
        (
            r#"{"enum":[{"a":1}],"minProperties":1}"#,
            "a constant with parts",
        ),
        (
            r#"{"$ref":"https://example.org/x"}"#,
            "must stay within the schema",
        ),
        (r##"{"$ref":"#/$defs/A"}"##, "there is none at `#/$defs/A`"),
        (r##"{"$ref":"#"}"##, "`#` must not be itself"),
        (
            r##"{"$defs":{"A":{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}]}},"$ref":"#/$defs/A"}"##,
            "must not be itself",
        ),
        (r#"{"minimum":1,"minLength":2}"#, "`type` must be said"),
        (
            r#"{"type":"object","properties":{"a":{}},"minProperties":1}"#,
            "write `required`",
        ),
        (
            r#"{"type":"object","patternProperties":{"a":{}}}"#,
            "`patternProperties` cannot be checked",
        ),
        (
            r#"{"type":"object","required":[1]}"#,
            "`required` must be a list of keys",
        ),
        (
            r#"{"type":"string","minLength":-1}"#,
            "`minLength` must be a whole number",
        ),
    ];
    for (schema, expected) in cases {
        let message = refused(schema);
        assert!(message.contains(expected), "{schema}: {message}");
    }
}

#[test]
fn constants_with_parts() {
    let lists = r#"{"type":"array","items":{"type":"string"},"enum":[["a","b"],[],["c",1],"x"]}"#;
    judges(
        lists,
        &[r#"["a","b"]"#, "[]"],
        &[r#"["a"]"#, r#"["c",1]"#, r#"["c"]"#, r#""x""#],
    );
    let deep = r#"{"const":{"a":[1,{"b":null}],"c":{}}}"#;
    judges(
        deep,
        &[r#"{"c":{},"a":[1.0,{"b":null}]}"#],
        &[
            "{}",
            r#"{"a":[1,{"b":1}],"c":{}}"#,
            r#"{"a":[1,{"b":null}],"c":{"d":1}}"#,
            r#"{"a":[1,{"b":null}],"c":{},"e":1}"#,
        ],
    );
    judges(
        r#"{"enum":["all",["a"],null],"nullable":true}"#,
        &[r#""all""#, r#"["a"]"#, "null"],
        &[r#""a""#, "[]"],
    );
}

#[test]
fn what_other_languages_write() {
    let go =
        r#"{"type":"object","properties":{"a":{"type":"string","enum":null}},"required":null}"#;
    judges(go, &["{}", r#"{"a":"x"}"#], &[r#"{"a":1}"#]);
    let expected = [
        "`required` is `null`, and read as if it were not said",
        "`/properties/a`: `enum` is `null`, and read as if it were not said",
    ];
    assert_eq!(notes(go), expected);
    let python = r#"{"type":"dict","properties":{"a":{"type":"float"},"b":{"type":"tuple","items":{"type":"INT"}},"c":{"type":"any"}}}"#;
    judges(
        python,
        &[r#"{"a":1.5,"b":[1],"c":null}"#],
        &["[]", r#"{"a":"x"}"#, r#"{"b":[1.5]}"#],
    );
    assert_eq!(notes(python)[0], "type `dict` is read as `object`");
    assert_eq!(
        notes(python)[4],
        "`/properties/c`: type `any` is read as `any type`"
    );
    // A constant may be `null`, and so may a default.
    judges(r#"{"const":null}"#, &["null"], &["1"]);
    judges(
        r#"{"allOf":[{"type":"dict","required":null},{"type":"object","required":["a"]}]}"#,
        &[r#"{"a":1}"#],
        &["{}"],
    );
    for any in ["", "^", ".*", "^.*$", "^(.*)$", "^[\\\\s\\\\S]*$"] {
        let record =
            format!(r#"{{"type":"object","patternProperties":{{"{any}":{{"type":"number"}}}}}}"#);
        judges(&record, &["{}", r#"{"a":1}"#], &[r#"{"a":"x"}"#]);
    }
    assert!(refused(r#"{"type":"object","patternProperties":{"^$":{}}}"#).contains("one pattern"));
}

#[test]
fn several_choices_that_must_all_hold() {
    let two = r#"{"type":"object","properties":{"a":{},"b":{},"c":{}},"allOf":[
        {"anyOf":[{"required":["a"]},{"required":["b"]}]},
        {"anyOf":[{"required":["c"]},{"required":["b"]}]}]}"#;
    judges(
        two,
        &[r#"{"b":1}"#, r#"{"a":1,"c":1}"#],
        &["{}", r#"{"a":1}"#, r#"{"c":1}"#],
    );
    let beside = r#"{"oneOf":[{"type":"integer"},{"type":"string"}],"allOf":[{"oneOf":[{"type":"string","minLength":2},{"type":"null"}]}]}"#;
    judges(beside, &["\"ab\""], &["\"a\"", "1", "null"]);
    let many: Vec<&str> = vec![r#"{"anyOf":[{"minLength":1},{"minLength":2}]}"#; 40];
    let many = format!(r#"{{"type":"string","allOf":[{}]}}"#, many.join(","));
    assert!(matches!(
        import(&many).map(|_| ()),
        Ok(())
            | Err(super::ImportError {
                reason: ImportReason::TooLarge(_),
                ..
            })
    ));
}

#[test]
fn a_schema_may_call_itself_by_its_name() {
    let named = r#"{"$id":"https://x.org/s.json#","type":"object","properties":{"a":{"$ref":"https://x.org/s.json#/$defs/A"},"b":{"$ref":"https://x.org/s.json"}},"$defs":{"A":{"type":"string"}}}"#;
    judges(
        named,
        &[r#"{"a":"x","b":{"a":"y"}}"#],
        &[r#"{"a":1}"#, r#"{"b":{"a":1}}"#],
    );
    assert!(
        refused(&named.replace(r#""https://x.org/s.json""#, r#""https://x.org/s.jsonx""#))
            .contains("must stay within")
    );
    let draft7 = r##"{"type":"object","properties":{"a":{"$ref":"#foo"}},"definitions":{"A":{"$id":"#foo","type":"string"}}}"##;
    judges(draft7, &[r#"{"a":"x"}"#], &[r#"{"a":1}"#]);
}

#[test]
fn alternatives_that_close_what_others_declare_are_noted() {
    let closed = r#"{"type":"object","anyOf":[{"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"integer"}}}],"unevaluatedProperties":false}"#;
    judges(closed, &[r#"{"a":1}"#, r#"{"b":1}"#], &[r#"{"c":1}"#]);
    assert_eq!(
        import_notes(closed).unwrap()[0].kind,
        ImportNoteKind::Unevaluated
    );
}

#[test]
fn what_is_too_large_is_refused() {
    let deep = format!("{}true{}", r#"{"items":"#.repeat(70), "}".repeat(70));
    assert_eq!(
        import(&deep).unwrap_err().reason,
        ImportReason::TooLarge(Size::Depth)
    );
    let bomb: Vec<String> = (0..20)
        .map(|n| format!(r##""d{n}":{{"type":"object","properties":{{"a":{{"$ref":"#/$defs/d{0}"}},"b":{{"$ref":"#/$defs/d{0}"}}}}}}"##, n + 1))
        .collect();
    let bomb = format!(
        r##"{{"$ref":"#/$defs/d0","$defs":{{{},"d20":{{"type":"null"}}}}}}"##,
        bomb.join(",")
    );
    assert_eq!(
        import(&bomb).unwrap_err().reason,
        ImportReason::TooLarge(Size::Nodes)
    );
    let wide = format!(
        r#"{{"properties":{{"a":{{}}}},"type":"object","anyOf":[{}]}}"#,
        vec!["true"; 30_000].join(",")
    );
    assert_eq!(
        import(&wide).unwrap_err().reason,
        ImportReason::TooLarge(Size::Nodes)
    );
    let long = format!(r#"{{"description":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(
        import(&long).unwrap_err().reason,
        ImportReason::TooLarge(Size::Bytes)
    );
}

#[test]
fn what_is_odd_is_noted() {
    let faulty = r#"{"type":"object","properties":{"free":{"type":"boolean","enum":["True","False"]}},"required":["gone"]}"#;
    let expected = [
        "`/properties/free`: no value can satisfy this: none in `enum` is of the `type` and within the bounds",
        "`gone` is required and not declared: it may be any value",
    ];
    assert_eq!(notes(faulty), expected);
    assert_eq!(
        import_notes(r#"{"minimum":1}"#).unwrap()[0].kind,
        ImportNoteKind::ImpliedType("number")
    );
    assert_eq!(notes(r#"{"type":"string","enum":["a",1]}"#).len(), 1);
    let overlapping = r#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#;
    assert_eq!(
        import_notes(overlapping).unwrap()[0].kind,
        ImportNoteKind::OneOf
    );
    assert!(notes(r#"{"oneOf":[{"type":"string"},{"type":"number"}]}"#).is_empty());
    assert!(notes(r#"{"oneOf":[{"enum":["a"]},{"enum":["b"]}]}"#).is_empty());
}

#[test]
fn one_text_is_one_shape() {
    let (a, b) = (
        shape(r#"{"type":"string"}"#),
        shape("{ \"type\" : \"string\" }"),
    );
    assert!(std::ptr::eq(a.get(), b.get()));
    let other = shape(r#"{"type":"string","description":"A name."}"#);
    assert!(!std::ptr::eq(a.get(), other.get()));
}

#[test]
fn words_aliases_and_wishes_come_along() {
    let schema = r##"{"title":"Case","type":"object","description":"A case.","properties":{
        "name":{"type":"string","description":"Its name.","default":"none","x-stream":{"done":true}},
        "kind":{"$ref":"#/$defs/Kind","description":"Which."}},
        "x-aliases":{"name":{"alias":"nom"},"kind":"name"},
        "$defs":{"Kind":{"type":"string","enum":["A","B"],"description":"The kinds.","x-aliases":{"A":{"alias":"k1","description":"First."}},"x-stream":{"not_null":true}}}}"##;
    let root = shape(schema).get();
    assert_eq!((root.name, root.doc), ("Case", "A case."));
    let Kind::Struct(fields) = &root.kind else {
        panic!("it is a struct")
    };
    let [name, kind] = fields.list else {
        panic!("it has two fields")
    };
    assert_eq!(
        (name.doc, name.aliases, name.default),
        ("Its name.", &["nom"][..], "\"none\"")
    );
    assert!(name.stream.done && kind.stream.is_none() && kind.aliases.is_empty());
    assert_eq!(kind.doc, "Which.");
    let Kind::Streamed { inner, how } = &kind.shape.get().kind else {
        panic!("the definition has a wish of its own")
    };
    assert!(how.not_null);
    assert_eq!(inner.get().name, "Kind");
    let expected = "// A case.\n{\n // Its name.\n name?: string,\n // Which.\n // The kinds.\n // A: First.\n kind?: \"A\"|\"B\",\n}";
    assert_eq!(types_form(shape(schema), &TypesStyle::default()), expected);
    assert!(render(shape(schema), &PORTABLE).contains(r#""enum":["A","B"]"#));
}

/// Asserts what is passed over, and which values then fit.
fn passes(schema: &str, unchecked: &[&str], good: &[&str], bad: &[&str]) {
    assert!(import(schema).is_err(), "{schema}");
    let (shape, notes) =
        super::import_loosely(schema).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let said: Vec<String> = notes.iter().map(|note| note.kind.to_string()).collect();
    let expected: Vec<String> = unchecked
        .iter()
        .map(|it| format!("`{it}` is not checked"))
        .collect();
    assert_eq!(said, expected, "{schema}");
    for (texts, fits) in [(good, true), (bad, false)] {
        for text in texts {
            let judged = check(text, shape, Extra::AsDeclared);
            assert_eq!(judged.is_ok(), fits, "{schema}: {text}");
        }
    }
}

#[test]
fn loosely_what_cannot_be_checked_is_passed_over_with_a_note() {
    let conditional = r#"{"type":"object","properties":{"a":{"type":"string","pattern":"(?=x)"}},"required":["a"],"if":{"properties":{"a":{"const":"x"}}},"then":{"required":["b"]}}"#;
    passes(
        conditional,
        &["if", "pattern"],
        &[r#"{"a":"x"}"#],
        &["{}", r#"{"a":1}"#],
    );
    passes(
        r#"{"type":"number","multipleOf":0.5,"minimum":1}"#,
        &["multipleOf"],
        &["1.3"],
        &["0"],
    );
    passes(
        r#"{"type":"array","prefixItems":[{"type":"string"}],"maxItems":3}"#,
        &["prefixItems"],
        &["[]", "[1,2]"],
        &["[1,2,3,4]"],
    );
    passes(
        r#"{"type":"object","enum":[{"a":1}],"maxProperties":3}"#,
        &["a constant with parts"],
        &["{}"],
        &["1"],
    );
    let patterns = r#"{"type":"object","properties":{"a":{"type":"integer"}},"patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}"#;
    passes(
        patterns,
        &["patternProperties"],
        &[r#"{"a":1,"x1":"any"}"#],
        &[r#"{"a":"x"}"#],
    );
    passes(
        r#"{"type":"string","not":{"const":"a"}}"#,
        &["not"],
        &["\"a\"", "\"b\""],
        &["1"],
    );
    let counted = r#"{"type":"object","properties":{"a":{}},"minProperties":1,"propertyNames":{"maxLength":1}}"#;
    passes(
        counted,
        &["propertyNames", "minProperties"],
        &["{}"],
        &["[]"],
    );
    let far = super::import_loosely(r#"{"$ref":"https://example.org/x"}"#);
    assert!(matches!(
        far.unwrap_err().reason,
        ImportReason::RemoteRef(_)
    ));
    let plain = super::import_loosely(r#"{"type":"string"}"#).unwrap();
    assert!(std::ptr::eq(plain.0.get(), shape(r#"{"type":"string"}"#).get()) && plain.1.is_empty());
}
