//! A thread as one text: each entry is an element with a name and a body, and a format says how they are written.
//!
//! Text inside a body must not be able to end it or to begin another element: what a format wrote reads back as the
//! same elements, whatever the texts hold.

mod json;
mod markdown;
mod xml;
mod yaml;

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::de::IgnoredAny;

pub use json::Json;
pub use markdown::Markdown;
pub use xml::Xml;
pub use yaml::Yaml;

use super::entry::{Answer, AnswerKind, Entry};
use crate::event::{ChosenStep, Document, MessageReceived, raw};
use crate::message::{InputPart, Source};

/// How a thread is written for the model.
#[derive(Debug, Clone, Copy, Default)]
pub enum Format {
    /// The provider's messages: steps are native tool calls.
    #[default]
    Messages,
    /// One user message in which each event is an element of a text; the reply is one JSON object whose tag names the
    /// step.
    Text(&'static dyn TextFormat),
}

impl Format {
    /// Each event is an XML element.
    pub const XML: Self = Self::Text(&Xml);
    /// Each event is a line of JSON.
    pub const JSON: Self = Self::Text(&Json);
    /// Each event is an item of a YAML list.
    pub const YAML: Self = Self::Text(&Yaml);
    /// Each event is a section of Markdown.
    pub const MARKDOWN: Self = Self::Text(&Markdown);

    /// Its name: `messages`, or the text format's.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Text(format) => format.name(),
        }
    }
}

/// Formats are told apart by their names.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Format {}

/// A way of writing a thread as one text.
///
/// ```
/// use agent_core::context::{Element, ElementBody, TextFormat, UnreadableContext};
///
/// /// `user_input "hello"`, a line an element.
/// #[derive(Debug)]
/// struct Lines;
///
/// impl TextFormat for Lines {
///     fn name(&self) -> &'static str {
///         "lines"
///     }
///
///     fn write(&self, element: &Element<'_>, _first: bool, out: &mut String) {
///         out.push_str(&format!("{} {}\n", element.name, element.body.to_json()));
///     }
///
///     fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
///         let element = |line: &str| {
///             let (name, body) = line.split_once(' ')?;
///             Some(Element::owned(name, ElementBody::from_json(body)?))
///         };
///         let read = |(at, line)| element(line).ok_or(UnreadableContext { line: at + 1 });
///         text.lines().enumerate().map(read).collect()
///     }
/// }
///
/// agent_core::testkit::hold_format(&Lines); // hostile texts read back as they were
/// ```
pub trait TextFormat: std::fmt::Debug + Send + Sync {
    /// Its name, which stands in the log.
    fn name(&self) -> &'static str;

    /// Writes an element behind those that are there; `first` if none is.
    fn write(&self, element: &Element<'_>, first: bool, out: &mut String);

    /// Reads elements back. Nothing at run time needs it: it is how a format shows that no text can forge an element.
    ///
    /// # Errors
    /// If this format never wrote such a text.
    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext>;
}

/// A text that no format of that name wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is no element of this format")]
pub struct UnreadableContext {
    /// Where, counted from 1.
    pub line: usize,
}

/// One piece of a thread as a text format writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'a> {
    /// `user_input`, `tool_response`, `human_response`, `wait_ended`, `error`, `summary`, `document`, `state`, or a step's
    /// name: a step that is called like one of those has a `_` behind its name, so that one can tell them apart.
    pub name: Cow<'a, str>,
    /// What it says.
    pub body: ElementBody<'a>,
}

/// What an element says.
#[derive(Debug, Clone, PartialEq)]
pub enum ElementBody<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// The arguments of a step: names, and values as JSON text.
    Fields(Vec<(Cow<'a, str>, Cow<'a, str>)>),
}

impl Element<'static> {
    /// An element of its own.
    pub fn owned(name: impl Into<String>, body: ElementBody<'static>) -> Self {
        let name = Cow::Owned(name.into());
        Self { name, body }
    }
}

impl<'a> Element<'a> {
    fn text(name: &'a str, text: impl Into<Cow<'a, str>>) -> Self {
        let (name, body) = (name.into(), ElementBody::Text(text.into()));
        Self { name, body }
    }

    /// The element, on its own.
    #[must_use]
    pub fn into_owned(self) -> Element<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let body = match self.body {
            ElementBody::Text(text) => ElementBody::Text(own(text)),
            ElementBody::Fields(fields) => {
                let fields = fields
                    .into_iter()
                    .map(|(key, value)| (own(key), own(value)));
                ElementBody::Fields(fields.collect())
            }
        };
        Element::owned(self.name, body)
    }

    fn document(document: &'a Document) -> Self {
        let title = document.title.as_ref().map(|title| ("title", title));
        let fields = [
            Some(("id", &document.id)),
            title,
            Some(("text", &document.text)),
        ];
        let fields = fields.into_iter().flatten();
        Self {
            name: DOCUMENT.into(),
            body: ElementBody::Fields(
                fields
                    .map(|(key, text)| (key.into(), quoted(text).into()))
                    .collect(),
            ),
        }
    }

    fn state(fields: &'a [(Cow<'static, str>, String)]) -> Self {
        let fields = fields.iter();
        Self {
            name: STATE.into(),
            body: ElementBody::Fields(
                fields
                    .map(|(name, json)| (name.as_ref().into(), json.as_str().into()))
                    .collect(),
            ),
        }
    }

    fn step(step: &'a ChosenStep) -> Self {
        let members = raw::members(&step.arguments).filter_map(Result::ok);
        Self {
            name: step_name(&step.step),
            body: ElementBody::Fields(members.map(|(key, value)| (key, value.into())).collect()),
        }
    }
}

impl ElementBody<'_> {
    /// The body as JSON: a string, or an object.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Fields(fields) => {
                let members = fields
                    .iter()
                    .map(|(key, value)| format!("{}:{value}", quoted(key)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// What [`to_json`](Self::to_json) wrote.
    #[must_use]
    pub fn from_json(json: &str) -> Option<ElementBody<'static>> {
        if json.starts_with('"') {
            let text: String = serde_json::from_str(json).ok()?;
            return Some(ElementBody::Text(text.into()));
        }
        let owned = |member: Result<(Cow<'_, str>, &str), _>| {
            let (key, value) = member.ok()?;
            Some((Cow::Owned(key.into_owned()), Cow::Owned(value.to_owned())))
        };
        let fields: Option<Vec<_>> = raw::members(json).map(owned).collect();
        fields.map(ElementBody::Fields)
    }
}

/// The names of the elements that hold a text; any other is a step's.
pub(crate) const TEXTS: [&str; 6] = [
    "user_input",
    "tool_response",
    "human_response",
    "wait_ended",
    "error",
    "summary",
];

/// The names of those that hold fields, and are no step: a document, and what is shown of the user's state.
const DOCUMENT: &str = "document";
const STATE: &str = "state";

/// Whether the element of this name holds a text.
fn is_text(name: &str) -> bool {
    TEXTS.contains(&name)
}

/// The name of a step's element: no other name ends up as this one.
fn step_name(step: &str) -> Cow<'_, str> {
    let bare = step.trim_end_matches('_');
    if is_text(bare) || bare == DOCUMENT || bare == STATE {
        format!("{step}_").into()
    } else {
        step.into()
    }
}

/// Writes an entry as elements; `first` if none stands before it, which then changes.
pub(super) fn write(format: &dyn TextFormat, entry: &Entry, first: &mut bool, out: &mut String) {
    for element in elements(entry) {
        format.write(&element, std::mem::replace(first, false), out);
    }
}

/// An entry as elements.
pub(super) fn elements(entry: &Entry) -> Vec<Element<'_>> {
    match entry {
        Entry::Message(message) => vec![Element::text("user_input", words(message))],
        Entry::Documents(documents) => documents.iter().map(Element::document).collect(),
        Entry::Summary(text) => vec![Element::text("summary", text)],
        Entry::State(fields) => vec![Element::state(fields)],
        Entry::Advice(text) => vec![Element::text("human_response", text)],
        Entry::Steps(shown) => shown.steps.iter().map(Element::step).collect(),
        Entry::Answers(answers) => answers.iter().filter_map(answer).collect(),
        // In one message of the user there is no place for the model's own words.
        Entry::Paused(_) => Vec::new(),
        Entry::Refused(_, refused) => vec![Element::text("error", &refused.feedback)],
    }
}

fn answer(answer: &Answer) -> Option<Element<'_>> {
    let name = match answer.kind {
        AnswerKind::Returned | AnswerKind::Failed => "tool_response",
        AnswerKind::Said => "human_response",
        AnswerKind::WaitEnded => "wait_ended",
        AnswerKind::Finish => return None,
    };
    Some(Element::text(name, &answer.text))
}

/// What was written, and a line for each thing shown: one text message has no place for its bytes.
pub(super) fn words(message: &MessageReceived) -> String {
    let shown = message.attachments.iter().map(|part| match part {
        InputPart::Text(text) => text.clone(),
        InputPart::Image(media) | InputPart::File(media) => {
            let place = match &media.source {
                Source::Base64(_) => None,
                Source::Url(place) | Source::Id(place) => Some(place.as_str()),
            };
            let known = [
                Some(media.media_type.as_str()),
                media.name.as_deref(),
                place,
            ];
            let known = known.into_iter().flatten().filter(|word| !word.is_empty());
            known.collect::<Vec<_>>().join(" ")
        }
    });
    let said = (!message.text.is_empty()).then(|| message.text.clone());
    said.into_iter().chain(shown).collect::<Vec<_>>().join("\n")
}

/// A text as JSON. Serializing a str cannot fail.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A value on one line: plain text where that reads back as the same text, JSON otherwise.
fn line(json: &str) -> Cow<'_, str> {
    plain_text(json).map_or_else(|| one_line(json), Cow::Owned)
}

/// The text of a JSON string that can do without its quotes.
fn plain_text(json: &str) -> Option<String> {
    let text: String = serde_json::from_str(json).ok()?;
    is_plain(&text).then_some(text)
}

/// JSON on one line: between its tokens, line ends are only spaces; inside of strings there are none.
fn one_line(json: &str) -> Cow<'_, str> {
    if json.contains(['\n', '\r']) {
        json.replace(['\n', '\r'], " ").into()
    } else {
        json.into()
    }
}

/// What [`line`] wrote, as JSON.
fn unline(line: &str) -> String {
    if let Ok(text) = serde_json::from_str::<String>(line) {
        return quoted(&text);
    }
    if serde_json::from_str::<IgnoredAny>(line).is_ok() {
        line.to_owned()
    } else {
        quoted(line)
    }
}

/// Text that neither looks like another JSON value nor spans lines.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.contains(is_odd)
        && !text.starts_with('"')
        && serde_json::from_str::<IgnoredAny>(text).is_err()
}

/// What some reader may take for the end of a line, or for nothing at all.
fn is_odd(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A text as JSON in which nothing odd is left.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in quoted(text).chars() {
        if is_odd(character) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// A field's name before a colon: itself, or JSON where it would not read back.
fn key(name: &str) -> Cow<'_, str> {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '$';
    if !name.is_empty() && name.chars().all(word) {
        name.into()
    } else {
        quoted(name).into()
    }
}

/// `key: value`, as [`key`] and [`line`] wrote them.
fn field(text: &str) -> Option<(Cow<'static, str>, Cow<'static, str>)> {
    let (name, value) = if text.starts_with('"') {
        let mut found = serde_json::Deserializer::from_str(text).into_iter::<String>();
        let name = found.next()?.ok()?;
        let rest = text.get(found.byte_offset()..)?;
        (name, rest.strip_prefix(": ")?)
    } else {
        let (name, value) = text.split_once(": ")?;
        (name.to_owned(), value)
    };
    Some((name.into(), unline(value).into()))
}

#[cfg(test)]
mod tests {
    use super::{is_text, step_name};

    #[test]
    fn a_step_is_told_from_what_is_called_like_it() {
        for (step, element) in [
            ("add", "add"),
            ("add_", "add_"),
            ("summary", "summary_"),
            ("summary_", "summary__"),
            ("document", "document_"),
            ("documents", "documents"),
        ] {
            assert_eq!(step_name(step), element);
            assert!(!is_text(element));
        }
    }
}
