//! What customers say, for the recording and the tests that play it.

use std::path::PathBuf;

use super::{Case, Shop};
use crate::offline::Recording;
use crate::story::Story;

/// What a real model said; a lost parcel needs one call of it.
pub const RECORDED: Recording = Recording {
    lines: include_str!("../../recordings/support_refund.jsonl"),
};

/// What was written by hand, where small models lose the thread.
pub const SCRIPTED: Recording = Recording {
    lines: include_str!("../../recordings/support.jsonl"),
};

/// What the examples play without a live model.
pub const RECORDINGS: &[Recording] = &[RECORDED, SCRIPTED];

/// The customer of every story, with their orders filled in.
#[must_use]
pub fn case(shop: &Shop) -> Case {
    Case {
        customer: "Zoë".to_owned(),
        orders: shop.orders().iter().map(|order| order.id.clone()).collect(),
        refunded: 0,
    }
}

/// The shop whose bank keeps its ledger beside the threads.
#[must_use]
pub fn shop(threads: &std::path::Path) -> Shop {
    let ledger: PathBuf = threads.join("bank.ledger");
    Shop::open(ledger)
}

/// The model looks up the order and answers.
pub const STATUS: Story = Story {
    words: &["where is my order A-1001?"],
    typed: "",
    script: &[
        ("get_order", r#"{"order_id":"A-1001"}"#),
        (
            "reply",
            r#"{"message":"Your kettle is out for delivery and arrives tomorrow."}"#,
        ),
    ],
};

/// The customer is asked which order, and a small refund needs nobody.
pub const ASKED: Story = Story {
    words: &["I want my money back", "the lamp, A-1003"],
    typed: "",
    script: &[
        ("ask_customer", r#"{"question":"Which order is it about?"}"#),
        ("get_order", r#"{"order_id":"A-1003"}"#),
    ],
};

/// The stories of the scripted recording.
pub const ALL_SCRIPTED: &[Story] = &[STATUS, ASKED];

/// A lost parcel over the limit: the flow refunds it, and a person approves.
pub const LARGE_REFUND: Story = Story {
    words: &["my order A-1002 never arrived"],
    typed: "y\n",
    script: &[],
};

/// The same, and nobody is there to approve.
pub const NOBODY_THERE: Story = Story {
    typed: "",
    ..LARGE_REFUND
};
