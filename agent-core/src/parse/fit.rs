//! Fits a tree to a shape: what models write instead of what was asked, where the meaning is
//! certain.
//!
//! Only ever rewrites values that have exactly one reading; whether the result fits is the
//! check's business, so a mistake here cannot let anything wrong pass.

use std::borrow::Cow;

use super::repair::{Repair, RepairKind};
use super::tree::{Node, push_segment, write_list, write_object, write_text};
use crate::schema::check::{Scan, excerpt};
use crate::schema::{Content, Field, Fields, Kind, Shape, Tagging, Variant};

/// Most wrappers that are entered at one place.
const MAX_HOPS: u8 = 64;

/// Writes `node` as JSON that fits `shape` as well as can be, and notes what was changed.
pub(crate) fn fit(node: &Node<'_>, shape: &'static Shape, repairs: &mut Vec<Repair>) -> String {
    let mut fitting = Fitting {
        repairs,
        pointer: String::new(),
    };
    let mut out = String::new();
    fitting.value(node, shape, &mut out);
    out
}

struct Fitting<'r> {
    repairs: &'r mut Vec<Repair>,
    pointer: String,
}

impl Fitting<'_> {
    fn value(&mut self, node: &Node<'_>, shape: &'static Shape, out: &mut String) {
        let shape = unwrapped(shape);
        match (&shape.kind, node) {
            (Kind::Integer { .. } | Kind::Number, Node::Text(text)) if is_number(text) => {
                self.note(RepairKind::NumberInText, text);
                out.push_str(text);
            }
            (Kind::Enum { tagging, variants }, _) => self.variant(node, *tagging, variants, out),
            (Kind::Struct(fields), Node::Object(_)) => self.fields(node, fields, out),
            (Kind::Map { value, .. }, Node::Object(members)) => {
                write_object(members, out, |key, node, out| {
                    self.below(key, node, Some(value.get()), out);
                });
            }
            (Kind::List { items, .. }, Node::List(nodes)) => {
                self.list(nodes, |_| Some(items.get()), out);
            }
            (Kind::Tuple(places), Node::List(nodes)) => {
                self.list(
                    nodes,
                    |index| places.get(index).map(|place| place.get()),
                    out,
                );
            }
            _ => node.write(out),
        }
    }

    fn note(&mut self, kind: RepairKind, written: &str) {
        self.repairs
            .push(Repair::new(kind, &self.pointer, excerpt(written)));
    }

    /// Writes a value one level down; as it is if it has no shape.
    fn below(
        &mut self,
        segment: &str,
        node: &Node<'_>,
        shape: Option<&'static Shape>,
        out: &mut String,
    ) {
        let Some(shape) = shape else {
            return node.write(out);
        };
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        self.value(node, shape, out);
        self.pointer.truncate(length);
    }

    fn list(
        &mut self,
        nodes: &[Node<'_>],
        shape: impl Fn(usize) -> Option<&'static Shape>,
        out: &mut String,
    ) {
        let mut index = 0;
        write_list(nodes, out, |node, out| {
            self.below(&index.to_string(), node, shape(index), out);
            index += 1;
        });
    }

    fn fields(&mut self, node: &Node<'_>, fields: &'static Fields, out: &mut String) {
        let members = self.set(node.members(), |key| field(fields, key, 0));
        write_object(members, out, |key, node, out| {
            let shape = field(fields, key, 0).map(|field| field.shape.get());
            self.below(key, node, shape, out);
        });
    }

    /// The members, without those that a `null` leaves out.
    fn set<'n, 'a>(
        &mut self,
        members: &'n [(Cow<'a, str>, Node<'a>)],
        field: impl Fn(&str) -> Option<&'static Field>,
    ) -> Vec<&'n (Cow<'a, str>, Node<'a>)> {
        let (unset, set) = members.iter().partition::<Vec<_>, _>(|(key, node)| {
            field(key).is_some_and(|field| is_unset(field, node))
        });
        for (key, _) in unset {
            self.note(RepairKind::NullForMissing, key);
        }
        set
    }

    fn variant(
        &mut self,
        node: &Node<'_>,
        tagging: Tagging,
        variants: &'static [Variant],
        out: &mut String,
    ) {
        match (tagging, node) {
            (Tagging::External, Node::Text(name)) => self.name(name, variants, out),
            (Tagging::External, Node::Object(members)) if members.len() == 1 => {
                write_object(members, out, |key, node, out| {
                    match variants.iter().find(|variant| variant.name == key) {
                        Some(variant) => self.content(key, node, &variant.content, out),
                        None => node.write(out),
                    }
                });
            }
            (Tagging::Internal { tag }, Node::Object(members)) => {
                let chosen = tagged(node, tag, variants);
                let members = self.set(members, |key| inner_field(&chosen?.content, key));
                write_object(members, out, |key, node, out| match (node, chosen) {
                    (Node::Text(name), _) if key == tag => self.name(name, variants, out),
                    (_, Some(variant)) => {
                        let shape = inner_field(&variant.content, key);
                        self.below(key, node, shape.map(|field| field.shape.get()), out);
                    }
                    _ => node.write(out),
                });
            }
            (Tagging::Adjacent { tag, content }, Node::Object(members)) => {
                let chosen = tagged(node, tag, variants);
                write_object(members, out, |key, node, out| match (node, chosen) {
                    (Node::Text(name), _) if key == tag => self.name(name, variants, out),
                    (_, Some(variant)) if key == content => {
                        self.content(key, node, &variant.content, out);
                    }
                    _ => node.write(out),
                });
            }
            _ => node.write(out),
        }
    }

    /// Writes a variant's name as it is declared.
    fn name(&mut self, written: &str, variants: &'static [Variant], out: &mut String) {
        let names = variants
            .iter()
            .map(|variant| (variant.name, variant.aliases));
        let declared = spelled(written, names);
        if let Some(declared) = declared.filter(|&declared| declared != written) {
            self.note(RepairKind::VariantName, written);
            return write_text(declared, out);
        }
        write_text(written, out);
    }

    fn content(&mut self, key: &str, node: &Node<'_>, content: &'static Content, out: &mut String) {
        match (content, node) {
            (Content::Newtype(shape), _) => self.below(key, node, Some(shape.get()), out),
            (Content::Struct(fields), Node::Object(_)) => {
                let length = self.pointer.len();
                push_segment(&mut self.pointer, key);
                self.fields(node, fields, out);
                self.pointer.truncate(length);
            }
            _ => node.write(out),
        }
    }
}

/// The name that was meant: itself if it is declared, else the only one that differs in nothing
/// but case, `_`, `-` and spaces.
pub(crate) fn spelled<'v>(
    written: &str,
    names: impl Iterator<Item = (&'v str, &'v [&'v str])> + Clone,
) -> Option<&'v str> {
    let is = |name: &str, aliases: &[&str]| name == written || aliases.contains(&written);
    if let Some((name, aliases)) = names.clone().find(|(name, aliases)| is(name, aliases)) {
        let alias = aliases.iter().find(|&&alias| alias == written).copied();
        return Some(alias.unwrap_or(name));
    }
    let wanted = plain(written);
    let mut meant = names
        .filter(|(name, _)| plain(name) == wanted)
        .map(|(name, _)| name);
    let first = meant.next().filter(|_| !wanted.is_empty());
    if meant.next().is_some() { None } else { first }
}

/// Lower case without `_`, `-` and spaces.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    kept.flat_map(char::to_lowercase).collect()
}

/// True if the whole text is a number as JSON writes it: not `3,14`, not `1 cup`.
fn is_number(text: &str) -> bool {
    let mut scan = Scan::new(text);
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && scan.number().is_ok()
        && scan.pos == text.len()
}

/// True for a `null` under a key that may be missing and does not take it: where every key is required,
/// that is how a model leaves one out.
fn is_unset(field: &Field, node: &Node<'_>) -> bool {
    !field.required && *node == Node::Plain("null") && !takes_null(field.shape.get())
}

fn takes_null(shape: &'static Shape) -> bool {
    let mut shape = shape;
    for _ in 0..MAX_HOPS {
        shape = match &shape.kind {
            Kind::Newtype { inner, .. } => inner.get(),
            Kind::Option(_) | Kind::Unit | Kind::Any | Kind::Foreign(_) => return true,
            kind => match kind.stands_for() {
                Some(inner) => inner.get(),
                None => return false,
            },
        };
    }
    true
}

/// The shape inside newtypes, options and what only stands for a shape.
pub(crate) fn unwrapped(mut shape: &'static Shape) -> &'static Shape {
    for _ in 0..MAX_HOPS {
        shape = match &shape.kind {
            Kind::Newtype { inner, .. } | Kind::Option(inner) => inner.get(),
            kind => match kind.stands_for() {
                Some(inner) => inner.get(),
                None => return shape,
            },
        };
    }
    shape
}

/// The field that is read from this key, also in flattened structs.
pub(crate) fn field(fields: &'static Fields, key: &str, hops: u8) -> Option<&'static Field> {
    let own = fields.list.iter().filter(|field| !field.flatten);
    let mut named = own.filter(|field| field.name == key || field.aliases.contains(&key));
    let flattened = |field: &'static Field| match &unwrapped(field.shape.get()).kind {
        Kind::Struct(inner) if hops < MAX_HOPS => self::field(inner, key, hops + 1),
        _ => None,
    };
    named
        .next()
        .or_else(|| fields.list.iter().filter(|f| f.flatten).find_map(flattened))
}

fn inner_field(content: &'static Content, key: &str) -> Option<&'static Field> {
    match content {
        Content::Struct(fields) => field(fields, key, 0),
        Content::Newtype(shape) => match &unwrapped(shape.get()).kind {
            Kind::Struct(fields) => field(fields, key, 0),
            _ => None,
        },
        Content::Unit | Content::Tuple(_) => None,
    }
}

/// The variant that an object's tag names.
fn tagged(node: &Node<'_>, tag: &str, variants: &'static [Variant]) -> Option<&'static Variant> {
    let Some(Node::Text(name)) = node.get(tag) else {
        return None;
    };
    let names = variants
        .iter()
        .map(|variant| (variant.name, variant.aliases));
    let meant = spelled(name, names)?;
    variants
        .iter()
        .find(|variant| variant.name == meant || variant.aliases.contains(&meant))
}
