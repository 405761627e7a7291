//! A hash of a contract, computed by the compiler.
//!
//! Const code never loops over text: macros have hashed it, and only the hashes are mixed here.

use super::Contract;
use crate::schema::{Constant, Content, Fields, Kind, Literal, Shape, ShapeRef};

impl Contract {
    /// Changes whenever the name, a text or a shape of the contract changes.
    ///
    /// A 64-bit hash: it detects change, it does not prove identity.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        let flags = self.class as u64 | (self.gate as u64) << 8;
        let hash = mix(mix(SEED, self.version as u64), flags);
        let hash = shape(hash, self.arguments.get(), 0);
        shape(hash, self.output.get(), 0)
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Past this depth a shape is recursive or refused by every provider; what lies below no longer counts.
const DEPTH: u32 = 16;

/// One round of a splitmix64-like mixer.
const fn mix(hash: u64, value: u64) -> u64 {
    let x = (hash ^ value).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (x >> 32)
}

const fn shape(hash: u64, node: &Shape, depth: u32) -> u64 {
    let hash = mix(hash, node.text_hash);
    if depth == DEPTH {
        return hash;
    }
    let next = depth + 1;
    match &node.kind {
        Kind::Any => mix(hash, 1),
        Kind::Unit => mix(hash, 2),
        Kind::Bool => mix(hash, 3),
        Kind::Integer { min, max } => mix(mix(hash, low(*min)), low(*max)),
        Kind::Number => mix(hash, 5),
        Kind::String { format } => name(mix(hash, 6), format),
        Kind::Option(inner) => shape(mix(hash, 7), inner.get(), next),
        Kind::List { items, unique, len } => {
            let len = match len {
                Some(len) => *len as u64 + 1,
                None => 0,
            };
            shape(mix(mix(hash, 8 + *unique as u64), len), items.get(), next)
        }
        Kind::Tuple(places) => shapes(mix(hash, 10), places, next),
        Kind::Map { key, value } => shape(shape(mix(hash, 11), key.get(), next), value.get(), next),
        Kind::Struct(struct_fields) => {
            let hash = fields(mix(hash, 12), struct_fields, next);
            // No macro hashed the names of a shape that is written by hand.
            if node.text_hash == 0 {
                names(hash, struct_fields)
            } else {
                hash
            }
        }
        Kind::Enum { variants, .. } => {
            let mut hash = mix(hash, 13);
            let mut at = 0;
            while at < variants.len() {
                hash = match &variants[at].content {
                    Content::Unit => mix(hash, 14),
                    Content::Newtype(inner) => shape(mix(hash, 15), inner.get(), next),
                    Content::Tuple(places) => shapes(mix(hash, 16), places, next),
                    Content::Struct(inner) => fields(mix(hash, 17), inner, next),
                };
                at += 1;
            }
            hash
        }
        Kind::Newtype { inner, .. } => shape(mix(hash, 18), inner.get(), next),
        Kind::Lazy(_) => mix(hash, 19),
        Kind::Foreign(_) => mix(hash, 20),
        // Its own hash stands for all that is behind it.
        Kind::Late(_) => mix(hash, 21),
        // How a value shows on the way changes nothing of what it is.
        Kind::Streamed { inner, .. } => shape(hash, inner.get(), next),
        Kind::Literals(all) => literals(mix(hash, 22), all),
    }
}

const fn literals(mut hash: u64, all: &[Literal]) -> u64 {
    let mut at = 0;
    while at < all.len() {
        hash = match all[at].value {
            Constant::Null => mix(hash, 1),
            Constant::Bool(value) => mix(hash, 2 + value as u64),
            Constant::Integer(value) => mix(mix(hash, 4), low(value)),
            Constant::Number(value) => mix(mix(hash, 5), value.to_bits()),
            Constant::Text(text) => name(mix(hash, 6), text),
        };
        at += 1;
    }
    hash
}

const fn names(mut hash: u64, fields: &Fields) -> u64 {
    let mut at = 0;
    while at < fields.list.len() {
        hash = name(hash, fields.list[at].name);
        at += 1;
    }
    hash
}

/// Only for the few short names that are not in a `text_hash`.
const fn name(mut hash: u64, name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = mix(hash, bytes[at] as u64);
        at += 1;
    }
    mix(hash, bytes.len() as u64)
}

const fn shapes(mut hash: u64, places: &[ShapeRef], depth: u32) -> u64 {
    let mut at = 0;
    while at < places.len() {
        hash = shape(hash, places[at].get(), depth);
        at += 1;
    }
    hash
}

const fn fields(mut hash: u64, fields: &Fields, depth: u32) -> u64 {
    let mut at = 0;
    while at < fields.list.len() {
        let field = &fields.list[at];
        hash = mix(hash, field.required as u64 | (field.flatten as u64) << 1);
        hash = shape(hash, field.shape.get(), depth);
        at += 1;
    }
    hash
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only the bits that tell integer types apart are mixed"
)]
const fn low(value: i128) -> u64 {
    value as u64 ^ (value >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use std::time::{Duration, SystemTime};

    fn of<T: Schema>() -> u64 {
        shape(SEED, T::SHAPE.get(), 0)
    }

    #[test]
    fn types_that_no_macro_described_differ_too() {
        let all = [
            of::<String>(),
            of::<char>(),
            of::<IpAddr>(),
            of::<Ipv4Addr>(),
            of::<Ipv6Addr>(),
            of::<Duration>(),
            of::<SystemTime>(),
            of::<u32>(),
            of::<u64>(),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{at}");
        }
    }
}
