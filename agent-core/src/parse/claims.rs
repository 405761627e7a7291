//! Whether a piece of JSON is meant for a shape, right or wrong.

use super::fit::{field, unwrapped};
use super::tree::Node;
use crate::schema::{Content, Fields, Kind, Shape, Tagging, Variant};

/// True for shapes whose JSON is an object or a list.
pub(super) fn is_nested(shape: &'static Shape) -> bool {
    match &unwrapped(shape).kind {
        Kind::Unit
        | Kind::Bool
        | Kind::Integer { .. }
        | Kind::Number
        | Kind::String { .. }
        | Kind::Literals(_) => false,
        Kind::Enum {
            tagging: Tagging::External,
            variants,
        } => variants
            .iter()
            .any(|variant| !matches!(variant.content, Content::Unit)),
        _ => true,
    }
}

/// True if the value is of the shape's kind and uses one of its names.
pub(super) fn claims(node: &Node<'_>, shape: &'static Shape) -> bool {
    match (&unwrapped(shape).kind, node) {
        (Kind::Struct(fields), Node::Object(_)) => struct_claims(node, fields),
        (Kind::Enum { tagging, variants }, _) => enum_claims(node, *tagging, variants),
        (Kind::List { .. } | Kind::Tuple(_), Node::List(_))
        | (Kind::Map { .. }, Node::Object(_))
        | (Kind::Any | Kind::Foreign(_), _) => true,
        _ => false,
    }
}

/// An empty object is meant for any struct.
fn struct_claims(node: &Node<'_>, fields: &'static Fields) -> bool {
    let members = node.members();
    let free = fields.list.iter().any(|field| field.flatten);
    members.is_empty()
        || free
        || members
            .iter()
            .any(|(key, _)| field(fields, key, 0).is_some())
}

fn enum_claims(node: &Node<'_>, tagging: Tagging, variants: &'static [Variant]) -> bool {
    match (tagging, node) {
        (Tagging::Untagged, _) => true,
        (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, _) => node.get(tag).is_some(),
        (Tagging::External, Node::Object(members)) => members.iter().any(|(key, _)| {
            variants
                .iter()
                .any(|v| v.name == key || v.aliases.contains(&&**key))
        }),
        (Tagging::External, _) => false,
    }
}
