//! A server on this machine that speaks as a provider does, event by event.

use std::time::Duration;

use agent_core::testkit::{Play, Server};
use serde_json::json;

const PIECES: [&str; 6] = [
    r#"{"mess"#,
    r#"age":"Your par"#,
    "cel left the ",
    "warehouse this morning. ",
    "It comes ",
    r#"tomorrow."}"#,
];

/// Breaks off in the middle of the first answer.
pub(super) fn server() -> std::io::Result<Server> {
    let pause = Duration::from_millis(60);
    let whole = Play::events(&answer()).slowly(pause);
    let broken = whole
        .clone()
        .cut_after(answer().find("this morning").unwrap_or(0));
    Server::script([broken, whole])
}

/// A tool call in pieces, in the dialect of Chat Completions.
fn answer() -> String {
    let begins = json!({"index": 0, "id": "call_1", "type": "function",
        "function": {"name": "reply", "arguments": ""}});
    let pieces = PIECES.map(|text| json!({"index": 0, "function": {"arguments": text}}));
    let calls = std::iter::once(begins).chain(pieces);
    let mut text: String = calls
        .map(|call| event(&json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]})))
        .collect();
    text += &event(&json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}));
    text + "data: [DONE]\n\n"
}

fn event(data: &serde_json::Value) -> String {
    format!("data: {data}\n\n")
}
