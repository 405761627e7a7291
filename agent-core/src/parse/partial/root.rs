//! Which of the outermost values is meant: the last one that uses a name of the shape.

use super::shapes::{bare, field_of, inside};
use super::tree::{Held, Id};
use super::variant::variant_of;
use super::view::View;
use crate::parse::lenient;
use crate::parse::tree::write_text;
use crate::schema::{Content, Fields, Kind, Shape, ShapeRef, Stream, Tagging, Variant};

/// Whether a value is meant for the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    No,
    /// It may be: nothing is in it yet.
    Weak,
    Strong,
}

impl From<bool> for Claim {
    fn from(claims: bool) -> Self {
        if claims { Self::Strong } else { Self::No }
    }
}

impl View<'_> {
    /// The partial value of the text, if there is anything to show.
    pub(super) fn root(&mut self, text: &str, shape: ShapeRef) -> Option<String> {
        let (inner, how) = inside(shape.get());
        let mut out = String::new();
        if let Some(id) = self.chosen(inner) {
            return self
                .slot(Some(id), shape, Stream::NONE, &mut out)
                .then_some(out);
        }
        if let Kind::List { items, .. } = &inner.kind {
            return self.gathered(*items).filter(|_| !how.done);
        }
        scalar(text, shape, how)
    }

    fn chosen(&self, shape: &'static Shape) -> Option<Id> {
        let roots = || self.tree.roots.iter().rev().copied();
        let with = |claim| move |id: &Id| self.claims(*id, shape) == claim;
        roots()
            .find(with(Claim::Strong))
            .or_else(|| roots().find(with(Claim::Weak)))
    }

    /// Several objects where a list of them is meant.
    fn gathered(&mut self, items: ShapeRef) -> Option<String> {
        let (item, _) = inside(items.get());
        let roots = self.tree.roots.iter().copied();
        let meant: Vec<Id> = roots
            .filter(|id| self.claims(*id, item) == Claim::Strong)
            .collect();
        let mut out = String::new();
        (!meant.is_empty()).then(|| {
            self.items(&meant, items, &mut out);
            out
        })
    }

    fn claims(&self, id: Id, shape: &'static Shape) -> Claim {
        let Some(node) = self.tree.get(id) else {
            return Claim::No;
        };
        let (shape, _) = inside(shape);
        match (&shape.kind, &node.held) {
            (Kind::Struct(_) | Kind::Enum { .. }, Held::Object(members)) if members.is_empty() => {
                Claim::Weak
            }
            (Kind::Struct(fields), Held::Object(_)) => self.struct_claims(id, fields).into(),
            (Kind::Struct(_), Held::List(items)) => match items.as_slice() {
                [one] => self.claims(*one, shape),
                _ => Claim::No,
            },
            (Kind::Enum { tagging, variants }, _) => self.enum_claims(id, *tagging, variants),
            (Kind::List { items, .. }, Held::List(nodes)) => match nodes.first() {
                Some(first) => self.item_claims(*first, items.get()),
                None => Claim::Weak,
            },
            (Kind::Tuple(_), Held::List(_))
            | (Kind::Map { .. }, Held::Object(_))
            | (Kind::Any | Kind::Foreign(_), _) => Claim::Strong,
            _ => Claim::No,
        }
    }

    fn item_claims(&self, id: Id, shape: &'static Shape) -> Claim {
        let held = self.tree.get(id).map(|node| &node.held);
        match held {
            Some(Held::Plain(json)) if json == "null" => Claim::Strong,
            Some(Held::Plain(_) | Held::Text(_)) => {
                let (shape, _) = inside(shape);
                let nested = matches!(shape.kind, Kind::Struct(_) | Kind::Map { .. });
                (!nested).into()
            }
            _ => self.claims(id, shape),
        }
    }

    fn struct_claims(&self, id: Id, fields: &'static Fields) -> bool {
        let Some(Held::Object(members)) = self.tree.get(id).map(|node| &node.held) else {
            return false;
        };
        let free = fields.list.iter().any(|field| field.flatten);
        free || members
            .iter()
            .any(|(key, _)| field_of(fields, key).is_some())
    }

    fn enum_claims(&self, id: Id, tagging: Tagging, variants: &'static [Variant]) -> Claim {
        match (tagging, self.tree.get(id).map(|node| &node.held)) {
            (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, _) => {
                self.get(id, tag).is_some().into()
            }
            (Tagging::External, Some(Held::Object(members))) => members
                .iter()
                .any(|(key, _)| variant_of(variants, key).is_some())
                .into(),
            (Tagging::External, _) => Claim::No,
            (Tagging::Untagged, _) => {
                let claims = variants
                    .iter()
                    .map(|variant| self.content_claims(id, &variant.content));
                claims.max().unwrap_or(Claim::No)
            }
        }
    }

    fn content_claims(&self, id: Id, content: &'static Content) -> Claim {
        match content {
            Content::Unit => Claim::No,
            Content::Newtype(shape) => self.claims(id, shape.get()),
            Content::Struct(fields) => self.struct_claims(id, fields).into(),
            Content::Tuple(_) => {
                let held = self.tree.get(id).map(|node| &node.held);
                matches!(held, Some(Held::List(_))).into()
            }
        }
    }
}

/// A value that is the whole text: text grows, anything else is certain only between quotes.
fn scalar(text: &str, shape: ShapeRef, how: Stream) -> Option<String> {
    let begun = text.trim();
    let quoted = begun.starts_with('"');
    let inner = inside(shape.get()).0;
    let shown = match &inner.kind {
        Kind::String { format: "" } if std::ptr::eq(inner, bare(shape.get(), how).0) => true,
        // Behind a quote it may be JSON, and so may a `null`: that shows at the end.
        _ => takes_text(inner) && !quoted && !"null".starts_with(begun),
    };
    if shown {
        let mut out = String::new();
        write_text(text, &mut out);
        return (!how.done && !text.is_empty()).then_some(out);
    }
    let whole = quoted && begun.len() > 1 && begun.ends_with('"') && !takes_text(inner);
    let parsed = whole.then(|| lenient(begun, shape).ok())?;
    parsed.map(|parsed| parsed.json)
}

/// True for text, and for a union that takes any text.
fn takes_text(shape: &'static Shape) -> bool {
    match &shape.kind {
        Kind::String { format: "" } => true,
        Kind::Enum {
            tagging: Tagging::Untagged,
            variants,
        } => variants.iter().any(|variant| match &variant.content {
            Content::Newtype(shape) => takes_text(inside(shape.get()).0),
            _ => false,
        }),
        _ => false,
    }
}
