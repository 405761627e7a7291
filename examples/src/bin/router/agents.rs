//! Who answers, and three who know: each with its own tools, prompt and thread.

use agent_core::prelude::*;

/// A charge on a customer's card.
#[agent_core::data]
pub(crate) struct Charge {
    /// Its number.
    pub(crate) id: String,
    /// In cents.
    pub(crate) cents: u64,
}

/// List the charges of an order.
#[tool(read)]
pub(crate) fn list_charges(order: String) -> Vec<Charge> {
    let charge = |at: u8| Charge {
        id: format!("{order}-{at}"),
        cents: 4_900,
    };
    vec![charge(1), charge(2)]
}

/// Give a charge back.
#[tool(destructive)]
pub(crate) fn reverse_charge(id: String) -> String {
    format!("charge {id} is reversed")
}

/// You are the billing desk. Look before you pay anything back.
#[agent(max_steps = 8)]
pub(crate) enum Billing {
    ListCharges(ListCharges),
    ReverseCharge(ReverseCharge),
    /// Say what was done about the money.
    #[done]
    Settled {
        message: String,
        /// What was paid back.
        cents: u64,
    },
}

/// Find out where a parcel is.
#[tool(read)]
pub(crate) fn track_parcel(order: String) -> String {
    format!("the parcel of {order} left the warehouse this morning")
}

/// You are the shipping desk.
#[agent(max_steps = 8)]
pub(crate) enum Shipping {
    TrackParcel(TrackParcel),
    /// Ask for what is not known, such as the order.
    #[ask]
    AskOrder {
        question: String,
    },
    /// Say where it is.
    #[done]
    Found {
        message: String,
    },
}

/// Look a word up in the manual.
#[tool(read)]
pub(crate) fn search_manual(words: String) -> String {
    format!("{words}: hold the button for five seconds until the light blinks")
}

/// You know how our lamps work.
#[agent(max_steps = 8)]
pub(crate) enum Technical {
    SearchManual(SearchManual),
    /// Say what helps.
    #[done]
    Advice {
        message: String,
    },
}

/// You answer the customers of a lamp shop. Hand over what a specialist knows better, and answer in their words.
#[agent(max_steps = 12)]
pub(crate) enum Router {
    /// Questions about charges, refunds and invoices.
    #[sub(Billing)]
    Billing {
        /// The question, with everything the billing desk must know.
        question: String,
    },
    /// Questions about parcels.
    #[sub(Shipping)]
    Shipping { question: String },
    /// Questions about what a lamp does, or does not.
    #[sub(Technical)]
    Technical { question: String },
    /// Answer the customer.
    #[done]
    Reply { message: String },
}
