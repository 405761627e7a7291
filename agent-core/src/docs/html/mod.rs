//! The page as one HTML file that needs nothing else.
//!
//! Foreign text goes through [`escape::Escaped`] alone. Should that ever fail, the page's own policy still runs no
//! other script than `script.js` and loads nothing.

mod escape;
mod layout;
mod parts;
mod svg;

use std::fmt::Write;

use escape::Escaped;

use super::model::{Page, Step};
use super::words::{self, Group};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// The SHA-256 of `script.js`, in base64, as the page's policy names it.
const SCRIPT_HASH: &str = "l2mKZMckZdtDXq68t9ysDCYpgJScQHlqHyp5FQKUl6c=";

/// The page as one HTML file: search, a list of the steps, their diagram, dark and light, ready to print.
#[must_use]
pub fn html(page: &Page) -> String {
    let mut out = String::new();
    head(&mut out, page);
    side(&mut out, page);
    out.push_str("<main id=\"content\">\n");
    parts::overview(&mut out, page);
    figure(&mut out, page);
    for group in Group::ALL {
        group_section(&mut out, page, group);
    }
    types_section(&mut out, page);
    let _ = write!(
        out,
        "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out
}

fn head(out: &mut String, page: &Page) {
    let agent = Escaped(&page.agent);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <title>{agent}: what it may do</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
    );
}

/// The list of everything on the page, and the search. Without scripts the search stays hidden.
fn side(out: &mut String, page: &Page) {
    let _ = write!(
        out,
        "<aside class=\"side\">\n<a class=\"brand\" href=\"#top\">{}</a>\n\
         <div class=\"bar\" hidden>\n\
         <input id=\"search\" type=\"search\" placeholder=\"Search ( / )\" aria-label=\"Search steps and types\">\n\
         <button id=\"theme\" type=\"button\" title=\"Dark or light\" aria-label=\"Dark or light\">\u{25D0}</button>\n\
         </div>\n<p id=\"count\" role=\"status\"></p>\n<nav aria-label=\"Steps and types\">\n",
        Escaped(&page.agent)
    );
    for group in Group::ALL {
        let steps = group.steps(page);
        let links = steps
            .iter()
            .map(|step| (step.anchor.as_str(), step.label.as_str()));
        list(out, group.key(), group.title(), links);
    }
    let types = page
        .types
        .iter()
        .map(|one| (one.anchor.as_str(), one.name.as_str()));
    list(out, "type", "Types", types);
    out.push_str("</nav>\n</aside>\n");
}

fn list<'a>(
    out: &mut String,
    key: &str,
    title: &str,
    links: impl Iterator<Item = (&'a str, &'a str)>,
) {
    let mut links = links.peekable();
    if links.peek().is_none() {
        return;
    }
    let _ = write!(
        out,
        "<div class=\"group\"><h2 class=\"{key}\">{title}</h2>\n<ul>\n"
    );
    for (anchor, name) in links {
        let name = Escaped(name);
        let _ = writeln!(out, "<li><a href=\"#{anchor}\">{name}</a></li>");
    }
    out.push_str("</ul></div>\n");
}

/// Two drawings of one thing; the style shows the one that fits the screen.
fn figure(out: &mut String, page: &Page) {
    out.push_str("<figure class=\"diagram\">\n");
    for (class, layout) in [
        ("wide", layout::wide(page)),
        ("narrow", layout::narrow(page)),
    ] {
        svg::draw(out, class, page, &layout);
    }
    out.push_str("</figure>\n");
}

fn group_section(out: &mut String, page: &Page, group: Group) {
    let steps: Vec<&Step> = group.steps(page);
    if steps.is_empty() {
        return;
    }
    let (key, title) = (group.key(), group.title());
    let _ = write!(
        out,
        "<section class=\"group\" aria-labelledby=\"group-{key}\">\n<h2 id=\"group-{key}\" class=\"{key}\">{title}</h2>\n"
    );
    for step in steps {
        parts::step(out, page, step);
    }
    out.push_str("</section>\n");
}

fn types_section(out: &mut String, page: &Page) {
    if page.types.is_empty() {
        return;
    }
    out.push_str("<section class=\"group\" aria-labelledby=\"group-type\">\n<h2 id=\"group-type\" class=\"type\">Types</h2>\n");
    for one in &page.types {
        parts::one_type(out, page, one);
    }
    out.push_str("</section>\n");
}

/// What a person who cannot see the diagram is told instead.
fn diagram_words(page: &Page) -> String {
    let mut said = String::from("A message starts the run. The model chooses the next step");
    let groups = Group::ALL
        .into_iter()
        .filter(|group| *group != Group::Retired);
    for group in groups {
        let names: Vec<&str> = group
            .steps(page)
            .iter()
            .map(|step| step.label.as_str())
            .collect();
        if !names.is_empty() {
            let _ = write!(
                said,
                "; {}: {}",
                words::lower_first(group.title()),
                names.join(", ")
            );
        }
    }
    said.push('.');
    said
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{SCRIPT, SCRIPT_HASH};

    #[test]
    fn the_policy_names_the_script() {
        let digest = Sha256::digest(SCRIPT.as_bytes());
        assert_eq!(
            SCRIPT_HASH,
            base64(&digest),
            "write this hash into SCRIPT_HASH"
        );
        assert!(!SCRIPT.contains("</"), "the script ends where it ends");
    }

    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let mut group = 0_u32;
            for at in 0..3 {
                group = group << 8 | u32::from(chunk.get(at).copied().unwrap_or_default());
            }
            for at in 0..4 {
                let letter = LETTERS[(group >> (18 - 6 * at) & 63) as usize];
                out.push(if at <= chunk.len() {
                    letter.into()
                } else {
                    '='
                });
            }
        }
        out
    }
}
