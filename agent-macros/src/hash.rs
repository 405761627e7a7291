//! The 64-bit hash that macros write beside every text, so that const evaluation never loops over text.

/// FNV-1a. It only ever detects change; approvals use SHA-256.
pub(crate) fn text_hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}
