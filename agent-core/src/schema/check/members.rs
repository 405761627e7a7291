//! Objects whose keys belong to several shapes: `flatten`, and tags beside a newtype's content.
//!
//! The members are read into a list first; each shape takes those it knows, and what is left is
//! undeclared. Slower than the common case and only used where it must be.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Span;
use super::object::answers;
use super::scan::Fault;
use super::value::Checker;
use crate::schema::{Bound, Content, Field, Fields, Kind, Shape, Tagging, Variant};

/// A key and where its value begins.
pub(super) struct Member<'a> {
    key: Cow<'a, str>,
    key_at: usize,
    value: usize,
    /// A shape knows this key.
    taken: bool,
    /// A flattened map sees it all the same: serde hands the keys of a flattened internally
    /// tagged or untagged enum on.
    shared: bool,
}

impl<'a> Checker<'a> {
    /// Reads the object at the cursor to its end; duplicate keys are refused.
    fn members(&mut self) -> Result<Vec<Member<'a>>, Fault> {
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        self.scan.enter()?;
        let mut more = self.scan.next_token() != b'}';
        while more {
            self.scan.next_token();
            let key_at = self.scan.pos;
            let key = self.scan.key()?.content();
            self.scan.colon()?;
            if !seen.insert(key.clone()) {
                return Err(Self::duplicate(key_at, &key));
            }
            members.push(Member {
                key,
                key_at,
                value: self.scan.pos,
                taken: false,
                shared: false,
            });
            self.scan.skip()?;
            more = self.scan.another(b'}')?;
        }
        self.scan.leave();
        Ok(members)
    }

    /// An object with flattened or very many fields.
    pub(super) fn wide_object(
        &mut self,
        fields: &'static Fields,
        tag: Option<&str>,
        spans: &mut [Span],
    ) -> Result<(), Fault> {
        self.with_members(|checker, members, start| {
            take(members, |key| tag == Some(key));
            checker.fields(fields, members, start, spans)?;
            checker.nothing_left(fields, members)
        })
    }

    /// The content of an internally tagged newtype variant.
    pub(super) fn tagged_newtype(&mut self, inner: &'static Shape, tag: &str) -> Result<(), Fault> {
        self.with_members(|checker, members, start| {
            take(members, |key| key == tag);
            checker.flattened(inner, members, start, 0)?;
            checker.nothing_left(known_fields(inner), members)
        })
    }

    /// `{"tag": "Variant", "content": …}` in any order.
    pub(super) fn adjacent(
        &mut self,
        shape: &Shape,
        tag: &'static str,
        content: &'static str,
        variants: &'static [Variant],
    ) -> Result<(), Fault> {
        self.with_members(|checker, members, start| {
            checker.adjacent_members(shape, (tag, content), variants, members, start)?;
            checker.nothing_left(&NONE, members)
        })
    }

    /// Lists the members, runs `check` on them and goes on behind the object. What is to be
    /// rewritten is put back into the order of the text, in which the members need not be checked.
    fn with_members(
        &mut self,
        check: impl FnOnce(&mut Self, &mut [Member<'a>], usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let start = self.scan.pos;
        let patched = self.patches.len();
        let mut members = self.members()?;
        let end = self.scan.pos;
        self.scan.depth += 1;
        check(self, &mut members, start)?;
        self.scan.depth -= 1;
        self.scan.pos = end;
        if let Some(new) = self.patches.get_mut(patched..) {
            new.sort_by_key(|patch| patch.span.start);
        }
        Ok(())
    }

    /// Checks the fields of one struct among the members.
    fn fields(
        &mut self,
        fields: &'static Fields,
        members: &mut [Member<'a>],
        start: usize,
        spans: &mut [Span],
    ) -> Result<(), Fault> {
        for (index, field) in fields
            .list
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.flatten)
        {
            let Some((key_at, at)) = take_key(members, |key| answers(field, key)) else {
                if field.required {
                    return Err(Self::missing(field, start));
                }
                continue;
            };
            self.scan.pos = key_at;
            let key = self.scan.string()?;
            self.rename(key_at, key, field.name);
            let end = self.member(field, at)?;
            if let Some(span) = spans.get_mut(index) {
                *span = Span { start: at, end };
            }
            if let Some(again) = members.iter().find(|m| !m.taken && answers(field, &m.key)) {
                return Err(Self::duplicate(again.key_at, &again.key));
            }
        }
        let flattened = fields.list.iter().filter(|field| field.flatten);
        flattened
            .into_iter()
            .try_for_each(|f| self.flattened(f.shape.get(), members, start, 0))
    }

    fn member(&mut self, field: &'static Field, at: usize) -> Result<usize, Fault> {
        self.at(at, field.shape.get(), field.bounds)
            .map_err(|fault| fault.under(field.name))
    }

    /// Checks the value at `at` and returns where it ends.
    fn at(
        &mut self,
        at: usize,
        shape: &'static Shape,
        bounds: &'static [Bound],
    ) -> Result<usize, Fault> {
        self.scan.pos = at;
        self.value(shape, bounds)?;
        Ok(self.scan.pos)
    }

    /// Checks a shape whose keys stand among others; `hops` bounds shapes that wrap themselves.
    fn flattened(
        &mut self,
        shape: &'static Shape,
        members: &mut [Member<'a>],
        start: usize,
        hops: u8,
    ) -> Result<(), Fault> {
        match &shape.kind {
            _ if hops > 64 => Err(self
                .scan
                .unexpected("a type that does not only wrap itself")),
            Kind::Struct(fields) => self.fields(fields, members, start, &mut []),
            Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } => {
                let inner = shape.kind.stands_for();
                inner.map_or(Ok(()), |inner| {
                    self.flattened(inner.get(), members, start, hops + 1)
                })
            }
            Kind::Unit => Ok(()),
            Kind::Option(inner) if !present(inner.get(), members, 0) => Ok(()),
            Kind::Option(inner) | Kind::Newtype { inner, .. } => {
                self.flattened(inner.get(), members, start, hops + 1)
            }
            Kind::Map { key, value } => self.rest(key.get(), value.get(), members),
            Kind::Enum { tagging, variants } => {
                let before: Vec<bool> = members.iter().map(|member| member.taken).collect();
                self.flattened_enum(shape, *tagging, variants, members, start)?;
                let shares = matches!(tagging, Tagging::Internal { .. } | Tagging::Untagged);
                for (member, before) in members.iter_mut().zip(before) {
                    member.shared |= shares && member.taken && !before;
                }
                Ok(())
            }
            Kind::Any | Kind::Foreign(_) => {
                for member in members {
                    member.taken = true;
                }
                Ok(())
            }
            _ => Err(self.wrong_at(start, shape, &[])),
        }
    }

    /// A flattened map takes every key that is left.
    fn rest(
        &mut self,
        key: &'static Shape,
        value: &'static Shape,
        members: &mut [Member<'a>],
    ) -> Result<(), Fault> {
        for member in members
            .iter_mut()
            .filter(|member| !member.taken || member.shared)
        {
            member.taken = true;
            self.map_key(key, &member.key, member.key_at)?;
            self.at(member.value, value, &[])
                .map_err(|fault| fault.under(&member.key))?;
        }
        Ok(())
    }

    fn flattened_enum(
        &mut self,
        shape: &'static Shape,
        tagging: Tagging,
        variants: &'static [Variant],
        members: &mut [Member<'a>],
        start: usize,
    ) -> Result<(), Fault> {
        match tagging {
            Tagging::External => {
                let known = |v: &Variant, key: &str| v.name == key || v.aliases.contains(&key);
                let find = |key: &str| variants.iter().find(|variant| known(variant, key));
                let named = members
                    .iter_mut()
                    .find(|m| !m.taken && find(&m.key).is_some());
                let Some((member, variant)) = named.and_then(|m| find(&m.key).map(|v| (m, v)))
                else {
                    return Err(self.wrong_at(start, shape, &[]));
                };
                member.taken = true;
                self.scan.pos = member.value;
                self.content(&variant.content)
                    .map_err(|fault| fault.under(variant.name))
            }
            Tagging::Internal { tag } => {
                let Some(at) = take(members, |key| key == tag) else {
                    return Err(Self::missing_tag(tag, variants, start));
                };
                let variant = self.tagged(shape, tag, variants, at)?;
                self.beside(&variant.content, members, start)
            }
            Tagging::Adjacent { tag, content } => {
                self.adjacent_members(shape, (tag, content), variants, members, start)
            }
            Tagging::Untagged => self.flattened_untagged(shape, variants, members, start),
        }
    }

    /// The content of a variant whose keys stand among others.
    fn beside(
        &mut self,
        content: &'static Content,
        members: &mut [Member<'a>],
        start: usize,
    ) -> Result<(), Fault> {
        match content {
            Content::Unit => Ok(()),
            Content::Struct(fields) => self.fields(fields, members, start, &mut []),
            Content::Newtype(inner) => self.flattened(inner.get(), members, start, 0),
            Content::Tuple(_) => {
                self.scan.pos = start;
                Err(self.expected("a variant that can be flattened".to_owned()))
            }
        }
    }

    fn adjacent_members(
        &mut self,
        shape: &Shape,
        (tag, content): (&'static str, &'static str),
        variants: &'static [Variant],
        members: &mut [Member<'a>],
        start: usize,
    ) -> Result<(), Fault> {
        let Some(at) = take(members, |key| key == tag) else {
            return Err(Self::missing_tag(tag, variants, start));
        };
        let variant = self.tagged(shape, tag, variants, at)?;
        if self.closed && matches!(variant.content, Content::Unit) {
            return Ok(());
        }
        match take(members, |key| key == content) {
            Some(at) => {
                self.scan.pos = at;
                self.content(&variant.content)
                    .map_err(|fault| fault.under(content))
            }
            None if matches!(variant.content, Content::Unit) => Ok(()),
            None => {
                self.scan.pos = start;
                let with = format!("the key `{content}` with the content of `{}`", variant.name);
                Err(self.expected(with))
            }
        }
    }

    fn flattened_untagged(
        &mut self,
        shape: &'static Shape,
        variants: &'static [Variant],
        members: &mut [Member<'a>],
        start: usize,
    ) -> Result<(), Fault> {
        let taken: Vec<bool> = members.iter().map(|member| member.taken).collect();
        let (patched, depth) = (self.patches.len(), self.scan.depth);
        for variant in variants {
            let Err(fault) = self.beside(&variant.content, members, start) else {
                return Ok(());
            };
            self.spend(fault.offset.saturating_sub(start))?;
            self.patches.truncate(patched);
            self.scan.depth = depth;
            members
                .iter_mut()
                .zip(&taken)
                .for_each(|(member, &taken)| member.taken = taken);
        }
        Err(self.wrong_at(start, shape, &[]))
    }

    /// Refuses members that no shape took, where that is asked.
    fn nothing_left(&mut self, fields: &Fields, members: &[Member<'a>]) -> Result<(), Fault> {
        match members.iter().find(|member| !member.taken) {
            Some(member) if self.closed || fields.closed => {
                Err(Self::unknown_key(fields, member.key_at, &member.key))
            }
            _ => Ok(()),
        }
    }
}

static NONE: Fields = Fields {
    list: &[],
    closed: false,
};

/// The fields to name when a key is unknown.
fn known_fields(shape: &'static Shape) -> &'static Fields {
    match &shape.kind {
        Kind::Struct(fields) => fields,
        Kind::Newtype { inner, .. } => match &inner.get().kind {
            Kind::Struct(fields) => fields,
            _ => &NONE,
        },
        _ => &NONE,
    }
}

/// Takes the first free member that `wanted` names and returns where its value begins.
fn take(members: &mut [Member<'_>], wanted: impl Fn(&str) -> bool) -> Option<usize> {
    take_key(members, wanted).map(|(_, value)| value)
}

/// As [`take`], with where the key begins.
fn take_key(members: &mut [Member<'_>], wanted: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let member = members
        .iter_mut()
        .find(|member| !member.taken && wanted(&member.key))?;
    member.taken = true;
    Some((member.key_at, member.value))
}

/// True if any free key belongs to the shape, so that a flattened option is meant to be there.
fn present(shape: &'static Shape, members: &[Member<'_>], hops: u8) -> bool {
    let any = |wanted: &dyn Fn(&str) -> bool| members.iter().any(|m| !m.taken && wanted(&m.key));
    match &shape.kind {
        _ if hops > 64 => true,
        Kind::Struct(fields) => fields.list.iter().any(|field| {
            if field.flatten {
                present(field.shape.get(), members, hops + 1)
            } else {
                any(&|key| answers(field, key))
            }
        }),
        Kind::Newtype { inner, .. } | Kind::Option(inner) => {
            present(inner.get(), members, hops + 1)
        }
        Kind::Enum {
            tagging: Tagging::Internal { tag } | Tagging::Adjacent { tag, .. },
            ..
        } => any(&|key| key == *tag),
        Kind::Enum {
            tagging: Tagging::External,
            variants,
        } => any(&|key| {
            variants
                .iter()
                .any(|v| v.name == key || v.aliases.contains(&key))
        }),
        _ => any(&|_| true),
    }
}
