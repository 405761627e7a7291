//! The skeleton of the flow's match, ready to paste, for the enum's documentation.

use std::fmt::Write as _;

use quote::ToTokens;

use super::check::{Agent, Kind, Plain, Step};

pub(super) fn skeleton(agent: &Agent<'_>) -> String {
    let (ident, outcome) = (&agent.item.ident, &agent.outcome);
    let state = agent.args.state.to_token_stream();
    let mut text = format!(
        "\n# Flow\n\nTo own what follows each step, paste and fill in:\n\n```ignore\nimpl Flow for {ident} {{\n    \
         fn next(outcome: {outcome}, state: &{state}) -> Next<Self> {{\n        match outcome {{\n            \
         {outcome}::Started(start) => Next::ask_model(),\n"
    );
    for step in &agent.steps {
        arm(&mut text, outcome, step);
    }
    text + &format!(
        "            {outcome}::Failed(failure) => Next::stop(failure.message),\n        }}\n    }}\n}}\n```"
    )
}

fn arm(text: &mut String, outcome: &syn::Ident, step: &Step<'_>) {
    let ident = step.ident;
    let mut names = step
        .fields
        .iter()
        .map(|field| field.ident.to_string())
        .collect::<Vec<_>>();
    let mut arm = |pattern: String, next| {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "            {outcome}::{ident}{pattern} => Next::{next}(),"
        );
    };
    let kind = match &step.kind {
        Kind::Held(_) | Kind::Restated(_) => {
            arm("(call, Ok(output))".to_owned(), "ask_model");
            return arm("(call, Err(failure))".to_owned(), "ask_model");
        }
        Kind::Plain { kind, .. } => kind,
    };
    names.extend(match kind {
        Plain::Ask { .. } => Some("answer".to_owned()),
        Plain::Sub { .. } => Some("result".to_owned()),
        Plain::Wait { .. } => Some("woke".to_owned()),
        Plain::Done => None,
    });
    let pattern = if names.is_empty() {
        String::new()
    } else {
        format!(" {{ {} }}", names.join(", "))
    };
    let ends = matches!(kind, Plain::Done);
    arm(pattern, if ends { "finish" } else { "ask_model" });
}
