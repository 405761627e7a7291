//! An agent's page: what it says, byte for byte, and that nobody's words become markup.
#![allow(clippy::assigning_clones, reason = "pages are small")]

mod desk;

use agent_core::agent::Agent;
use agent_core::docs::{self, Format, Page, Text};
use desk::Desk;

fn golden(format: Format) {
    let text = docs::write(Desk::SPEC, format);
    let name = docs::file_name(Desk::SPEC, format);
    let path = format!("{}/golden/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, golden, "UPDATE_GOLDEN=1 writes {name} anew");
}

#[test]
fn the_page_in_markdown() {
    golden(Format::Markdown);
}

#[test]
fn the_page_in_html() {
    golden(Format::Html);
}

#[test]
fn the_page_for_programs() {
    golden(Format::Json);
}

#[test]
fn the_tools_as_the_protocol_lists_them() {
    golden(Format::Mcp);
    let list: serde_json::Value =
        serde_json::from_str(&docs::write(Desk::SPEC, Format::Mcp)).unwrap();
    let tools = list["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 4, "no retired tool, no question, no end");
    assert!(
        tools
            .iter()
            .all(|tool| tool["inputSchema"]["type"] == "object")
    );
}

#[test]
fn the_diagram_in_mermaid() {
    golden(Format::Mermaid);
}

/// `SHOW_PAGE=thirty.html` writes it to a file, to look at.
#[test]
fn thirty_tools_fit_the_diagram() {
    let page = crowded();
    let html = docs::html(&page);
    for step in &page.steps {
        let link = format!("<a href=\"#{}\"><title>", step.anchor);
        assert_eq!(html.matches(&link).count(), 2, "{}", step.anchor);
    }
    if let Some(file) = std::env::var_os("SHOW_PAGE") {
        std::fs::write(file, html).unwrap();
    }
}

/// The desk's steps again and again, under other names.
fn crowded() -> Page {
    let mut page = docs::page(Desk::SPEC);
    let some: Vec<_> = page.steps.iter().take(3).cloned().collect();
    for number in 1..=9 {
        for step in &some {
            let mut step = step.clone();
            step.anchor = format!("{}-{number}", step.anchor);
            step.label = format!("{}_for_house_{number}", step.name);
            page.steps.push(step);
        }
    }
    page
}

/// Every place where a page shows somebody's words.
fn hostile(words: &str) -> Page {
    let mut page = docs::page(Desk::SPEC);
    let text = Text::read(words);
    page.agent = words.to_owned();
    page.about = text.clone();
    page.place = words.to_owned();
    page.prompt = Some(words.to_owned());
    page.profile = words.to_owned();
    for step in &mut page.steps {
        step.label = words.to_owned();
        step.name = words.to_owned();
        step.about = text.clone();
        step.example = Some(words.to_owned());
        step.schema = words.to_owned();
        for field in &mut step.parameters {
            field.name = words.to_owned();
            field.about = text.clone();
            field.limits = vec![words.to_owned()];
            field.examples = vec![words.to_owned()];
        }
    }
    for one in &mut page.types {
        one.name = words.to_owned();
        one.about = text.clone();
    }
    page
}

const HOSTILE: &str = "</title></style></script></text></svg><script>alert(1)</script><img src=x onerror='a()'>\"><b x=\" --> ]]> {{7*7}} `</code><u>` [x](https://a\"onclick=\"b) | end";

#[test]
fn hostile_words_never_become_markup() {
    let html = docs::html(&hostile(HOSTILE));
    for (tag, count) in [
        ("<script", 1),
        ("</script", 1),
        ("<style", 1),
        ("</style", 1),
        ("<img", 0),
        ("<u>", 0),
        ("<b ", 0),
        ("</title></style", 0),
    ] {
        assert_eq!(html.matches(tag).count(), count, "{tag}");
    }
    assert!(!html.contains("onclick=\"") && !html.contains("onerror='"));

    let markdown = docs::markdown(&hostile(HOSTILE));
    for line in markdown.lines().filter(|line| !line.contains('`')) {
        assert!(
            !line.contains("<script") && !line.contains("<img"),
            "{line}"
        );
    }
}

#[test]
fn every_name_is_unique_and_every_link_leads_somewhere() {
    let mut page = crowded();
    // Names that the page itself uses.
    page.steps[0].label = "search".to_owned();
    let html = docs::html(&page);
    let markup = html.split("<script>").next().unwrap();
    let values = |key: &str| -> Vec<String> {
        let parts = markup.split(key).skip(1);
        parts
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect()
    };
    let ids = values(" id=\"");
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let links = values("href=\"#");
    assert!(links.len() > page.steps.len());
    for link in links {
        assert!(ids.contains(&link), "{link}");
    }

    let markdown = docs::write(Desk::SPEC, Format::Markdown);
    for link in markdown.split("](#").skip(1) {
        let name = link.split(')').next().unwrap();
        assert!(markdown.contains(&format!("<a id=\"{name}\">")), "{name}");
    }
}

#[test]
fn the_same_agent_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(
            docs::write(Desk::SPEC, format),
            docs::write(Desk::SPEC, format)
        );
    }
}

#[test]
fn the_page_for_programs_is_json() {
    let text = docs::write(Desk::SPEC, Format::Json);
    let page: serde_json::Value = serde_json::from_str(&text).unwrap();
    let steps = page["steps"].as_array().unwrap();
    assert_eq!(steps.len(), Desk::SPEC.steps.len());
    for step in steps {
        let schema = &step["schema"];
        let valid = jsonschema::validator_for(schema).unwrap();
        assert!(valid.is_valid(&step["example"]), "{}", step["name"]);
    }
}

#[test]
fn the_page_needs_nothing_else() {
    let html = docs::write(Desk::SPEC, Format::Html);
    for loading in ["src=", "@import", "url(", "<link", "<iframe", "fetch("] {
        assert!(!html.contains(loading), "{loading}");
    }
}

#[test]
fn a_format_goes_by_its_name() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    let unknown = "pdf".parse::<Format>().unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no format `pdf`: write `html`, `markdown`, `json`, `mermaid` or `mcp`"
    );
}
