//! Alternatives, brought into one form: `null` apart, texts together, no union inside a union.

use super::{Kind, Node, Place, Rest};

/// One node for all alternatives.
pub(super) fn union(place: Place, nodes: Vec<Node>) -> Node {
    let mut null = false;
    let mut flat = Vec::new();
    for node in nodes {
        null |= node.null || node.kind == Kind::Null;
        match node.kind {
            Kind::Null => {}
            Kind::Union(inner) => flat.extend(inner),
            kind => flat.push(Node {
                null: false,
                place: node.place,
                kind,
            }),
        }
    }
    let mut flat = names_together(flat);
    if flat.len() > 1 {
        let kind = Kind::Union(flat);
        return Node { place, null, kind };
    }
    match flat.pop() {
        Some(only) => Node { null, ..only },
        None => Node {
            place,
            null: false,
            kind: Kind::Null,
        },
    }
}

/// `{"const":"a"}` or `{"enum":["b","c"]}` is one choice of three.
fn names_together(nodes: Vec<Node>) -> Vec<Node> {
    let mut together: Vec<Node> = Vec::new();
    for node in nodes {
        let Kind::Names(names) = node.kind else {
            together.push(node);
            continue;
        };
        let known = together.iter_mut().find_map(|known| match &mut known.kind {
            Kind::Names(known) => Some(known),
            _ => None,
        });
        match known {
            Some(known) => known.extend(names),
            None => together.push(Node {
                kind: Kind::Names(names),
                ..node
            }),
        }
    }
    together
}

/// Lets the circles that close at `from` close at `to`.
pub(super) fn rename(node: &mut Node, from: Place, to: Place) {
    if from == to {
        return;
    }
    match &mut node.kind {
        Kind::Again(place) if *place == from => *place = to,
        Kind::List { items, .. } => rename(items, from, to),
        Kind::Tuple(nodes) | Kind::Union(nodes) => {
            for node in nodes {
                rename(node, from, to);
            }
        }
        Kind::Object(object) => {
            for property in &mut object.properties {
                rename(&mut property.schema, from, to);
            }
            if let Rest::Each(each) = &mut object.rest {
                rename(each, from, to);
            }
        }
        _ => {}
    }
}
