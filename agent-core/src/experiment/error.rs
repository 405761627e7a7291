//! Experiments that nobody could run.

use super::Experiment;

/// An experiment that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// It has no name, or an arm has none.
    #[error("an experiment and its arms must have names\nnote: the log and the table go by them")]
    NoName,
    /// It has no arm.
    #[error(
        "experiment `{experiment}` has no arm\nnote: give it two, such as `Arm::own(\"plain\", 50)` and `Arm::of(\"warm\", 50, Warm::PROMPT)`"
    )]
    NoArm {
        /// The experiment.
        experiment: String,
    },
    /// Two arms have one name.
    #[error(
        "experiment `{experiment}` has two arms named `{arm}`\nnote: the log tells them apart by name; rename one"
    )]
    TwoArms {
        /// The experiment.
        experiment: String,
        /// The arms' name.
        arm: String,
    },
    /// No thread would get an arm.
    #[error(
        "every arm of experiment `{experiment}` has the weight 0\nnote: give at least one a share of the threads"
    )]
    NoWeight {
        /// The experiment.
        experiment: String,
    },
}

pub(super) fn check(experiment: &Experiment) -> Result<(), ExperimentError> {
    let Experiment { name, arms } = experiment;
    let experiment = name.clone();
    if arms.is_empty() {
        return Err(ExperimentError::NoArm { experiment });
    }
    if name.is_empty() || arms.iter().any(|arm| arm.name.is_empty()) {
        return Err(ExperimentError::NoName);
    }
    for (at, arm) in arms.iter().enumerate() {
        if arms[..at].iter().any(|other| other.name == arm.name) {
            let arm = arm.name.clone();
            return Err(ExperimentError::TwoArms { experiment, arm });
        }
    }
    if arms.iter().all(|arm| arm.weight == 0) {
        return Err(ExperimentError::NoWeight { experiment });
    }
    Ok(())
}
