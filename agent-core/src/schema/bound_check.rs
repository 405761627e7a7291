//! The const check that a bound can apply to its type, where the macro cannot see what the type is.

use super::{Bound, Kind, Limit, ShapeRef};

/// Fails the build, at the bound, when `bound` can never apply to a value of `shape`.
/// `key` is how the user wrote it.
///
/// `#[track_caller]` on every function between here and the `panic!` keeps our source out of the message.
#[track_caller]
pub const fn check_bound(shape: ShapeRef, bound: &Bound, key: &str) {
    let (wanted, fits) = match (bound, base(shape)) {
        (_, Base::Unknown) => ("", true),
        (Bound::MinLength(_) | Bound::MaxLength(_), base) => (
            "a text, a list or a map",
            matches!(base, Base::Text | Base::List),
        ),
        (Bound::Pattern(_) | Bound::Format(_), base) => ("a text", matches!(base, Base::Text)),
        (
            Bound::Minimum(limit)
            | Bound::Maximum(limit)
            | Bound::ExclusiveMinimum(limit)
            | Bound::ExclusiveMaximum(limit),
            base,
        ) => {
            check_limit(limit, &base, key);
            ("a number", matches!(base, Base::Integer(..) | Base::Number))
        }
    };
    if !fits {
        misfit(key, wanted);
    }
}

/// What a shape is below its wrappers.
enum Base {
    Integer(i128, i128),
    Number,
    Text,
    List,
    Other,
    Unknown,
}

const fn base(shape: ShapeRef) -> Base {
    match shape.get().kind {
        Kind::Newtype { inner, .. } | Kind::Option(inner) | Kind::Streamed { inner, .. } => {
            base(inner)
        }
        Kind::Integer { min, max } => Base::Integer(min, max),
        Kind::Number => Base::Number,
        Kind::String { .. } => Base::Text,
        Kind::List { .. } | Kind::Map { .. } => Base::List,
        Kind::Lazy(_) | Kind::Late(_) | Kind::Foreign(_) => Base::Unknown,
        Kind::Any
        | Kind::Unit
        | Kind::Bool
        | Kind::Literals(_)
        | Kind::Tuple(_)
        | Kind::Struct(_)
        | Kind::Enum { .. } => Base::Other,
    }
}

#[track_caller]
const fn check_limit(limit: &Limit, base: &Base, key: &str) {
    match (limit, base) {
        (Limit::Integer(value), Base::Integer(min, max)) if *value < *min || *value > *max => {
            outside(key);
        }
        (Limit::Float(_), Base::Integer(..)) => fraction(key),
        _ => {}
    }
}

const HINT: &str =
    "`range` limits numbers, `length` texts, lists and maps, `pattern` and `format` texts";

#[track_caller]
const fn misfit(key: &str, wanted: &str) {
    let message = Message::new()
        .add("`")
        .add(key)
        .add("` must stand on ")
        .add(wanted)
        .add("\nnote: ")
        .add(HINT);
    fail(&message);
}

#[track_caller]
const fn outside(key: &str) {
    let message = Message::new()
        .add("`")
        .add(key)
        .add("` must stay within what the type can hold\nnote: narrow the bound or widen the type");
    fail(&message);
}

#[track_caller]
const fn fraction(key: &str) {
    let message = Message::new()
        .add("`")
        .add(key)
        .add("` must be given in whole numbers on an integer\nnote: write `1` for `1.0`");
    fail(&message);
}

/// The compiler evaluates this; at run time nothing calls it.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a const check reports by panicking, at compile time only"
)]
const fn fail(message: &Message) {
    panic!("{}", message.as_str());
}

/// Text put together in const evaluation, cut at its capacity.
struct Message {
    bytes: [u8; 192],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Self {
            bytes: [0; 192],
            len: 0,
        }
    }

    const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "a bound does not fit its type",
        }
    }
}
