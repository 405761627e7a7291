//! The diagram of the steps in Mermaid's words, as code hosts draw it.

use std::fmt::Write;

use super::model::{Page, Step};
use super::words::{self, Group, gate, gate_of};

/// A flowchart: what the agent may do next, by what it does to the world.
#[must_use]
pub fn mermaid(page: &Page) -> String {
    let mut out = String::from("flowchart LR\n");
    let limits = words::limits(&page.limits);
    let most = limits.first().map_or("", String::as_str);
    line(&mut out, &format!("start([{}])", text("a message")));
    line(
        &mut out,
        &format!(
            "model{{{{\"the model chooses<br/>{}\"}}}}",
            escaped(&format!("at most {most}"))
        ),
    );
    line(&mut out, "start --> model");
    for group in Group::ALL {
        let steps = group.steps(page);
        if !steps.is_empty() {
            subgraph(&mut out, group, &steps);
        }
    }
    out
}

fn subgraph(out: &mut String, group: Group, steps: &[&Step]) {
    let key = group.key();
    line(out, &format!("subgraph {key}[{}]", text(group.title())));
    for (at, step) in steps.iter().enumerate() {
        let gate = gate(gate_of(step)).map_or(String::new(), |words| format!("<br/>{words}"));
        let prefetch = words::prefetch(step).map_or(String::new(), |words| format!("<br/>{words}"));
        line(
            out,
            &format!("  {key}{at}[\"{}{gate}{prefetch}\"]", escaped(&step.label)),
        );
    }
    line(out, "end");
    line(out, &format!("style {key} {}", colours(group)));
    match group {
        Group::Retired => {}
        Group::Done => {
            line(out, &format!("model --> {key}"));
            line(out, &format!("{key} --> finish(({}))", text("end")));
        }
        _ => line(out, &format!("model <--> {key}")),
    }
}

/// Readable on light and on dark pages.
const fn colours(group: Group) -> &'static str {
    match group {
        Group::Read => "fill:#e4f4eb,stroke:#13693f,color:#13693f",
        Group::Idempotent => "fill:#e6effb,stroke:#1b53a5,color:#1b53a5",
        Group::Write => "fill:#fce9e7,stroke:#a32018,color:#a32018",
        Group::Ask => "fill:#f0e9fa,stroke:#6235a5,color:#6235a5",
        Group::Wait | Group::Done => "fill:#eef0f3,stroke:#4c5563,color:#4c5563",
        Group::Retired => "fill:#eef0f3,stroke:#4c5563,color:#4c5563,stroke-dasharray:4 4",
    }
}

fn line(out: &mut String, text: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(out, "    {text}");
}

fn text(words: &str) -> String {
    format!("\"{}\"", escaped(words))
}

/// Anything but plain letters goes in as a number: quotes, brackets and `#` mean something here.
fn escaped(words: &str) -> String {
    let mut out = String::new();
    for letter in words.chars() {
        match letter {
            letter if letter.is_alphanumeric() => out.push(letter),
            ' ' | '_' | '-' | '.' | ',' | ':' | '@' => out.push(letter),
            letter => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_name_breaks_out_of_its_quotes() {
        assert_eq!(escaped("refund@2"), "refund@2");
        assert_eq!(escaped("a\"]<b>#\n"), "a#34;#93;#60;b#62;#35;#10;");
    }
}
