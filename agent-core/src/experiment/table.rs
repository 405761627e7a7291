//! Outcomes as a table, for people.

use std::fmt;

use super::{Outcome, Outcomes, PromptVersion};

/// What stands above the columns; names to the left, numbers to the right.
const HEAD: [&str; 12] = [
    "experiment",
    "arm",
    "prompt",
    "threads",
    "finished",
    "stopped",
    "failed",
    "open",
    "steps",
    "tokens",
    "cost/10^6",
    "score",
];

/// How many columns are names.
const NAMES: usize = 3;

impl fmt::Display for Outcomes {
    /// Steps, tokens, cost and score are means: of a thread, and of a thread that was scored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self
            .versions()
            .map(|(version, outcome)| row(version, outcome));
        let rows: Vec<_> = std::iter::once(HEAD.map(str::to_owned))
            .chain(rows)
            .collect();
        let width = |column: usize| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        for row in &rows {
            for (column, cell) in row.iter().enumerate() {
                let (width, gap) = (width(column), if column == 0 { "" } else { "  " });
                if column < NAMES {
                    write!(f, "{gap}{cell:<width$}")?;
                } else {
                    write!(f, "{gap}{cell:>width$}")?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn row(version: &PromptVersion, outcome: &Outcome) -> [String; HEAD.len()] {
    let name = |text: &str| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text.to_owned()
        }
    };
    let share = |part: u64| format!("{part} ({:.0}%)", mean(part, outcome.threads) * 100.0);
    let each = |sum: u64| format!("{:.1}", mean(sum, outcome.threads));
    [
        name(&version.experiment),
        name(&version.arm),
        name(&version.prompt),
        outcome.threads.to_string(),
        share(outcome.finished),
        share(outcome.stopped),
        share(outcome.failed),
        share(outcome.open() + outcome.cancelled),
        each(outcome.steps),
        each(outcome.tokens),
        each(outcome.cost_micros),
        score(outcome),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "a mean is for reading")]
fn mean(sum: u64, count: u64) -> f64 {
    if count == 0 {
        0.0
    } else {
        sum as f64 / count as f64
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean is for reading")]
fn score(outcome: &Outcome) -> String {
    match outcome.scored {
        0 => "-".to_owned(),
        scored => format!("{:.3}", outcome.score / scored as f64),
    }
}
