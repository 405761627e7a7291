//! JSON as it was read: values with their texts, in the order they came.

use std::borrow::Cow;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'a> {
    /// `null`, `true`, `false` or a number, as JSON writes it.
    Plain(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Node<'a> {
    /// The value of a key, if this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Node::Object(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    pub(crate) fn members(&self) -> &[(Cow<'a, str>, Self)] {
        if let Node::Object(members) = self {
            members
        } else {
            &[]
        }
    }

    /// Appends the value as JSON.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Node::Plain(plain) => out.push_str(plain),
            Node::Text(text) => write_text(text, out),
            Node::List(items) => {
                write_list(items, out, Node::write);
            }
            Node::Object(members) => {
                write_object(members, out, |_, value, out| value.write(out));
            }
        }
    }
}

/// Appends a list, each item written by `item`.
pub(crate) fn write_list<'n, 'a>(
    items: &'n [Node<'a>],
    out: &mut String,
    mut item: impl FnMut(&'n Node<'a>, &mut String),
) {
    out.push('[');
    for (index, node) in items.iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        item(node, out);
    }
    out.push(']');
}

/// Appends an object, each value written by `value`.
pub(crate) fn write_object<'n, 'a: 'n>(
    members: impl IntoIterator<Item = &'n (Cow<'a, str>, Node<'a>)>,
    out: &mut String,
    mut value: impl FnMut(&'n str, &'n Node<'a>, &mut String),
) {
    out.push('{');
    for (index, (key, node)) in members.into_iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        write_text(key, out);
        out.push(':');
        value(key, node, out);
    }
    out.push('}');
}

/// Appends a string with quotes and escapes.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// Appends a segment to a JSON pointer.
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}
