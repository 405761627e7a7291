//! Questions about the graph that shapes form: what lies below, what is the same, what is recursive.

use std::collections::BTreeSet;

use super::{Bound, Content, Fields, Kind, Shape, ShapeRef, Tagging};

/// The shape itself, not what stands for it.
pub(crate) fn resolve(mut shape: ShapeRef) -> ShapeRef {
    while let Some(inner) = shape.get().kind.stands_for() {
        shape = inner;
    }
    shape
}

/// The shapes directly below, in order.
pub(crate) fn children(shape: ShapeRef) -> Vec<ShapeRef> {
    match &shape.get().kind {
        Kind::Any
        | Kind::Unit
        | Kind::Bool
        | Kind::Integer { .. }
        | Kind::Number
        | Kind::String { .. }
        | Kind::Literals(_)
        | Kind::Foreign(_) => Vec::new(),
        Kind::Option(inner) | Kind::List { items: inner, .. } | Kind::Newtype { inner, .. } => {
            vec![*inner]
        }
        kind @ (Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. }) => {
            kind.stands_for().into_iter().collect()
        }
        Kind::Tuple(places) => places.to_vec(),
        Kind::Map { key, value } => vec![*key, *value],
        Kind::Struct(fields) => field_shapes(fields),
        Kind::Enum { variants, .. } => variants
            .iter()
            .flat_map(|variant| content_shapes(&variant.content))
            .collect(),
    }
}

fn field_shapes(fields: &Fields) -> Vec<ShapeRef> {
    fields.list.iter().map(|field| field.shape).collect()
}

fn content_shapes(content: &Content) -> Vec<ShapeRef> {
    match content {
        Content::Unit => Vec::new(),
        Content::Newtype(shape) => vec![*shape],
        Content::Tuple(shapes) => shapes.to_vec(),
        Content::Struct(fields) => field_shapes(fields),
    }
}

/// True if both describe the same JSON with the same words.
///
/// Addresses do not tell: one generic type may have a shape in every crate that uses it. Names do not
/// either: `Page<A>` and `Page<B>` share theirs.
pub(crate) fn same(a: ShapeRef, b: ShapeRef) -> bool {
    same_below(a, b, &mut Vec::new())
}

/// `assumed` are the pairs under comparison: a circle that shows no difference has none.
fn same_below(a: ShapeRef, b: ShapeRef, assumed: &mut Vec<(ShapeRef, ShapeRef)>) -> bool {
    let (a, b) = (resolve(a), resolve(b));
    let known = |(x, y): &(ShapeRef, ShapeRef)| is(*x, a) && is(*y, b);
    if is(a, b) || assumed.iter().any(known) {
        return true;
    }
    if a.name != b.name
        || a.doc != b.doc
        || a.text_hash != b.text_hash
        || !same_node(&a.kind, &b.kind)
    {
        return false;
    }
    assumed.push((a, b));
    let (below_a, below_b) = (children(a), children(b));
    below_a.len() == below_b.len()
        && below_a
            .into_iter()
            .zip(below_b)
            .all(|(a, b)| same_below(a, b, assumed))
}

fn is(a: ShapeRef, b: ShapeRef) -> bool {
    std::ptr::eq(a.get(), b.get())
}

/// Compares what `text_hash` does not cover in shapes that no macro wrote.
fn same_node(a: &Kind, b: &Kind) -> bool {
    match (a, b) {
        (
            Kind::Integer { min, max },
            Kind::Integer {
                min: low,
                max: high,
            },
        ) => min == low && max == high,
        (Kind::String { format: a }, Kind::String { format: b }) => a == b,
        (Kind::Literals(a), Kind::Literals(b)) => a == b,
        (
            Kind::List { unique, len, .. },
            Kind::List {
                unique: other,
                len: length,
                ..
            },
        ) => unique == other && len == length,
        (Kind::Newtype { bounds, .. }, Kind::Newtype { bounds: other, .. }) => {
            same_bounds(bounds, other)
        }
        (Kind::Struct(a), Kind::Struct(b)) => same_fields(a, b),
        (
            Kind::Enum { tagging, variants },
            Kind::Enum {
                tagging: other,
                variants: others,
            },
        ) => {
            same_tagging(*tagging, *other)
                && variants
                    .iter()
                    .map(|variant| variant.name)
                    .eq(others.iter().map(|variant| variant.name))
        }
        (Kind::Foreign(a), Kind::Foreign(b)) => std::ptr::fn_addr_eq(*a, *b),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn same_bounds(a: &[Bound], b: &[Bound]) -> bool {
    a == b
}

fn same_tagging(a: Tagging, b: Tagging) -> bool {
    a == b
}

fn same_fields(a: &Fields, b: &Fields) -> bool {
    let pairs = || a.list.iter().zip(b.list);
    a.closed == b.closed
        && a.list.len() == b.list.len()
        && pairs()
            .all(|(a, b)| a.name == b.name && a.required == b.required && a.flatten == b.flatten)
        && pairs().all(|(a, b)| a.doc == b.doc && same_bounds(a.bounds, b.bounds))
}

/// One shape of every circle below `root`: where a rendering has to cut. Named ones where there is one.
pub(crate) fn recursive(root: ShapeRef) -> Vec<ShapeRef> {
    let mut search = Search::default();
    search.visit(root);
    search.found
}

#[derive(Default)]
struct Search {
    path: Vec<ShapeRef>,
    done: BTreeSet<*const Shape>,
    found: Vec<ShapeRef>,
}

impl Search {
    fn visit(&mut self, shape: ShapeRef) {
        let shape = resolve(shape);
        if self.done.contains(&std::ptr::from_ref(shape.get())) {
            return;
        }
        if let Some(at) = self.path.iter().position(|above| same(*above, shape)) {
            let named = self.path[at..].iter().find(|on| !on.name.is_empty());
            self.found.push(*named.unwrap_or(&shape));
            return;
        }
        self.path.push(shape);
        for child in children(shape) {
            self.visit(child);
        }
        self.path.pop();
        self.done.insert(std::ptr::from_ref(shape.get()));
    }
}
