//! How long a provider asks to wait.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// In milliseconds, from `retry-after-ms`, or `retry-after` in seconds or as a date.
///
/// A date is compared with the provider's own clock where it shows it: the machine's may be wrong.
pub(super) fn retry_after_ms(headers: &HeaderMap, now: SystemTime) -> Option<u64> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |name: &str, a_second: f64| seconds(text(name)?, a_second).map(millis);
    let date = |name: &str| httpdate::parse_http_date(text(name)?).ok();
    let after = RETRY_AFTER.as_str();
    let asked = number("retry-after-ms", 1_000.0).or_else(|| number(after, 1.0));
    asked.or_else(|| {
        let now = date(DATE.as_str()).unwrap_or(now);
        Some(millis(date(after)?.duration_since(now).unwrap_or_default()))
    })
}

/// A number of which so many are a second. One below 0 is none; one that is too large to count is the largest there
/// is: whoever asks for it is not to be asked again soon.
fn seconds(text: &str, a_second: f64) -> Option<Duration> {
    let seconds = text.parse::<f64>().ok()? / a_second;
    let finite = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    (finite && seconds >= 0.0)
        .then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
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
            (&[("retry-after", "1e300")], Some(u64::MAX)),
            (&[("retry-after", "99999999999999999999")], Some(u64::MAX)),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "nan")], None),
            (
                &[("retry-after-ms", "-1"), ("retry-after", "2")],
                Some(2_000),
            ),
            (
                &[("retry-after-ms", "soon"), ("retry-after", date)],
                Some(30_000),
            ),
            (
                &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")],
                Some(251_609_733_149_000),
            ),
            (&[("retry-after", "soon")], None),
            (&[], None),
        ] {
            assert_eq!(of(headers), expected, "{headers:?}");
        }
    }
}
