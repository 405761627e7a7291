//! The tree as JSON of a shape: what is certain so far.
//!
//! Every field of a struct is written: a list or map that has not come as `[]` or `{}`, anything
//! else as `null`. Items that are withheld are left out. Bounds are not looked at: they hold for
//! the whole value only, and the one-shot parse has the last word.

use std::borrow::Cow;

use super::shapes::{bare, field_of, inside, is_exactly, is_named, missing};
use super::tree::{Held, Id, Tree};
use crate::parse::reader::escape::{dedented, without_info};
use crate::parse::tree::write_text;
use crate::parse::{RepairKind, lenient, strict};
use crate::schema::{Field, Fields, Kind, Shape, ShapeRef, Stream};

/// Deepest recursion: nesting, and unions in unions at one place.
const MAX_DEPTH: u16 = 512;

/// One look at the tree.
pub(super) struct View<'t> {
    pub(super) tree: &'t Tree,
    /// A text that is whole if nothing follows.
    pub(super) closing: Option<Id>,
    /// A value somewhere is shown with its state, so a finished value is not shown as it is parsed.
    pub(super) stateful: bool,
    /// How much may still be looked at: unions in unions look at one value many times.
    pub(super) fuel: usize,
    pub(super) depth: u16,
}

impl View<'_> {
    pub(super) fn done(&self, id: Id) -> bool {
        self.closing == Some(id) || self.tree.get(id).is_some_and(|node| node.done)
    }

    /// Writes a value, or what stands for one that is missing or withheld; false for the latter.
    pub(super) fn slot(
        &mut self,
        id: Option<Id>,
        shape: ShapeRef,
        how: Stream,
        out: &mut String,
    ) -> bool {
        let (shape, how) = bare(shape.get(), how);
        if how.with_state {
            out.push_str(r#"{"value":"#);
        }
        let mark = out.len();
        let shown = id.is_some_and(|id| self.value(id, shape, how, out));
        if !shown {
            out.truncate(mark);
            out.push_str(missing(shape));
        }
        if how.with_state {
            let state = match id {
                None => "Pending",
                Some(id) if self.done(id) => "Complete",
                Some(_) => "Incomplete",
            };
            out.extend([r#","state":""#, state, r#""}"#]);
        }
        shown
    }

    /// Writes a value of a shape that no wrapper is around; false if it is withheld.
    pub(super) fn value(
        &mut self,
        id: Id,
        shape: &'static Shape,
        how: Stream,
        out: &mut String,
    ) -> bool {
        if self.fuel == 0 || self.depth >= MAX_DEPTH || (how.done && !self.done(id)) {
            return false;
        }
        self.fuel -= 1;
        self.depth += 1;
        let shown = self.known(id, shape, out);
        self.depth -= 1;
        shown
    }

    fn known(&mut self, id: Id, shape: &'static Shape, out: &mut String) -> bool {
        let tree = self.tree;
        let Some(node) = tree.get(id) else {
            return false;
        };
        match (&shape.kind, &node.held) {
            (Kind::Option(_), Held::Plain(json)) if json == "null" => {
                out.push_str("null");
                true
            }
            (Kind::Option(inner), _) => self.slot(Some(id), *inner, Stream::NONE, out),
            (Kind::String { format: "" }, Held::Text(text)) => {
                write_text(&self.tidy(id, text), out);
                true
            }
            (Kind::String { format: "" }, Held::Plain(json)) if json != "null" => {
                write_text(json, out);
                true
            }
            // Its text as it stands, which the tree has not.
            (Kind::String { .. }, Held::List(_) | Held::Object(_)) => false,
            (Kind::Struct(fields), Held::Object(_)) => self.object(id, fields, out),
            (Kind::Struct(_), Held::List(items)) => match items.as_slice() {
                [one] => self.value(*one, shape, Stream::NONE, out),
                _ => false,
            },
            (Kind::List { items, .. }, Held::List(nodes)) => {
                self.items(nodes, *items, out);
                true
            }
            // One value where a list is meant.
            (Kind::List { items, .. }, Held::Object(_)) => {
                self.items(&[id], *items, out);
                true
            }
            (Kind::Tuple(places), Held::List(nodes)) => {
                self.places(nodes, places, out);
                true
            }
            (Kind::Map { value, .. }, Held::Object(members)) => {
                self.entries(members.iter(), *value, out);
                true
            }
            (Kind::Enum { tagging, variants }, _) => {
                self.variant(id, shape, *tagging, variants, out)
            }
            (Kind::Any, _) => {
                self.raw(id, out);
                true
            }
            _ => self.whole(id, shape, out),
        }
    }

    /// Writes a value that is complete as the one-shot parse reads it.
    pub(super) fn whole(&mut self, id: Id, shape: &'static Shape, out: &mut String) -> bool {
        let scalar = |held: &Held| matches!(held, Held::Plain(_) | Held::Text(_));
        let simple = !self.stateful || self.tree.get(id).is_some_and(|node| scalar(&node.held));
        if !simple || !self.done(id) {
            return false;
        }
        let mut json = String::new();
        self.raw(id, &mut json);
        self.fuel = self.fuel.saturating_sub(json.len() / 8);
        // Lenient reading takes a whole text as a text, quotes and all.
        let read = match shape.kind {
            Kind::String { .. } => strict,
            _ => lenient,
        };
        match read(&json, ShapeRef::new(shape)) {
            // The text of an object as it stands is not in the tree.
            Ok(parsed)
                if parsed
                    .repairs
                    .iter()
                    .all(|it| it.kind != RepairKind::RawText) =>
            {
                out.push_str(&parsed.json);
                true
            }
            _ => false,
        }
    }

    /// A text without what belongs to the block that it stands in; indented until its end shows by how much.
    fn tidy<'a>(&self, id: Id, text: &'a str) -> Cow<'a, str> {
        let Some(quote) = self.tree.get(id).and_then(|node| node.block) else {
            return text.into();
        };
        let content = match quote {
            '`' if text.contains('\n') => without_info(text),
            '`' if !self.done(id) => "",
            _ => text,
        };
        if self.done(id) {
            dedented(content)
        } else {
            content.trim_start_matches(['\r', '\n']).into()
        }
    }

    fn object(&mut self, id: Id, fields: &'static Fields, out: &mut String) -> bool {
        let mut first = true;
        out.push('{');
        let shown = self.fields(id, fields, &mut first, out);
        out.push('}');
        shown
    }

    /// Writes the fields without the braces; false if one is withheld that must not be.
    pub(super) fn fields(
        &mut self,
        id: Id,
        fields: &'static Fields,
        first: &mut bool,
        out: &mut String,
    ) -> bool {
        for field in fields.list {
            if field.flatten {
                self.flattened(id, field, fields, first, out);
                continue;
            }
            write_key(field.name, first, out);
            let value = self.member(id, field);
            let shown = self.slot(value, field.shape, field.stream, out);
            if !shown && bare(field.shape.get(), field.stream).1.not_null {
                return false;
            }
        }
        true
    }

    /// Writes the keys of a flattened field among those of the object around it.
    fn flattened(
        &mut self,
        id: Id,
        field: &'static Field,
        around: &'static Fields,
        first: &mut bool,
        out: &mut String,
    ) {
        let (shape, _) = inside(field.shape.get());
        let mut inner = String::new();
        let shown = match (&shape.kind, self.tree.get(id).map(|node| &node.held)) {
            (Kind::Map { value, .. }, Some(Held::Object(members))) => {
                let free = members
                    .iter()
                    .filter(|(key, _)| field_of(around, key).is_none());
                self.entries(free, *value, &mut inner);
                true
            }
            _ => self.value(id, shape, Stream::NONE, &mut inner),
        };
        let keys = inner
            .strip_prefix('{')
            .and_then(|keys| keys.strip_suffix('}'));
        if let Some(keys) = keys.filter(|keys| shown && !keys.is_empty()) {
            out.push_str(if *first { "" } else { "," });
            out.push_str(keys);
            *first = false;
        }
    }

    /// The first member that the field is read from: by its name or an alias, else by how it is spelt.
    fn member(&self, id: Id, field: &Field) -> Option<Id> {
        let Held::Object(members) = &self.tree.get(id)?.held else {
            return None;
        };
        let exact = |key: &str| is_exactly(key, field.name, field.aliases);
        let named = members.iter().find(|(key, _)| exact(key));
        let named = named.or_else(|| {
            members
                .iter()
                .find(|(key, _)| is_named(key, field.name, field.aliases))
        });
        named.map(|(_, id)| *id)
    }

    pub(super) fn items(&mut self, nodes: &[Id], shape: ShapeRef, out: &mut String) {
        let mut first = true;
        out.push('[');
        for node in nodes {
            let mark = out.len();
            out.push_str(if first { "" } else { "," });
            if self.slot(Some(*node), shape, Stream::NONE, out) {
                first = false;
            } else {
                out.truncate(mark);
            }
        }
        out.push(']');
    }

    pub(super) fn places(&mut self, nodes: &[Id], places: &'static [ShapeRef], out: &mut String) {
        out.push('[');
        for (index, place) in places.iter().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            self.slot(nodes.get(index).copied(), *place, Stream::NONE, out);
        }
        out.push(']');
    }

    fn entries<'m>(
        &mut self,
        members: impl Iterator<Item = &'m (String, Id)>,
        shape: ShapeRef,
        out: &mut String,
    ) {
        let mut first = true;
        out.push('{');
        for (key, id) in members {
            let (mark, before) = (out.len(), first);
            write_key(key, &mut first, out);
            if !self.slot(Some(*id), shape, Stream::NONE, out) {
                out.truncate(mark);
                first = before;
            }
        }
        out.push('}');
    }

    /// Writes a value as it was read.
    pub(super) fn raw(&self, id: Id, out: &mut String) {
        match self.tree.get(id).map(|node| &node.held) {
            None => out.push_str("null"),
            Some(Held::Plain(json)) => out.push_str(json),
            Some(Held::Text(text)) => write_text(&self.tidy(id, text), out),
            Some(Held::List(items)) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    self.raw(*item, out);
                }
                out.push(']');
            }
            Some(Held::Object(members)) => {
                let mut first = true;
                out.push('{');
                for (key, id) in members {
                    write_key(key, &mut first, out);
                    self.raw(*id, out);
                }
                out.push('}');
            }
        }
    }
}

/// Writes a key and its colon, with a comma before all but the first.
pub(super) fn write_key(key: &str, first: &mut bool, out: &mut String) {
    out.push_str(if *first { "" } else { "," });
    *first = false;
    write_text(key, out);
    out.push(':');
}
