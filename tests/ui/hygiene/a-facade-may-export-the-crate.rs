//! A crate of tools may hand agent-core on under its own roof.
#![deny(warnings)]

mod facade {
    pub use agent_core as agents;
    pub mod prelude {
        pub use agent_core::{Provide, agent, data, tool};
    }
}

use facade::prelude::*;

#[data(crate = crate::facade::agents)]
pub struct Receipt {
    pub cents: u64,
}

#[derive(Provide)]
#[provide(crate = crate::facade::agents)]
pub struct Shop {
    bank: u64,
}

/// Pay money back.
#[tool(idempotent, crate = crate::facade::agents)]
pub async fn refund(cents: u64, bank: &u64) -> Receipt {
    Receipt { cents: cents.min(*bank) }
}

/// Helps.
#[agent(deps = Shop, crate = crate::facade::agents)]
pub enum Support {
    Refund(Refund),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Shop { bank: 1 };
    let _ = Support::Refund(Refund { cents: 1 });
}
