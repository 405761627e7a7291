//! What may be amiss with an agent that compiles: findings as plain data.
//!
//! `#[agent]` warns of its own while it compiles and keeps them in
//! [`AgentSpec::lints`](crate::agent::AgentSpec::lints). The functions here judge what comes from outside by
//! the same rules: a model named in the environment, a prompt file. Owns no rule and no word list.

use std::borrow::Cow;
use std::fmt;

/// What a rule found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The lint's name, as `#[agent(allow(…))]` takes it.
    pub lint: &'static str,
    /// What is amiss.
    pub text: Cow<'static, str>,
    /// How to do better.
    pub fix: &'static str,
    /// `file:line:column` in the source, or what else was judged.
    pub place: Cow<'static, str>,
    /// The reason why this is allowed, if it is.
    pub allowed: Option<&'static str>,
}

/// What a model's name lacks: a version. `place` says where the name comes from.
///
/// ```
/// use agent_core::lint;
///
/// let finding = lint::model("gpt-4o", "AGENT_MODEL").unwrap();
/// assert_eq!(finding.lint, "unpinned_model");
/// assert_eq!(lint::model("gpt-4o-2024-08-06", "AGENT_MODEL"), None);
/// ```
#[must_use]
pub fn model(name: &str, place: &str) -> Option<Finding> {
    let scheme = agent_lints::model::unpinned(name)?;
    Some(Finding {
        lint: "unpinned_model",
        text: format!("model `{name}` {}", agent_lints::model::UNPINNED).into(),
        fix: scheme.fix,
        place: place.to_owned().into(),
        allowed: None,
    })
}

/// What a prompt does not say: `text` is the whole of `file`. English only; other languages pass.
///
/// An agent's own prompt is judged by less where the agent asks nobody or has no tools; of a file alone
/// nothing of the kind is known.
#[must_use]
pub fn prompt(file: &str, text: &str) -> Vec<Finding> {
    let missing = agent_lints::prompt::missing(text, &[]).into_iter();
    let finding = |section: &agent_lints::prompt::Section| Finding {
        lint: section.lint,
        text: format!("prompt `{file}` does not say {}", section.what).into(),
        fix: section.fix,
        place: file.to_owned().into(),
        allowed: None,
    };
    missing.map(finding).collect()
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lint,
            text,
            fix,
            place,
            allowed,
        } = self;
        match allowed {
            Some(reason) => write!(f, "{place}: {lint}: {text}\n  allowed: {reason}"),
            None => write!(f, "{place}: {lint}: {text}\n  note: {fix}"),
        }
    }
}
