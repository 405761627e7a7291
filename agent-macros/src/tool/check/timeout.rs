//! Reads `timeout = "1m 30s"` at compile time.

/// The milliseconds of a text such as `500ms`, `10s`, `2m`, `1h 30m`; the error says what is wrong.
pub(crate) fn millis(text: &str) -> Result<u64, String> {
    let mut total = 0_u64;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(usage(text));
    }
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let letters = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let part = number
            .parse::<u64>()
            .ok()
            .zip(factor(unit))
            .and_then(|(n, f)| n.checked_mul(f));
        total = part
            .and_then(|part| total.checked_add(part))
            .ok_or_else(|| usage(text))?;
        rest = tail.trim_start();
    }
    if total == 0 {
        return Err(
            "timeout must be longer than zero\nnote: without the key, the runner's default applies"
                .to_owned(),
        );
    }
    Ok(total)
}

fn factor(unit: &str) -> Option<u64> {
    match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" | "min" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    }
}

fn usage(text: &str) -> String {
    format!(
        "timeout `{text}` must be whole numbers with units\nnote: write `\"500ms\"`, `\"10s\"`, `\"2m\"` or `\"1h 30m\"`"
    )
}
