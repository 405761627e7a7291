//! How long a provider asks to wait.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// In milliseconds, from `retry-after-ms`, or `retry-after` in seconds or as a date.
///
/// A date is compared with the provider's own clock where it shows it: the machine's may be wrong.
pub(super) fn retry_after_ms(headers: &HeaderMap, now: SystemTime) -> Option<u64> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |name: &str| text(name)?.parse::<f64>().ok();
    let date = |name: &str| httpdate::parse_http_date(text(name)?).ok();
    let after = RETRY_AFTER.as_str();
    let ms = number("retry-after-ms").or_else(|| number(after).map(|seconds| seconds * 1000.0));
    if let Some(ms) = ms.filter(|ms| ms.is_finite() && *ms >= 0.0) {
        return millis(Duration::try_from_secs_f64(ms / 1000.0).ok()?);
    }
    let until = date(after)?;
    let now = date(DATE.as_str()).unwrap_or(now);
    millis(until.duration_since(now).unwrap_or_default())
}

fn millis(time: Duration) -> Option<u64> {
    u64::try_from(time.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[(&'static str, &str)]) -> Option<u64> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_792_567_650);
        retry_after_ms(&headers.collect(), now)
    }

    #[test]
    fn seconds_milliseconds_and_dates_are_understood() {
        let date = "Wed, 21 Oct 2026 07:28:00 GMT";
        for (headers, expected) in [
            (&[("retry-after", "2")][..], Some(2_000)),
            (&[("retry-after", " 0.25 ")], Some(250)),
            (&[("retry-after-ms", "70"), ("retry-after", "1")], Some(70)),
            (&[("retry-after", date)], Some(30_000)),
            (
                &[
                    ("retry-after", date),
                    ("date", "Wed, 21 Oct 2026 07:27:55 GMT"),
                ],
                Some(5_000),
            ),
            (
                &[
                    ("retry-after", date),
                    ("date", "Wed, 21 Oct 2026 08:00:00 GMT"),
                ],
                Some(0),
            ),
            (
                &[("retry-after", "Wednesday, 21-Oct-26 07:28:00 GMT")],
                Some(30_000),
            ),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "1e300")], None),
            (&[("retry-after", "soon")], None),
            (&[], None),
        ] {
            assert_eq!(of(headers), expected, "{headers:?}");
        }
    }
}
