//! The table of a report.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};

use super::{Judged, Row, Verdict};

/// Longest reason that is printed.
const REASON: usize = 240;

/// Verdicts, counted by class.
#[derive(Debug, Default)]
pub struct Report {
    /// By class and verdict.
    counts: BTreeMap<String, [usize; 4]>,
    /// What did not agree, and why.
    reasons: Vec<(Verdict, String, String)>,
}

impl Report {
    /// Adds a row.
    pub fn add(&mut self, row: &Row, judged: Judged) {
        let class = if row.is_stream() {
            format!("{} (stream)", row.class)
        } else {
            row.class.clone()
        };
        self.counts.entry(class).or_default()[judged.verdict as usize] += 1;
        if judged.verdict != Verdict::Agree {
            self.reasons
                .push((judged.verdict, row.id.clone(), judged.reason));
        }
    }

    /// How many rows came out so.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts
            .values()
            .map(|counts| counts[verdict as usize])
            .sum()
    }

    /// How many rows there were.
    pub fn total(&self) -> usize {
        self.counts.values().flatten().sum()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(
            f,
            "{:28}{:>6}{:>9}{:>6}{:>6}{:>6}",
            "class", "agree", "stricter", "fail", "lost", "rows"
        )?;
        for (class, [agree, stricter, fail, lost]) in &self.counts {
            let rows = agree + stricter + fail + lost;
            writeln!(
                f,
                "{class:28}{agree:>6}{stricter:>9}{fail:>6}{lost:>6}{rows:>6}"
            )?;
        }
        for (verdict, id, reason) in &self.reasons {
            let line: String = reason.replace('\n', " ").chars().take(REASON).collect();
            writeln!(f, "{verdict:?} {id}: {line}")?;
        }
        let [agree, stricter, fail, lost] = [
            Verdict::Agree,
            Verdict::Stricter,
            Verdict::Fail,
            Verdict::Lost,
        ]
        .map(|verdict| self.count(verdict));
        writeln!(
            f,
            "agree={agree} stricter={stricter} fail={fail} lost={lost} of {}",
            self.total()
        )
    }
}
