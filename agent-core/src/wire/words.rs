//! The words and sentences in which servers say what went wrong.
//!
//! Owns what they mean, for all dialects: gateways pass on the words of the server behind them.

use std::time::Duration;

use super::ErrorKind;

/// The kind that a provider's own word speaks of, whatever the status. `None` for words that say no more than
/// the status does.
pub(crate) fn words(code: Option<&str>) -> Option<ErrorKind> {
    Some(match folded(code?).as_str() {
        "context_length_exceeded"
        | "context_window_exceeded"
        | "exceed_context_size"
        | "request_too_large" => ErrorKind::TooLong,
        "insufficient_quota"
        | "exceeded_current_quota"
        | "service_quota_exceeded"
        | "billing_hard_limit_reached"
        | "billing_not_active"
        | "billing"
        | "insufficient_balance"
        | "insufficient_credits"
        | "payment_required" => ErrorKind::Quota,
        "rate_limit_exceeded" | "rate_limit" | "too_many_requests" | "throttling" => {
            ErrorKind::RateLimit
        }
        "invalid_api_key"
        | "wrong_api_key"
        | "authentication"
        | "invalid_authentication"
        | "permission"
        | "permission_denied"
        | "access_denied"
        | "unauthorized" => ErrorKind::Auth,
        "overloaded"
        | "engine_overloaded"
        | "server_overloaded"
        | "model_overloaded"
        | "slow_down"
        | "service_unavailable"
        | "model_not_ready" => ErrorKind::Overloaded,
        "server" | "internal_server" | "internal" | "api" => ErrorKind::Server,
        "timeout" | "model_timeout" | "request_timeout" | "gateway_timeout" => ErrorKind::Timeout,
        "model_not_found" | "not_found" | "bad_request" | "validation" => ErrorKind::BadRequest,
        // The model, not the request: it wrote a call that the server could not read.
        "tool_use_failed" | "json_validate_failed" => ErrorKind::Reply,
        _ => return None,
    })
}

/// One spelling for a word: `RateLimitError` and `rate-limit` are `rate_limit`.
fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len() + 4);
    let mut small = false;
    for sign in word.trim().chars() {
        if sign.is_ascii_uppercase() && small {
            folded.push('_');
        }
        small = sign.is_ascii_lowercase() || sign.is_ascii_digit();
        let sign = if matches!(sign, '-' | ' ' | '.') {
            '_'
        } else {
            sign
        };
        folded.push(sign.to_ascii_lowercase());
    }
    for end in ["_error", "_exception"] {
        if let Some(short) = folded.strip_suffix(end) {
            folded.truncate(short.len());
        }
    }
    folded
}

/// The kind of an error by the provider's words first, the status second and the sentence last.
pub(crate) fn kind(status: u16, codes: &[Option<&str>], message: &str) -> ErrorKind {
    let by_status = ErrorKind::of_status(status);
    let said = codes.iter().find_map(|code| words(*code));
    match said {
        // A limit on a minute's tokens is no matter of time where one request has more.
        _ if by_status == ErrorKind::TooLong => by_status,
        // Some say so of whatever went wrong.
        Some(ErrorKind::Server) if (400..500).contains(&status) => by_status,
        said => said.unwrap_or(by_status),
    }
    .unless_said(message)
}

impl ErrorKind {
    /// Servers without a word for it say in a sentence that a request is too long, or that the money is spent.
    pub(crate) fn unless_said(self, message: &str) -> Self {
        const TOO_LONG: [&str; 13] = [
            "context length",
            "context window",
            "context size",
            "context limit",
            "model length",
            "prompt length",
            "prompt is too long",
            "input is too long",
            "too many tokens",
            "too many input tokens",
            "maximum number of tokens",
            "max_new_tokens",
            "reduce the length",
        ];
        const SPENT: [&str; 9] = [
            "credit balance",
            "insufficient balance",
            "insufficient credits",
            "included credits",
            "available credits",
            "out of credits",
            "spending limit",
            "spend limit",
            "billing hard limit",
        ];
        let message = message.to_ascii_lowercase();
        let says = |sentences: &[&str]| sentences.iter().any(|said| message.contains(said));
        match self {
            Self::BadRequest | Self::Server if says(&TOO_LONG) => Self::TooLong,
            Self::RateLimit if says(&["request too large"]) => Self::TooLong,
            Self::BadRequest | Self::RateLimit | Self::Auth if says(&SPENT) => Self::Quota,
            kind => kind,
        }
    }
}

/// How long a sentence in an error's body asks to wait, in milliseconds: `Please try again in 1m2.5s.`
pub(crate) fn wait_in_words(body: &str) -> Option<u64> {
    const LOOKED_AT: usize = 4_096;
    let body: String = body.chars().take(LOOKED_AT).collect();
    let body = body.to_ascii_lowercase();
    let behind = ["try again in ", "retry in ", "retry after "]
        .iter()
        .find_map(|said| Some(&body[body.find(said)? + said.len()..]))?;
    let (mut ms, mut rest) = (0.0, behind);
    while let Some((part, behind)) = span(rest) {
        (ms, rest) = (ms + part, behind);
    }
    let wait = Duration::try_from_secs_f64(ms / 1_000.0).ok()?;
    u64::try_from(wait.as_millis()).ok().filter(|ms| *ms > 0)
}

/// A number with its unit at the start of a text, in milliseconds, and what stands behind it.
fn span(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
    let (number, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let end = rest.find(|sign: char| !sign.is_ascii_alphabetic());
    let (unit, rest) = rest.split_at(end.unwrap_or(rest.len()));
    let ms = match unit {
        "ms" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
        "h" | "hour" | "hours" => 3_600_000.0,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    Some((number * ms, rest))
}
