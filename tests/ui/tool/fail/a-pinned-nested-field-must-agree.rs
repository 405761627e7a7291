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
    zip: u32,
    country: Option<Country>,
}

#[agent_core::data]
struct Item {
    #[schema(format = "uuid")]
    id: String,
    #[schema(range(1..=100))]
    count: u8,
}

#[agent_core::data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Via {
    Post { express: bool },
    Pickup { shop: u64 },
}

/// Ship an order.
#[tool(schema = "schemas/ship.json")]
fn ship(
    #[schema(pattern = "^A-[0-9]+$")] order_id: String,
    address: Address,
    #[schema(length(1..=20))] items: Vec<Item>,
    #[schema(range(above = 0.0, max = 31.5))] weight: f64,
    #[schema(length(..=200))] note: Option<String>,
    via: Via,
    labels: Option<BTreeMap<String, u64>>,
) -> u64 {
    let _ = (order_id, address, items, weight, note, via, labels);
    1
}

fn main() {}
