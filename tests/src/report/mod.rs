//! What the report programs share: a row in, a verdict out.

mod agent_loop;
pub mod calls;
pub mod exchanges;
pub mod parser;
