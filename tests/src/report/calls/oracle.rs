//! The independent judge: a validator of JSON Schema that shares no code with ours.

use jsonschema::Validator;
use serde_json::Value;

/// One schema's validator.
#[derive(Debug)]
pub struct Oracle(Validator);

impl Oracle {
    /// # Errors
    /// If the validator refuses the schema.
    pub fn new(schema: &str) -> Result<Self, String> {
        let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let validator = options.build(&schema).map_err(|error| error.to_string())?;
        Ok(Self(validator))
    }

    /// Whether the text is JSON and keeps to the schema.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        serde_json::from_str::<Value>(text).is_ok_and(|value| self.0.is_valid(&value))
    }
}
