//! A tool's definition as others want to read it.

use super::{Class, Contract, Gate};
use crate::schema::{Kind, Profile, ShapeRef, arguments_schema};

/// Who reads a tool's definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolFormat {
    /// `OpenAI`'s Chat Completions: `{"type":"function","function":{…}}`.
    OpenAiChat,
    /// `OpenAI`'s Responses: the same, flat.
    OpenAiResponses,
    /// Anthropic's Messages: `{"name","description","input_schema"}`.
    Anthropic,
    /// Gemini's function declarations: `{"name","description","parametersJsonSchema"}`.
    Gemini,
    /// The Model Context Protocol's `tools/list` (revision 2025-06-18), with its hints.
    Mcp,
}

impl Contract {
    /// The tool's definition as one JSON object, in declaration order and byte-stable.
    ///
    /// ```
    /// use agent_core::contract::ToolFormat;
    /// use agent_core::schema::PORTABLE;
    /// use agent_core::tool::Tool;
    ///
    /// /// Add two numbers.
    /// #[agent_core::tool(read)]
    /// fn add(a: i64, b: i64) -> i64 {
    ///     a.saturating_add(b)
    /// }
    ///
    /// let text = Add::CONTRACT.definition(ToolFormat::Anthropic, &PORTABLE);
    /// assert!(text.starts_with(r#"{"name":"add","description":"Add two numbers.","input_schema":{"type":"object""#));
    /// ```
    #[must_use]
    pub fn definition(&self, format: ToolFormat, profile: &Profile) -> String {
        let name = quoted(self.name);
        let doc = quoted(self.doc);
        let input = arguments_schema(self.arguments, profile);
        let strict = profile.strict;
        match format {
            // Strict is always said: the two differ in what they assume.
            ToolFormat::OpenAiChat => format!(
                r#"{{"type":"function","function":{{"name":{name},"description":{doc},"parameters":{input},"strict":{strict}}}}}"#
            ),
            ToolFormat::OpenAiResponses => format!(
                r#"{{"type":"function","name":{name},"description":{doc},"parameters":{input},"strict":{strict}}}"#
            ),
            ToolFormat::Anthropic => {
                let strict = if strict { r#","strict":true"# } else { "" };
                format!(r#"{{"name":{name},"description":{doc},"input_schema":{input}{strict}}}"#)
            }
            ToolFormat::Gemini => {
                format!(r#"{{"name":{name},"description":{doc},"parametersJsonSchema":{input}}}"#)
            }
            ToolFormat::Mcp => {
                let output = output(self.output, profile);
                let hints = self.hints();
                format!(
                    r#"{{"name":{name},"description":{doc},"inputSchema":{input}{output},"annotations":{hints}}}"#
                )
            }
        }
    }

    /// What the protocol's readers may assume of a call.
    fn hints(&self) -> String {
        let read = self.class == Class::Read;
        let destructive = self.gate != Gate::Open;
        let idempotent = self.class.may_run_again();
        format!(
            r#"{{"readOnlyHint":{read},"destructiveHint":{destructive},"idempotentHint":{idempotent}}}"#
        )
    }
}

/// The protocol allows an output schema only for objects.
fn output(shape: ShapeRef, profile: &Profile) -> String {
    if is_object(shape) {
        format!(r#","outputSchema":{}"#, arguments_schema(shape, profile))
    } else {
        String::new()
    }
}

fn is_object(shape: ShapeRef) -> bool {
    match &shape.get().kind {
        Kind::Struct(_) | Kind::Map { .. } => true,
        Kind::Newtype { inner, .. } => is_object(*inner),
        kind => kind.stands_for().is_some_and(is_object),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
