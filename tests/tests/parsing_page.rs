//! The page about parsing names every repair there is.

use agent_core::parse::RepairKind;

const PAGE: &str = include_str!("../../docs/parsing.md");

/// The names in backticks in a column of the page's tables.
fn named(column: usize) -> Vec<&'static str> {
    let cells = PAGE.lines().filter(|line| line.starts_with("| `"));
    let cells = cells.filter_map(|line| line.split('|').nth(column));
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

fn kind(name: &str) -> Option<RepairKind> {
    serde_json::from_value(serde_json::Value::from(name)).ok()
}

#[test]
fn every_repair_is_on_the_page_in_its_table() {
    let first: Vec<RepairKind> = named(1).into_iter().filter_map(kind).collect();
    let second: Vec<RepairKind> = named(2).into_iter().filter_map(kind).collect();
    assert!(
        first
            .iter()
            .filter(|kind| *kind != &RepairKind::Defaulted)
            .all(|kind| !kind.is_lossy()),
        "{first:?}"
    );
    let lossy: Vec<&RepairKind> = second.iter().filter(|kind| kind.is_lossy()).collect();
    assert_eq!(lossy.len(), 6, "{second:?}");
    assert_eq!(
        first.len() + lossy.len(),
        all().len() + 1,
        "`defaulted` stands in both columns"
    );
    for kind in all() {
        assert!(first.contains(&kind) || second.contains(&kind), "{kind:?}");
    }
}

/// What serde knows of the enum: its refusal of an unknown name lists the others.
fn all() -> Vec<RepairKind> {
    let refusal = serde_json::from_str::<RepairKind>("\"?\"")
        .unwrap_err()
        .to_string();
    refusal.split('`').filter_map(kind).collect()
}
