//! Where a shape keeps secrets, and where they stand in a text of that shape.

use std::ops::Range;

use super::Handle;
use crate::schema::check::{Mismatch, secret_spans};
use crate::schema::{Content, Fields, Kind, SECRET, Shape, ShapeRef, resolve};

/// Where a secret stands in a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The bytes of the value, as JSON text.
    pub range: Range<usize>,
}

impl Place {
    /// The handle that stands there, if it is one.
    #[must_use]
    pub fn handle(&self, text: &str) -> Option<Handle> {
        let json = text.get(self.range.clone())?;
        serde_json::from_str(json).ok()
    }
}

/// The places of the secrets in a JSON text, in the order of the text. `null` in the place of an optional secret is
/// none.
///
/// # Errors
/// If the text does not fit the shape. What stands there instead is not said: it may be a secret.
pub fn places(text: &str, shape: ShapeRef) -> Result<Vec<Place>, Mismatch> {
    let spans = secret_spans(text, shape).map_err(|mismatch| Mismatch {
        got: "something else".to_owned(),
        ..mismatch
    })?;
    let place = |(start, end)| Place { range: start..end };
    Ok(spans.into_iter().map(place).collect())
}

/// The way to the first secret of a shape, as `accounts[].password`; `None` if there is none.
#[must_use]
pub fn first_place(shape: ShapeRef) -> Option<String> {
    let way = Search::default().below(shape)?;
    Some(way.trim_start_matches('.').to_owned())
}

/// The shapes that were looked at: types may hold themselves.
#[derive(Default)]
struct Search(Vec<*const Shape>);

impl Search {
    fn below(&mut self, shape: ShapeRef) -> Option<String> {
        let shape = resolve(shape);
        let known = std::ptr::from_ref(shape.get());
        if self.0.contains(&known) {
            return None;
        }
        self.0.push(known);
        match &shape.get().kind {
            Kind::String { format } => (*format == SECRET).then(String::new),
            Kind::Option(inner) | Kind::Newtype { inner, .. } => self.below(*inner),
            Kind::List { items, .. } => self.below(*items).map(|way| format!("[]{way}")),
            Kind::Tuple(places) => self.tuple(places),
            Kind::Map { value, .. } => self.below(*value).map(|way| format!("{{}}{way}")),
            Kind::Struct(fields) => self.fields(fields),
            Kind::Enum { variants, .. } => variants.iter().find_map(|variant| {
                let way = match &variant.content {
                    Content::Unit => None,
                    Content::Newtype(inner) => self.below(*inner),
                    Content::Tuple(places) => self.tuple(places),
                    Content::Struct(fields) => self.fields(fields),
                }?;
                Some(format!(".{}{way}", variant.name))
            }),
            Kind::Any
            | Kind::Unit
            | Kind::Bool
            | Kind::Integer { .. }
            | Kind::Number
            | Kind::Literals(_)
            | Kind::Foreign(_)
            | Kind::Lazy(_)
            | Kind::Late(_)
            | Kind::Streamed { .. } => None,
        }
    }

    fn fields(&mut self, fields: &Fields) -> Option<String> {
        fields.list.iter().find_map(|field| {
            let way = self.below(field.shape)?;
            Some(if field.flatten {
                way
            } else {
                format!(".{}{way}", field.name)
            })
        })
    }

    fn tuple(&mut self, places: &[ShapeRef]) -> Option<String> {
        let mut numbered = places.iter().enumerate();
        numbered.find_map(|(at, place)| Some(format!("[{at}]{}", self.below(*place)?)))
    }
}
