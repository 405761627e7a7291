//! Recorded exchanges with many servers: what the dialects must make of them. The program `exchange-report` asks
//! the same of any file of this form.

use tests::exchanges::Row;

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
    assert!(decoded > 50 && streams > 8, "{decoded} {streams}");
    assert!(grown > 10 && errors > 5, "{grown} {errors}");
}

#[test]
fn a_wrong_reading_is_found() {
    let whole = SAMPLE.lines().find(|line| line.contains(r#""sse":"#)).expect("a stream");
    let broken = whole.replace("data: ", "data: {\"error\":{\"message\":\"no\"}}\\n\\ndata: ");
    let row = Row::read(&broken).expect("a row");
    let found = row.judge(1);
    assert!(found.error.had > 0, "an error in the stream is looked at");
    let unknown = whole.replacen(r#""api":"openai"#, r#""api":"unheard"#, 1);
    let unknown = unknown.replacen(r#""api":"anthropic"#, r#""api":"unheard"#, 1);
    let row = Row::read(&unknown).expect("a row");
    assert_eq!(row.judge(1).decoded.faults.len(), 1);
}
