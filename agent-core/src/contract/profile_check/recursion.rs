//! Does a shape contain itself? Const code cannot compare addresses, so shapes are told apart by what
//! they say: name and text, and where both are equal, what lies below.

use crate::contract::const_text::same as same_text;
use crate::schema::{Content, Fields, Kind, Shape, ShapeRef};

/// Named types inside each other that are remembered.
const ROOM: usize = 48;

/// How far two shapes of one name and text are compared before they count as one.
const COMPARED: usize = 32;

/// The named types around a value, outermost first.
#[derive(Clone, Copy)]
pub(super) struct Ancestors {
    list: [Option<Ancestor>; ROOM],
    pub(super) len: usize,
}

#[derive(Clone, Copy)]
struct Ancestor {
    shape: &'static Shape,
    /// How many keys that may be missing were passed on the way to it.
    optional: usize,
}

/// What a shape on the way down is.
pub(super) enum Met {
    First,
    Again {
        name: &'static str,
        /// The way from the type to itself leads over a key that may be missing.
        through_optional: bool,
    },
}

impl Ancestors {
    pub(super) const NONE: Self = Self {
        list: [None; ROOM],
        len: 0,
    };

    /// Looks for the shape among those around it, and remembers it.
    pub(super) const fn meet(&mut self, node: &'static Shape, optional: usize) -> Met {
        let lazy = matches!(node.kind, Kind::Lazy(_) | Kind::Late(_));
        if node.name.is_empty() && !lazy {
            return Met::First;
        }
        let mut at = self.len;
        while at > 0 {
            at -= 1;
            if let Some(above) = self.list[at] {
                // A lazy shape is a generic type's mention of itself: the nearest type around it.
                if matches!(node.kind, Kind::Lazy(_)) || same(above.shape, node) {
                    return Met::Again {
                        name: above.shape.name,
                        through_optional: optional > above.optional,
                    };
                }
            }
        }
        if let Kind::Late(_) = node.kind {
            // It is a circle, wherever it began.
            return Met::Again {
                name: node.name,
                through_optional: false,
            };
        }
        if self.len < ROOM && !lazy {
            self.list[self.len] = Some(Ancestor {
                shape: node,
                optional,
            });
            self.len += 1;
        }
        Met::First
    }
}

/// True if both are one type, as far as can be told: `Page<Page<A>>` holds no type twice.
const fn same(a: &Shape, b: &Shape) -> bool {
    if matches!(b.kind, Kind::Late(_)) {
        return same_text(a.name, b.name);
    }
    let mut fuel = COMPARED;
    alike(a, b, 4, &mut fuel)
}

const fn alike(a: &Shape, b: &Shape, depth: usize, fuel: &mut usize) -> bool {
    if a.text_hash != b.text_hash || a.name.len() != b.name.len() {
        return false;
    }
    if depth == 0 || *fuel == 0 {
        return true;
    }
    *fuel -= 1;
    match (&a.kind, &b.kind) {
        (Kind::Option(a), Kind::Option(b))
        | (Kind::List { items: a, .. }, Kind::List { items: b, .. })
        | (Kind::Newtype { inner: a, .. }, Kind::Newtype { inner: b, .. })
        | (Kind::Streamed { inner: a, .. }, Kind::Streamed { inner: b, .. })
        | (Kind::Map { value: a, .. }, Kind::Map { value: b, .. }) => {
            alike(a.get(), b.get(), depth - 1, fuel)
        }
        (Kind::Literals(a), Kind::Literals(b)) => a.len() == b.len(),
        (Kind::Tuple(a), Kind::Tuple(b)) => places(a, b, depth, fuel),
        (Kind::Struct(a), Kind::Struct(b)) => fields(a, b, depth, fuel),
        (Kind::Enum { variants: a, .. }, Kind::Enum { variants: b, .. }) => {
            let mut at = 0;
            while at < a.len() && at < b.len() {
                if !contents(&a[at].content, &b[at].content, depth, fuel) {
                    return false;
                }
                at += 1;
            }
            a.len() == b.len()
        }
        (Kind::Integer { min: a, max: b }, Kind::Integer { min: c, max: d }) => {
            *a == *c && *b == *d
        }
        (Kind::String { format: a }, Kind::String { format: b }) => a.len() == b.len(),
        (Kind::Any, Kind::Any)
        | (Kind::Unit, Kind::Unit)
        | (Kind::Bool, Kind::Bool)
        | (Kind::Number, Kind::Number)
        | (Kind::Lazy(_), Kind::Lazy(_))
        | (Kind::Late(_), Kind::Late(_))
        | (Kind::Foreign(_), Kind::Foreign(_)) => true,
        _ => false,
    }
}

const fn contents(a: &Content, b: &Content, depth: usize, fuel: &mut usize) -> bool {
    match (a, b) {
        (Content::Unit, Content::Unit) => true,
        (Content::Newtype(a), Content::Newtype(b)) => alike(a.get(), b.get(), depth - 1, fuel),
        (Content::Tuple(a), Content::Tuple(b)) => places(a, b, depth, fuel),
        (Content::Struct(a), Content::Struct(b)) => fields(a, b, depth, fuel),
        _ => false,
    }
}

const fn places(a: &[ShapeRef], b: &[ShapeRef], depth: usize, fuel: &mut usize) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if !alike(a[at].get(), b[at].get(), depth - 1, fuel) {
            return false;
        }
        at += 1;
    }
    a.len() == b.len()
}

const fn fields(a: &Fields, b: &Fields, depth: usize, fuel: &mut usize) -> bool {
    let mut at = 0;
    while at < a.list.len() && at < b.list.len() {
        if !alike(
            a.list[at].shape.get(),
            b.list[at].shape.get(),
            depth - 1,
            fuel,
        ) {
            return false;
        }
        at += 1;
    }
    a.list.len() == b.list.len()
}
