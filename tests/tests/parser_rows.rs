//! What the parser makes of texts whose values are known stays as good as it is.

use tests::report::parser::{Report, Row, Verdict, judge};

fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Row::read(line).expect("a row")).collect()
}

fn report(rows: &[Row]) -> Report {
    let mut report = Report::default();
    for row in rows {
        report.add(row, judge(row));
    }
    report
}

#[test]
fn texts_with_a_schema_give_their_values_or_are_refused_by_design() {
    let rows = rows(include_str!("../data/parser/open.jsonl"));
    let report = report(&rows);
    let good = report.count(Verdict::Agree) + report.count(Verdict::Stricter);
    assert!(good >= 165, "{report}");
    assert_eq!(report.count(Verdict::Lost), 0, "{report}");
}

#[test]
fn what_is_marked_as_lossy_is_refused_without_the_opt_in() {
    let rows = rows(include_str!("../data/parser/open.jsonl"));
    let lossy: Vec<&Row> = rows.iter().filter(|row| row.lossy.is_some()).collect();
    assert_eq!(lossy.len(), 10);
    let verdict = |row: &Row| judge(row).verdict;
    let strict = lossy
        .iter()
        .filter(|row| verdict(row) == Verdict::Stricter)
        .count();
    // Of the tenth the expected value has lost a key that is there to be read.
    assert_eq!(strict, 9);
    assert!(lossy.iter().all(|row| verdict(row) != Verdict::Lost));
}

#[test]
fn texts_without_a_schema_lose_nothing() {
    let rows = rows(include_str!("../data/parser/json_repair_open.jsonl"));
    let report = report(&rows);
    assert_eq!(report.count(Verdict::Lost), 0, "{report}");
    assert!(report.count(Verdict::Agree) >= 75, "{report}");
    let plain = rows.iter().filter(|row| row.plain);
    for row in plain {
        assert_eq!(judge(row).verdict, Verdict::Agree, "{}", row.id);
    }
}
