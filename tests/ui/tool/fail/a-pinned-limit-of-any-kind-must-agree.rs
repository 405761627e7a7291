use std::collections::BTreeMap;

use agent_core::tool;

#[agent_core::data]
#[serde(rename_all = "snake_case")]
enum Country {
    De,
    Fr,
}

#[agent_core::data]
struct Address {
    street: String,
    #[schema(length(4..=5))]
    zip: String,
    country: Option<Country>,
}

#[agent_core::data]
struct Item {
    id: String,
    #[schema(range(1..=99))]
    count: u8,
}

#[agent_core::data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Via {
    Post { express: bool },
    Pickup { shop: Option<String> },
}

/// Ship an order.
#[tool(schema = "schemas/ship.json")]
fn ship(
    #[schema(pattern = "^B-[0-9]+$")] order_id: String,
    address: Address,
    #[schema(length(1..=20))] items: Vec<Item>,
    #[schema(range(0.0..=31.5))] weight: f64,
    note: Option<String>,
    via: Via,
    #[schema(length(..=3))] labels: Option<BTreeMap<String, String>>,
) -> u64 {
    let _ = (order_id, address, items, weight, note, via, labels);
    1
}

fn main() {}
