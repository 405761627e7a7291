//! Shared helpers of the test programs.

pub mod calculator;
