//! No program: `fn main` stands in a comment. It warns of a private function.
fn unused() {}
