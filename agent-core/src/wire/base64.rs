//! Reading base64 (RFC 4648), for the providers that want words where others take bytes.

/// The text in standard base64, with or without padding; `None` where it is none.
pub(super) fn text(data: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(data.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u8);
    for sign in data.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(value(sign)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

fn value(sign: u8) -> Option<u8> {
    match sign {
        b'A'..=b'Z' => Some(sign - b'A'),
        b'a'..=b'z' => Some(sign - b'a' + 26),
        b'0'..=b'9' => Some(sign - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn words_come_out_of_base64() {
        for (data, words) in [
            ("", Some("")),
            ("aA==", Some("h")),
            ("aA", Some("h")),
            ("aGVsbG8gd29ybGQK", Some("hello world\n")),
            ("w6nwn6aA", Some("é🦀")),
            ("/w==", None),
            ("a b=", None),
        ] {
            assert_eq!(text(data).as_deref(), words, "{data}");
        }
    }
}
