//! The Rust type that a schema asks for, as a hint in messages.

use super::{Kind, Node, Object, Rest};

impl Node {
    /// `Vec<String>`, `u32`, or words where a type must be made.
    pub(crate) fn rust_type(&self) -> String {
        let name = self.name();
        if self.null {
            return format!("Option<{name}>");
        }
        name
    }

    fn name(&self) -> String {
        match &self.kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Null => "()".to_owned(),
            Kind::Integer(range) => match range.low {
                Some(low) if low.is_negative() => "i64".to_owned(),
                Some(_) => "u32".to_owned(),
                None => "i64".to_owned(),
            },
            Kind::Number(_) => "f64".to_owned(),
            Kind::Text { .. } => "String".to_owned(),
            Kind::List { items, .. } => format!("Vec<{}>", items.rust_type()),
            Kind::Tuple(nodes) => {
                let names: Vec<String> = nodes.iter().map(Self::rust_type).collect();
                format!("({})", names.join(", "))
            }
            Kind::Object(Object {
                rest: Rest::Each(each),
                ..
            }) => format!("BTreeMap<String, {}>", each.rust_type()),
            Kind::Object(_) => "YourStruct".to_owned(),
            Kind::Names(_) | Kind::Union(_) => "YourEnum".to_owned(),
            Kind::Any | Kind::Again(_) | Kind::Opaque => "serde_json::Value".to_owned(),
        }
    }
}
