//! Places in a schema: JSON pointers (RFC 6901), in the fragment of a reference.

use super::json::Json;

/// A segment as it stands in a pointer.
pub(super) fn escaped(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// What stands at the fragment of a reference: `/$defs/Order`, an empty one for the whole, or the name of an
/// `$anchor`.
pub(super) fn find<'j>(root: &'j Json, fragment: &str) -> Option<&'j Json> {
    let fragment = decoded(fragment);
    let Some(path) = fragment.strip_prefix('/') else {
        return if fragment.is_empty() {
            Some(root)
        } else {
            anchored(root, &fragment)
        };
    };
    path.split('/').try_fold(root, |json, segment| {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        match json {
            Json::List(items) => items.get(segment.parse::<usize>().ok()?),
            _ => json.get(&segment),
        }
    })
}

fn anchored<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    // The second is how draft 7 writes an anchor.
    let anchor = json.get("$anchor").and_then(Json::text) == Some(name);
    let id = json.get("$id").and_then(Json::text);
    if anchor || id.and_then(|id| id.strip_prefix('#')) == Some(name) {
        return Some(json);
    }
    match json {
        Json::List(items) => items.iter().find_map(|item| anchored(item, name)),
        Json::Object(members) => members.iter().find_map(|it| anchored(&it.1, name)),
        _ => None,
    }
}

/// A fragment without percent signs.
pub(super) fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let coded = tail.get(..2).filter(|_| *first == b'%');
        let byte = coded.and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

/// A name for what a reference names: the last word of its place, or the title of the whole.
pub(super) fn name(target: &str, json: &Json) -> String {
    let decoded = decoded(target.trim_start_matches('#'));
    let last = decoded.rsplit('/').next().unwrap_or_default();
    let title = json.get("title").and_then(Json::text).unwrap_or_default();
    let name = if decoded.is_empty() { title } else { last };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = name.replace(|c: char| !plain(c), "_");
    name.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_names_a_place() {
        let text = r#"{"$defs":{"a/b":1,"c~d":2,"e f":[3,{"$anchor":"x"}]}}"#;
        let json: Json = serde_json::from_str(text).unwrap();
        let found = |fragment| find(&json, fragment).map(ToString::to_string);
        assert_eq!(found("").unwrap(), text);
        assert_eq!(found("/$defs/a~1b").unwrap(), "1");
        assert_eq!(found("/$defs/c~0d").unwrap(), "2");
        assert_eq!(found("/%24defs/e%20f/0").unwrap(), "3");
        assert_eq!(found("x").unwrap(), r#"{"$anchor":"x"}"#);
        for missing in [
            "/",
            "/$defs/z",
            "/$defs/e f/9",
            "/$defs/a~1b/0",
            "y",
            "/%zz",
        ] {
            assert_eq!(found(missing), None, "{missing}");
        }
    }

    #[test]
    fn a_name_is_plain() {
        assert_eq!(name("#/$defs/Page%5BOrder%5D", &Json::Null), "Page_Order_");
        assert_eq!(name("#", &Json::Null), "");
    }
}
