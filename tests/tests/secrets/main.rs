//! F3.10: what is secret reaches the tools, and nothing that a model, a person or a program is shown.

mod below;
mod canary;
mod keeper;
mod misplaced;
mod page;
mod random;
mod refused;
mod vaults;

use agent_core::port::{Slot, Vault};
use agent_core::secret::{Handle, Secret};

/// The handle that a vault gives for a place; whatever it keeps meanwhile is kept twice.
async fn handle(vault: &impl Vault, thread: &str, place: &str) -> Handle {
    let slot = Slot {
        thread: thread.into(),
        place: place.into(),
    };
    vault.keep(&slot, &Secret::new("0")).await.unwrap().handle
}
