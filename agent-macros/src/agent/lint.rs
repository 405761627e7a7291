//! What may be amiss with an agent that is right: the rules, and the tokens they speak about.

use syn::LitStr;

use super::check::{Agent, Kind};
use crate::lint::{Finding, Lints};

/// The findings about an agent.
pub(super) fn lints(agent: &Agent<'_>) -> Lints {
    let mut findings = Vec::new();
    findings.extend(many_tools(agent));
    findings.extend(many_steps(agent));
    findings.extend(agent.args.models.iter().filter_map(unpinned_model));
    findings.extend(prompt(agent));
    Lints::new(findings, &agent.args.allows)
}

fn many_tools(agent: &Agent<'_>) -> Option<Finding> {
    let most = agent_lints::MOST_TOOLS;
    let count = tools(agent);
    let ident = &agent.item.ident;
    (count > most).then(|| Finding {
        lint: "many_tools",
        text: format!(
            "agent `{ident}` offers {count} tools, and models choose well among {most} at most"
        ),
        fix: "split it into agents of few tools, or mark what is no longer needed `#[retired]`"
            .to_owned(),
        span: ident.span(),
    })
}

/// How many tools are offered to the model.
fn tools(agent: &Agent<'_>) -> usize {
    let steps = agent.steps.iter();
    steps
        .filter(|step| !step.retired && !matches!(step.kind, Kind::Plain { .. }))
        .count()
}

fn many_steps(agent: &Agent<'_>) -> Option<Finding> {
    let most = agent_lints::MOST_STEPS;
    let limit = agent.args.max_steps.as_ref()?;
    let count = limit.value;
    (count > most).then(|| Finding {
        lint: "many_steps",
        text: format!(
            "a run of agent `{}` may take {count} steps, which is more than {most}",
            agent.item.ident
        ),
        fix: "lower the limit: a person can always raise it for a thread".to_owned(),
        span: limit.span,
    })
}

fn unpinned_model(model: &LitStr) -> Option<Finding> {
    let name = model.value();
    let scheme = agent_lints::model::unpinned(&name)?;
    Some(Finding {
        lint: "unpinned_model",
        text: format!("model `{name}` {}", agent_lints::model::UNPINNED),
        fix: scheme.fix.to_owned(),
        span: model.span(),
    })
}

/// A prompt need not speak of people or failures where the agent knows neither.
fn prompt(agent: &Agent<'_>) -> Vec<Finding> {
    let Some(prompt) = &agent.prompt else {
        return Vec::new();
    };
    let missing = agent_lints::prompt::missing(&prompt.source);
    let applies = |lint: &str| match lint {
        "prompt_when_to_ask" => asks(agent),
        "prompt_errors" => tools(agent) > 0,
        _ => true,
    };
    missing
        .filter(|section| applies(section.lint))
        .map(|section| Finding {
            lint: section.lint,
            text: format!("prompt `{}` does not say {}", prompt.file, section.what),
            fix: section.fix.to_owned(),
            span: prompt.span,
        })
        .collect()
}

fn asks(agent: &Agent<'_>) -> bool {
    let is_ask = |kind: &Kind<'_>| {
        matches!(
            kind,
            Kind::Plain {
                kind: super::check::Plain::Ask { .. },
                ..
            }
        )
    };
    agent
        .steps
        .iter()
        .any(|step| !step.retired && is_ask(&step.kind))
}
