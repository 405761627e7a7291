//! `docs/events.md` has a row for each kind of event, and for no other.

const PAGE: &str = include_str!("../../docs/events.md");
const FACTS: &str = include_str!("../../agent-core/src/event/fact_text.rs");

/// The kinds that the code reads.
fn kinds() -> Vec<&'static str> {
    let read = FACTS.split_once("fn read(kind: &str").unwrap().1;
    let read = read.split_once("_ => return Ok(None)").unwrap().0;
    let arms = read.lines().filter_map(|line| {
        let (kind, rest) = line.trim().strip_prefix('"')?.split_once('"')?;
        rest.starts_with(" => ").then_some(kind)
    });
    arms.collect()
}

#[test]
fn every_kind_of_event_is_explained() {
    let facts = PAGE.split_once("## The facts").unwrap().1;
    let rows: Vec<&str> = facts
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let (mut rows, mut kinds) = (rows, kinds());
    assert!(kinds.len() > 28, "{kinds:?}");
    rows.sort_unstable();
    kinds.sort_unstable();
    assert_eq!(rows, kinds);
}
