//! The valid name that was probably meant.

/// Longest name that is compared; longer ones are nobody's typing error.
const LONGEST: usize = 64;

/// The candidate with the smallest edit distance to `name`, if at most a third of it differs; or else to what
/// follows its last separator, as in `functions.divide`.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let candidates: Vec<&str> = candidates.collect();
    closest(name, candidates.iter().copied()).or_else(|| {
        let (_, last) = name.rsplit_once(['.', ':', '/', '#'])?;
        closest(last, candidates.into_iter())
    })
}

fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    candidates
        .filter(|candidate| name.len() <= LONGEST && candidate.len() <= LONGEST)
        .map(|candidate| (distance(&name, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= candidate.chars().count().max(name.len()) / 3)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate.to_owned())
}

/// Insertions, deletions and changes (Levenshtein), ignoring case.
fn distance(name: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (line, c) in candidate.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, &n) in row.iter_mut().skip(1).zip(name) {
            let next = (diagonal + usize::from(n != c))
                .min(left + 1)
                .min(*cell + 1);
            diagonal = std::mem::replace(cell, next);
            left = next;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        let d = |a: &str, b| distance(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(
            (d("kitten", "sitting"), d("", "abc"), d("abc", "")),
            (3, 3, 3)
        );
        assert_eq!((d("same", "SAME"), d("ab", "ba")), (0, 2));
    }

    #[test]
    fn only_a_likely_name_is_proposed() {
        let names = || ["quantity", "order_id", "qty"].into_iter();
        assert_eq!(nearest("quantitty", names()).as_deref(), Some("quantity"));
        assert_eq!(nearest("orderId", names()).as_deref(), Some("order_id"));
        assert_eq!(nearest("delete_everything", names()), None);
        for name in ["functions.Qty", "order::qty", "api/v2/qty", "tools#Qty"] {
            assert_eq!(nearest(name, names()).as_deref(), Some("qty"), "{name}");
        }
        assert_eq!(nearest("functions.", names()), None);
    }
}
