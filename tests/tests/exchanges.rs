//! Recorded exchanges with many servers: what the dialects must make of them. The program `exchange-report` asks
//! the same of any file of this form.

use serde_json::Value;
use tests::report::exchanges::{Findings, Row};

const SAMPLE: &str = include_str!("../data/exchanges/sample.jsonl");

/// Random ways in which each stream is cut into pieces.
const SETS: u64 = 25;

#[test]
fn recorded_exchanges_are_understood_in_both_directions() {
    let (mut decoded, mut streams, mut grown, mut errors) = (0, 0, 0, 0);
    for line in SAMPLE.lines() {
        let row = Row::read(line).expect("a row");
        let found = row.judge(SETS);
        for finding in [&found.decoded, &found.rechunk, &found.request, &found.error] {
            assert_eq!(finding.faults, Vec::<String>::new(), "{}", row.id);
        }
        decoded += found.decoded.had;
        streams += found.rechunk.had;
        grown += found.request.had.saturating_sub(row.exchanges.len());
        errors += found.error.had;
    }
    // A sample in which nothing is looked at proves nothing.
    assert!(decoded > 50 && streams >= 8, "{decoded} {streams}");
    assert!(grown > 10 && errors > 5, "{grown} {errors}");
}

/// Rows with something wrong in them: what was sent next is not what was answered, an error is none, a stream
/// says something else than its pieces.
#[test]
fn what_is_wrong_is_found() {
    let looped = row(|row| row["api"] == "openai-chat" && has(row, "tool_loop"));
    let mut other = looped.clone();
    let text = other["exchanges"][1]["request"]["json"]["messages"].to_string();
    let changed = text.replace("call_", "llac_");
    assert_ne!(text, changed, "the ids of calls");
    other["exchanges"][1]["request"]["json"]["messages"] = serde_json::from_str(&changed).unwrap();
    assert_eq!(judged(&looped).request.faults, Vec::<String>::new());
    assert_eq!(judged(&other).request.faults.len(), 1);

    let mut failed = row(|row| row["exchanges"][0]["response"]["status"] == 404);
    failed["exchanges"][0]["response"]["status"] = 500.into();
    failed["exchanges"][0]["response"]["json"]["error"]["code"] = "overloaded_error".into();
    assert_eq!(judged(&failed).error.faults, Vec::<String>::new());
    failed["exchanges"][0]["response"]["json"]["error"]["code"] = "invalid_api_key".into();
    assert_eq!(judged(&failed).error.faults.len(), 2);

    let mut unknown = looped;
    unknown["api"] = "unheard".into();
    assert_eq!(judged(&unknown).decoded.faults.len(), 1);
}

fn row(wanted: impl Fn(&Value) -> bool) -> Value {
    let mut rows = SAMPLE
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row"));
    rows.find(|row| wanted(row)).expect("such a row")
}

fn has(row: &Value, feature: &str) -> bool {
    let features = row["features"].as_array().expect("features");
    features.iter().any(|known| known == feature)
}

fn judged(row: &Value) -> Findings {
    Row::read(&row.to_string()).expect("a row").judge(1)
}
