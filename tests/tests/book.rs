//! The front page and the pages under `docs` quote code that is compiled and run elsewhere: a quotation that differs is found here.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A block of code, and the file that it is said to be quoted from.
struct Quotation {
    page: String,
    line: usize,
    from: String,
    code: Vec<String>,
}

fn quotations(page: &str, text: &str) -> Vec<Quotation> {
    let lines: Vec<&str> = text.lines().collect();
    let marked = lines.iter().enumerate().filter_map(|(at, line)| {
        let from = line
            .strip_prefix("<!-- quoted from ")?
            .strip_suffix(" -->")?;
        let code = lines[at + 2..].iter().take_while(|line| **line != "```");
        assert!(
            lines[at + 1].starts_with("```"),
            "{page}:{}: no code follows",
            at + 2
        );
        Some(Quotation {
            page: page.to_owned(),
            line: at + 3,
            from: from.to_owned(),
            code: code.map(|line| (*line).to_owned()).collect(),
        })
    });
    marked.collect()
}

/// True if the lines stand in the text one after another, all of them as far to the right.
fn stands_in(text: &str, code: &[String]) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let first = code.first().map(String::as_str).unwrap_or_default();
    lines.windows(code.len()).any(|window| {
        let indent = window[0].strip_suffix(first);
        indent.is_some_and(|indent| {
            indent.trim().is_empty()
                && window.iter().zip(code).all(|(line, code)| {
                    line.strip_prefix(indent) == Some(code) || (line.is_empty() && code.is_empty())
                })
        })
    })
}

#[test]
fn what_the_pages_quote_stands_where_they_say() {
    let mut found = 0;
    let pages = fs::read_dir(root().join("docs")).unwrap();
    let pages = pages.map(|page| page.unwrap().path());
    for path in pages.chain([root().join("README.md")]) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for quotation in quotations(&name, &fs::read_to_string(&path).unwrap()) {
            let Quotation {
                page,
                line,
                from,
                code,
            } = quotation;
            let text = fs::read_to_string(root().join(&from));
            let text = text.unwrap_or_else(|error| panic!("{page}:{line}: {from}: {error}"));
            assert!(!code.is_empty(), "{page}:{line}: nothing is quoted");
            assert!(
                stands_in(&text, &code),
                "{page}:{line}: this does not stand in {from}:\n{}",
                code.join("\n")
            );
            found += 1;
        }
    }
    assert!(found >= 8, "{found}");
}

#[test]
fn a_quotation_that_differs_is_found() {
    let code = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let text = "fn a() {\n    one();\n\n    two();\n}\n";
    assert!(stands_in(text, &code("one();\n\ntwo();")));
    assert!(stands_in(text, &code(text)));
    assert!(!stands_in(text, &code("one();\ntwo();")));
    assert!(!stands_in(text, &code("one();\n\n    two();")));
    assert!(!stands_in(text, &code("ne();")));
}
