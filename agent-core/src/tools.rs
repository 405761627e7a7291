//! Tools that come with the library: an agent has them where its enum names them.

use serde::Serialize;

use crate::tool;
use crate::tool::CallContext;

/// A part of a kept result that cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FetchError {
    /// No result is kept under this handle.
    #[error("there is no result `{handle}`; known: {}", listed(.known))]
    UnknownHandle {
        /// What was asked for.
        handle: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The result ends before.
    #[error("`{handle}` has {bytes} bytes; there is nothing at {offset}")]
    BehindTheEnd {
        /// The result.
        handle: String,
        /// What was asked for.
        offset: u64,
        /// Its length.
        bytes: u64,
    },
}

fn listed(handles: &[String]) -> String {
    if handles.is_empty() {
        return "none".to_owned();
    }
    handles.join(", ")
}

/// Read a result that was too long to show, by its handle. A long one comes in parts: the last line of a part
/// says at which offset the next one begins.
#[expect(
    clippy::missing_errors_doc,
    reason = "the model reads these words: what goes wrong is told it when it does"
)]
#[tool(read, crate = crate)]
pub fn fetch(
    /// The handle, such as `result_7`.
    handle: String,
    /// Where the part begins, in bytes.
    offset: Option<u64>,
    cx: &CallContext,
) -> Result<String, FetchError> {
    let results = &cx.results;
    let Some(text) = results.get(&handle) else {
        let known = results.handles().map(str::to_owned).collect();
        return Err(FetchError::UnknownHandle { handle, known });
    };
    let (offset, bytes) = (offset.unwrap_or(0), text.len() as u64);
    if offset > 0 && offset >= bytes {
        return Err(FetchError::BehindTheEnd {
            handle,
            offset,
            bytes,
        });
    }
    let start = boundary(text, usize::try_from(offset).unwrap_or(usize::MAX));
    Ok(part(text, start, results.page_bytes()))
}

/// As much as may be given at once, and where the rest begins.
fn part(text: &str, start: usize, page: usize) -> String {
    let rest = &text[start..];
    if rest.len() <= page {
        return rest.to_owned();
    }
    // A page of at least one character, so that it ends.
    let end = start + boundary(rest, page.max(4));
    let (bytes, part) = (text.len(), &text[start..end]);
    format!("{part}\n[bytes {start} to {end} of {bytes}; next offset: {end}]")
}

/// The last place between characters that is not behind this one.
fn boundary(text: &str, at: usize) -> usize {
    let mut places = (0..=at.min(text.len())).rev();
    places.find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::KeptResults;

    fn context(text: &str, page: usize) -> CallContext {
        let results = KeptResults::new([("result_1".to_owned(), text.to_owned())], page);
        CallContext {
            results,
            ..CallContext::new("a thread/2")
        }
    }

    #[test]
    fn the_parts_together_are_the_whole() {
        let text = "später 7 東京\n".repeat(200);
        for page in [0, 7, 100, 1_000, 100_000] {
            let cx = context(&text, page);
            let (mut whole, mut offset) = (String::new(), Some(0));
            while let Some(at) = offset {
                let part = fetch("result_1".into(), Some(at), &cx).unwrap_or_default();
                let next = part
                    .rsplit_once("\n[bytes ")
                    .filter(|(_, end)| end.ends_with(']'));
                let (text, end) = next.unwrap_or((&part, ""));
                whole.push_str(text);
                let number = end.trim_end_matches(']').rsplit(' ').next();
                offset = number.and_then(|number| number.parse().ok());
                assert!(offset.is_none() || offset > Some(at), "{end}");
            }
            assert_eq!(whole, text, "{page}");
        }
    }

    #[test]
    fn a_handle_that_is_not_there_names_those_that_are() {
        let cx = context("abc", 10);
        let error = fetch("result_9".into(), None, &cx).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no result `result_9`; known: result_1"
        );
        let error = fetch("result_1".into(), Some(3), &cx).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`result_1` has 3 bytes; there is nothing at 3"
        );
        let error = fetch("x".into(), None, &CallContext::new("a thread/2")).unwrap_err();
        assert!(error.to_string().ends_with("known: none"), "{error}");
    }
}
