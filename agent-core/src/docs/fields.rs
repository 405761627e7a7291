//! The keys of an object, with what their types say about them.

use super::bounds::limits;
use super::model::{Field, Piece, TypeText};
use super::text::Text;
use super::types::{Catalogue, say};
use crate::schema::example::{self, newtype_docs};
use crate::schema::{self, Fields, Kind, ShapeRef, resolve};

/// The fields in declaration order; those of flattened values stand in their place.
pub(super) fn of(types: &mut Catalogue, fields: &'static Fields) -> Vec<Field> {
    let mut found = Vec::new();
    for field in fields.list {
        if field.flatten {
            flattened(types, field.shape, field.required, &mut found);
        } else {
            found.push(one(types, field));
        }
    }
    found
}

fn one(types: &mut Catalogue, field: &'static schema::Field) -> Field {
    Field {
        name: field.name.to_owned(),
        about: about(field.doc, field.shape),
        value: value(types, field),
        limits: limits(field.shape, field.bounds),
        required: field.required,
        default: field.default.to_owned(),
        examples: example::of_field(field),
    }
}

/// That a key may be left out says enough of an `Option`.
fn value(types: &mut Catalogue, field: &schema::Field) -> TypeText {
    match &resolve(field.shape).get().kind {
        Kind::Option(inner) if !field.required => types.words(*inner),
        _ => types.words(field.shape),
    }
}

fn flattened(types: &mut Catalogue, shape: ShapeRef, required: bool, found: &mut Vec<Field>) {
    let shape = resolve(shape);
    match &shape.get().kind {
        Kind::Struct(fields) => {
            let inner = of(types, fields).into_iter();
            found.extend(inner.map(|field| Field {
                required: field.required && required,
                ..field
            }));
        }
        Kind::Option(inner) => flattened(types, *inner, false, found),
        Kind::Newtype { inner, .. } => flattened(types, *inner, required, found),
        Kind::Map { value, .. } => {
            let mut words = Vec::new();
            say(&mut words, "any other key, with: ");
            words.extend(types.words(*value));
            found.push(unnamed(words, false));
        }
        _ => {
            let mut words = vec![Piece::Words("the keys of ".into())];
            words.extend(types.words(shape));
            found.push(unnamed(words, required));
        }
    }
}

fn unnamed(value: TypeText, required: bool) -> Field {
    Field {
        name: String::new(),
        about: Text::default(),
        value,
        limits: Vec::new(),
        required,
        default: String::new(),
        examples: Vec::new(),
    }
}

/// A field's own words, then those of the newtypes that it is made of: what the model reads too.
pub(super) fn about(doc: &'static str, shape: ShapeRef) -> Text {
    let mut said: Vec<&str> = Vec::new();
    for words in std::iter::once(doc).chain(newtype_docs(shape)) {
        said.extend((!words.is_empty() && !said.contains(&words)).then_some(words));
    }
    Text::read(&said.join("\n\n"))
}
