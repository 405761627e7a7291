//! Texts in which a secret stands in another form: escaped, percent-encoded, as base64.
//!
//! Pure. Owns how each form is found, read and written; knows no rule of its own.

use crate::schema::writer::string;

/// Forms in forms: an address in a token in an address.
const NESTED: u8 = 3;

/// Fewest characters that are looked at as base64: shorter ones hold no secret worth the name.
const SHORTEST: usize = 8;

/// The text after `rules`, which are shown it as it is and in every other form that it may be in. What they change is
/// written back in its form.
pub(crate) fn apply(text: &str, rules: &dyn Fn(&str) -> String) -> String {
    nested(text, rules, 0)
}

fn nested(text: &str, rules: &dyn Fn(&str) -> String, depth: u8) -> String {
    let mut text = rules(text);
    if depth == NESTED {
        return text;
    }
    let inner = |text: &str| nested(text, rules, depth + 1);
    for form in [quoted, bare, percent, base64] {
        text = form(&text, &inner);
    }
    text
}

/// Texts in quotation marks inside a text, as in JSON that stands amid words: `"Zo\u00eb"`.
fn quoted(text: &str, inner: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"').filter(|_| text.contains('\\')) {
        out.push_str(before);
        let mut escaped = false;
        let end = after.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = end else {
            rest = &rest[before.len()..];
            break;
        };
        let literal = &rest[before.len()..before.len() + end + 2];
        let plain = unescaped(&after[..end]);
        let redacted = inner(&plain);
        if redacted == plain {
            out.push_str(literal);
        } else {
            string(&mut out, &redacted);
        }
        rest = &after[end + 1..];
    }
    out + rest
}

/// Escapes that stand in no text in quotation marks that could be told.
fn bare(text: &str, inner: &dyn Fn(&str) -> String) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let plain = unescaped(text);
    let redacted = inner(&plain);
    if redacted == plain {
        text.to_owned()
    } else {
        redacted
    }
}

/// A text without JSON's escapes; what is none stays as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let units: Vec<u16> = units(&rest[before.len()..]).collect();
        let simple = after.chars().next().and_then(|letter| match letter {
            '"' | '\\' | '/' => Some(letter),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            _ => None,
        });
        rest = match simple {
            _ if !units.is_empty() => {
                out.push_str(&String::from_utf16_lossy(&units));
                &rest[before.len() + units.len() * 6..]
            }
            Some(letter) => {
                out.push(letter);
                &after[1..]
            }
            None => {
                out.push('\\');
                after
            }
        };
    }
    out + rest
}

/// The escapes in hexadecimal that a text begins with, one after the other.
fn units(text: &str) -> impl Iterator<Item = u16> + '_ {
    let units = (0..).map_while(|at: usize| {
        let digits = text.get(at * 6..at * 6 + 6)?.strip_prefix("\\u")?;
        hex(digits.as_bytes())
    });
    units.map_while(|unit| u16::try_from(unit).ok())
}

/// A number in hexadecimal, without a sign.
fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| {
        Some(sum * 16 + char::from(*digit).to_digit(16)?)
    })
}

/// What is percent-encoded, word by word: as in an address, where `+` is itself, or in a form, where it is a space; a
/// form's names and values each, and then as one, since not everybody encodes `=` and `&`.
fn percent(text: &str, inner: &dyn Fn(&str) -> String) -> String {
    if !text.contains(['%', '+']) {
        return text.to_owned();
    }
    let joins = |c: char| matches!(c, '&' | '=');
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>');
    let other = |word: &str| {
        let mut plain = [b' ', b'+']
            .into_iter()
            .filter_map(|plus| percent_decoded(word, plus));
        plain.find_map(|plain| {
            let redacted = inner(&plain);
            (redacted != plain).then(|| percent_encoded(&redacted))
        })
    };
    let text = each_run(text, |c| !ends(c) && !joins(c), other);
    each_run(
        &text,
        |c| !ends(c),
        |word| word.contains(joins).then(|| other(word)).flatten(),
    )
}

/// With this in the place of each `+`. `None` where nothing is encoded, or the bytes are no text.
fn percent_decoded(word: &str, plus: u8) -> Option<String> {
    let bytes = word.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let encoded = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let decoded = encoded
            .and_then(hex)
            .and_then(|byte| u8::try_from(byte).ok());
        out.push(match (decoded, byte) {
            (Some(decoded), _) => decoded,
            (None, b'+') => plus,
            (None, byte) => *byte,
        });
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok().filter(|plain| plain != word)
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b':'
            | b'?'
            | b'['
            | b']' => out.push(char::from(byte)),
            byte => {
                let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value & 15)]);
                out.extend(['%', digit(byte >> 4), digit(byte)]);
            }
        }
    }
    out
}

/// Runs of the letters of base64 that are text, whole or piece by piece where they may be a path.
fn base64(text: &str, inner: &dyn Fn(&str) -> String) -> String {
    let letter = |c: char| value(c).is_some();
    let redacted = |run: &str| {
        let plain = base64_decoded(run)?;
        let redacted = inner(&plain);
        (redacted != plain).then(|| base64_encoded(redacted.as_bytes()))
    };
    each_run(text, letter, |run| {
        if run.len() < SHORTEST {
            return None;
        }
        redacted(run).or_else(|| {
            let pieces = each_run(run, |c| c != '/', redacted);
            (run.contains('/') && pieces != run).then_some(pieces)
        })
    })
}

/// Of both alphabets: the usual one, and the one for addresses.
fn value(letter: char) -> Option<u8> {
    let offset = |from: u8, first: u8| u8::try_from(letter).ok().map(|byte| byte - from + first);
    match letter {
        'A'..='Z' => offset(b'A', 0),
        'a'..='z' => offset(b'a', 26),
        '0'..='9' => offset(b'0', 52),
        '+' | '-' => Some(62),
        '/' | '_' => Some(63),
        _ => None,
    }
}

/// `None` where it is no text, or one that nobody can read.
fn base64_decoded(run: &str) -> Option<String> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(run.len()), 0_u32, 0);
    for letter in run.chars() {
        bits = (bits << 6 | u32::from(value(letter)?)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    let readable = |text: &String| !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    String::from_utf8(out).ok().filter(readable)
}

/// Without the padding, which stands after the run where there was one and changes nothing for a reader.
fn base64_encoded(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |value: u32| char::from(LETTERS[(value & 63) as usize]);
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | u32::from(three.get(at).copied().unwrap_or_default())
        });
        let letters = [bits >> 18, bits >> 12, bits >> 6, bits].map(letter);
        out.extend(&letters[..=three.len()]);
    }
    out
}

/// The text with something else in the place of the runs of such characters for which `other` has it.
fn each_run(
    text: &str,
    belongs: impl Fn(char) -> bool,
    other: impl Fn(&str) -> Option<String>,
) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        out.push_str(
            &other(run)
                .filter(|_| !run.is_empty())
                .unwrap_or_else(|| run.to_owned()),
        );
        let gap = after.find(&belongs).unwrap_or(after.len());
        out.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> String {
        apply(text, &|text| text.replace("Zoë Öz/1+2", "[name]"))
    }

    #[test]
    fn a_secret_is_found_in_every_form_and_written_back_in_it() {
        let token = base64_encoded("user: Zoë Öz/1+2".as_bytes());
        let (twice, hidden) = (
            base64_encoded(token.as_bytes()),
            base64_encoded(b"user: [name]"),
        );
        for (text, expected) in [
            ("a Zoë Öz/1+2 b".to_owned(), "a [name] b".to_owned()),
            (
                r#"<a>{"n":"Zo\u00eb \u00D6z/1+2"}</a>"#.into(),
                r#"<a>{"n":"[name]"}</a>"#.into(),
            ),
            (
                "q=Zo%C3%AB%20%c3%96z%2F1%2b2&x=%41".into(),
                "q=[name]&x=%41".into(),
            ),
            ("q=Zo%C3%AB+%c3%96z%2F1%2b2".into(), "q=[name]".into()),
            (format!("Basic {token}"), format!("Basic {hidden}")),
            (
                format!("/v1/a/{}", token.replace('/', "_")),
                format!("/v1/a/{hidden}"),
            ),
            (
                format!("t={twice}="),
                format!("t={}=", base64_encoded(hidden.as_bytes())),
            ),
        ] {
            assert_eq!(redacted(&text), expected, "{text}");
            assert_eq!(redacted(&expected), expected);
        }
    }

    #[test]
    fn what_holds_no_secret_stays_to_the_byte() {
        for text in [
            "",
            "100 % of a+b=%zz & \\u12 \\u00e \\ud83d\\ude00 %C3",
            "get_order_by_number_and_date/list-of-things",
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
            "c29tZXRoaW5nIGVsc2U=",
            "é%20ü",
            r#"a "b\n" c \ "d \u00eb \q \"#,
        ] {
            assert_eq!(redacted(text), text);
        }
    }
}
