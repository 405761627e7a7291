//! Text that is made to cost much: work and memory stay a fixed multiple of its length.

use super::steps::counted;
use super::{IncomingJson, Options, parse_with};
use crate::schema::check::samples::{ANY, EXTERNAL, FLAT, INTERNAL, ORDER, UNTAGGED};
use crate::schema::{Lossy, Shape, ShapeRef, import};

/// Each is repeated; what stands before the first `|` and behind the second one stands once.
const PARTS: [&str; 34] = [
    "{",
    "[",
    "(",
    "[\"",
    "{\"a\":",
    "[[1,",
    "{a ",
    "{a:",
    "{'",
    "{`",
    "{“",
    "{„",
    "[1,\"",
    "/*",
    "[{}",
    "`",
    "```json\n",
    "{\"a\":[{\"a\":[",
    "|\"'|",
    "{\"a\": |\"'|}",
    "{\"a\": \"|\", \"|",
    "{\"a\": \"|\"|",
    "[\"|\",|]",
    "{\"a\": |\u{201e}|",
    "{\"a\":1|,|",
    "{|\u{a0}|",
    "[1, |// x\n|",
    "<think>",
    "</think",
    "|</thin| {",
    "|{\"a\": 1} |",
    "|[1] |",
    "[|{\"order_id\": 1},|]",
    "{\"a\": |{[(|",
];

fn repeated(part: &str, length: usize) -> String {
    let mut pieces = part.splitn(3, '|');
    let (first, second, third) = (pieces.next(), pieces.next(), pieces.next());
    match (first, second, third) {
        (Some(before), Some(part), Some(behind)) => {
            format!("{before}{}{behind}", part.repeat(length / part.len()))
        }
        _ => part.repeat(length / part.len()),
    }
}

fn read(text: &str, shape: ShapeRef) {
    for options in [
        Options::new(),
        Options::new().complete(true).lossy(Lossy::ALL),
    ] {
        let parsed = parse_with(text, shape, &options);
        if let Ok(parsed) = parsed {
            let most = text.len() * 8 + 64;
            assert!(parsed.json.len() <= most, "{} bytes", parsed.json.len());
            assert!(parsed.repairs.len() <= text.len() + 64);
        }
    }
}

/// Work for a text, in bytes and nodes looked at.
fn work(part: &str, length: usize, shape: ShapeRef) -> usize {
    let text = repeated(part, length);
    counted(|| read(&text, shape))
}

fn assert_linear(part: &str, short: usize, shape: ShapeRef) {
    let long = 4 * short;
    let (few, many) = (work(part, short, shape), work(part, long, shape));
    // The stocks, twice: once for each of the options.
    assert!(many <= 2 * (200 * long + (1 << 18)), "{part}: {many} steps");
    // What is used up is refused, so that four times the text is at most four times the work.
    let stock = 1 << 18;
    assert!(many <= 5 * few + stock, "{part}: {few}, then {many} steps");
}

#[test]
fn hostile_text_is_read_in_linear_work() {
    for shape in [&ORDER, &UNTAGGED, &ANY, &FLAT] {
        for part in PARTS {
            assert_linear(part, 4_000, ShapeRef::new(shape));
        }
    }
}

/// `J = J0 | J1 | … | [J] | {key: J}`, with many members that nearly fit.
fn many_members() -> ShapeRef {
    let member = |index: usize| {
        format!(
            r##"{{"type":"object","properties":{{"a":{{"$ref":"#/$defs/J"}},"f{index}":{{"type":"integer"}}}},"required":["f{index}"]}}"##
        )
    };
    let members: Vec<String> = (0..24).map(member).collect();
    let members = members.join(",");
    let schema = format!(
        r##"{{"$ref":"#/$defs/J","$defs":{{"J":{{"anyOf":[{members},{{"type":"array","items":{{"$ref":"#/$defs/J"}}}}]}}}}}}"##
    );
    import(&schema).expect("a schema")
}

#[test]
fn many_candidates_and_many_members_are_bounded() {
    let shape = many_members();
    for part in [
        "|{\"a\": {\"a\": {}}} |",
        "|[[[[{}]]]] |",
        "[|{\"f1\": 1, \"a\": [{\"f2\": \"x\"}]},|]",
        "{\"a\":",
        "[",
        "|{\"a\": \"{\\\"a\\\": 1}\"} |",
    ] {
        assert_linear(part, 2_000, shape);
    }
}

#[test]
fn nesting_ends_for_each_kind_of_bracket() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{a: [", "]}"), ("({", "})")] {
        for shape in [&ORDER, &INTERNAL, &EXTERNAL, &UNTAGGED, &ANY] {
            let text = open.repeat(100_000) + "1" + &close.repeat(100_000);
            let shape: &'static Shape = shape;
            assert!(parse_with(&text, ShapeRef::new(shape), &Options::new()).is_err());
            let mut incoming = IncomingJson::new(ShapeRef::new(shape));
            incoming.push(&text);
            let _ = incoming.partial();
        }
    }
}

#[test]
fn a_megabyte_of_quotes_is_read_or_refused() {
    for part in [
        "\"'",
        "{\"a\": |\"'|}",
        "[|\"\", '|",
        "{\"a\": \"|\"x\" |\"}",
    ] {
        let length = 1 << 20;
        let steps = work(part, length, ShapeRef::new(&ANY));
        assert!(steps <= 400 * length, "{part}: {steps}");
    }
}
