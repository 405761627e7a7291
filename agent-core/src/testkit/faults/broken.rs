//! Answers that are wrong in one way each, made from what a request offers.

use serde_json::json;

use crate::message::{Reply, ReplyCall, Request, RequestOutput, Stop};
use crate::port::{RawReply, is_event_stream};

/// An answer with this status, in words that every dialect reads.
pub(super) fn status(status: u16) -> RawReply {
    let (kind, name) = match status {
        429 => ("rate_limit_error", "RESOURCE_EXHAUSTED"),
        503 | 529 => ("overloaded_error", "UNAVAILABLE"),
        _ => ("server_error", "INTERNAL"),
    };
    let message = "a fault of the test";
    let error = json!({ "code": status, "message": message, "status": name, "type": kind });
    RawReply {
        status,
        body: json!({ "type": "error", "error": error }).to_string(),
        retry_after_ms: None,
    }
}

/// The first half of a text, to a whole character.
pub(super) fn half(text: &str) -> &str {
    let end = (0..=text.len() / 2)
        .rev()
        .find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// A whole body that ends in the middle: of itself, or of one of its events.
pub(in crate::testkit) fn malformed(whole: &str) -> String {
    let half = half(whole);
    match half.rfind("data: {") {
        Some(event) if is_event_stream(whole) => format!("{}\n\n", &half[..event + 7]),
        _ => half.to_owned(),
    }
}

pub(super) fn plain_text() -> Reply {
    words("I would rather talk about it first.", Stop::End)
}

/// A call whose arguments end in the middle of a text.
pub(super) fn cut_off(request: &Request) -> Reply {
    match first_tool(request) {
        Some(name) => call(request, name, r#"{"text":"and so it"#, Stop::Length),
        None => words("{\"text\":\"and so it", Stop::Length),
    }
}

/// A call of a tool whose name is nearly that of one on offer.
pub(super) fn wrong_tool(request: &Request) -> Reply {
    match first_tool(request) {
        Some(name) => call(request, &format!("{name}_now"), "{}", Stop::ToolCalls),
        None => words(r#"{"no_such_step":{}}"#, Stop::End),
    }
}

/// A call with an argument that no tool has.
pub(super) fn wrong_arguments(request: &Request) -> Reply {
    let arguments = r#"{"no_such_argument":true}"#;
    match first_tool(request) {
        Some(name) => call(request, name, arguments, Stop::ToolCalls),
        None => words(arguments, Stop::End),
    }
}

fn first_tool(request: &Request) -> Option<&str> {
    match &request.output {
        RequestOutput::Tools { tools, .. } => tools.first().map(|tool| tool.name.as_str()),
        RequestOutput::Json { .. } | RequestOutput::Text => None,
    }
}

fn words(text: &str, stop: Stop) -> Reply {
    Reply {
        text: Some(text.to_owned()),
        stop,
        ..Reply::default()
    }
}

fn call(request: &Request, name: &str, arguments: &str, stop: Stop) -> Reply {
    Reply {
        calls: vec![ReplyCall {
            id: format!("fault_{}", request.messages.len()),
            name: name.to_owned(),
            arguments: arguments.to_owned(),
        }],
        stop,
        ..Reply::default()
    }
}
