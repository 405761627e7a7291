//! Attributes of the function's own, before and behind ours.
#![deny(warnings)]

use agent_core::prelude::*;

/// Pay money back.
#[inline]
#[tool(idempotent)]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "a tool owns its arguments")]
#[expect(unused_variables, reason = "an example")]
fn refund(#[allow(unused_variables)] cents: u64, note: String) -> u64 {
    1
}

#[derive(PartialEq)]
#[data]
#[derive(Eq, Hash)]
#[non_exhaustive]
#[must_use]
struct Receipt {
    cents: u64,
}

/// Old.
#[deprecated(note = "use `refund`")]
#[tool(read)]
fn old(receipt: Receipt) -> Receipt {
    receipt
}

fn main() {
    let call = Refund { cents: 1, note: String::new() };
    let _ = refund(call.cents, call.note);
    #[expect(deprecated, reason = "that is what it is for")]
    let _ = (old(Receipt { cents: 1 }), Old { receipt: Receipt { cents: 1 } });
}
