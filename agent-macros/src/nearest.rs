//! Words for a name that nobody knows.

/// "unknown key `rnage`, expected `range` or …; did you mean `range`?"
pub(crate) fn unknown_key(given: &str, known: &[&str]) -> String {
    unknown("key", given, known)
}

/// The same for a name of another kind.
pub(crate) fn unknown(kind: &str, given: &str, known: &[&str]) -> String {
    let list = known
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let hint =
        nearest(given, known).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
    format!("unknown {kind} `{given}`\nnote: {hint}known {kind}s: {list}")
}

/// The known name closest to `given`, if one is close enough to be a slip of the pen.
pub(crate) fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (distance(given, name), *name))
        .filter(|(steps, name)| *steps <= name.len().max(3) / 3 + 1)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// The edit distance of Levenshtein.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let swap = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = swap.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
