//! What customers say, for the recording and the tests that play it.

use std::path::PathBuf;

use super::{Case, Shop};
use crate::offline::Recording;
use crate::story::Story;

/// What the example plays without a live model.
pub const RECORDINGS: &[Recording] = &[Recording {
    lines: include_str!("../../recordings/support.jsonl"),
}];

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

/// A lost parcel over the limit: the flow refunds it, and a person approves.
pub const LARGE_REFUND: Story = Story {
    words: &["my order A-1002 never arrived"],
    typed: "y\n",
    script: &[("get_order", r#"{"order_id":"A-1002"}"#)],
};

/// The same, and nobody approves.
pub const REFUSED_REFUND: Story = Story {
    words: LARGE_REFUND.words,
    typed: "n ask them for the carrier's letter first\n",
    script: &[
        LARGE_REFUND.script[0],
        (
            "ask_customer",
            r#"{"question":"Could you send us the carrier's letter about the lost parcel?"}"#,
        ),
    ],
};

/// The same, at a closed terminal: a denial without a reason.
pub const NOBODY_THERE: Story = Story {
    words: LARGE_REFUND.words,
    typed: "",
    script: &[
        LARGE_REFUND.script[0],
        (
            "reply",
            r#"{"message":"The carrier has lost your bicycle. A colleague will look at your refund."}"#,
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

/// Every story that the recording tells.
pub const ALL: &[Story] = &[STATUS, LARGE_REFUND, REFUSED_REFUND, NOBODY_THERE, ASKED];
