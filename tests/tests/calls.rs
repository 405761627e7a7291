//! Tools and calls that others wrote: a sample of what `call-report` judges.

use std::path::Path;

use tests::report::calls::{Report, Verdict, rows};

fn sample() -> Vec<tests::report::calls::Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/function-calls/sample.jsonl");
    rows(&path).unwrap()
}

#[test]
fn every_schema_is_imported_every_call_read_and_every_damage_refused() {
    let mut report = Report::default();
    for row in sample() {
        report.add(Verdict::of(&row));
    }
    let faults: String = report.faulty.iter().map(ToString::to_string).collect();
    assert!(report.faulty.is_empty(), "{faults}\n{report}");
    let [imported, gold_ok, refused, rows] = report.numbers();
    assert!(
        rows >= 70 && [imported, gold_ok, refused] == [rows; 3],
        "{report}"
    );
}

#[test]
fn a_fault_of_a_schema_is_noted() {
    let faulty = sample().into_iter().filter(|row| row.schema_faults > 0);
    let noted = faulty.map(|row| (row.schema_faults, Verdict::of(&row).remarks));
    let mut rows = 0;
    for (faults, remarks) in noted {
        let dead = remarks
            .iter()
            .filter(|it| it.contains("no value can satisfy this"));
        assert_eq!(dead.count(), faults, "{remarks:?}");
        rows += 1;
    }
    assert!(rows > 2);
}

/// The report must be able to fail: each kind of fault is found where it is put.
#[test]
fn a_wrong_row_is_told() {
    let row = sample()
        .into_iter()
        .find(|row| row.gold.len() == 1 && row.gold_valid)
        .unwrap();

    let mut wrong = row.clone();
    wrong.tools[0].parameters = r#"{"type":"object","if":{"required":["a"]}}"#.to_owned();
    assert!(Verdict::of(&wrong).import_fault.is_some());

    let mut wrong = row.clone();
    wrong.gold[0].arguments = r#"{"no such argument":1}"#.to_owned();
    assert!(!Verdict::of(&wrong).gold_faults.is_empty());

    let mut wrong = row.clone();
    wrong.gold[0].name = "no_such_tool".to_owned();
    assert!(!Verdict::of(&wrong).gold_faults.is_empty());

    let mut wrong = row;
    wrong.tools[0].original_name = "another name".to_owned();
    assert!(!Verdict::of(&wrong).gold_faults.is_empty());
}
