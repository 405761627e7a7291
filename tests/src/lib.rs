//! Shared helpers of the test programs: a calculator, an agent at a desk, a model that plans by turns, a store
//! that kills its own process.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "helpers of tests: their callers read them"
)]

pub mod calculator;
pub mod checker;
pub mod clerk;
pub mod kill;
pub mod ledger;
pub mod people;
pub mod planned;
pub mod random;
pub mod report;

/// The code of the pages, compiled.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../docs/models.md")]
    struct Models;

    #[doc = include_str!("../../docs/resilience.md")]
    struct Resilience;

    #[doc = include_str!("../../docs/errors.md")]
    struct Errors;
}
