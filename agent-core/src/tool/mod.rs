//! What a tool is and how it is called.
//!
//! Owns the decoding of arguments. Knows nothing of agents, threads or models.

pub mod args;
