//! What generated code names. Not part of the interface: anything here may change in any release.

pub use crate::agent::expansion as agent;
