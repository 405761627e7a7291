//! Errors, by the provider's type first and the status second.

use crate::wire::fault::start_of;
use crate::wire::{ErrorKind, ProviderError, found};

/// The error in place of an answer, if there is one.
pub(super) fn inside(body: &str) -> Option<ProviderError> {
    let error = found::object(body, "error")?;
    Some(provider_error(500, error, body))
}

pub(super) fn of_status(status: u16, body: &str) -> ProviderError {
    let error = found::object(body, "error").unwrap_or_default();
    provider_error(status, error, body)
}

fn provider_error(status: u16, error: &str, body: &str) -> ProviderError {
    let code = found::text(error, "type");
    let message = found::text(error, "message").unwrap_or_else(|| start_of(body));
    ProviderError {
        kind: kind(status, code.as_deref(), &message),
        message,
        code,
    }
}

fn kind(status: u16, code: Option<&str>, message: &str) -> ErrorKind {
    match code {
        // There is no type of its own for these two, and what to do about them differs.
        Some("invalid_request_error") if message.starts_with("prompt is too long") => {
            ErrorKind::TooLong
        }
        Some("invalid_request_error") if message.contains("credit balance") => ErrorKind::Quota,
        Some("invalid_request_error" | "not_found_error") => ErrorKind::BadRequest,
        Some("authentication_error" | "permission_error") => ErrorKind::Auth,
        Some("billing_error") => ErrorKind::Quota,
        Some("request_too_large") => ErrorKind::TooLong,
        Some("rate_limit_error") => ErrorKind::RateLimit,
        Some("timeout_error") => ErrorKind::Timeout,
        Some("overloaded_error") => ErrorKind::Overloaded,
        Some("api_error") => ErrorKind::Server,
        _ => ErrorKind::of_status(status),
    }
}
