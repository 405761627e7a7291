//! What users test with.
//!
//! Owns the suites that an implementation of a port must pass. Knows nothing of any one of them.

mod conformance;

pub use conformance::store_conformance;
