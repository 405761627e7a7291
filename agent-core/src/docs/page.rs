//! From an agent's constants to its page.

use super::model::{Page, Step};
use super::step::step;
use super::text::Text;
use super::types::Catalogue;
use crate::agent::AgentSpec;
use crate::prompt::Prompt;

/// The agent's page as data, for writers of your own; [`write`](super::write) has those that are here.
#[must_use]
pub fn page(spec: &AgentSpec) -> Page {
    let mut anchors = Anchors::default();
    let mut types = Catalogue::default();
    let steps = spec.steps.iter();
    let steps = steps.map(|one| step(one, &mut types, &mut anchors));
    let steps = labelled(steps.collect());
    Page {
        agent: spec.name.to_owned(),
        about: Text::read(spec.doc),
        place: file(spec.place),
        prompt: spec.prompt.map(Prompt::label),
        profile: spec.profile.name.to_owned(),
        models: owned(spec.models),
        indexes: owned(spec.indexes),
        tag: spec.tag.to_owned(),
        limits: spec.limits,
        steps,
        types: types.describe(&mut anchors),
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Tells the version where it is not the first, or not the only one.
fn labelled(mut steps: Vec<Step>) -> Vec<Step> {
    let names: Vec<String> = steps.iter().map(|step| step.name.clone()).collect();
    for step in &mut steps {
        let namesakes = names.iter().filter(|name| **name == step.name);
        if step.version > 1 || namesakes.count() > 1 {
            step.label = format!("{}@{}", step.name, step.version);
        }
    }
    steps
}

/// The file of `file:line:column`: with the line, every edit above it would change the page. Of a file outside
/// the workspace only the part below its crate is told, which is the same on every machine.
pub(super) fn file(place: &str) -> String {
    let mut parts = place.rsplitn(3, ':');
    let file = parts.nth(2).unwrap_or(place).replace('\\', "/");
    let absolute = file.starts_with('/') || file.get(1..2) == Some(":");
    let below = file.rfind("/src/").and_then(|src| file[..src].rfind('/'));
    match below.or(file.rfind('/')) {
        Some(start) if absolute => file[start + 1..].to_owned(),
        _ => file,
    }
}

/// Hands out names that are fit for addresses and unique on the page.
#[derive(Default)]
pub(super) struct Anchors {
    used: Vec<String>,
}

impl Anchors {
    /// The name, or the name and a number.
    pub(super) fn next(&mut self, name: &str) -> String {
        let fit = |letter: char| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => letter,
            _ => '-',
        };
        let name: String = name.chars().map(fit).collect();
        let free = |anchor: &String| !self.used.contains(anchor);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        let anchor = candidates.find(free).unwrap_or(name);
        self.used.push(anchor.clone());
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique_and_fit_an_address() {
        let mut anchors = Anchors::default();
        let names = ["refund", "a\"b", "refund", "a<b", "refund-2"];
        let found = names.map(|name| anchors.next(name));
        assert_eq!(found, ["refund", "a-b", "refund-2", "a-b-2", "refund-2-2"]);
    }

    #[test]
    fn a_place_is_told_the_same_way_on_every_machine() {
        assert_eq!(file("shop/src/bank.rs:7:1"), "shop/src/bank.rs");
        assert_eq!(file("shop\\src\\bank.rs:7:1"), "shop/src/bank.rs");
        assert_eq!(
            file("/home/a/.cargo/shop-1.0/src/a/b.rs:7:1"),
            "shop-1.0/src/a/b.rs"
        );
        assert_eq!(file("C:\\a\\shop-1.0\\src\\b.rs:7:1"), "shop-1.0/src/b.rs");
        assert_eq!(file("/build/4f2a/out/made.rs:7:1"), "made.rs");
        assert_eq!(file(""), "");
    }
}
