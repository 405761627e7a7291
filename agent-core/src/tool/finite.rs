//! Finds the NaN or infinity in a value.
//!
//! JSON has neither, and `serde_json` writes `null` for them: a result would read back as another
//! (`Some(NaN)` as `None`) or not at all. A text without `null` holds none, so most results pay for one
//! search of a word; the others are walked once more, with nothing written.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Serializer};

/// Refuses a value whose JSON text stands for another value.
pub(super) fn check<T: Serialize>(value: &T, json: &str) -> Result<(), String> {
    if memchr::memmem::find(json.as_bytes(), b"null").is_none() {
        return Ok(());
    }
    match crate::secret::unnoted(|| value.serialize(Walk)) {
        Err(Found::Number { field, number }) => Err(Found::text(field, number)),
        // Whatever else the walk says, the value was written before.
        Err(Found::Other) | Ok(()) => Ok(()),
    }
}

/// Why a walk ended early.
#[derive(Debug)]
enum Found {
    Number {
        field: Option<&'static str>,
        number: f64,
    },
    Other,
}

impl Found {
    fn text(field: Option<&str>, number: f64) -> String {
        match field {
            Some(field) => format!("`{field}` is {number}, which JSON has no number for"),
            None => format!("the result is {number}, which JSON has no number for"),
        }
    }

    /// The innermost field is the one to name.
    fn within(self, name: &'static str) -> Self {
        match self {
            Self::Number {
                field: None,
                number,
            } => Self::Number {
                field: Some(name),
                number,
            },
            other => other,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the walk ended early")
    }
}

impl std::error::Error for Found {}

impl ser::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

/// A serializer that writes nothing and stops at the first number that JSON does not have.
struct Walk;

/// Values of no interest.
macro_rules! skip {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, _: $type) -> Result<(), Found> {
            Ok(())
        })*
    };
}

impl Serializer for Walk {
    type Ok = ();
    type Error = Found;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    skip!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_i64: i64, serialize_i128: i128, serialize_u8: u8, serialize_u16: u16,
        serialize_u32: u32, serialize_u64: u64, serialize_u128: u128, serialize_char: char,
        serialize_str: &str, serialize_bytes: &[u8], serialize_unit_struct: &'static str
    );

    fn serialize_f32(self, number: f32) -> Result<(), Found> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), Found> {
        if number.is_finite() {
            return Ok(());
        }
        Err(Found::Number {
            field: None,
            number,
        })
    }

    fn serialize_none(self) -> Result<(), Found> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Found> {
        Ok(())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Found> {
        Ok(())
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Found> {
        Ok(self)
    }
}

/// The parts of a list: walked one by one.
macro_rules! items {
    ($($part:ident $method:ident),*) => {
        $(impl ser::$part for Walk {
            type Ok = ();
            type Error = Found;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Found> {
                value.serialize(Self)
            }

            fn end(self) -> Result<(), Found> {
                Ok(())
            }
        })*
    };
}

items!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

/// The fields of a struct: walked one by one, and named in what is found.
macro_rules! fields {
    ($($part:ident),*) => {
        $(impl ser::$part for Walk {
            type Ok = ();
            type Error = Found;

            fn serialize_field<T: ?Sized + Serialize>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Found> {
                value.serialize(Self).map_err(|found| found.within(name))
            }

            fn end(self) -> Result<(), Found> {
                Ok(())
            }
        })*
    };
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Walk {
    type Ok = ();
    type Error = Found;

    /// A key that is no finite number was refused when the value was written.
    fn serialize_key<T: ?Sized + Serialize>(&mut self, _: &T) -> Result<(), Found> {
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Found> {
        value.serialize(Self)
    }

    fn end(self) -> Result<(), Found> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::check;

    #[derive(Serialize)]
    struct Summary {
        name: &'static str,
        mean: Option<f64>,
        shares: Vec<(u32, f32)>,
    }

    #[derive(Serialize)]
    enum Shape {
        Circle { radius: f64 },
        Line(f64, f64),
        Named(f64),
        Empty,
    }

    fn checked<T: Serialize>(value: &T) -> Result<(), String> {
        check(value, &serde_json::to_string(value).unwrap())
    }

    fn mean(mean: Option<f64>, share: f32) -> Summary {
        let shares = vec![(1, 0.5), (2, share)];
        Summary {
            name: "null",
            mean,
            shares,
        }
    }

    #[test]
    fn finite_values_pass_whatever_null_they_hold() {
        assert_eq!(checked(&mean(None, 1.0)), Ok(()));
        assert_eq!(checked(&mean(Some(f64::MAX), 1.0)), Ok(()));
        assert_eq!(checked(&()), Ok(()));
        assert_eq!(checked(&(None::<u8>, Shape::Empty, "null")), Ok(()));
        assert_eq!(checked(&serde_json::json!({"a": null, "b": [1.5]})), Ok(()));
    }

    #[test]
    fn nan_and_infinity_are_found_wherever_they_stand() {
        let text = "which JSON has no number for";
        assert_eq!(
            checked(&f64::NAN),
            Err(format!("the result is NaN, {text}"))
        );
        assert_eq!(
            checked(&Some(f32::NEG_INFINITY)),
            Err(format!("the result is -inf, {text}"))
        );
        assert_eq!(
            checked(&mean(Some(f64::INFINITY), 1.0)),
            Err(format!("`mean` is inf, {text}"))
        );
        assert_eq!(
            checked(&mean(None, f32::NAN)),
            Err(format!("`shares` is NaN, {text}"))
        );
        assert_eq!(
            checked(&BTreeMap::from([("a", 1.0), ("b", f64::NAN)])),
            Err(format!("the result is NaN, {text}"))
        );
        assert_eq!(
            checked(&[Shape::Circle { radius: f64::NAN }]),
            Err(format!("`radius` is NaN, {text}"))
        );
        assert!(checked(&Shape::Line(1.0, f64::NAN)).is_err());
        assert!(checked(&Shape::Named(f64::INFINITY)).is_err());
    }
}
