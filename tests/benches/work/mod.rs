//! What is measured: the same work done by this library and at its limit.

pub(crate) mod call;
pub(crate) mod context;
pub(crate) mod server;
pub(crate) mod turn;
pub(crate) mod wide;
