//! The lock has another fingerprint and nothing else: no kind of type differs from its own schema.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use agent_core::tool;

/// How soon.
#[agent_core::data]
#[serde(rename_all = "snake_case")]
enum Priority {
    /// Some day.
    Low,
    Normal,
    /// Today.
    Urgent,
}

#[agent_core::data]
struct Address {
    street: String,
    #[schema(length(5..=5), pattern = "^[0-9]+$")]
    zip: String,
    #[serde(default)]
    country: Option<String>,
}

#[agent_core::data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Via {
    Pickup { shop: String },
    Post(Address),
    Drone,
}

#[agent_core::data]
enum Mixed {
    Nothing,
    Never,
    One(u8),
    Two(u8, String),
    Named { a: bool },
}

#[agent_core::data]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    One(Vec<u8>),
    Named { a: bool },
}

#[agent_core::data]
#[serde(untagged)]
enum Untagged {
    Number(f64),
    Text(String),
    Named { a: Option<bool> },
}

#[agent_core::data]
#[serde(deny_unknown_fields)]
struct Closed {
    a: u8,
}

#[agent_core::data]
struct Flat {
    id: i64,
    #[serde(flatten)]
    address: Address,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[agent_core::data]
struct Folder {
    name: String,
    parent: Option<Box<Folder>>,
    folders: Vec<Folder>,
    by_name: BTreeMap<String, Folder>,
}

#[agent_core::data]
#[schema(range(1..=99))]
struct Count(u8);

#[agent_core::data]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

/// Everything a parameter can be.
#[tool(version = 1, destructive)]
fn everything(
    bool: bool,
    byte: u8,
    long: i64,
    longer: i128,
    longest: u128,
    float: f32,
    letter: char,
    text: Option<String>,
    ip: IpAddr,
    #[schema(format = "email")] mail: String,
    wait: Duration,
    unit: (),
    pair: (u8, Option<String>),
    four: [u16; 4],
    #[schema(length(1..=3))] set: BTreeSet<Rank>,
    any: serde_json::Value,
    map: HashMap<String, Count>,
    numbers: BTreeMap<u32, bool>,
    names: BTreeMap<Rank, Ipv4Addr>,
    #[schema(range(above = 0.0, max = 1.5))] share: f64,
    #[schema(range(2..), default = 3)] tries: u64,
    priority: Priority,
    address: Address,
    via: Option<Via>,
    mixed: Mixed,
    adjacent: Adjacent,
    untagged: Untagged,
    closed: Closed,
    flat: Flat,
    folder: Folder,
    page: Page<Folder>,
) -> Result<Vec<Via>, String> {
    let _ = (
        bool, byte, long, longer, longest, float, letter, text, ip, mail, wait,
    );
    let _ = (
        unit, pair, four, set, any, map, numbers, names, share, tries, priority,
    );
    let _ = (
        address, via, mixed, adjacent, untagged, closed, flat, folder, page,
    );
    Ok(Vec::new())
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
#[agent_core::data]
enum Rank {
    Low,
    High,
}

fn main() {}
