//! Who says what: the messages that a prompt becomes.

use serde::{Deserialize, Serialize};

use super::PromptError;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Instructions.
    System,
    /// The user's side.
    User,
    /// The model.
    Assistant,
}

/// One message of a rendered prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who speaks.
    pub role: Role,
    /// The words.
    pub text: String,
}

/// What can stand before a question: plain text, which is a system message, or a `#[prompt]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no prompt",
    label = "must be text or a prompt",
    note = "write `#[agent_core::prompt(\"prompts/….md\")]` on `{Self}`"
)]
pub trait Messages {
    /// The messages, in order.
    ///
    /// # Errors
    /// If a template cannot be rendered over its values.
    fn messages(&self) -> Result<Vec<Turn>, PromptError>;

    /// All words, one message after another, without the roles.
    ///
    /// # Errors
    /// If a template cannot be rendered over its values.
    fn render(&self) -> Result<String, PromptError> {
        let turns = self.messages()?;
        Ok(turns.into_iter().map(|turn| turn.text).collect())
    }
}

impl Messages for str {
    fn messages(&self) -> Result<Vec<Turn>, PromptError> {
        Ok(vec![Turn {
            role: Role::System,
            text: self.to_owned(),
        }])
    }
}

impl Messages for String {
    fn messages(&self) -> Result<Vec<Turn>, PromptError> {
        self.as_str().messages()
    }
}

/// The messages while they are rendered.
pub(super) struct Turns {
    done: Vec<Turn>,
    open: Turn,
    marked: bool,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            done: Vec::new(),
            open: Turn {
                role: Role::System,
                text: String::new(),
            },
            marked: false,
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.open.text.push_str(text);
    }

    /// Begins a new message, also if the role is the one before.
    pub(super) fn begin(&mut self, role: Role) {
        let next = Turn {
            role,
            text: String::new(),
        };
        self.done.push(std::mem::replace(&mut self.open, next));
        self.marked = true;
    }

    /// A template without markers is one message, byte for byte. Between markers white space does not count,
    /// and a message of nothing else is none.
    pub(super) fn finish(mut self) -> Vec<Turn> {
        self.done.push(self.open);
        if self.marked {
            for turn in &mut self.done {
                turn.text = turn.text.trim().to_owned();
            }
            self.done.retain(|turn| !turn.text.is_empty());
        }
        self.done
    }
}
