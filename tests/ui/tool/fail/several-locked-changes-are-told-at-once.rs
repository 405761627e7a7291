use agent_core::tool;

/// How soon.
#[agent_core::data]
#[serde(rename_all = "snake_case")]
enum Priority {
    Low,
    Normal,
    Urgent,
}

#[agent_core::data]
struct Address {
    street: String,
    zip: String,
}

#[agent_core::data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Via {
    Pickup { shop: String },
    Post { express: bool },
}

#[agent_core::data]
struct Receipt {
    id: String,
    paid: bool,
}

/// Ship the order.
///
/// At once.
#[tool(version = 2, read)]
fn ship(
    address: Address,
    priority: Priority,
    #[schema(range(1..=60))] count: u32,
    via: Option<Via>,
) -> Receipt {
    let _ = (address, priority, count, via);
    Receipt { id: String::new(), paid: true }
}

fn main() {}
