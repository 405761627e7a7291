//! What a tool call costs in instructions: the checked decoding against serde's derive.
//!
//! `valgrind --tool=callgrind target/release/examples/args_cost MODE 1000`, once more with 0, and
//! a thousandth of the difference. Modes: `check`, `read`, `take`, `call`; `serde`, `plain`.

use std::hint::black_box;

use agent_core::schema::check::{Extra, check};
use agent_core::schema::{
    Bound, Content, Field, Fields, Kind, Limit, Shape, ShapeRef, Tagging, Variant,
};
use agent_core::tool::args::Args;
use serde::{Deserialize, Serialize};

const TEXT: &str = r#"{"order_id":"A-1001-2026-11","quantity":12,"urgency":"very_high","address":{"street":"Alt-Moabit 101, rear building, third floor","zip":"10559","city":"Berlin"},"notes":["leave it with the neighbours","do not ring the bell","it is a gift, no invoice"]}"#;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "as users name them")]
struct Order {
    order_id: String,
    quantity: u32,
    urgency: Urgency,
    address: Address,
    notes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Urgency {
    Low,
    Normal,
    VeryHigh,
}

#[derive(Serialize, Deserialize)]
struct Address {
    street: String,
    zip: String,
    city: String,
}

const fn shape(kind: Kind) -> Shape {
    Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind,
    }
}

const fn field(name: &'static str, shape: &'static Shape, bounds: &'static [Bound]) -> Field {
    let shape = ShapeRef::new(shape);
    Field {
        name,
        aliases: &[],
        doc: "",
        shape,
        required: true,
        flatten: false,
        bounds,
        place: "",
    }
}

const fn unit(name: &'static str) -> Variant {
    Variant {
        name,
        aliases: &[],
        doc: "",
        content: Content::Unit,
    }
}

static STRING: Shape = shape(Kind::String { format: "" });
static COUNT: Shape = shape(Kind::Integer {
    min: 0,
    max: u32::MAX as i128,
});
static URGENCY: Shape = shape(Kind::Enum {
    tagging: Tagging::External,
    variants: &[unit("low"), unit("normal"), unit("very_high")],
});
static ADDRESS: Shape = shape(Kind::Struct(Fields {
    list: &[
        field("street", &STRING, &[]),
        field("zip", &STRING, &[]),
        field("city", &STRING, &[]),
    ],
    closed: false,
}));
static NOTES: Shape = shape(Kind::List {
    items: ShapeRef::new(&STRING),
    unique: false,
    len: None,
});
static ORDER: Shape = shape(Kind::Struct(Fields {
    list: &[
        field("order_id", &STRING, &[]),
        field("quantity", &COUNT, &[]),
        field("urgency", &URGENCY, &[]),
        field("address", &ADDRESS, &[]),
        field("notes", &NOTES, &[]),
    ],
    closed: true,
}));
/// The same with a limit, which is compared exactly and costs more.
static LIMITED: Shape = shape(Kind::Struct(Fields {
    list: &[
        field("order_id", &STRING, &[]),
        field("quantity", &COUNT, &[Bound::Maximum(Limit::Integer(50))]),
        field("urgency", &URGENCY, &[]),
        field("address", &ADDRESS, &[]),
        field("notes", &NOTES, &[]),
    ],
    closed: true,
}));

#[inline(never)]
fn call(order: Order) -> Order {
    black_box(order)
}

fn take(text: &str) -> Option<Order> {
    let args = Args::read(text, ShapeRef::new(&ORDER)).ok()?;
    Some(Order {
        order_id: args.take(0).ok()?,
        quantity: args.take(1).ok()?,
        urgency: args.take(2).ok()?,
        address: args.take(3).ok()?,
        notes: args.take(4).ok()?,
    })
}

fn serde(text: &str) -> Option<Order> {
    serde_json::from_str(text).ok()
}

fn answer(order: Option<Order>) -> Option<String> {
    serde_json::to_string(&call(order?)).ok()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_default();
    let rounds: u32 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    for _ in 0..rounds {
        let text = black_box(TEXT);
        let done = match mode.as_str() {
            "check" => check(text, ShapeRef::new(&ORDER), Extra::Refuse).is_ok(),
            "limited" => check(text, ShapeRef::new(&LIMITED), Extra::Refuse).is_ok(),
            "read" => Args::read(text, ShapeRef::new(&ORDER)).is_ok(),
            "take" => take(text).is_some(),
            "call" => answer(take(text)).is_some(),
            "serde" => serde(text).is_some(),
            _ => answer(serde(text)).is_some(),
        };
        assert!(black_box(done), "{mode} refuses the text");
    }
}
