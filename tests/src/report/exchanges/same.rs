//! When two bodies mean the same.
//!
//! - Null members say the same as none, so does `"stream": false`; numbers are equal by value.
//! - JSON inside a string (the arguments of a call) is compared as JSON.
//! - Typographic quotes are plain ones: the recordings of whole bodies have no others.
//! - Base64 is compared without regard to its alphabet and padding: `-_` are `+/`.

use serde_json::Value;

/// The first place where two values differ in meaning; `None` if nowhere.
pub(super) fn same(a: &Value, b: &Value) -> Option<String> {
    differ(a, b, "", &[])
}

/// The same, where some members may stand on one side only.
pub(super) fn same_but(a: &Value, b: &Value, optional: &[&str]) -> Option<String> {
    differ(a, b, "", optional)
}

fn differ(a: &Value, b: &Value, at: &str, optional: &[&str]) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let silent = |name: &str, value: &Value| {
                value.is_null() || (at.is_empty() && name == "stream" && *value == false)
            };
            let names = a
                .keys()
                .chain(b.keys().filter(|name| !a.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let (a, b) = (
                    a.get(name).filter(|value| !silent(name, value)),
                    b.get(name).filter(|value| !silent(name, value)),
                );
                let at = format!("{at}/{name}");
                match (a, b) {
                    (Some(a), Some(b)) => differ(a, b, &at, optional),
                    (None, None) => None,
                    (Some(_), None) | (None, Some(_)) if optional.contains(&name.as_str()) => None,
                    (None, Some(_))
                        if !optional.is_empty() && super::own::ADDED.contains(&&**name) =>
                    {
                        None
                    }
                    (Some(a), None) => Some(format!("{at}: {} and nothing", short(a))),
                    (None, Some(b)) => Some(format!("{at}: nothing and {}", short(b))),
                }
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| differ(a, b, &format!("{at}/{index}"), optional)),
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        (Value::String(a), Value::String(b)) if same_text(a, b) => None,
        _ if a == b => None,
        _ => Some(format!("{at}: {} and {}", short(a), short(b))),
    }
}

fn same_text(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let json = |text: &str| {
        serde_json::from_str::<Value>(text)
            .ok()
            .filter(|value| value.is_object() || value.is_array())
    };
    if let (Some(a), Some(b)) = (json(a), json(b)) {
        return differ(&a, &b, "", &[]).is_none();
    }
    let ascii = |text: &str| text.replace(['‘', '’'], "'").replace(['“', '”'], "\"");
    if ascii(a) == ascii(b) {
        return true;
    }
    let plain = |text: &str| {
        text.trim_end_matches('=')
            .replace('-', "+")
            .replace('_', "/")
    };
    let base64 = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte))
    };
    base64(a) && base64(b) && plain(a) == plain(b)
}

/// The start of a value.
pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
