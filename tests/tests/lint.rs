//! What the lints find in prompts, agents and model names.

use std::path::{Path, PathBuf};

/// Each fixture says in a comment of its own what it lacks.
const MARK: &str = "# missing: ";

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/lint");
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

/// The file's text without the comment, and what the comment names.
fn fixture(path: &Path) -> (String, Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap();
    let (mark, text): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with(MARK));
    let names = mark.iter().flat_map(|line| line[MARK.len()..].split(", "));
    (text.join("\n"), names.map(str::to_owned).collect())
}

#[test]
fn each_prompt_is_told_exactly_what_it_lacks() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 12);
    for path in fixtures {
        let (text, expected) = fixture(&path);
        let found = agent_core::lint::prompt("prompt.md", &text);
        let found: Vec<_> = found.iter().map(|finding| finding.lint).collect();
        assert_eq!(found, expected, "{}", path.display());
    }
}
