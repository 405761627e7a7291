//! What of its state an agent shows the model. Knows nothing of how it is written.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::DecodeError;

/// What the model is shown of a state: names, and values as data. See [`State::shown`](super::State::shown).
///
/// ```
/// use agent_core::agent::ShownState;
///
/// let shown = ShownState::new().field("open_orders", &["A-1", "A-2"]).field("paid", &false);
/// # let _ = shown;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShownState {
    fields: Vec<(Cow<'static, str>, String)>,
    /// Why a value could not be written.
    fault: Option<(String, String)>,
}

impl ShownState {
    /// Nothing: the request holds no state.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            fields: Vec::new(),
            fault: None,
        }
    }

    /// A value under a name; a second one of the same name takes the place of the first. It must be written alike each
    /// time: a `BTreeMap`, not a `HashMap`, or the request cannot be [explained](crate::context::explain).
    #[must_use]
    pub fn field(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let name = name.into();
        match serde_json::to_string(value) {
            Ok(json) => self.set(name, json),
            Err(error) => {
                self.fault = Some((name.into_owned(), error.to_string()));
            }
        }
        self
    }

    /// All fields of a value, in the alphabet's order.
    #[must_use]
    pub fn all(value: &(impl Serialize + ?Sized)) -> Self {
        let mut shown = Self::new();
        match serde_json::to_value(value) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    shown.set(name.into(), value.to_string());
                }
            }
            Ok(Value::Null) => {}
            Ok(value) => shown.set("state".into(), value.to_string()),
            Err(error) => shown.fault = Some(("state".to_owned(), error.to_string())),
        }
        shown
    }

    fn set(&mut self, name: Cow<'static, str>, json: String) {
        match self.fields.iter_mut().find(|(known, _)| *known == name) {
            Some(field) => field.1 = json,
            None => self.fields.push((name, json)),
        }
    }

    /// Names, and values as JSON text on one line; nothing if nothing is shown.
    ///
    /// # Errors
    /// If a value cannot be written as JSON.
    pub(crate) fn into_fields(self) -> Result<Vec<(Cow<'static, str>, String)>, DecodeError> {
        match self.fault {
            None => Ok(self.fields),
            Some((name, reason)) => Err(DecodeError::new(
                format!("`{name}` of the shown state"),
                reason,
            )),
        }
    }
}
