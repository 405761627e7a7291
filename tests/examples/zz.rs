use agent_core::prelude::*;
use std::collections::BTreeMap;

/// An address.
#[agent_core::data]
pub struct Address {
    street: String,
    zip: BTreeMap<String, u8>,
    any: Vec<serde_json::Value>,
}

/// Ship it.
#[tool]
pub fn ship(to: Option<Address>, #[schema(default)] names: BTreeMap<String, String>) -> u64 {
    let _ = (to, names);
    1
}

/// A folder.
#[agent_core::data]
pub struct Folder { name: String, below: Vec<Folder> }

/// Look.
#[tool(read)]
pub fn look(folder: Folder) -> u64 { let _ = folder; 1 }

/// A node.
#[agent_core::data]
pub struct Node { next: Box<Node> }

#[agent_core::data]
pub struct Generic<T> { kids: Vec<Generic<T>>, value: T }

/// Look.
#[tool(read)]
pub fn endless(node: Node, names: Option<Vec<BTreeMap<(u8, u8), u8>>>) -> u64 { let _ = (node, names); 1 }


/// Größe
#[tool(read)]
pub fn size(größe: u8) -> u64 { let _ = größe; 1 }

/// Helps.
#[agent]
pub enum Support {
    Ship(Ship),
    Look(self::Look),
    Endless(Endless),
    Generic(Generic_),
    Size(Size),
    #[tool(ship)]
    Again { to: Option<Address>, names: BTreeMap<String, String> },
    #[tool(look)]
    #[retired]
    Old { folder: Folder },
    /// Reply.
    #[done]
    Reply { message: BTreeMap<String, Node>, kids: Node },
}
type Generic_ = super_generic::Generic;
mod super_generic { pub use super::Generic as _; 
pub type Generic = super::GenericCall; }
pub type GenericCall = crate::tools::Generic;
mod tools { use agent_core::prelude::*; 
/// Look.
#[tool(read)]
pub fn generic(node: super::Generic<u8>) -> u64 { let _ = node; 1 }
}
fn main() {}
