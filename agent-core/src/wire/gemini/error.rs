//! Errors, by the provider's status word first and the HTTP status second.

use std::time::Duration;

use crate::wire::fault::start_of;
use crate::wire::{ErrorKind, ProviderError, found};

/// The error in place of an answer, if there is one.
pub(super) fn inside(body: &str) -> Option<ProviderError> {
    let error = found::object(body, "error")?;
    let claimed = found::count(error, "code").and_then(|code| u16::try_from(code).ok());
    let status = claimed.filter(|code| (300..=599).contains(code));
    Some(provider_error(status.unwrap_or(500), error, body))
}

pub(super) fn of_status(status: u16, body: &str) -> ProviderError {
    // An endpoint for streams answers with a list.
    let body = found::first(body);
    let error = found::object(body, "error").unwrap_or_default();
    provider_error(status, error, body)
}

/// How long to wait stands in the body, as `34.07s`; no header says it.
pub(super) fn retry_after_ms(body: &str) -> Option<u64> {
    let error = found::object(found::first(body), "error")?;
    let mut details = found::list(error, "details").into_iter();
    let delay = details.find_map(|detail| found::text(detail, "retryDelay"))?;
    let seconds = delay.strip_suffix('s')?.parse().ok()?;
    let delay = Duration::try_from_secs_f64(seconds).ok()?;
    u64::try_from(delay.as_millis()).ok()
}

fn provider_error(status: u16, error: &str, body: &str) -> ProviderError {
    let code = found::text(error, "status");
    let message = found::text(error, "message").unwrap_or_else(|| start_of(body));
    ProviderError {
        kind: kind(status, code.as_deref(), error).unless_said(&message),
        message,
        code,
    }
}

fn kind(status: u16, code: Option<&str>, error: &str) -> ErrorKind {
    match code {
        // A wrong key is an invalid argument to this provider.
        Some("INVALID_ARGUMENT") if reasons(error).any(|it| it == "API_KEY_INVALID") => {
            ErrorKind::Auth
        }
        Some("INVALID_ARGUMENT" | "FAILED_PRECONDITION" | "NOT_FOUND" | "OUT_OF_RANGE") => {
            ErrorKind::BadRequest
        }
        Some("UNAUTHENTICATED" | "PERMISSION_DENIED") => ErrorKind::Auth,
        Some("RESOURCE_EXHAUSTED") if is_spent(error) => ErrorKind::Quota,
        Some("RESOURCE_EXHAUSTED") => ErrorKind::RateLimit,
        Some("UNAVAILABLE") => ErrorKind::Overloaded,
        Some("DEADLINE_EXCEEDED") => ErrorKind::Timeout,
        Some("INTERNAL" | "UNKNOWN" | "ABORTED" | "DATA_LOSS") => ErrorKind::Server,
        _ => ErrorKind::of_status(status),
    }
}

fn reasons(error: &str) -> impl Iterator<Item = String> {
    let details = found::list(error, "details").into_iter();
    details.filter_map(|detail| found::text(detail, "reason"))
}

/// Whether a day's allowance is used up: waiting for a minute does not help.
fn is_spent(error: &str) -> bool {
    found::list(error, "details")
        .into_iter()
        .flat_map(|detail| found::list(detail, "violations"))
        .filter_map(|violation| found::text(violation, "quotaId"))
        .any(|id| id.contains("PerDay"))
}
