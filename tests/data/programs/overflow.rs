//! The compiler's own error, with its notes.
const A: u8 = 255 + 1;
