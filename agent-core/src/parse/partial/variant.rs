//! Unions: which variant is meant, as far as it can be told.
//!
//! A tag must be whole. Without one, the variant counts that knows the most of the keys and has the
//! fewest still to come; the first of equals. A variant is out when a whole value does not fit it.

use super::shapes::{bare, field_of, is_exactly, is_named};
use super::tree::{Held, Id};
use super::view::{View, write_key};
use crate::parse::tree::write_text;
use crate::schema::{Content, Field, Fields, Kind, Shape, Stream, Tagging, Variant};

impl View<'_> {
    pub(super) fn variant(
        &mut self,
        id: Id,
        shape: &'static Shape,
        tagging: Tagging,
        variants: &'static [Variant],
        out: &mut String,
    ) -> bool {
        match tagging {
            Tagging::External => self.external(id, shape, variants, out),
            Tagging::Internal { tag } => self.internal(id, tag, variants, out),
            Tagging::Adjacent { tag, content } => self.adjacent(id, tag, content, variants, out),
            Tagging::Untagged => self.untagged(id, shape, variants, out),
        }
    }

    /// `"Name"` or `{"Name": content}`
    fn external(
        &mut self,
        id: Id,
        shape: &'static Shape,
        variants: &'static [Variant],
        out: &mut String,
    ) -> bool {
        let tree = self.tree;
        let members = match tree.get(id).map(|node| &node.held) {
            Some(Held::Object(members)) => members,
            Some(Held::Text(name)) if self.done(id) => match variant_of(variants, name) {
                Some(variant) if matches!(variant.content, Content::Unit) => {
                    write_text(variant.name, out);
                    return true;
                }
                _ => return self.whole(id, shape, out),
            },
            _ => return self.whole(id, shape, out),
        };
        let mut named = members
            .iter()
            .filter_map(|(key, value)| Some((variant_of(variants, key)?, *value)));
        let Some((variant, value)) = named.next() else {
            return false;
        };
        out.push('{');
        write_key(variant.name, &mut true, out);
        let shown = self.content(value, &variant.content, out);
        out.push('}');
        shown
    }

    /// `{"tag": "Name", …}`
    fn internal(
        &mut self,
        id: Id,
        tag: &str,
        variants: &'static [Variant],
        out: &mut String,
    ) -> bool {
        let Some(variant) = self.tagged(id, tag, variants) else {
            return false;
        };
        let mut inner = String::new();
        if !matches!(variant.content, Content::Unit)
            && !self.content(id, &variant.content, &mut inner)
        {
            return false;
        }
        out.push('{');
        write_key(tag, &mut true, out);
        write_text(variant.name, out);
        let keys = inner.strip_prefix('{').unwrap_or("}");
        out.push_str(if keys == "}" { "" } else { "," });
        out.push_str(keys);
        true
    }

    /// `{"tag": "Name", "content": …}`
    fn adjacent(
        &mut self,
        id: Id,
        tag: &str,
        content: &str,
        variants: &'static [Variant],
        out: &mut String,
    ) -> bool {
        let Some(variant) = self.tagged(id, tag, variants) else {
            return false;
        };
        let mut first = true;
        out.push('{');
        write_key(tag, &mut first, out);
        write_text(variant.name, out);
        let shown = matches!(variant.content, Content::Unit)
            || self.get(id, content).is_some_and(|value| {
                write_key(content, &mut first, out);
                self.content(value, &variant.content, out)
            });
        out.push('}');
        shown
    }

    fn content(&mut self, id: Id, content: &'static Content, out: &mut String) -> bool {
        let tree = self.tree;
        let held = tree.get(id).map(|node| &node.held);
        match (content, held) {
            (Content::Unit, Some(Held::Plain(json))) if json == "null" => {
                out.push_str(json);
                true
            }
            (Content::Newtype(shape), _) => self.slot(Some(id), *shape, Stream::NONE, out),
            (Content::Struct(fields), Some(Held::Object(_))) => {
                out.push('{');
                let shown = self.fields(id, fields, &mut true, out);
                out.push('}');
                shown
            }
            (Content::Tuple(places), Some(Held::List(nodes))) => {
                self.places(nodes, places, out);
                true
            }
            _ => false,
        }
    }

    /// The variant that an object's tag names, once it is whole.
    fn tagged(&self, id: Id, tag: &str, variants: &'static [Variant]) -> Option<&'static Variant> {
        let name = self.get(id, tag).filter(|name| self.done(*name))?;
        match &self.tree.get(name)?.held {
            Held::Text(name) => variant_of(variants, name),
            _ => None,
        }
    }

    /// The first value of a key.
    pub(super) fn get(&self, id: Id, key: &str) -> Option<Id> {
        let Held::Object(members) = &self.tree.get(id)?.held else {
            return None;
        };
        let named = members.iter().find(|(name, _)| is_named(name, key, &[]));
        named.map(|(_, id)| *id)
    }

    fn untagged(
        &mut self,
        id: Id,
        shape: &'static Shape,
        variants: &'static [Variant],
        out: &mut String,
    ) -> bool {
        if self.done(id) && self.whole(id, shape, out) {
            return true;
        }
        let mut best: Option<Read> = None;
        for variant in variants {
            let read = self.read(id, &variant.content);
            if let Some(read) = read
                && best.as_ref().is_none_or(|other| read.rank > other.rank)
            {
                best = Some(read);
            }
        }
        match best {
            Some(Read {
                json: Some(json), ..
            }) => {
                out.push_str(&json);
                true
            }
            Some(Read { content, .. }) => self.content(id, content, out),
            None => false,
        }
    }

    /// The value as a variant's, if it fits. What had to be written to know it is kept: written anew at
    /// each level, it would double with each.
    fn read(&mut self, id: Id, content: &'static Content) -> Option<Read> {
        let kind = match content {
            Content::Newtype(shape) => Some(&bare(shape.get(), Stream::NONE).0.kind),
            _ => None,
        };
        let tree = self.tree;
        match (content, kind, &tree.get(id)?.held) {
            (Content::Struct(fields), _, Held::Object(members))
            | (_, Some(Kind::Struct(fields)), Held::Object(members)) => {
                let rank = self.object_rank(members, fields)?;
                return Some(Read {
                    rank,
                    content,
                    json: None,
                });
            }
            // A list of one is no match for the union's own object.
            (_, Some(Kind::List { .. }), Held::Object(_)) => return None,
            _ => {}
        }
        let mut json = String::new();
        self.content(id, content, &mut json).then_some(Read {
            rank: Rank::default(),
            content,
            json: Some(json),
        })
    }

    fn object_rank(&mut self, members: &[(String, Id)], fields: &'static Fields) -> Option<Rank> {
        let mut known: Vec<&Field> = Vec::new();
        for (key, value) in members {
            let Some(field) = field_of(fields, key) else {
                continue;
            };
            let fits = !self.done(*value)
                || self.slot(Some(*value), field.shape, Stream::NONE, &mut String::new());
            if !fits {
                return None;
            }
            if !known.iter().any(|other| std::ptr::eq(*other, field)) {
                known.push(field);
            }
        }
        let required = fields.list.iter().filter(|field| field.required).count();
        let here = known.iter().filter(|field| field.required).count();
        (members.is_empty() || !known.is_empty()).then_some(Rank {
            known: known.len(),
            complete: -i64::try_from(required - here.min(required)).unwrap_or_default(),
        })
    }
}

/// A value read as a variant.
struct Read {
    rank: Rank,
    content: &'static Content,
    /// If it was written already.
    json: Option<String>,
}

/// How well a value fits a variant; the larger the better.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Keys that the variant knows.
    known: usize,
    /// Minus the required keys that have not come.
    complete: i64,
}

pub(super) fn variant_of(variants: &'static [Variant], name: &str) -> Option<&'static Variant> {
    let exact = variants
        .iter()
        .find(|variant| is_exactly(name, variant.name, variant.aliases));
    exact.or_else(|| {
        variants
            .iter()
            .find(|variant| is_named(name, variant.name, variant.aliases))
    })
}
