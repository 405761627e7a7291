//! Verdicts as lines: for people, and for programs that split at tabs.

use std::path::Path;

use crate::judge::{Trouble, Verdict};

/// `file errors warnings place message`, separated by tabs.
pub(crate) fn line(program: &Path, verdict: &Verdict) -> String {
    let Verdict {
        errors, warnings, ..
    } = verdict;
    let (errors, place, message) = match (&verdict.trouble, &verdict.first) {
        (Some(Trouble::Crash(how)), _) => ("crash".to_owned(), "-", how.as_str()),
        (Some(Trouble::Timeout), _) => ("timeout".to_owned(), "-", "the compiler took too long"),
        (None, Some((place, message))) => (errors.to_string(), place.as_str(), message.as_str()),
        (None, None) => (errors.to_string(), "-", "ok"),
    };
    let message = message.replace('\t', " ");
    format!(
        "{}\t{errors}\t{warnings}\t{place}\t{message}\n",
        program.display()
    )
}

/// `total: 12 files, 3 ok, 9 with errors, 11 errors, 2 warnings, 0 not judged`
pub(crate) fn total(verdicts: &[Verdict]) -> String {
    let count = |is: &dyn Fn(&Verdict) -> bool| verdicts.iter().filter(|it| is(it)).count();
    let sum = |of: &dyn Fn(&Verdict) -> usize| verdicts.iter().map(of).sum::<usize>();
    format!(
        "total: {} files, {} ok, {} with errors, {} errors, {} warnings, {} not judged",
        verdicts.len(),
        count(&|it| it.is_judged() && it.errors == 0),
        count(&|it| it.is_judged() && it.errors > 0),
        sum(&|it| it.errors),
        sum(&|it| it.warnings),
        count(&|it| !it.is_judged()),
    )
}
