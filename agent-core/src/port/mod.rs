//! The ports: what the core asks of the world, as traits, each with one that lives in memory.
//!
//! Must never know a transport, a file or a runtime.

mod answer;
mod ask;
mod clock;
mod compactor;
mod human;
mod judge;
mod listener;
mod memory;
mod model;
mod model_error;
pub mod network;
mod retriever;
mod store;
mod summarizer;
mod terminal;
mod transient;
mod vault;
mod visible;

pub use answer::{AnswerError, answer, person_request, person_requests};
#[cfg(feature = "run")]
pub(crate) use ask::different;
pub use ask::{Ask, Attempt, Attempts, Then};
pub use clock::{Clock, ManualClock, SystemClock};
pub use compactor::{CompactError, Compacted, Compactor, Outline, Spent, SummaryBy};
pub use human::{
    AnswerFormat, Asked, HELP, Human, HumanError, Nobody, PersonAnswer, PersonRequest,
};
pub use judge::{Judge, JudgeError, JudgeRequest, Judgement};
pub use listener::{Heard, Listener, Piece};
pub use memory::MemoryStore;
pub(crate) use model::is_event_stream;
#[cfg(any(feature = "run", feature = "http"))]
pub(crate) use model::label;
pub use model::{Answer, Model, ModelPlan, RawReply};
pub use model_error::{BudgetKind, ModelError, TimeLimit};
pub use retriever::{Bm25, EmbedError, Embedder, RetrievalError, Retriever, VectorIndex, fitting};
#[cfg(feature = "hnsw")]
pub use retriever::{HnswIndex, IndexError};
pub use store::{Lease, Store, StoreError, check_append};
pub use summarizer::{Summarizer, SummaryError, SummaryRequest};
pub use terminal::{AlwaysApprove, Terminal};
#[cfg(feature = "vault")]
pub use vault::{KeyVault, KeyVaultError};
pub use vault::{MemoryVault, Sealed, Slot, Vault, VaultError, keep, open, open_text, seal_text};
pub use visible::Visible;

pub use crate::event::Document;
pub use crate::future::BoxFuture;
