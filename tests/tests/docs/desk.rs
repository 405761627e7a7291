//! An agent that has a bit of everything.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "the desk is made up"
)]
#![allow(
    clippy::doc_markdown,
    reason = "marks without a pair are a case of the test"
)]

use std::collections::BTreeMap;

use agent_core::prelude::*;

/// Money in cents.
#[agent_core::data]
pub struct Cents(pub u64);

/// A booking's number, e.g. `B-2041`.
#[agent_core::data]
#[schema(pattern = "^B-[0-9]{4}$")]
pub struct Booking(pub String);

/// How a room is.
#[agent_core::data]
pub enum Comfort {
    /// A bed and a door.
    Plain,
    /// With a view of the sea.
    View,
}

/// Somebody who comes along.
#[agent_core::data]
pub struct Guest {
    /// As in the passport.
    pub name: String,
    #[schema(range(0..=120))]
    pub age: Option<u8>,
    /// Who they came with.
    pub companions: Vec<Self>,
}

/// How it is paid.
#[agent_core::data]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Payment {
    /// At the desk.
    Cash,
    /// By card.
    Card {
        /// The last four digits, such as "4242".
        #[schema(length(4..=4))]
        digits: String,
    },
    /// Somebody else pays.
    Invoice(Address),
}

/// Where a letter arrives.
#[agent_core::data]
pub struct Address {
    pub street: String,
    /// Two letters.
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: String,
}

/// A page of results.
#[agent_core::data]
pub struct Found {
    pub rooms: BTreeMap<String, Cents>,
    /// True if there is more | and there mostly is.
    pub more: bool,
}

/// Find free rooms.
///
/// Looks at *every* house, `<b>`not only ours`</b>`:
///
/// - the old one
/// - the new one, see [its page](https://example.org/new?a=1&b="2")
///
/// # Errors
/// If the night is over already, or [`Comfort`] is unknown.
#[tool(read, attempts = 3)]
pub async fn find_rooms(
    /// The first night, for example "2026-12-24".
    #[schema(format = "date")]
    from: String,
    /// How many nights, e.g. 1, 3 or 900.
    #[schema(range(1..=30), default = 1)]
    nights: u8,
    comfort: Option<Comfort>,
    /// Exactly these floors.
    floors: [u8; 2],
) -> Result<Found, String> {
    let _ = (from, nights, comfort, floors);
    Err("no room".to_owned())
}

/// Ask the <script>alert("house")</script> for the time. ```
#[tool(read)]
pub fn the_time() -> u32 {
    0
}

/// Book a room. The same key books once.
#[tool(idempotent, ask_if = |call| call.guests.len() > 4, timeout = "90s", version = 2)]
pub async fn book_room(guests: Vec<Guest>, payment: Payment) -> Result<Booking, String> {
    let _ = (guests, payment);
    Err("no room".to_owned())
}

pub mod v1 {
    use agent_core::prelude::*;

    /// Book a room, the old way.
    #[tool]
    pub fn book_room(guests: u8) -> bool {
        guests > 0
    }
}

/// Cancel a booking for good.
#[tool(destructive)]
pub async fn cancel_the_booking_and_tell_every_guest_about_it_in_a_letter(
    booking: Booking,
    /// Kept from the price.
    #[schema(default = (Cents(0), 0.0))]
    fee: (Cents, f64),
) {
    let _ = (booking, fee);
}

/// Runs the desk of a small hotel: finds rooms, books them, and cancels with a person's word.
///
/// Speaks to guests only.
#[agent(
    profile = mcp,
    max_steps = 12,
    max_tokens = 90_000,
    max_time = "15m",
    models("gpt-4.1-2025-04-14", "gpt-4o-2024-08-06"),
    indexes("houses@3")
)]
pub enum Desk {
    FindRooms(FindRooms),
    #[prefetch]
    TheTime(TheTime),
    BookRoom(BookRoom),
    #[retired]
    OldBookRoom(v1::BookRoom),
    Cancel(CancelTheBookingAndTellEveryGuestAboutItInALetter),
    /// Ask the guest for what is missing.
    #[ask]
    AskGuest {
        question: String,
    },
    /// Ask the manager.
    #[ask(answer = bool, urgency = high)]
    AskManager {
        /// Yes or no.
        question: String,
    },
    /// Wait for the bank.
    #[wait(event = "paid")]
    AwaitPayment {
        seconds: u64,
    },
    /// Say goodbye.
    #[done]
    Reply {
        message: String,
    },
}
