//! How many levels the smallest value of a shape has: the way out of recursive types.

use std::collections::BTreeMap;

use super::maker::least;
use crate::schema::{Content, Fields, Kind, ShapeRef, children, resolve};

/// Most newtypes that are entered to find the list that a bound is about.
const HOPS: u8 = 64;

/// The fewest levels of each shape below a root. A shape that is not listed has no value that ends.
pub(super) struct Depths(BTreeMap<usize, u32>);

impl Depths {
    pub(super) fn below(root: ShapeRef) -> Self {
        let nodes = reachable(root);
        let mut depths = Self(BTreeMap::new());
        // What is found for one shape helps the next; when nothing changes, all is found.
        let mut changed = true;
        while changed {
            changed = false;
            for node in &nodes {
                let found = depths.at_once(*node, 0, 0);
                if found.is_some() && found != depths.known(*node) {
                    depths.0.extend(found.map(|depth| (key(*node), depth)));
                    changed = true;
                }
            }
        }
        depths
    }

    /// The fewest levels of a value with at least `least` items or keys.
    pub(super) fn of(&self, shape: ShapeRef, least: usize) -> Option<u32> {
        match least {
            0 => self.known(shape),
            least => self.at_once(shape, least, 0),
        }
    }

    pub(super) fn of_content(&self, content: &Content) -> Option<u32> {
        match content {
            Content::Unit => Some(0),
            Content::Newtype(shape) => self.known(*shape),
            Content::Tuple(places) => self.most(places),
            Content::Struct(fields) => self.of_fields(fields),
        }
        .map(|depth| depth + 1)
    }

    fn known(&self, shape: ShapeRef) -> Option<u32> {
        self.0.get(&key(resolve(shape))).copied()
    }

    fn at_once(&self, shape: ShapeRef, least_: usize, hops: u8) -> Option<u32> {
        match &resolve(shape).get().kind {
            _ if hops > HOPS => None,
            Kind::Newtype { inner, bounds } => match least_.max(least(bounds)) {
                0 => self.known(*inner),
                least => self.at_once(*inner, least, hops + 1),
            },
            Kind::List { items, len, .. } => {
                self.behind(*items, least_.max(len.unwrap_or_default()))
            }
            Kind::Map { value, .. } => self.behind(*value, least_),
            Kind::Tuple(places) => self.most(places).map(|depth| depth + 1),
            Kind::Struct(fields) => self.of_fields(fields).map(|depth| depth + 1),
            Kind::Enum { variants, .. } => {
                let variants = variants.iter();
                variants
                    .filter_map(|one| self.of_content(&one.content))
                    .min()
            }
            Kind::Literals([]) => None,
            _ => Some(0),
        }
    }

    fn behind(&self, items: ShapeRef, least: usize) -> Option<u32> {
        match least {
            0 => Some(0),
            _ => self.known(items).map(|depth| depth + 1),
        }
    }

    fn most(&self, places: &[ShapeRef]) -> Option<u32> {
        places
            .iter()
            .try_fold(0, |most, place| Some(most.max(self.known(*place)?)))
    }

    fn of_fields(&self, fields: &Fields) -> Option<u32> {
        let required = fields.list.iter().filter(|field| field.required);
        required.into_iter().try_fold(0, |most, field| {
            Some(most.max(self.of(field.shape, least(field.bounds))?))
        })
    }
}

/// Every shape below, itself included.
fn reachable(root: ShapeRef) -> Vec<ShapeRef> {
    let mut found: BTreeMap<usize, ShapeRef> = BTreeMap::new();
    let mut open = vec![root];
    while let Some(shape) = open.pop() {
        let shape = resolve(shape);
        if found.insert(key(shape), shape).is_none() {
            open.extend(children(shape));
        }
    }
    found.into_values().collect()
}

/// A shape's address: the same shape at two of them costs time, no more.
fn key(shape: ShapeRef) -> usize {
    std::ptr::from_ref(shape.get()).addr()
}
