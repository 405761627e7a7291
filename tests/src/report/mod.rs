//! What the report programs share: a row in, a verdict out.

pub mod parser;
