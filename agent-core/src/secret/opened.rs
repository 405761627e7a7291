//! The values that one call was given, so that they can be taken out of what it says.

use serde_json::Value;

use super::{Handle, Secret, encoded};
use crate::schema::check::Scan;
use crate::schema::writer::string;

/// Fewest bytes of a value that is looked for in a tool's result: shorter ones stand there by chance.
const IN_RESULTS: usize = 6;

/// Fewest bytes of a value that is looked for in an error.
const IN_ERRORS: usize = 3;

/// The secrets that were opened for one call. Nothing prints them.
#[derive(Default)]
pub struct Opened(Vec<(String, Handle)>);

impl Opened {
    /// Notes a secret that was opened: its value as JSON text.
    pub fn note(&mut self, value: &Secret, handle: &Handle) {
        let Ok(Ok(json)) = value.expose().map(|json| serde_json::from_str(json)) else {
            return;
        };
        self.leaves(&json, handle);
        // What stands inside another is not to be found first.
        self.0
            .sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    }

    fn leaves(&mut self, json: &Value, handle: &Handle) {
        match json {
            Value::String(text) if !text.is_empty() => self.0.push((text.clone(), handle.clone())),
            Value::Number(number) => self.0.push((number.to_string(), handle.clone())),
            Value::Array(items) => items.iter().for_each(|item| self.leaves(item, handle)),
            Value::Object(members) => members.values().for_each(|item| self.leaves(item, handle)),
            Value::String(_) | Value::Null | Value::Bool(_) => {}
        }
    }

    /// The text with each value's handle in its place, from three bytes on, also where the value is escaped, percent-encoded or in base64.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.scrubbed(text, IN_ERRORS)
    }

    fn scrubbed(&self, text: &str, shortest: usize) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        encoded::apply(text, &|text| self.replaced(text, shortest))
    }

    /// The text with handles, in which nothing is looked for: digits of one may be another's value.
    fn replaced(&self, text: &str, shortest: usize) -> String {
        let long = || self.0.iter().filter(|(value, _)| value.len() >= shortest);
        if !long().any(|(value, _)| text.contains(value)) {
            return text.to_owned();
        }
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some(first) = rest.chars().next() {
            let whole = Handle::at_start(rest);
            let value = long().find(|(value, _)| rest.starts_with(value));
            let (put, passed) = match (whole, value) {
                (Some(handle), _) => (handle, handle.len()),
                (None, Some((value, handle))) => (handle.as_str(), value.len()),
                (None, None) => (&rest[..first.len_utf8()], first.len_utf8()),
            };
            out.push_str(put);
            rest = &rest[passed..];
        }
        out
    }

    /// A JSON text with handles inside its texts, as [`scrub`](Self::scrub) puts them there. Values of fewer than six
    /// bytes and numbers stay: they may stand there by chance.
    #[must_use]
    pub fn scrub_json(&self, json: &str) -> String {
        self.scrubbed_json(json, IN_RESULTS)
    }

    /// A JSON text without any value; `None` where one stands as a number, or in part of a text.
    #[must_use]
    pub fn scrub_detail(&self, json: &str) -> Option<String> {
        let scrubbed = self.scrubbed_json(json, IN_ERRORS);
        (self.scrub(&scrubbed) == scrubbed).then_some(scrubbed)
    }

    fn scrubbed_json(&self, json: &str, shortest: usize) -> String {
        if self.0.is_empty() {
            return json.to_owned();
        }
        let (mut out, mut from, mut scan) = (String::new(), 0, Scan::new(json));
        while let Some(ahead) = json.get(scan.pos..).and_then(|rest| rest.find('"')) {
            scan.pos += ahead;
            let start = scan.pos;
            let Ok(quoted) = scan.string() else { break };
            let text = quoted.content();
            let scrubbed = self.scrubbed(&text, shortest);
            if scrubbed != *text {
                out.push_str(json.get(from..start).unwrap_or_default());
                string(&mut out, &scrubbed);
                from = scan.pos;
            }
        }
        out + json.get(from..).unwrap_or_default()
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let handles = self.0.iter().map(|(_, handle)| handle);
        f.debug_list().entries(handles).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_says_holds_the_handle_in_the_place_of_the_value() {
        let handle = Handle::of(b"", "");
        let mut opened = Opened::default();
        opened.note(&Secret::new(r#""s3cret \"é\"/1""#), &handle);
        opened.note(&Secret::new(r#"{"cvv":123,"number":"4111 1111"}"#), &handle);
        opened.note(&Secret::new(r#""a+b c=d&e""#), &handle);
        for (text, expected) in [
            (r#"bad password s3cret "é"/1!"#, "bad password {h}!"),
            (
                r#"{"body":"{\"p\":\"s3cret \\\"\u00e9\\\"/1\"}"}"#,
                r#"{"body":"{\"p\":\"{h}\"}"}"#,
            ),
            (
                "GET /?p=s3cret%20%22%C3%A9%22%2F1&n=4111+1111",
                "GET /?p={h}&n={h}",
            ),
            ("p=4111+1111", "p={h}"),
            ("p=a+b%20c%3Dd%26e&x=1+2", "p={h}&x=1+2"),
            ("p=a%2Bb+c=d&e", "p%3D{h}"),
            ("1+2=3 & 100 %", "1+2=3 & 100 %"),
            ("code 123 of card 4111 1111", "code {h} of card {h}"),
            ("nothing here", "nothing here"),
        ] {
            assert_eq!(
                opened.scrub(text),
                expected.replace("{h}", handle.as_str()),
                "{text}"
            );
        }
        // Nor is a value looked for in the handles that were put there.
        let mut digits = Opened::default();
        let values: Vec<String> = (0..4096).map(|value| format!("{value:03x}")).collect();
        digits.note(
            &Secret::new(serde_json::to_string(&values).unwrap()),
            &handle,
        );
        assert_eq!(
            digits.scrub("\"abc\\n\" no def"),
            format!("\"{handle}\\n\" no {handle}")
        );
        let result = r#"{"order":"A-1234","cents":123,"said":"card 4111 1111, \"123\""}"#;
        let expected = r#"{"order":"A-1234","cents":123,"said":"card {h}, \"123\""}"#;
        assert_eq!(
            opened.scrub_json(result),
            expected.replace("{h}", handle.as_str())
        );
        assert!(!format!("{opened:?}").contains("4111"));
    }
}
