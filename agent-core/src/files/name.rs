//! Names of files for names of threads, distinct on every system. Touches no file.

use crate::event::ThreadId;

/// What file systems that ignore case, and Windows, would not keep apart or refuse.
const RESERVED: [&str; 4] = ["con", "nul", "prn", "aux"];

/// The name without its ending: `+x` stands for `X`, a `+` at the end tells `con+` from the
/// reserved `con`.
pub(super) fn stem(thread: &ThreadId) -> String {
    let mut stem = String::with_capacity(thread.as_str().len());
    for c in thread.as_str().chars() {
        if c.is_ascii_uppercase() {
            stem.push('+');
        }
        stem.push(c.to_ascii_lowercase());
    }
    if is_reserved(&stem) {
        stem.push('+');
    }
    stem
}

/// The thread whose file is named so, if it is one of ours.
pub(super) fn thread(file: &str) -> Option<ThreadId> {
    let found = file.strip_suffix(".jsonl")?;
    let mut id = String::with_capacity(found.len());
    let mut chars = found.chars();
    while let Some(c) = chars.next() {
        match c {
            '+' => id.extend(chars.next().map(|c| c.to_ascii_uppercase())),
            other => id.push(other),
        }
    }
    let id: ThreadId = id.parse().ok()?;
    (stem(&id) == found).then_some(id)
}

fn is_reserved(stem: &str) -> bool {
    let port = |prefix| {
        let digit = stem.strip_prefix(prefix).map(str::as_bytes);
        matches!(digit, Some([b'0'..=b'9']))
    };
    RESERVED.contains(&stem) || port("com") || port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_comes_back_and_no_two_share_a_file() {
        let ids = [
            "a", "A", "aB", "Ab", "con", "CON", "com1", "COM1", "com10", "-", "_",
        ];
        let files: std::collections::BTreeSet<_> = ids
            .iter()
            .map(|id| {
                let id: ThreadId = id.parse().expect("a legal name");
                let file = format!("{}.jsonl", stem(&id));
                assert_eq!(thread(&file), Some(id));
                assert_eq!(file, file.to_lowercase());
                file
            })
            .collect();
        assert_eq!(files.len(), ids.len());
        assert!(files.contains("con+.jsonl") && files.contains("+a.jsonl"));
    }

    #[test]
    fn other_files_are_not_ours() {
        for file in [
            "a.torn",
            "A.jsonl",
            "con.jsonl",
            ".jsonl",
            "a b.jsonl",
            "a+.jsonl",
        ] {
            assert_eq!(thread(file), None, "{file}");
        }
    }
}
