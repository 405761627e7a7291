//! Dates and release numbers inside a model's name.

/// Whether a part of the name is a date or a release number: `2024-08-06`, `20241022`, `08-2024`, `0613`,
/// `2411`, `preview-06-05`, `001`.
pub(crate) fn is_dated(name: &str) -> bool {
    let parts: Vec<&str> = name.split(['-', '@', ':', '_']).collect();
    (0..parts.len()).any(|at| is_date(&parts[at..]) || is_preview(&parts[at..]))
}

fn is_date(parts: &[&str]) -> bool {
    match parts {
        [year, month, day, ..] if is_year(year) && is_month(month) && is_day(day) => true,
        [month, year, ..] if is_month(month) && is_year(year) => true,
        [part, ..] => is_joined(part),
        [] => false,
    }
}

/// Google writes the day of a preview without its year.
fn is_preview(parts: &[&str]) -> bool {
    matches!(parts, ["preview" | "exp", month, day, ..] if is_month(month) && is_day(day))
}

/// A date in one part, or a number that counts releases.
fn is_joined(part: &str) -> bool {
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    match part.len() {
        8 => is_year(&part[..4]) && is_month(&part[4..6]) && is_day(&part[6..]),
        4 => {
            let (first, second) = part.split_at(2);
            is_month(first) && is_day(second) || is_short_year(first) && is_month(second)
        }
        3 => part.starts_with('0'),
        _ => false,
    }
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.starts_with("20") && number(part).is_some()
}

/// 2020 to 2039: what is lower is a month, what is higher no year yet.
fn is_short_year(part: &str) -> bool {
    number(part).is_some_and(|year| (20..40).contains(&year))
}

fn is_month(part: &str) -> bool {
    part.len() == 2 && number(part).is_some_and(|month| (1..=12).contains(&month))
}

fn is_day(part: &str) -> bool {
    part.len() == 2 && number(part).is_some_and(|day| (1..=31).contains(&day))
}

fn number(part: &str) -> Option<u32> {
    part.parse().ok()
}
