//! Generic data, recursive data, deps with a lifetime or a parameter.
#![deny(warnings)]

use agent_core::prelude::*;

#[data]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

#[data]
struct Folder {
    name: String,
    folders: Vec<Folder>,
}

#[data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Node {
    Leaf { value: f64 },
    Branch { left: Box<Node>, right: Box<Node> },
}

#[derive(Provide)]
struct Desk<'a, T> {
    name: &'a str,
    #[provide(skip)]
    other: T,
}

/// List folders.
#[tool(read)]
fn list(page: Page<Folder>, node: Node) -> Page<Page<u8>> {
    let _ = (page.items.into_iter().map(|folder| (folder.name, folder.folders)).count(), page.next, node);
    Page { items: vec![], next: None }
}

fn main() {
    let desk = Desk { name: "a", other: 1 };
    let _ = (desk.name, desk.other, list as fn(_, _) -> _, List { page: Page { items: vec![], next: None }, node: Node::Leaf { value: 1.0 } });
    let _ = Node::Branch { left: Box::new(Node::Leaf { value: 1.0 }), right: Box::new(Node::Leaf { value: 2.0 }) };
}
