//! Decodes a call's arguments by its field table.

use serde::de::DeserializeOwned;

use crate::schema::{Kind, ShapeRef};

/// The arguments of one call, checked against their shape.
pub struct Args<'a> {
    text: std::marker::PhantomData<&'a str>,
    values: serde_json::Map<String, serde_json::Value>,
    shape: ShapeRef,
}

/// Arguments that do not fit.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ArgumentError(String);

impl<'a> Args<'a> {
    /// Checks all arguments.
    ///
    /// # Errors
    /// The first argument that does not fit.
    pub fn read(text: &'a str, shape: ShapeRef) -> Result<Self, ArgumentError> {
        let values =
            serde_json::from_str(text).map_err(|error| ArgumentError(error.to_string()))?;
        Ok(Self {
            text: std::marker::PhantomData,
            values,
            shape,
        })
    }

    /// Decodes the argument at `index` of the field table.
    ///
    /// # Errors
    /// What serde says.
    pub fn take<T: DeserializeOwned>(&mut self, index: usize) -> Result<T, ArgumentError> {
        let Kind::Struct(fields) = &self.shape.kind else {
            return Err(ArgumentError("arguments must be an object".into()));
        };
        let value = self.values.remove(fields.list[index].name);
        serde_json::from_value(value.unwrap_or_default())
            .map_err(|error| ArgumentError(error.to_string()))
    }

    /// Decodes the argument at `index`, or makes it where it is missing.
    ///
    /// # Errors
    /// What serde says.
    pub fn take_or<T: DeserializeOwned>(
        &mut self,
        index: usize,
        default: fn() -> T,
    ) -> Result<T, ArgumentError> {
        match &self.shape.kind {
            Kind::Struct(fields) if !self.values.contains_key(fields.list[index].name) => {
                Ok(default())
            }
            _ => self.take(index),
        }
    }
}

impl ArgumentError {
    pub(crate) fn encode(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
