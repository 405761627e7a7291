//! Errors, by the provider's type first and the status second.

use crate::wire::fault::start_of;
use crate::wire::words::kind;
use crate::wire::{ErrorKind, ProviderError, found};

/// The error in place of an answer, if there is one.
pub(super) fn inside(body: &str) -> Option<ProviderError> {
    let error = found::object(body, "error")?;
    Some(provider_error(500, error, body))
}

/// The error that an event of this kind carries, in whatever form.
pub(super) fn of_event(event: &str) -> ProviderError {
    inside(event).unwrap_or_else(|| of_status(500, event))
}

pub(super) fn of_status(status: u16, body: &str) -> ProviderError {
    let body = found::first(body);
    // A gateway in front may leave out what stands around the error.
    let error = found::object(body, "error").unwrap_or(body);
    provider_error(status, error, body)
}

fn provider_error(status: u16, error: &str, body: &str) -> ProviderError {
    let code = found::text(error, "type");
    let message = found::text(error, "message")
        .or_else(|| found::text(error, "error"))
        .unwrap_or_else(|| start_of(body));
    let kind = match code.as_deref() {
        Some("invalid_request_error") => ErrorKind::BadRequest.unless_said(&message),
        code => kind(status, &[code], &message),
    };
    ProviderError {
        kind,
        message,
        code,
    }
}
