//! What the `call-report` is made of: rows of tools, questions and correct calls, judged by an independent validator.
//!
//! Per row: every schema is imported and rendered for each profile, every correct call is read and validated, ten
//! mutations of each call are judged, and the calls are replayed through an agent's loop.

mod mutate;
mod oracle;
mod replay;
mod report;
mod row;
mod tool;

pub use mutate::{MUTATIONS, mutations};
pub use oracle::Oracle;
pub use report::{Report, Verdict};
pub use row::{Call, Row, rows};
pub use tool::{Offer, offers};
