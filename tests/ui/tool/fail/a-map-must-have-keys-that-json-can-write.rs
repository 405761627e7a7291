use std::collections::BTreeMap;

/// Draw it.
#[agent_core::tool]
pub fn draw(pixels: BTreeMap<(u8, u8), u8>) -> u64 {
    pixels.len() as u64
}

fn main() {
    let _ = draw;
}
