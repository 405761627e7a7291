//! What a server writes in place of an answer.

use serde_json::{Value, json};

use crate::wire::fault::start_of;
use crate::wire::read::{bare, some, text, whole};
use crate::wire::words::kind;
use crate::wire::{ErrorKind, ProviderError, WireError};

/// The error in a body whose status is not 2xx.
pub(crate) fn error(status: u16, body: &str) -> ProviderError {
    let json = serde_json::from_str(bare(body)).unwrap_or(Value::Null);
    // One server wraps its errors in a list.
    let json = json.get(0).unwrap_or(&json);
    provider_error(status, some(json, "error").unwrap_or(json), body)
}

/// An error in a body whose status is 2xx.
pub(crate) fn inside(json: &Value) -> Result<(), WireError> {
    let own = json["object"] == "error";
    let error = some(json, "error")
        .or_else(|| json.pointer("/x_groq/error"))
        .or_else(|| own.then_some(json));
    match error.filter(|error| says_something(error)) {
        Some(error) => Err(provided(error)),
        None => Ok(()),
    }
}

/// Some servers always write an error, and leave it empty where there is none.
fn says_something(error: &Value) -> bool {
    let nothing = [json!(null), json!(false), json!(""), json!([]), json!({})];
    !nothing.contains(error)
}

/// An answer that its server gave up: the choice holds the error, or its end names one.
pub(crate) fn ending(choice: &Value, reason: Option<&str>) -> Result<(), WireError> {
    if let Some(error) = some(choice, "error").filter(|error| says_something(error)) {
        return Err(provided(error));
    }
    let kind = match reason {
        Some("error" | "network_error" | "abort" | "aborted" | "cancelled") => ErrorKind::Server,
        Some("insufficient_system_resource") => ErrorKind::Overloaded,
        _ => return Ok(()),
    };
    Err(WireError::Provider(ProviderError {
        kind,
        message: "the server gave up before the answer was whole".to_owned(),
        code: reason.map(str::to_owned),
    }))
}

/// What an error inside a 2xx becomes.
pub(crate) fn provided(error: &Value) -> WireError {
    WireError::Provider(provider_error(200, error, &error.to_string()))
}

fn provider_error(status: u16, error: &Value, body: &str) -> ProviderError {
    // A word says more than a number, and a number is most often the status again.
    let number = error.get("code").and_then(whole);
    let code = text(error, "code")
        .or_else(|| text(error, "type"))
        .or_else(|| number.map(|code| code.to_string()));
    let message = message(error).unwrap_or_else(|| start_of(body));
    let status = status_of(status, error, code.as_deref());
    let own = [code.as_deref(), error.get("type").and_then(Value::as_str)];
    ProviderError {
        kind: kind(status, &own, &message),
        message,
        code,
    }
}

fn message(error: &Value) -> Option<String> {
    let said = match some(error, "message").or_else(|| some(error, "detail")) {
        Some(Value::String(said)) => said.clone(),
        Some(other) => other.to_string(),
        None => error.as_str()?.to_owned(),
    };
    // What a gateway passes on says more than the gateway.
    let behind = error.pointer("/metadata/raw").and_then(Value::as_str);
    let behind = behind.filter(|raw| !said.contains(raw));
    Some(match behind {
        Some(raw) => format!("{said}: {}", start_of(raw)),
        None => said,
    })
    .filter(|said| !said.is_empty())
}

/// The status, or the one that an error inside a 200 claims for itself; a server's fault when it claims none.
fn status_of(status: u16, error: &Value, word: Option<&str>) -> u16 {
    if status != 200 {
        return status;
    }
    if word.is_some_and(|word| word.starts_with("invalid_") || word.starts_with("unsupported_")) {
        return 400;
    }
    let mut claimed = ["code", "status", "status_code", "statusCode"]
        .into_iter()
        .filter_map(|name| u16::try_from(whole(error.get(name)?)?).ok());
    claimed
        .find(|code| (300..=599).contains(code))
        .unwrap_or(500)
}
