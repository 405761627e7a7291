//! Large results kept outside: what the model is shown in their place, and where the whole is found again.

use super::readable;
use crate::event::{Event, Fact, FactError, ResultSummarized, raw};
use crate::tool::KeptResults;

/// Most bytes that stand for a result that is kept outside, as JSON.
const DIGEST_BYTES: usize = 2_048;
/// Most bytes of one line of a digest.
const LINE: usize = 240;
/// Most members of an object whose shape is told.
const MEMBERS: usize = 12;

/// The fact that a call's result is kept outside of what the model is shown: it reads a handle, and a digest of at most
/// 2 KB. To be appended after a result that came with
/// [`summarize`](crate::event::CallReturned::summarize). `result` is JSON text.
///
/// The digest says what the result is and how long; of JSON its shape and its first and last items, of text its head and
/// its tail. It depends on the result only.
///
/// ```
/// use agent_core::context::keep_outside;
/// let items: Vec<String> = (0..900).map(|id| format!(r#"{{"id":{id},"name":"n{id}"}}"#)).collect();
/// let kept = keep_outside(7, &format!("[{}]", items.join(",")));
/// let shown = kept.summary.unwrap();
/// assert!(shown.starts_with("result_7: JSON of 22281 bytes, [900 x {id: number, name: string}]\n"), "{shown}");
/// assert!(shown.ends_with(r#"[899] {"id":899,"name":"n899"}"#));
/// ```
#[must_use]
pub fn keep_outside(call: u64, result: &str) -> ResultSummarized {
    let handle = format!("result_{call}");
    let summary = Some(digest(&handle, &readable(result)));
    ResultSummarized {
        call,
        summary,
        handle: Some(handle),
    }
}

/// The results of these events that are kept outside, for a tool that reads them in parts of so many bytes.
///
/// # Errors
/// If an event cannot be read.
pub fn kept_results(events: &[Event], page_bytes: usize) -> Result<KeptResults, FactError> {
    let mut kept = Vec::new();
    let summaries = events.iter().enumerate();
    for (at, event) in summaries.filter(|(_, event)| event.kind() == "result_summarized") {
        let Some(Fact::ResultSummarized(fact)) = Fact::read(event)? else {
            continue;
        };
        if let Some(handle) = fact.handle {
            kept.extend(result(&events[..at], fact.call)?.map(|text| (handle, text)));
        }
    }
    Ok(KeptResults::new(kept, page_bytes))
}

/// The last result of a call.
fn result(events: &[Event], call: u64) -> Result<Option<String>, FactError> {
    let returned = events.iter().rev();
    for event in returned.filter(|event| event.kind() == "call_returned") {
        if let Some(Fact::CallReturned(fact)) = Fact::read(event)?
            && fact.call == call
        {
            return Ok(Some(readable(&fact.value)));
        }
    }
    Ok(None)
}

fn digest(handle: &str, text: &str) -> String {
    let json = text.trim();
    let is = |open| json.starts_with(open) && raw::is_json(json);
    let mut digest = Digest::default();
    if is('[') {
        digest.head(handle, "JSON", text.len(), &format!(", {}", shape(json, 2)));
        digest.items(json);
    } else if is('{') {
        digest.head(handle, "JSON", text.len(), "");
        digest.members(json);
    } else {
        let lines = format!(", {} lines", text.lines().count());
        digest.head(handle, "text", text.len(), &lines);
        digest.ends(text);
    }
    digest.out
}

#[derive(Default)]
struct Digest {
    out: String,
    bytes: usize,
}

impl Digest {
    /// Adds a line, if there is room for it.
    fn add(&mut self, line: &str) -> bool {
        let line = if self.out.is_empty() {
            line.to_owned()
        } else {
            format!("\n{line}")
        };
        let need = bytes(&line);
        if self.bytes + need > DIGEST_BYTES {
            return false;
        }
        self.bytes += need;
        self.out.push_str(&line);
        true
    }

    fn head(&mut self, handle: &str, what: &str, length: usize, more: &str) {
        let line = format!("{handle}: {what} of {length} bytes{more}");
        self.add(cut(&line, 2 * LINE));
    }

    /// The first items of a list and its last one.
    fn items(&mut self, json: &str) {
        let items: Vec<&str> = raw::items(json).filter_map(Result::ok).collect();
        let Some((last, others)) = items.split_last() else {
            return;
        };
        let line = |at: usize, item: &str| format!("[{at}] {}", short(item));
        let last = line(others.len(), last);
        let most = DIGEST_BYTES - bytes(&last) - 8;
        for (at, item) in others.iter().enumerate() {
            let line = line(at, item);
            if self.bytes + bytes(&line) + 2 > most || !self.add(&line) {
                self.add("…");
                break;
            }
        }
        self.add(&last);
    }

    /// The members of an object: small values as they are, the others' shapes.
    fn members(&mut self, json: &str) {
        for (name, value) in raw::members(json).filter_map(Result::ok) {
            let value = if value.len() <= LINE / 2 {
                value.to_owned()
            } else {
                shape(value, 2)
            };
            let line = format!("{}: {value}", short(&name));
            if !self.add(&short(&line)) {
                return;
            }
        }
    }

    /// The head of a text and its tail, cut at line ends where there are some.
    fn ends(&mut self, text: &str) {
        let half = (DIGEST_BYTES - self.bytes - 16) / 2;
        let head = fitting(text.char_indices().map(|(at, c)| at + c.len_utf8()), |at| {
            bytes(&text[..at]) <= half
        });
        let starts = text.char_indices().rev().map(|(at, _)| at);
        let tail = fitting(starts, |at| bytes(&text[at..]) <= half);
        let (head, tail) = (head.unwrap_or(0), tail.unwrap_or(text.len()));
        self.add(&text[..head]);
        self.add("…");
        self.add(&text[tail.max(head)..]);
    }
}

/// The last of the places that fits; beyond 4 KB none does.
fn fitting(places: impl Iterator<Item = usize>, fits: impl Fn(usize) -> bool) -> Option<usize> {
    let places: Vec<usize> = places.take(2 * DIGEST_BYTES).collect();
    let end = places.partition_point(|at| fits(*at));
    places.get(end.checked_sub(1)?).copied()
}

/// What a value is: an object's members with theirs, a list's length with its first item's.
fn shape(json: &str, depth: usize) -> String {
    match json.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            let members: Vec<_> = raw::members(json).filter_map(Result::ok).collect();
            let told = members.iter().take(MEMBERS);
            let mut told: Vec<String> = told
                .map(|(name, value)| format!("{name}: {}", shape(value, depth - 1)))
                .collect();
            if members.len() > MEMBERS {
                told.push(format!("{} more", members.len() - MEMBERS));
            }
            format!("{{{}}}", told.join(", "))
        }
        Some(b'[') => {
            let items: Vec<&str> = raw::items(json).filter_map(Result::ok).collect();
            let first = items.first().filter(|_| depth > 0);
            let first = first.map_or_else(String::new, |item| format!(" x {}", shape(item, depth)));
            format!("[{}{first}]", items.len())
        }
        Some(b'{') => "object".to_owned(),
        Some(b'"') => "string".to_owned(),
        Some(b't' | b'f') => "boolean".to_owned(),
        Some(b'n') => "null".to_owned(),
        _ => "number".to_owned(),
    }
}

/// On one line, cut where it is longer.
fn short(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    if bytes(&line) <= LINE {
        return line;
    }
    format!("{}…", cut(&line, LINE))
}

/// The beginning that has so many bytes as JSON.
fn cut(text: &str, most: usize) -> &str {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = fitting(ends, |at| bytes(&text[..at]) <= most);
    &text[..end.unwrap_or(0)]
}

/// Bytes of a text inside a JSON string.
fn bytes(text: &str) -> usize {
    super::format::quoted(text).len() - 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(result: &str) -> String {
        let kept = keep_outside(3, result);
        assert_eq!(kept.handle.as_deref(), Some("result_3"));
        let shown = kept.summary.unwrap_or_default();
        assert!(bytes(&shown) <= DIGEST_BYTES, "{}", bytes(&shown));
        assert!(shown.starts_with("result_3: "), "{shown}");
        shown
    }

    #[test]
    fn a_digest_is_never_long_whatever_the_result() {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        for piece in [
            "a",
            "\u{1}",
            "\"",
            "\n",
            "東",
            "🦀\\",
            "one two\n",
            "[",
            "{",
        ] {
            let shown = shown(&text(&piece.repeat(60_000 / piece.len())));
            assert!(shown.len() > 300, "{shown}");
        }
        let quotes = text(&"\"".repeat(5_000));
        shown(&format!("[{quotes},{quotes}]"));
        shown(&format!("{{{quotes}:{quotes},\"b\":[{quotes}]}}"));
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        shown(&format!("[{deep},{}]", text(&"x".repeat(9_000))));
        shown("[]");
        shown("\"\"");
        shown("12");
    }

    #[test]
    fn an_object_shows_small_values_and_the_shape_of_large_ones() {
        let rows = r#"{"id":1,"tags":["a"]},"#.repeat(400);
        let result = format!(r#"{{"total":400,"rows":[{}]}}"#, rows.trim_end_matches(','));
        assert_eq!(
            shown(&result),
            format!(
                "result_3: JSON of {} bytes\ntotal: 400\nrows: [400 x {{id: number, tags: [1 x string]}}]",
                result.len()
            )
        );
    }

    #[test]
    fn a_text_shows_its_head_and_its_tail() {
        let log: Vec<String> = (0..2_000).map(|at| format!("line {at}\n")).collect();
        let log = log.concat();
        let shown = shown(&serde_json::Value::from(log).to_string());
        assert!(shown.starts_with("result_3: text of 18890 bytes, 2000 lines\nline 0\n"));
        assert!(shown.ends_with("line 1999\n"), "{shown}");
    }
}
