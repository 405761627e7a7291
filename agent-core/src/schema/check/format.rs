//! The `format`s of JSON Schema that are checked; those it does not know pass.

/// True if the text has the format.
pub(super) fn has_format(text: &str, format: &str) -> bool {
    match format {
        "char" => text.chars().count() == 1,
        "email" => email(text),
        "uri" | "url" => uri(text),
        "date" => date(text),
        "time" => time(text),
        "date-time" => date_time(text),
        "uuid" => uuid(text),
        "ip" => text.parse::<std::net::IpAddr>().is_ok(),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "hostname" => hostname(text),
        _ => true,
    }
}

/// One `@` between a local part without spaces and a host name.
fn email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"@,;:<>()[]\\\"".contains(c);
    !local.is_empty() && local.len() <= 64 && !dots && local.chars().all(plain) && hostname(host)
}

/// Labels of letters, digits and inner hyphens.
fn hostname(text: &str) -> bool {
    let label = |label: &str| {
        let inner = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        !label.is_empty()
            && label.len() <= 63
            && inner
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// A scheme, a colon and characters that RFC 3986 allows.
fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    named
        && rest
            .chars()
            .all(|c| c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c))
        && percents(rest)
}

/// Two hexadecimal digits after each `%`.
fn percents(text: &str) -> bool {
    let hex = |part: &str| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    text.split('%').skip(1).all(hex)
}

/// Eight, four, four, four and twelve hexadecimal digits.
fn uuid(text: &str) -> bool {
    let hyphen = |index| matches!(index, 8 | 13 | 18 | 23);
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| {
            if hyphen(i) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

/// A date and a time with an offset, as in RFC 3339.
fn date_time(text: &str) -> bool {
    let (Some(day), Some(hour)) = (text.get(..10), text.get(11..)) else {
        return false;
    };
    let divided = text
        .get(10..11)
        .is_some_and(|between| "Tt ".contains(between));
    divided && date(day) && time(hour)
}

/// `2026-02-28`, on the calendar.
fn date(text: &str) -> bool {
    let (Some(year), Some(month), Some(day)) =
        (digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
    else {
        return false;
    };
    let hyphens = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    text.len() == 10 && hyphens && (1..=days(year, month)).contains(&day)
}

/// Days of a month; 0 if there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    }
}

/// `23:59:59.123Z` or with an offset; a leap second counts.
fn time(text: &str) -> bool {
    let (Some(hour), Some(minute), Some(second)) =
        (digits(text, 0, 2), digits(text, 3, 5), digits(text, 6, 8))
    else {
        return false;
    };
    let colons = text.get(2..3) == Some(":") && text.get(5..6) == Some(":");
    colons
        && hour < 24
        && minute < 60
        && second <= 60
        && text.get(8..).is_some_and(fraction_and_offset)
}

fn fraction_and_offset(text: &str) -> bool {
    let offset = match text.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => text,
    };
    let fraction = text.len() - offset.len();
    fraction != 1 && (matches!(offset, "Z" | "z") || numeric_offset(offset))
}

/// `+02:00`
fn numeric_offset(text: &str) -> bool {
    let (Some(hours), Some(minutes)) = (digits(text, 1, 3), digits(text, 4, 6)) else {
        return false;
    };
    let signed = text.starts_with(['+', '-']) && text.get(3..4) == Some(":");
    text.len() == 6 && signed && hours < 24 && minutes < 60
}

/// The number that these characters write, all of them digits.
fn digits(text: &str, from: usize, to: usize) -> Option<u32> {
    let digits = text.get(from..to)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_accept_what_they_name_and_nothing_else() {
        let cases: [(&str, &[&str], &[&str]); 9] = [
            (
                "email",
                &["a@b.de", "x.y+z@sub.example.org"],
                &["a", "a@", "@b", "a b@c.de", "a@b@c", "a..b@c.de", "a@-b.de"],
            ),
            (
                "uri",
                &[
                    "https://x.org/a?b=c#d",
                    "mailto:a@b.de",
                    "urn:isbn:1",
                    "http://x/%20",
                ],
                &["x.org", "://x", "http://a b", "1a:b", "h:%2"],
            ),
            (
                "date",
                &["2026-02-28", "2024-02-29", "2000-02-29"],
                &[
                    "2026-02-29",
                    "1900-02-29",
                    "2026-13-01",
                    "2026-1-1",
                    "2026-01-00",
                    "20260101",
                    "2026-01-01 ",
                ],
            ),
            (
                "time",
                &["00:00:00Z", "23:59:60.5+02:00"],
                &[
                    "24:00:00Z",
                    "12:00Z",
                    "12:00:00",
                    "12:00:00.Z",
                    "12:00:00+2:00",
                    "12-00-00Z",
                ],
            ),
            (
                "date-time",
                &["2026-11-21T12:08:22Z", "2026-11-21t12:08:22.123456-05:30"],
                &[
                    "2026-11-21",
                    "2026-11-21T12:08:22",
                    "2026-11-31T00:00:00Z",
                    "yesterday",
                    "2026-11-21X12:08:22Z",
                ],
            ),
            (
                "uuid",
                &["67e55044-10b1-426f-9247-bb680e5fe0c8"],
                &[
                    "67e5504410b1426f9247bb680e5fe0c8",
                    "67e55044-10b1-426f-9247-bb680e5fe0cg",
                    "",
                ],
            ),
            ("ipv4", &["127.0.0.1"], &["127.0.0.256", "127.1", "::1"]),
            (
                "ipv6",
                &["::1", "2001:db8::8a2e:370:7334"],
                &["127.0.0.1", "::g"],
            ),
            ("char", &["a", "ä", "😀"], &["", "ab"]),
        ];
        for (format, good, bad) in cases {
            for text in good {
                assert!(has_format(text, format), "{format}: {text}");
            }
            for text in bad {
                assert!(!has_format(text, format), "{format}: {text}");
            }
        }
        assert!(has_format("anything", "x-made-up"));
    }
}
