//! Values that fit a shape: those that the author names in the docs, others made up. None is shown unchecked.

mod literal;
mod maker;
mod pattern;

use literal::literals;
use maker::Maker;

use super::check::fits;
use super::writer::string;
use super::{Bound, Field, Kind, ShapeRef, resolve};

/// Most newtypes that are asked for their words.
const DEPTH: usize = 16;

/// Arguments or another value of this shape.
pub(crate) fn of(shape: ShapeRef) -> Option<String> {
    let made = Maker::new().value(shape, &[], 0)?;
    fits(&made, shape, &[]).then_some(made)
}

/// The shortest value of this shape: what may be left out is left out.
pub(crate) fn minimal(shape: ShapeRef) -> Option<String> {
    let made = Maker::minimal().value(shape, &[], 0)?;
    fits(&made, shape, &[]).then_some(made)
}

/// The values that the field's docs name; if none, a made-up one where a text must look a certain way.
pub(crate) fn of_field(field: &'static Field) -> Vec<String> {
    let named = named(field);
    if !named.is_empty() || !has_form(field.shape, field.bounds) {
        return named;
    }
    let made = Maker::new().value(field.shape, field.bounds, 0);
    let fitting = made.filter(|made| fits(made, field.shape, field.bounds));
    fitting.into_iter().collect()
}

/// True for texts with a pattern or a format: an example says more than the rule.
fn has_form(shape: ShapeRef, bounds: &[Bound]) -> bool {
    let form = |bound: &Bound| matches!(bound, Bound::Pattern(_) | Bound::Format(_));
    bounds.iter().any(form)
        || match &resolve(shape).get().kind {
            Kind::String { format } => !matches!(*format, "" | "char"),
            Kind::Newtype { inner, bounds } => has_form(*inner, bounds),
            Kind::Option(inner) => has_form(*inner, &[]),
            _ => false,
        }
}

/// The values that the docs of a field and of its type name.
pub(crate) fn named(field: &'static Field) -> Vec<String> {
    let mut found = Vec::new();
    let docs = std::iter::once(field.doc).chain(newtype_docs(field.shape));
    for literal in docs.flat_map(literals) {
        let mut forms = literal.forms().into_iter();
        let fitting = forms.find(|form| fits(form, field.shape, field.bounds));
        found.extend(fitting.filter(|form| !found.contains(form)));
    }
    found
}

/// The docs of the newtypes around a value, from the outside in.
pub(crate) fn newtype_docs(shape: ShapeRef) -> impl Iterator<Item = &'static str> {
    let inside = |shape: &ShapeRef| match &shape.get().kind {
        Kind::Option(inner) | Kind::Newtype { inner, .. } => Some(resolve(*inner)),
        _ => None,
    };
    let all = std::iter::successors(Some(resolve(shape)), inside).take(DEPTH);
    let newtypes = all.filter(|shape| matches!(shape.get().kind, Kind::Newtype { .. }));
    newtypes.map(|shape| shape.get().doc)
}

fn json(text: &str) -> String {
    let mut out = String::new();
    string(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::samples::{
        ADJACENT, BY_NUMBER, BYTE, EXTERNAL, FLAT, FORK, INTERNAL, LOOP, NEST, ORDER, PAIR, TEXT,
        UNTAGGED, field,
    };
    use crate::schema::{Limit, Shape};

    fn example(shape: &'static Shape) -> String {
        of(ShapeRef::new(shape)).unwrap()
    }

    #[test]
    fn examples_fit_every_kind_of_shape() {
        assert_eq!(
            example(&ORDER),
            r#"{"order_id":"…","qty":1,"urgency":"low","address":{"street":"…","zip":1},"tags":["…"],"note":"…"}"#
        );
        assert_eq!(example(&PAIR), r#"[1,"…"]"#);
        assert_eq!(example(&BY_NUMBER), r#"{"1":"…"}"#);
        assert_eq!(example(&EXTERNAL), r#""Ping""#);
        assert_eq!(example(&INTERNAL), r#"{"type":"Ping"}"#);
        assert_eq!(example(&ADJACENT), r#"{"type":"Ping"}"#);
        assert_eq!(example(&UNTAGGED), "null");
        assert!(example(&FLAT).contains(r#""zip":1,"type":"Ping""#));
    }

    #[test]
    fn minimal_ones_leave_out_what_may_be_left_out() {
        let made = minimal(ShapeRef::new(&ORDER)).unwrap();
        assert_eq!(
            made,
            r#"{"order_id":"…","qty":1,"urgency":"low","address":{"street":"…","zip":1},"tags":["…"]}"#
        );
    }

    #[test]
    fn minimal_ones_keep_to_open_ends_odd_formats_and_empty_lists() {
        for (schema, expected) in [
            (r#"{"type":"number","exclusiveMinimum":5}"#, "5.5"),
            (
                r#"{"type":"number","exclusiveMinimum":0,"maximum":0.5}"#,
                "0.5",
            ),
            (
                r#"{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.5}"#,
                "0.25",
            ),
            (r#"{"type":"number","minimum":-3,"maximum":-2}"#, "-3"),
            (r#"{"type":"string","format":"phone"}"#, "\"…\""),
            (
                r#"{"type":"array","items":{"type":"string"},"maxItems":0}"#,
                "[]",
            ),
        ] {
            let shape = crate::schema::import(schema).unwrap();
            assert_eq!(minimal(shape).as_deref(), Some(expected), "{schema}");
        }
    }

    #[test]
    fn recursive_types_end() {
        for shape in [&NEST, &LOOP, &FORK] {
            let _ = of(ShapeRef::new(shape));
        }
        assert!(example(&NEST).starts_with("[["));
    }

    #[test]
    fn the_docs_name_examples() {
        static LINE: Field = Field {
            doc: "The number on the receipt, e.g. \"A-1001\" or `B-2`.",
            ..field("line", &TEXT)
        };
        static COUNT: Field = Field {
            doc: "How many, e.g. 12, 300 or 7.",
            bounds: &[Bound::Maximum(Limit::Integer(20))],
            ..field("count", &BYTE)
        };
        static DAY: Field = Field {
            doc: "For example 2026-12-24, or 12:30, or 1,000; such as 5th.",
            ..field("day", &TEXT)
        };
        static BARE: Field = Field {
            doc: "Such as nothing at all.",
            ..field("bare", &TEXT)
        };
        assert_eq!(of_field(&LINE), [r#""A-1001""#, r#""B-2""#]);
        assert_eq!(of_field(&COUNT), ["12", "7"]);
        assert_eq!(of_field(&DAY), [r#""2026-12-24""#]);
        assert!(of_field(&BARE).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_not_shown() {
        static NARROW: Field = Field {
            doc: "",
            bounds: &[Bound::Pattern("^(?=x)y$")],
            ..field("narrow", &TEXT)
        };
        assert!(of_field(&NARROW).is_empty());
    }
}
