//! Prompt experiments: several versions of a prompt, one a thread, and what became of the threads of each.
//!
//! Owns which thread gets which version, and the table of outcomes as a fold over events. Pure: the choice is a hash
//! of names. Knows nothing of stores; the thread's first event keeps the choice, so no later one can change it.

mod error;
mod outcomes;
mod table;

use sha2::{Digest, Sha256};

pub use error::ExperimentError;
pub use outcomes::{Ended, Outcome, Outcomes, PromptVersion, ThreadOutcome};

use crate::agent::Agent;
use crate::agent::expansion::check_prompt;
use crate::event::{ChosenArm, ThreadId};
use crate::prompt::Prompt;
use crate::schema::Schema;

/// Several versions of a prompt, with the share of the threads that each gets.
///
/// A thread's name decides, so that it is the same version in every process. A thread that has begun keeps its version
/// whatever becomes of the experiment: its first event says which, and holds the prompt as it was rendered.
///
/// ```
/// use agent_core::experiment::{Arm, Experiment, fits};
/// use agent_core::prelude::*;
/// use agent_core::prompt::Prompt;
///
/// /// You are a clerk.
/// #[agent]
/// enum Clerk {
///     /// Answer the reader.
///     #[done]
///     Reply { message: String },
/// }
///
/// #[agent_core::prompt(text = "You are a friendly clerk.")]
/// struct Friendly {}
///
/// // Does not compile where the template names what the agent's state has not.
/// const FRIENDLY: &Prompt = fits::<Clerk>(Friendly::PROMPT);
///
/// let tone = Experiment::new("tone", [Arm::own("plain", 50), Arm::of("friendly", 50, FRIENDLY)])?;
/// let arm = tone.arm_of(&"letter-1".parse()?);
/// assert_eq!(arm.name(), "plain");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    name: String,
    arms: Vec<Arm>,
}

/// One version of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    name: String,
    weight: u32,
    /// `None` for the agent's own.
    prompt: Option<Prompt>,
}

impl Arm {
    /// The prompt that threads have without an experiment: the agent's, or that of a release.
    #[must_use]
    pub fn own(name: impl Into<String>, weight: u32) -> Self {
        Self {
            name: name.into(),
            weight,
            prompt: None,
        }
    }

    /// Another prompt: a struct's, such as `Friendly::PROMPT`, or one that was loaded.
    #[must_use]
    pub fn of(name: impl Into<String>, weight: u32, prompt: &Prompt) -> Self {
        Self {
            prompt: Some(prompt.clone()),
            ..Self::own(name, weight)
        }
    }

    /// What it is called in the log and in the table.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its share of new threads, beside those of the others; none with 0.
    #[must_use]
    pub const fn weight(&self) -> u32 {
        self.weight
    }

    /// Its prompt, if it is not the agent's own.
    #[must_use]
    pub const fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }
}

impl Experiment {
    /// An experiment of this name. Another name draws lots anew.
    ///
    /// # Errors
    /// If there is no arm, two have one name, or none has a weight.
    pub fn new(
        name: impl Into<String>,
        arms: impl IntoIterator<Item = Arm>,
    ) -> Result<Self, ExperimentError> {
        let (name, arms) = (name.into(), arms.into_iter().collect());
        let experiment = Self { name, arms };
        error::check(&experiment)?;
        Ok(experiment)
    }

    /// What it is called in the log and in the table.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The versions, in order.
    #[must_use]
    pub fn arms(&self) -> &[Arm] {
        &self.arms
    }

    /// The arm that a new thread of this name gets: the same in every process, as long as the weights are the same.
    #[must_use]
    pub fn arm_of(&self, thread: &ThreadId) -> &Arm {
        let mut ticket = self.ticket(thread);
        for arm in &self.arms {
            let weight = u64::from(arm.weight);
            if ticket < weight {
                return arm;
            }
            ticket -= weight;
        }
        // Not reached: a ticket is less than the sum of the weights.
        &self.arms[0]
    }

    /// A number below the sum of the weights.
    fn ticket(&self, thread: &ThreadId) -> u64 {
        let hash = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([0])
            .chain_update(thread.as_str().as_bytes())
            .finalize();
        let first = hash.iter().take(8);
        let number = first.fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let sum: u64 = self.arms.iter().map(|arm| u64::from(arm.weight)).sum();
        // The number as a fraction of 2^64, times the sum: below the sum.
        u64::try_from((u128::from(number) * u128::from(sum)) >> 64).unwrap_or_default()
    }

    /// How an arm stands in the log.
    pub(crate) fn chosen(&self, arm: &Arm) -> ChosenArm {
        ChosenArm {
            experiment: self.name.clone(),
            arm: arm.name.clone(),
        }
    }
}

/// The prompt, which names nothing but what the agent's state has; to be asked in a constant, so that the compiler
/// answers. A prompt that is not asked about is checked when a thread begins.
///
/// # Panics
/// In a constant: if it does not fit, with the template's file, line and column.
#[must_use]
#[track_caller]
pub const fn fits<A>(prompt: &'static Prompt) -> &'static Prompt
where
    A: Agent<State: Schema>,
{
    check_prompt(prompt, <A::State as Schema>::SHAPE, true);
    prompt
}
