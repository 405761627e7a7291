//! The rows of `data/parser/open_stream.jsonl`: each is shown as it expects.

use tests::report::parser::{Row, Verdict, judge};

#[test]
fn every_row_is_shown_as_it_expects() {
    let rows = include_str!("../data/parser/open_stream.jsonl");
    let rows: Vec<Row> = rows.lines().map(|line| Row::read(line).unwrap()).collect();
    assert!(rows.len() == 24 && rows.iter().all(Row::is_stream));
    let judged = rows.iter().map(|row| (row, judge(row)));
    let faults: Vec<String> = judged
        .filter(|(_, judged)| judged.verdict != Verdict::Agree)
        .map(|(row, judged)| format!("{}: {}", row.id, judged.reason))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
