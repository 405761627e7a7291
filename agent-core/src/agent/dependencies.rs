//! Does an agent find what it was made for? Asked once a program starts, before anything is sent.

use super::AgentSpec;

/// What an agent was made for and does not find.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DependencyError {
    /// Another model is at hand.
    #[error(
        "agent `{agent}` was made for {}, and the model here is `{found}`\nnote: configure that model, or state this one as well: `#[agent(models(\"{found}\"))]`",
        quoted(.declared)
    )]
    Model {
        /// The agent.
        agent: &'static str,
        /// The models that it was made for.
        declared: &'static [&'static str],
        /// The model that is there.
        found: String,
    },
    /// An index is not attached.
    #[error(
        "agent `{agent}` relies on the index `{index}`, and attached is {}\nnote: tell the runner once it is there: `.index(\"{index}\")`",
        quoted(.attached)
    )]
    Index {
        /// The agent.
        agent: &'static str,
        /// The index, as `name@version`.
        index: &'static str,
        /// What the program says is attached.
        attached: Vec<String>,
    },
    /// Nobody carries out the steps of an agent that is another's step.
    #[error(
        "agent `{agent}` hands steps to agent `{sub}`, and the runner knows nobody who carries them out\nnote: give it one: `.sub(Runner::<{sub}>::new(model, deps), &state)`"
    )]
    Sub {
        /// The agent.
        agent: &'static str,
        /// The agent that is a step of it.
        sub: &'static str,
    },
    /// The state that the threads of such an agent begin with cannot be written.
    #[error("the state of agent `{sub}` cannot be written: {reason}")]
    SubState {
        /// The agent.
        sub: &'static str,
        /// What its serialization says.
        reason: String,
    },
    /// Nobody keeps the agent's secrets.
    #[error(
        "agent `{agent}` has a secret, `{way}` of `{step}`, and nobody keeps it\nnote: give the runner a vault: `.vault(…)`"
    )]
    Vault {
        /// The agent.
        agent: &'static str,
        /// The step that has it, or `state`.
        step: &'static str,
        /// The way to it.
        way: String,
    },
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    names.join(", ")
}

impl AgentSpec {
    /// Compares what the agent was made for with the model and the indexes at hand. An agent that states no model
    /// takes any; an index that it does not state does not matter.
    ///
    /// # Errors
    /// The first difference.
    pub fn check_dependencies(
        &self,
        model: &str,
        attached: &[String],
    ) -> Result<(), DependencyError> {
        if !self.models.is_empty() && !self.models.contains(&model) {
            return Err(DependencyError::Model {
                agent: self.name,
                declared: self.models,
                found: model.to_owned(),
            });
        }
        let absent = |index: &&&str| !attached.iter().any(|found| found == **index);
        match self.indexes.iter().find(absent) {
            None => Ok(()),
            Some(index) => Err(DependencyError::Index {
                agent: self.name,
                index,
                attached: attached.to_vec(),
            }),
        }
    }
}
