//! Where in a state's JSON serde gave up. Knows nothing of the state's type.

use crate::schema::check::Scan;

/// The state, or the field of it that an error stands at: `state.case.order`.
pub(super) fn at_fault(text: &str, error: &serde_json::Error) -> String {
    let keys = match error.line() {
        1 => keys_to(text, error.column()),
        _ => Vec::new(),
    };
    keys.iter()
        .fold("state".to_owned(), |path, key| path + "." + key)
}

/// The keys of the objects around a place.
pub(crate) fn keys_to(text: &str, at: usize) -> Vec<String> {
    let mut scan = Scan::new(text);
    let keys = std::iter::from_fn(|| key_to(&mut scan, at));
    keys.collect()
}

/// The key of the member that holds the place; the scan then stands before its value.
fn key_to(scan: &mut Scan<'_>, at: usize) -> Option<String> {
    let mut more = scan.next_token() == b'{';
    if more {
        scan.enter().ok()?;
        more = scan.next_token() != b'}';
    }
    while more {
        let key = scan.key().ok()?;
        scan.colon().ok()?;
        let start = scan.pos;
        scan.skip().ok()?;
        if (start..=scan.pos).contains(&at) {
            scan.pos = start;
            return Some(key.content().into_owned());
        }
        more = scan.another(b'}').ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Case {
        #[expect(dead_code, reason = "only its type matters")]
        order: Order,
        #[expect(dead_code, reason = "only its type matters")]
        notes: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    struct Order {
        #[expect(dead_code, reason = "only its type matters")]
        cents: u64,
    }

    #[test]
    fn the_field_that_cannot_be_read_is_named() {
        for (text, field) in [
            (r#"{"order":{"cents":"é"},"notes":[]}"#, "state.order.cents"),
            (r#"{"order":{"cents":[1]},"notes":[]}"#, "state.order.cents"),
            (r#"{"order":{"cents":-1},"notes":[]}"#, "state.order.cents"),
            (r#"{"order":{"cent":1},"notes":[]}"#, "state.order"),
            (r#"{"notes":["a",2],"order":{"cents":1}}"#, "state.notes"),
            (r#"{"notes":{"a":2},"order":{"cents":1}}"#, "state.notes"),
            (r#"{"order":{"cents":1}}"#, "state"),
            ("[1]", "state"),
            (r#"{"order":{"cents":1"#, "state"),
        ] {
            let error = serde_json::from_str::<Case>(text).unwrap_err();
            assert_eq!(at_fault(text, &error), field, "{text}: {error}");
        }
    }
}
