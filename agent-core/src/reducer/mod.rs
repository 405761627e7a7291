//! The pure heart: [`fold`] takes in a fact, [`pending`] says what to do next.
//!
//! Owns the state of a thread and its rules. Same events, same state, same effects, in any process:
//! no async, no clock, no I/O, no randomness.
#![deny(clippy::wildcard_enum_match_arm)]

mod breakers;
mod decide;
mod deliver;
mod effect;
mod error;
mod fold;
mod gate;
mod legal;
mod limits;
mod own;
mod pending;
mod reply;
mod secrets;
mod settle;
mod shown;
mod state;
mod step;
mod stuck;
mod sub;
mod troubles;

pub use breakers::{Health, ToolBreaker, health};
pub use decide::decide;
pub use deliver::deliver;
pub use effect::Effect;
pub use error::FoldError;
pub use fold::fold;
pub(crate) use fold::fold_fact;
pub use gate::{approval_hash, look_at_gate};
pub use own::{PrefetchedCall, calls_without_step, chose, chosen_steps, returned, returned_json};
pub use pending::pending;
pub use reply::read_reply;
#[cfg(feature = "run")]
pub(crate) use secrets::asked_shape;
pub use state::{KeptSecret, Phase, Progress, State, StateError, Status, Totals};
pub use step::{Item, OpenStep, StepStatus};
pub use sub::{asking, sub_of_step};
pub use troubles::{Trouble, Troubles, got_stuck};
