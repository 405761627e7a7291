//! Any text in any pieces, for any of the shapes: no panic, the same whatever the pieces, JSON at every moment, and the end
//! is the one-shot parse.

#![no_main]

use std::sync::OnceLock;

use agent_core::parse::{IncomingJson, Options, parse_with};
use agent_core::schema::{ShapeRef, import};
use libfuzzer_sys::fuzz_target;

/// Each kind of shape, with wishes, recursion and names that are easily hit.
const SCHEMAS: [&str; 6] = [
    r#"{}"#,
    r#"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string","x-stream":{"with_state":true}},"c":{"type":"array","items":{"type":"number"}},"d":{"enum":["x","y z"]},"e":{"type":"string","x-stream":{"done":true}}},"required":["a","c"],"additionalProperties":false}"#,
    r##"{"$ref":"#/$defs/J","$defs":{"J":{"anyOf":[{"type":"integer"},{"type":"boolean"},{"type":"string"},{"type":"null"},{"type":"array","items":{"$ref":"#/$defs/J"}},{"type":"object","additionalProperties":{"$ref":"#/$defs/J"}}]}}}"##,
    r##"{"type":"array","items":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]},"$defs":{"A":{"type":"object","properties":{"t":{"const":"a"},"n":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"},{"type":"null"}]}},"required":["t"],"additionalProperties":false,"x-stream":{"done":true}},"B":{"type":"object","properties":{"t":{"const":"b"},"a":{"type":"string","x-stream":{"not_null":true}},"m":{"type":"object","additionalProperties":{"type":"integer"}}},"required":["t","a"],"additionalProperties":false}}}"##,
    r#"{"enum":["a","ab","true","1"],"x-aliases":{"ab":{"alias":"é b"}}}"#,
    r#"{"type":"string"}"#,
];

fn shapes() -> &'static [ShapeRef] {
    static SHAPES: OnceLock<Vec<ShapeRef>> = OnceLock::new();
    SHAPES.get_or_init(|| SCHEMAS.iter().map(|text| import(text).expect("a schema")).collect())
}

fuzz_target!(|data: (u8, u8, &str)| {
    let (choice, cut, text) = data;
    let shapes = shapes();
    let shape = shapes[usize::from(choice) % shapes.len()];
    let mut whole = IncomingJson::new(shape);
    whole.push(text);
    let mut pieces = IncomingJson::new(shape);
    let mut rest = text;
    let step = usize::from(cut) + 1;
    for round in 0.. {
        let at = (step..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (chunk, next) = rest.split_at(at);
        pieces.push(chunk);
        if round < 16 {
            is_json(pieces.partial());
        }
        rest = next;
        if rest.is_empty() {
            break;
        }
    }
    let shown = whole.partial();
    assert_eq!(pieces.partial(), shown);
    is_json(shown);
    assert_eq!(pieces.finish(true), parse_with(text, shape, &Options::new().complete(true)));
});

fn is_json(shown: Option<String>) {
    if let Some(shown) = shown {
        assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok(), "{shown}");
    }
}
