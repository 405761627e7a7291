//! The ports: what the core asks of the world, as traits, each with one that lives in memory.
//!
//! Must never know a transport, a file or a runtime.

mod answer;
mod ask;
mod clock;
mod human;
mod memory;
mod model;
mod model_error;
pub mod network;
mod store;
mod terminal;
mod visible;

pub use answer::{AnswerError, answer, person_request, person_requests};
pub use ask::{Ask, Attempt, Attempts, Then};
pub use clock::{Clock, ManualClock, SystemClock};
pub use human::{AnswerFormat, Asked, Human, HumanError, Nobody, PersonAnswer, PersonRequest};
pub use memory::MemoryStore;
pub use model::{Answer, Model, ModelPlan, RawReply};
pub use model_error::{BudgetKind, ModelError, TimeLimit};
pub use store::{Lease, Store, StoreError, check_append};
pub use terminal::{AlwaysApprove, Terminal};
pub use visible::Visible;

pub use crate::future::BoxFuture;
