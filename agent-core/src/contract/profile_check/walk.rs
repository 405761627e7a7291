//! The walk over a shape that looks for what a profile refuses, and counts what it limits.
//!
//! Const code: the compiler runs it once a step. It never calls a function that a shape holds, never
//! touches a doc comment, and keeps its stack of calls below the compiler's limit.

use super::recursion::{Ancestors, Met};
use super::refusal::{Path, Refusal, Refusals, Why};
use crate::schema::{
    Constant, Content, Counts, Field, Fields, Kind, Literal, Profile, Recursion, Shape, ShapeRef,
    Tagging, Variant,
};

/// How far a walk goes.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    /// Values inside each other that are looked into, lists and wrappers aside.
    deepest: usize,
    /// What the walk may cost.
    most: usize,
}

impl Reach {
    /// In the compiler: each value costs up to eight calls, of which it allows 128 in each other, and what costs
    /// more it takes for endless.
    pub(super) const COMPILER: Self = Self {
        deepest: 12,
        most: 60_000,
    };
    /// While the program runs: what may be imported, and more than that.
    pub(super) const PROGRAM: Self = Self {
        deepest: 128,
        most: 10_000_000,
    };
}

/// What one value costs, where telling one named type from another costs 1.
const VALUE: usize = 4;

/// A walk and what it has seen.
pub(super) struct Walk<'p> {
    profile: &'p Profile,
    pub(super) counts: Counts,
    pub(super) refusals: Refusals,
    path: Path,
    place: &'static str,
    level: usize,
    /// Keys on the way here that may be missing.
    optional: usize,
    ancestors: Ancestors,
    nested: usize,
    spent: usize,
    reach: Reach,
}

impl<'p> Walk<'p> {
    pub(super) const fn new(profile: &'p Profile, reach: Reach) -> Self {
        Self {
            profile,
            counts: Counts::NONE,
            refusals: Refusals::NONE,
            path: Path::NONE,
            place: "",
            level: 1,
            optional: 0,
            ancestors: Ancestors::NONE,
            nested: 0,
            spent: 0,
            reach,
        }
    }

    /// Walks the arguments of a step.
    pub(super) const fn arguments(&mut self, shape: ShapeRef) {
        if let Kind::Struct(fields) = &shape.get().kind {
            self.fields(fields, false);
        }
    }

    /// Walks a whole value, itself included.
    pub(super) const fn whole(&mut self, shape: ShapeRef) {
        self.level = 0;
        self.value(shape);
    }

    /// True if something was not looked at, because there is too much of it.
    pub(super) const fn is_cut(&self) -> bool {
        self.spent > self.reach.most
    }

    /// Walks one key of an object. `optional` is true where the whole object may be missing.
    pub(super) const fn field(&mut self, field: &Field, optional: bool) {
        if !field.required && self.profile.closed && is_nothing(field.shape) {
            // It is not offered.
            return;
        }
        let (place, outer) = (self.place, self.optional);
        if !field.place.is_empty() {
            self.place = field.place;
        }
        let optional = optional || !field.required;
        self.optional += optional as usize;
        if field.flatten {
            self.flattened(field.shape, optional);
        } else {
            self.path.push(field.name);
            self.key(field.name);
            self.counts.optionals += optional as usize;
            let shape = self.asked_for(field.shape, optional);
            self.value(shape);
            self.path.pop();
        }
        self.place = place;
        self.optional = outer;
    }

    /// The value as it is asked for under a key: how it may be missing is the profile's.
    const fn asked_for(&mut self, shape: ShapeRef, optional: bool) -> ShapeRef {
        if !optional {
            return shape;
        }
        match &shape.get().kind {
            Kind::Option(inner) if !self.profile.null_optionals => *inner,
            Kind::Option(_) | Kind::Any | Kind::Unit => shape,
            _ => {
                self.counts.unions += self.profile.all_required as usize;
                shape
            }
        }
    }

    const fn object(&mut self, fields: &Fields) {
        if self.enter() {
            self.fields(fields, false);
        }
    }

    const fn fields(&mut self, fields: &Fields, optional: bool) {
        let mut at = 0;
        while at < fields.list.len() {
            self.field(&fields.list[at], optional);
            at += 1;
        }
    }

    const fn value(&mut self, mut shape: ShapeRef) {
        self.spent += VALUE;
        if self.spent > self.reach.most || self.nested == self.reach.deepest {
            return;
        }
        self.nested += 1;
        let (names, levels, segments) = (self.ancestors.len, self.level, self.path.len);
        loop {
            let node = shape.get();
            if self.again(node) {
                break;
            }
            match &node.kind {
                Kind::Newtype { inner, .. } | Kind::Streamed { inner, .. } => shape = *inner,
                Kind::Option(inner) => {
                    self.counts.unions += 1;
                    shape = *inner;
                }
                Kind::List { items, .. } => {
                    self.path.push("[]");
                    if !self.enter() {
                        break;
                    }
                    shape = *items;
                }
                kind => {
                    self.inside(kind);
                    break;
                }
            }
        }
        (self.ancestors.len, self.level, self.path.len) = (names, levels, segments);
        self.nested -= 1;
    }

    /// What is neither a wrapper nor a list.
    const fn inside(&mut self, kind: &Kind) {
        match kind {
            Kind::Any if !self.profile.untyped => self.refuse(Why::Untyped),
            Kind::Map { .. } if !self.profile.maps => self.refuse(Why::Map),
            Kind::Map { value, .. } => {
                self.path.push("*");
                if self.enter() {
                    self.value(*value);
                }
            }
            Kind::Tuple(places) => self.tuple(places),
            Kind::Struct(fields) => self.object(fields),
            Kind::Enum { tagging, variants } => self.variants(*tagging, variants),
            Kind::Literals([]) if self.profile.closed => self.refuse(Why::NoValue),
            Kind::Literals(all) => self.literals(all),
            _ => {}
        }
    }

    const fn literals(&mut self, all: &[Literal]) {
        let mut at = 0;
        while at < all.len() {
            match all[at].value {
                Constant::Text(text) => self.constant(text),
                _ => self.counts.enum_values += 1,
            }
            at += 1;
        }
    }

    const fn tuple(&mut self, places: &[ShapeRef]) {
        if !self.enter() {
            return;
        }
        self.counts.unions += (places.len() > 1 && !self.profile.tuples) as usize;
        let mut at = 0;
        while at < places.len() {
            self.path.push("[]");
            self.value(places[at]);
            self.path.pop();
            at += 1;
        }
    }

    const fn variants(&mut self, tagging: Tagging, variants: &[Variant]) {
        let mut at = 0;
        let mut names = 0;
        while at < variants.len() {
            let variant = &variants[at];
            let external = matches!(tagging, Tagging::External);
            if external && matches!(variant.content, Content::Unit) {
                self.constant(variant.name);
                names += 1;
            } else {
                let level = self.level;
                self.path.push(variant.name);
                self.variant(tagging, variant);
                self.path.pop();
                self.level = level;
            }
            at += 1;
        }
        self.counts.unions += (names < variants.len()) as usize;
    }

    const fn variant(&mut self, tagging: Tagging, variant: &Variant) {
        if !matches!(tagging, Tagging::Untagged) && !self.enter() {
            return;
        }
        match tagging {
            Tagging::Untagged => self.content(&variant.content),
            Tagging::External => {
                self.key(variant.name);
                self.content(&variant.content);
            }
            Tagging::Adjacent { tag, content } => {
                self.tag(tag, variant.name);
                if !matches!(variant.content, Content::Unit) {
                    self.inner_key(content);
                    self.content(&variant.content);
                }
            }
            Tagging::Internal { tag } => {
                self.tag(tag, variant.name);
                match &variant.content {
                    Content::Newtype(shape) => self.flattened(*shape, false),
                    Content::Struct(fields) => self.fields(fields, false),
                    Content::Unit | Content::Tuple(_) => {}
                }
            }
        }
    }

    const fn content(&mut self, content: &Content) {
        match content {
            Content::Unit => {}
            Content::Newtype(shape) => self.value(*shape),
            Content::Tuple(places) => {
                let level = self.level;
                self.tuple(places);
                self.level = level;
            }
            Content::Struct(fields) => {
                let level = self.level;
                self.object(fields);
                self.level = level;
            }
        }
    }

    /// The keys of a value that stand in the object around it.
    const fn flattened(&mut self, mut shape: ShapeRef, mut optional: bool) {
        if self.nested == self.reach.deepest {
            return;
        }
        self.nested += 1;
        let names = self.ancestors.len;
        loop {
            let node = shape.get();
            if self.again(node) {
                break;
            }
            match &node.kind {
                Kind::Newtype { inner, .. } | Kind::Streamed { inner, .. } => shape = *inner,
                Kind::Option(inner) => {
                    optional = true;
                    shape = *inner;
                }
                kind => {
                    self.flattened_inside(kind, optional);
                    break;
                }
            }
        }
        self.ancestors.len = names;
        self.nested -= 1;
    }

    const fn flattened_inside(&mut self, kind: &Kind, optional: bool) {
        match kind {
            Kind::Struct(fields) => self.fields(fields, optional),
            Kind::Enum { tagging, variants } => {
                // The object is entered already; each variant adds its keys to it.
                self.level -= 1;
                self.variants(*tagging, variants);
                self.level += 1;
            }
            Kind::Map { value, .. } if self.profile.maps => self.value(*value),
            Kind::Map { .. } => self.refuse(Why::FreeKeys { typed: true }),
            Kind::Any if !self.profile.untyped => self.refuse(Why::FreeKeys { typed: false }),
            _ => {}
        }
    }

    /// One more object or list around what follows; false if it is one too many.
    const fn enter(&mut self) -> bool {
        self.level += 1;
        if self.level > self.profile.depth {
            self.refuse(Why::Depth(self.level));
            return false;
        }
        true
    }

    /// True if the shape stands above itself, so that there is nothing new below it.
    const fn again(&mut self, node: &'static Shape) -> bool {
        self.spent += self.ancestors.len;
        match self.ancestors.meet(node, self.optional) {
            Met::First => false,
            Met::Again {
                name,
                through_optional,
            } => {
                let allowed = match self.profile.recursion {
                    Recursion::Refused => false,
                    Recursion::Optional => through_optional,
                    Recursion::Allowed => true,
                };
                if !allowed {
                    self.refuse(Why::Recursion {
                        name,
                        through_optional,
                    });
                }
                true
            }
        }
    }

    const fn key(&mut self, name: &'static str) {
        self.counts.properties += 1;
        self.counts.text += name.len();
        if self.profile.plain_keys && !is_plain(name) {
            self.refuse(Why::Key(name));
        }
    }

    /// A key that is no field of the user's, beside the variant on the path.
    const fn inner_key(&mut self, name: &'static str) {
        self.path.push(name);
        self.key(name);
        self.path.pop();
    }

    const fn tag(&mut self, tag: &'static str, name: &str) {
        self.inner_key(tag);
        self.constant(name);
    }

    const fn constant(&mut self, text: &str) {
        self.counts.enum_values += 1;
        self.counts.text += text.len();
    }

    const fn refuse(&mut self, why: Why) {
        self.refusals.add(&Refusal {
            why,
            path: self.path,
            place: self.place,
        });
    }
}

/// Whether no value fits.
const fn is_nothing(mut shape: ShapeRef) -> bool {
    loop {
        match &shape.get().kind {
            Kind::Newtype { inner, .. } | Kind::Streamed { inner, .. } => shape = *inner,
            Kind::Literals([]) => return true,
            _ => return false,
        }
    }
}

/// `^[a-zA-Z0-9_.-]{1,64}$`
const fn is_plain(name: &str) -> bool {
    let name = name.as_bytes();
    let mut at = 0;
    while at < name.len() {
        if !matches!(name[at], b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-') {
            return false;
        }
        at += 1;
    }
    0 < at && at <= 64
}
