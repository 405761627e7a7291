//! Shared helpers of the test programs: a calculator, an agent at a desk, a model that plans by turns, a store
//! that kills its own process.

pub mod calculator;
pub mod checker;
pub mod clerk;
pub mod kill;
pub mod ledger;
pub mod people;
pub mod planned;
pub mod random;
