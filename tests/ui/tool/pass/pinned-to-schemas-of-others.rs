use agent_core::tool;
use std::collections::BTreeMap;

/// How soon.
#[agent_core::data]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    Normal,
    Urgent,
}

/// Create a ticket.
#[tool(schema = "schemas/create_ticket.json")]
fn create_ticket(title: String, body: String, priority: Priority, tags: Vec<String>) -> u64 {
    let _ = (title, body, priority, tags);
    1
}

/// Search.
#[tool(read, schema = "schemas/search_kb.json")]
fn search_kb(#[schema(range(1..=50))] limit: u32, query: String) -> u64 {
    let _ = (limit, query);
    1
}

#[agent_core::data]
#[serde(rename_all = "snake_case")]
pub enum Country {
    De,
    Fr,
}

#[agent_core::data]
pub struct Zip(#[schema(length(5..=5))] String);

#[agent_core::data]
pub struct Address {
    street: String,
    #[schema(length(5..=5))]
    zip: String,
    country: Option<Country>,
}

#[agent_core::data]
pub struct Item {
    #[schema(format = "uuid")]
    id: String,
    count: Count,
}

#[agent_core::data]
#[schema(range(1..=99))]
pub struct Count(u8);

#[agent_core::data]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Via {
    Pickup { shop: String },
    Post { express: bool },
}

/// Ship.
#[tool(schema = "schemas/ship.json")]
fn ship(
    #[schema(pattern = "^A-[0-9]+$")] order_id: String,
    address: Address,
    #[schema(length(1..=20))] items: Vec<Item>,
    #[schema(range(above = 0.0, max = 31.5))] weight: f64,
    #[schema(length(..=200))] note: Option<String>,
    via: Via,
    labels: Option<BTreeMap<String, String>>,
) -> u64 {
    let _ = (order_id, address, items, weight, note, via, labels);
    1
}

#[agent_core::data]
pub struct Folder {
    name: String,
    parent: Option<Box<Folder>>,
    folders: Vec<Folder>,
}

/// Sort.
#[tool(schema = "schemas/folder.json")]
fn sort_folder(folder: Folder) -> u64 {
    let _ = folder;
    1
}

/// Set.
#[tool(schema = "schemas/function.json")]
fn set_level(#[schema(range(1..=3))] level: u8, reason: Option<String>) -> u64 {
    let _ = (level, reason);
    1
}

fn main() {}
