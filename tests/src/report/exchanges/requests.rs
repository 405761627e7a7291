//! Requests are read and written again.

use agent_core::message::{Request, RequestMessage};
use agent_core::wire::{Body, Dialect};
use serde_json::Value;

use super::same::{same, same_but};
use super::{Exchange, Findings, forms, own};

/// One request, read and written again.
pub(super) fn again(
    dialect: &'static dyn Dialect,
    at: usize,
    exchange: &Exchange,
    found: &mut Findings,
) {
    let finding = &mut found.request;
    finding.had += 1;
    let request = match dialect.decode_request(&exchange.request.to_string()) {
        Ok(request) => request,
        Err(error) => return finding.faults.push(format!("request {at}: {error}")),
    };
    let raw = |message: &&RequestMessage| matches!(message, RequestMessage::Raw(_));
    found.typed.0 += request.messages.len() - request.messages.iter().filter(raw).count();
    found.typed.1 += request.messages.len();
    let wrong = differs(dialect, &request, exchange);
    finding.expect(wrong.is_none(), || {
        format!("request {at}: {}", wrong.unwrap_or_default())
    });
    let path = dialect.path(&request.settings, request.stream);
    // The model stands in the path of some APIs, and there may be a project before it.
    let end = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    finding.expect(
        end(&path) == end(&exchange.path) || exchange.path.contains(':'),
        || format!("request {at}: goes to {path}, went to {}", exchange.path),
    );
}

/// As it was written. A text in place of the list of items is one message of the user.
fn differs(dialect: &dyn Dialect, request: &Request, exchange: &Exchange) -> Option<String> {
    let mut sent = exchange.request.clone();
    if sent["input"].is_string() {
        own::settle(dialect.name(), &mut sent);
    }
    forms::unite(dialect.name(), &mut sent);
    match written(dialect, request) {
        Ok(mut written) => {
            forms::unite(dialect.name(), &mut written);
            same(&written, &sent)
        }
        Err(error) => Some(error),
    }
}

/// How a request differs from what the recording client wrote.
pub(super) fn strays(
    dialect: &dyn Dialect,
    request: &Request,
    exchange: &Exchange,
) -> Option<String> {
    let mut sent = exchange.request.clone();
    forms::unite(dialect.name(), &mut sent);
    own::settle(dialect.name(), &mut sent);
    match written(dialect, request) {
        Ok(mut written) => {
            forms::unite(dialect.name(), &mut written);
            own::settle(dialect.name(), &mut written);
            same_but(&written, &sent, own::optional(dialect.name()))
        }
        Err(error) => Some(error),
    }
}

fn written(dialect: &dyn Dialect, request: &Request) -> Result<Value, String> {
    let written = Body::of(dialect, request).to_text();
    serde_json::from_str(&written)
        .map_err(|error| format!("what is written again is no JSON: {error}"))
}
