//! What one chunk of text changed.

/// One change, as [`push`](super::IncomingJson::push) tells it.
///
/// The pointer names keys as the model wrote them. Follow a text that grows:
///
/// ```
/// use agent_core::parse::{Change, IncomingJson};
/// use agent_core::Schema;
///
/// let mut incoming = IncomingJson::new(serde_json::Value::SHAPE);
/// let mut shown = String::new();
/// for chunk in [r#"{"message": "Good "#, r#"morn"#, r#"ing", "mood": 5}"#] {
///     for update in incoming.push(chunk) {
///         if let ("/message", Change::Text(more)) = (update.pointer.as_str(), &update.change) {
///             shown.push_str(more);
///         }
///     }
/// }
/// assert_eq!(shown, "Good morning");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The JSON pointer (RFC 6901) of the value.
    pub pointer: String,
    /// What happened to it.
    pub change: Change,
}

/// What happened to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// An outermost object or list began. What was told before belongs to other JSON: a draft, or
    /// prose with a bracket in it.
    Began,
    /// The text has these characters more.
    Text(String),
    /// A number, `true`, `false` or `null` was read, as JSON writes it.
    Plain(String),
    /// Nothing more belongs to the text, list or object.
    Complete,
}

/// The changes of one chunk: at most one piece of text a value.
#[derive(Debug, Default)]
pub(super) struct Updates {
    pub(super) list: Vec<Update>,
    /// The value whose text the last update is.
    growing: Option<usize>,
}

impl Updates {
    pub(super) fn push(&mut self, pointer: &str, change: Change) {
        self.growing = None;
        let pointer = pointer.to_owned();
        self.list.push(Update { pointer, change });
    }

    /// A text grew; pieces of one text become one.
    pub(super) fn text(&mut self, pointer: &str, id: usize, more: &str) {
        if self.growing == Some(id)
            && let Some(Update {
                change: Change::Text(text),
                ..
            }) = self.list.last_mut()
        {
            return text.push_str(more);
        }
        self.push(pointer, Change::Text(more.to_owned()));
        self.growing = Some(id);
    }

    pub(super) fn take(&mut self) -> Vec<Update> {
        self.growing = None;
        std::mem::take(&mut self.list)
    }
}
