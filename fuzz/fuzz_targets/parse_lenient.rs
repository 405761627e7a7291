//! Any text, any of the shapes, any options: no panic, and what is accepted is a value of the shape.

#![no_main]

use std::sync::OnceLock;

use agent_core::parse::{Options, parse_with, strict};
use agent_core::schema::{Lossy, ShapeRef, import};
use libfuzzer_sys::fuzz_target;

/// Each kind of shape, with recursion, unions and names that are easily hit.
const SCHEMAS: [&str; 6] = [
    r#"{}"#,
    r#"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"},"c":{"type":"array","items":{"type":"number"}},"d":{"enum":["x","y z"]},"e":{"type":"boolean"}},"required":["a","c"],"additionalProperties":false}"#,
    r##"{"$ref":"#/$defs/J","$defs":{"J":{"anyOf":[{"type":"integer"},{"type":"number"},{"type":"boolean"},{"type":"string"},{"type":"null"},{"type":"array","items":{"$ref":"#/$defs/J"}},{"type":"object","additionalProperties":{"$ref":"#/$defs/J"}}]}}}"##,
    r##"{"type":"array","items":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]},"$defs":{"A":{"type":"object","properties":{"t":{"const":"a"},"n":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"},{"type":"null"}]}},"required":["t"],"additionalProperties":false},"B":{"type":"object","properties":{"t":{"const":"b"},"a":{"type":"string"},"m":{"type":"object","additionalProperties":{"type":"integer"}}},"required":["t","a"],"additionalProperties":false}}}"##,
    r#"{"enum":["a","ab","true","1"],"x-aliases":{"ab":{"alias":"é b"}}}"#,
    r#"{"anyOf":[{"const":1},{"const":true},{"const":"a"},{"type":"null"}]}"#,
];

fn shapes() -> &'static [ShapeRef] {
    static SHAPES: OnceLock<Vec<ShapeRef>> = OnceLock::new();
    SHAPES.get_or_init(|| SCHEMAS.iter().map(|text| import(text).expect("a schema")).collect())
}

fuzz_target!(|data: (u8, &str)| {
    let (choice, text) = data;
    let shapes = shapes();
    let shape = shapes[usize::from(choice >> 2) % shapes.len()];
    let lossy = if choice & 1 == 0 { Lossy::NONE } else { Lossy::ALL };
    let options = Options::new().lossy(lossy).complete(choice & 2 != 0);
    if let Ok(parsed) = parse_with(text, shape, &options) {
        assert!(strict(&parsed.json, shape).is_ok(), "{}", parsed.json);
        let loss = parsed.repairs.iter().any(|repair| repair.kind.is_lossy());
        assert!(choice & 1 == 1 || !loss, "{:?}", parsed.repairs);
    }
});
