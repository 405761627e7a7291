//! What may be amiss with an agent that is right: the rules, and the tokens they speak about.

use proc_macro2::Span;

use super::check::{Agent, Kind, Plain};
use crate::lint::{Finding, Lints};

/// The findings about an agent.
pub(super) fn lints(agent: &Agent<'_>) -> Lints {
    let mut findings = Vec::new();
    findings.extend(many_tools(agent));
    findings.extend(many_steps(agent));
    let models = agent.args.models.iter();
    findings.extend(models.filter_map(|model| unpinned(&model.value(), model.span())));
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
        .filter(|step| step.is_offered() && !matches!(step.kind, Kind::Plain { .. }))
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

fn unpinned(name: &str, span: Span) -> Option<Finding> {
    let scheme = agent_lints::model::unpinned(name)?;
    Some(Finding {
        lint: "unpinned_model",
        text: format!("model `{name}` {}", agent_lints::model::UNPINNED),
        fix: scheme.fix.to_owned(),
        span,
    })
}

/// A prompt need not speak of people or failures where the agent knows neither.
fn prompt(agent: &Agent<'_>) -> Vec<Finding> {
    let Some(prompt) = &agent.prompt else {
        return Vec::new();
    };
    let asks = asks(agent);
    let missing = agent_lints::prompt::missing(&prompt.source, &asks).into_iter();
    let applies = |lint: &str| match lint {
        "prompt_when_to_ask" => !asks.is_empty(),
        "prompt_errors" => tools(agent) > 0,
        _ => true,
    };
    let finding = |section: &agent_lints::prompt::Section| Finding {
        lint: section.lint,
        text: format!("prompt `{}` does not say {}", prompt.file, section.what),
        fix: section.fix.to_owned(),
        span: prompt.span,
    };
    let sections = missing.filter(|section| applies(section.lint));
    let model = unpinned(prompt.model(), prompt.span);
    sections.map(finding).chain(model).collect()
}

/// The names of the steps that ask a person.
fn asks<'a>(agent: &'a Agent<'_>) -> Vec<&'a str> {
    let offered = agent.steps.iter().filter(|step| step.is_offered());
    offered
        .filter_map(|step| match &step.kind {
            Kind::Plain {
                name,
                kind: Plain::Ask { .. },
            } => Some(&**name),
            Kind::Plain { .. } | Kind::Held(_) | Kind::Restated(_) => None,
        })
        .collect()
}
