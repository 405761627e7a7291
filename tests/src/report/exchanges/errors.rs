//! Every error becomes a typed one whose kind, and so whether to ask again, follows from status and code.

use agent_core::message::{Reply, Settings};
use agent_core::port::{Answer, ModelError, ModelPlan, RawReply};
use agent_core::wire::{Dialect, ErrorKind};
use serde_json::Value;

use super::{Body, Exchange, Finding};

pub(super) fn judge(
    dialect: &'static dyn Dialect,
    at: usize,
    exchange: &Exchange,
    finding: &mut Finding,
) {
    if exchange.plain(dialect).is_some() {
        return;
    }
    finding.had += 1;
    let found = match &exchange.body {
        Body::Sse(_) => exchange
            .decode(dialect)
            .map_err(|error| ModelError::Decode { error, raw: None }),
        Body::Json(json) => whole(dialect, exchange.status, json.to_string()),
        Body::Text(text) => whole(dialect, exchange.status, text.clone()),
    };
    let (kinds, again) = expected(exchange);
    match found {
        Ok(reply) => finding
            .faults
            .push(format!("answer {at}: an error read as {reply:?}")),
        Err(error) => {
            let kind = error.kind();
            finding.expect(kinds.contains(&kind), || {
                format!("answer {at}: {kind:?} where {kinds:?} is expected: {error}")
            });
            finding.expect(kind.is_transient() == again, || {
                format!("answer {at}: {kind:?} and asking again is {again}")
            });
        }
    }
}

fn whole(dialect: &'static dyn Dialect, status: u16, body: String) -> Result<Reply, ModelError> {
    let plan = ModelPlan {
        dialect,
        settings: Settings::new("m"),
        host: String::new(),
    };
    let raw = RawReply {
        status,
        body,
        retry_after_ms: None,
    };
    Answer::read(plan, raw).map(|answer| answer.reply)
}

/// The kinds that status and code allow, and whether asking again may help.
fn expected(exchange: &Exchange) -> (Vec<ErrorKind>, bool) {
    let none = Value::Null;
    let failed = match &exchange.body {
        Body::Sse(stream) => super::plain::failure(stream),
        Body::Json(_) | Body::Text(_) => None,
    };
    let json = match (&exchange.body, &failed) {
        (Body::Json(json), _) | (_, Some(json)) => json,
        _ => &none,
    };
    let error = json.get("error").unwrap_or(json);
    let code = ["code", "type", "status"]
        .into_iter()
        .find_map(|name| error[name].as_str())
        .unwrap_or_default();
    // The provider itself says that the model's words were at fault.
    if matches!(code, "tool_use_failed" | "json_validate_failed") {
        return (vec![ErrorKind::Reply], true);
    }
    let inner = error["code"]
        .as_u64()
        .and_then(|code| u16::try_from(code).ok());
    match (exchange.status, inner) {
        (200..300, Some(status)) if json.get("error").is_some() => of_status(status, code),
        (200..300, _) if json.get("error").is_some() => (
            vec![
                ErrorKind::Server,
                ErrorKind::Overloaded,
                ErrorKind::RateLimit,
            ],
            true,
        ),
        (200..300, _) if matches!(exchange.body, Body::Sse(_)) => (
            vec![
                ErrorKind::Server,
                ErrorKind::Overloaded,
                ErrorKind::Disconnected,
            ],
            true,
        ),
        (200..300, _) => (vec![ErrorKind::Reply], true),
        (status, _) => of_status(status, code),
    }
}

fn of_status(status: u16, code: &str) -> (Vec<ErrorKind>, bool) {
    match status {
        429 if code == "insufficient_quota" => (vec![ErrorKind::Quota], false),
        429 => (vec![ErrorKind::RateLimit], true),
        401 | 403 => (vec![ErrorKind::Auth, ErrorKind::BadRequest], false),
        402 => (vec![ErrorKind::Quota], false),
        408 | 504 => (vec![ErrorKind::Timeout], true),
        413 => (vec![ErrorKind::TooLong], false),
        300..400 => (vec![ErrorKind::Redirect], false),
        400..500 => (
            vec![ErrorKind::BadRequest, ErrorKind::TooLong, ErrorKind::Auth],
            false,
        ),
        _ => (vec![ErrorKind::Server, ErrorKind::Overloaded], true),
    }
}
