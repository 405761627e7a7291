//! A model that needs no memory: what it answers depends on how many turns the request shows.

use agent_core::message::Settings;
use agent_core::port::{Answer, Ask, BoxFuture, Model, ModelError, RawReply};
use agent_core::wire::{Dialect, OpenAiChatDialect};
use serde_json::{Value, json};

/// One answer.
pub enum Plan {
    /// Tool calls: name and arguments as JSON text.
    Calls(Vec<(String, String)>),
    /// Plain text.
    Text(String),
    /// No answer.
    Fail,
}

impl Plan {
    /// One tool call.
    #[must_use]
    pub fn call(name: &str, arguments: &str) -> Self {
        Self::calls(&[(name, arguments)])
    }

    /// Several tool calls.
    #[must_use]
    pub fn calls(calls: &[(&str, &str)]) -> Self {
        let owned =
            |(name, arguments): &(&str, &str)| ((*name).to_owned(), (*arguments).to_owned());
        Self::Calls(calls.iter().map(owned).collect())
    }
}

/// A model that answers by turns; a fresh process goes on where another one ended.
pub struct Planned<F> {
    settings: Settings,
    plan: F,
}

impl<F: Fn(usize) -> Plan + Send + Sync> Planned<F> {
    /// `plan` is given the number of turns that the request shows.
    pub fn new(plan: F) -> Self {
        Self {
            settings: Settings::new("planned"),
            plan,
        }
    }

    fn answer(&self, request: &str) -> Result<RawReply, ModelError> {
        let turn = turns(request);
        let message = match (self.plan)(turn) {
            Plan::Text(text) => json!({"role": "assistant", "content": text}),
            Plan::Calls(calls) => message(turn, &calls),
            Plan::Fail => {
                return Err(ModelError::Disconnected {
                    reason: "the cable was cut".into(),
                });
            }
        };
        let body = json!({
            "model": "planned",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5},
        });
        Ok(RawReply {
            status: 200,
            body: body.to_string(),
            retry_after_ms: None,
        })
    }
}

fn message(turn: usize, calls: &[(String, String)]) -> Value {
    let calls: Vec<Value> = calls
        .iter()
        .enumerate()
        .map(|(at, (name, arguments))| {
            json!({
                "id": format!("t{turn}_{at}"),
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            })
        })
        .collect();
    json!({"role": "assistant", "content": null, "tool_calls": calls})
}

/// How often somebody has decided in what the request shows.
fn turns(request: &str) -> usize {
    let request: Value = serde_json::from_str(request).unwrap_or_default();
    let messages = request["messages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    messages
        .iter()
        .filter(|message| message["role"] == "assistant")
        .count()
}

impl<F: Fn(usize) -> Plan + Send + Sync> Model for Planned<F> {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &OpenAiChatDialect
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            let plan = self.plan();
            let raw = self.answer(&ask.body(&plan)?.to_text())?;
            Answer::read(plan, raw)
        })
    }
}
