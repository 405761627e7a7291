//! What a program with agents imports: `use agent_core::prelude::*;`.
//!
//! Owns no item of its own.

pub use crate::agent::{Agent, Flow, ModelFailure, Next, Start, State, Woke};
pub use crate::prompt::Messages;
pub use crate::tool::{CallContext, Failure, FailureKind};
pub use crate::{Partial, Provide, Schema, agent, data, prompt, tool};
