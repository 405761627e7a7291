//! The arguments of a call, decoded field by field.
//!
//! What `#[tool]` generates reads the whole text once with [`Args::read`], which checks it, and
//! then takes each field by its place in the declaration. Owns no rules of its own: what is
//! allowed is the business of the shape. Knows nothing of the tool.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::schema::check::{Extra, Mismatch, Span, check_spans};
use crate::schema::{Field, Fields, Kind, ShapeRef};

/// Fields whose places need no allocation.
const INLINE: usize = 12;

/// Checked arguments, ready to be taken.
///
/// ```
/// use agent_core::schema::{Field, Fields, Kind, Lossy, Shape, ShapeRef, Stream};
/// use agent_core::tool::args::Args;
/// static COUNT: Shape =
///     Shape { name: "", doc: "", text_hash: 0, kind: Kind::Integer { min: 0, max: 255 } };
/// static ARGS: Shape = Shape {
///     name: "Repeat",
///     doc: "",
///     text_hash: 0,
///     kind: Kind::Struct(Fields {
///         list: &[Field {
///             name: "times",
///             aliases: &[],
///             doc: "",
///             shape: ShapeRef::new(&COUNT),
///             required: true,
///             default: "",
///             flatten: false,
///             bounds: &[],
///             lossy: Lossy::NONE,
///             stream: Stream::NONE,
///             place: "",
///         }],
///         closed: true,
///     }),
/// };
///
/// let args = Args::read(r#"{"times": 3.0}"#, ShapeRef::new(&ARGS)).unwrap();
/// assert_eq!(args.take::<u8>(0).unwrap(), 3);
/// let refused = Args::read("{}", ShapeRef::new(&ARGS)).unwrap_err();
/// assert!(refused.to_string().starts_with("`/times`: expected an integer from 0 to 255"));
/// ```
#[derive(Debug)]
pub struct Args<'a> {
    text: Cow<'a, str>,
    fields: &'static Fields,
    spans: Spans,
}

#[derive(Debug)]
enum Spans {
    Few([Span; INLINE]),
    Many(Vec<Span>),
}

/// Arguments that the tool's shape or a type's own `Deserialize` refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgumentError {
    /// The text does not fit the shape.
    #[error("{0}")]
    Mismatch(#[from] Mismatch),
    /// The text fits the shape, but the type's own `Deserialize` refuses it.
    #[error("`{pointer}`: {message}")]
    Refused {
        /// The JSON pointer of the field.
        pointer: String,
        /// What `Deserialize` said.
        message: String,
    },
}

impl ArgumentError {
    /// A value that cannot be written as JSON, although it was read from it.
    pub(crate) fn unwritable(error: &serde_json::Error) -> Self {
        Self::Refused {
            pointer: String::new(),
            message: error.to_string(),
        }
    }
}

static NONE: Fields = Fields {
    list: &[],
    closed: true,
};

impl<'a> Args<'a> {
    /// Checks the whole text against `shape`, the struct of the tool's arguments. An empty text,
    /// `null` and `{}` are no arguments. Undeclared keys are refused at every level.
    ///
    /// # Errors
    /// The first place that does not fit, as [`ArgumentError::Mismatch`].
    pub fn read(text: &'a str, shape: ShapeRef) -> Result<Self, ArgumentError> {
        let fields = match &shape.get().kind {
            Kind::Struct(fields) => fields,
            _ => &NONE,
        };
        let mut spans = match fields.list.len() {
            0..=INLINE => Spans::Few([Span::default(); INLINE]),
            more => Spans::Many(vec![Span::default(); more]),
        };
        let text = check_spans(or_empty(text), shape, Extra::Refuse, spans.all())?;
        Ok(Self {
            text,
            fields,
            spans,
        })
    }

    /// Decodes the field of this place in the declaration. A field that is missing and may be
    /// decodes as `null`. Flattened fields cannot be taken by place.
    ///
    /// # Errors
    /// [`ArgumentError::Refused`] if the type's own `Deserialize` refuses the value.
    pub fn take<T: DeserializeOwned>(&self, index: usize) -> Result<T, ArgumentError> {
        let text = self.value(index).unwrap_or("null");
        serde_json::from_str(text).map_err(|error| self.refused(index, &error))
    }

    /// Decodes the field of this place, or makes the default if the key is missing.
    ///
    /// # Errors
    /// [`ArgumentError::Refused`] if the type's own `Deserialize` refuses the value.
    pub fn take_or<T: DeserializeOwned>(
        &self,
        index: usize,
        default: fn() -> T,
    ) -> Result<T, ArgumentError> {
        if self.value(index).is_some() {
            self.take(index)
        } else {
            Ok(default())
        }
    }

    /// The JSON text of a field; none if its key is missing.
    fn value(&self, index: usize) -> Option<&str> {
        let span = self.spans.get(index).filter(|span| span.end > 0)?;
        self.text.get(span.start..span.end)
    }

    #[cold]
    fn refused(&self, index: usize, error: &serde_json::Error) -> ArgumentError {
        let name = self
            .fields
            .list
            .get(index)
            .map_or("", |field: &Field| field.name);
        let message = error.to_string();
        let message = match message.rfind(" at line ") {
            Some(end) => message.get(..end).unwrap_or_default().to_owned(),
            None => message,
        };
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        ArgumentError::Refused { pointer, message }
    }
}

impl Spans {
    fn all(&mut self) -> &mut [Span] {
        match self {
            Self::Few(spans) => spans,
            Self::Many(spans) => spans,
        }
    }

    fn get(&self, index: usize) -> Option<Span> {
        match self {
            Self::Few(spans) => spans.get(index).copied(),
            Self::Many(spans) => spans.get(index).copied(),
        }
    }
}

/// Models write "no arguments" in three ways; all mean `{}`.
pub(crate) fn or_empty(text: &str) -> &str {
    match text.trim_ascii() {
        "" | "null" => "{}",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Shape;
    use crate::schema::check::samples::{
        Address, BYTE, FLAG, MAYBE_TEXT, ORDER, TEXT, Urgency, field, fields, shape,
    };

    fn read<'a>(text: &'a str, shape: &'static Shape) -> Result<Args<'a>, ArgumentError> {
        Args::read(text, ShapeRef::new(shape))
    }

    #[test]
    fn fields_are_taken_by_place_in_any_order_of_keys() {
        let text = r#"{"tags":["a"],"address":{"street":"s","zip":1e1},"urgency":"low","qty":2.0,"order_id":"x"}"#;
        let args = read(text, &ORDER).unwrap();
        assert_eq!(args.take::<String>(0).unwrap(), "x");
        assert_eq!(args.take::<u8>(1).unwrap(), 2);
        assert_eq!(args.take::<Urgency>(2).unwrap(), Urgency::Low);
        assert_eq!(args.take::<Address>(3).unwrap().zip, 10);
        assert_eq!(args.take::<Vec<String>>(4).unwrap(), ["a"]);
        assert_eq!(args.take::<Option<String>>(5).unwrap(), None);
        assert_eq!(
            args.take_or(5, || Some("default".to_owned()))
                .unwrap()
                .unwrap(),
            "default"
        );
    }

    #[test]
    fn no_arguments_are_written_in_many_ways() {
        static EMPTY: Shape = shape(Kind::Struct(fields(&[])));
        static OPTIONAL: Shape = shape(Kind::Struct(fields(&[Field {
            required: false,
            ..field("a", &MAYBE_TEXT)
        }])));
        for text in ["", "  ", "null", " null\n", "{}"] {
            assert!(read(text, &EMPTY).is_ok(), "{text}");
            assert_eq!(
                read(text, &OPTIONAL)
                    .unwrap()
                    .take::<Option<String>>(0)
                    .unwrap(),
                None
            );
            assert!(read(text, &ORDER).is_err(), "{text}");
        }
        for text in ["[]", "\"\"", "false", "{\"a\":1}", "nul"] {
            assert!(read(text, &EMPTY).is_err(), "{text}");
        }
    }

    #[test]
    fn a_custom_deserialize_refuses_with_its_place() {
        static MADE: Shape = shape(Kind::Struct(fields(&[
            field("a/b", &TEXT),
            field("n", &BYTE),
        ])));
        let args = read(r#"{"a/b":"not an address","n":1}"#, &MADE).unwrap();
        let error = args.take::<std::net::IpAddr>(0).unwrap_err();
        assert_eq!(error.to_string(), "`/a~1b`: invalid IP address syntax");
        assert!(
            matches!(args.take::<bool>(1), Err(ArgumentError::Refused { pointer, .. }) if pointer == "/n")
        );
    }

    #[test]
    fn many_fields_are_taken_too() {
        let list: Vec<Field> = (0..40)
            .map(|n| field(format!("f{n}").leak(), if n == 39 { &BYTE } else { &FLAG }))
            .collect();
        let wide: &'static Shape = Box::leak(Box::new(shape(Kind::Struct(fields(list.leak())))));
        let members: Vec<String> = (0..39).map(|n| format!("\"f{n}\":true")).collect();
        let text = format!("{{\"f39\":39,{}}}", members.join(","));
        let args = read(&text, wide).unwrap();
        assert_eq!(args.take::<u8>(39).unwrap(), 39);
        assert!(args.take::<bool>(38).unwrap());
    }
}
