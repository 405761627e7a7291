//! The rows of `data/parser/open_stream.jsonl`: each is shown as it expects.

use serde_json::Value;
use tests::report::stream::{is_stream, judge};

#[test]
fn every_row_is_shown_as_it_expects() {
    let rows = include_str!("../data/parser/open_stream.jsonl");
    let rows: Vec<Value> = rows
        .lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect();
    assert!(rows.len() == 24 && rows.iter().all(is_stream));
    let faults: Vec<String> = rows
        .iter()
        .filter_map(|row| Some(format!("{}: {}", row["id"], judge(row).fault?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
