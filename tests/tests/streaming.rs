//! Typed values while their text is still coming: every beginning of a text decodes, and the end is the value.

use std::collections::BTreeMap;

use agent_core::Partial;
use agent_core::parse::{Incoming, StreamState, lenient};
use agent_core::schema::Schema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A ticket.
#[agent_core::data]
#[derive(Partial)]
#[serde(rename_all = "camelCase")]
struct Ticket {
    ticket_title: String,
    #[schema(stream(done))]
    customer: String,
    #[serde(alias = "prio")]
    priority: Priority,
    #[schema(stream(with_state))]
    reply: String,
    lines: Vec<Line>,
    tags: BTreeMap<String, u8>,
    steps: Vec<Step>,
    place: (f64, f64),
    id: TicketId,
    parent: Option<Box<Self>>,
    #[serde(flatten)]
    rest: Rest,
    #[serde(skip)]
    cache: u8,
    #[serde(default)]
    notes: Vec<String>,
    any: Value,
    #[schema(stream(done, with_state))]
    colors: Vec<Priority>,
}

#[agent_core::data]
#[derive(Partial)]
struct TicketId(String);

#[agent_core::data]
#[derive(Partial)]
struct Rest {
    source: Option<String>,
    count: u8,
}

#[agent_core::data]
#[derive(Partial, PartialEq)]
enum Priority {
    Low,
    #[serde(rename = "very-high")]
    High,
}

#[agent_core::data]
#[derive(Partial)]
struct Line {
    #[schema(stream(not_null))]
    article: u64,
    #[schema(stream(not_null))]
    text: Option<String>,
    count: Option<u8>,
}

#[agent_core::data]
#[derive(Partial)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Step {
    Wait { minutes: u32 },
    Call(Call),
    Stop,
}

#[agent_core::data]
#[derive(Partial)]
struct Call {
    who: String,
    how: How,
}

#[agent_core::data]
#[derive(Partial)]
enum How {
    Plain,
    By(String),
    Between(u8, String),
    Long {
        text: String,
        inner: Option<Box<Self>>,
    },
}

#[agent_core::data]
#[derive(Partial)]
#[serde(untagged)]
enum Answer {
    Score { score: u8, why: String },
    Refusal { refusal: String },
}

#[agent_core::data]
#[derive(Partial)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    One(Rest),
    Two { a: String },
    None,
}

fn ticket() -> Value {
    json!({
        "ticketTitle": "Spät \u{1f600} \"now\"", "customer": "Emma", "priority": "very-high", "reply": "Dear Emma,\nyes.",
        "lines": [{"article": 7, "text": null, "count": 1}, {"article": 8, "text": "x"}],
        "tags": {"a": 1, "b": 2},
        "steps": [{"do": "wait", "minutes": 5}, {"do": "call", "who": "Bob", "how": "Plain"}, {"do": "stop"},
            {"do": "call", "who": "Eve", "how": {"By": "phone"}}, {"do": "call", "who": "Al", "how": {"Between": [1, "x"]}},
            {"do": "call", "who": "Al", "how": {"Long": {"text": "l", "inner": {"By": "y"}}}}],
        "place": [1.5, -2.0], "id": "T-1", "parent": null, "source": "mail", "count": 3, "notes": ["n"],
        "any": {"x": [1, "y"]}, "colors": ["Low", "very-high"],
    })
}

/// Every beginning of the text decodes; returns the last partial value and the value.
fn stream<T>(text: &str) -> (T::Partial, T)
where
    T: Schema + Partial + DeserializeOwned,
    T::Partial: DeserializeOwned,
{
    let mut incoming = Incoming::<T>::new();
    for c in text.chars() {
        incoming.push(c.encode_utf8(&mut [0; 4]));
        if let Err(error) = incoming.partial() {
            panic!("{}: {error}", incoming.text());
        }
    }
    let partial = incoming.partial().unwrap().unwrap();
    let (value, _) = incoming.finish(true).unwrap();
    (partial, value)
}

#[test]
fn every_beginning_of_a_text_decodes() {
    let mut value = ticket();
    value["parent"] = ticket();
    for text in [value.to_string(), format!("Here:\n```json\n{value:#}\n```")] {
        let (partial, ticket) = stream::<Ticket>(&text);
        assert_eq!(partial.ticket_title.as_ref(), Some(&ticket.ticket_title));
        assert_eq!(partial.priority, Some(Priority::High));
        assert_eq!(partial.reply.state, StreamState::Complete);
        assert_eq!(partial.lines.len(), ticket.lines.len());
        assert_eq!(partial.lines[1].article, 8);
        assert_eq!(partial.tags, ticket.tags);
        assert_eq!(partial.steps.len(), ticket.steps.len());
        assert_eq!(partial.place, Some((Some(1.5), Some(-2.0))));
        assert_eq!(partial.id.as_deref(), Some(ticket.id.0.as_str()));
        assert_eq!(partial.rest.unwrap().count, Some(3));
        assert_eq!(partial.parent.unwrap().customer.as_deref(), Some("Emma"));
        assert_eq!(partial.colors.value, [Priority::Low, Priority::High]);
        assert_eq!(partial.any, Some(ticket.any));
        assert_eq!(ticket.cache, 0);
    }
}

#[test]
fn unions_of_every_tagging_decode() {
    stream::<Answer>(r#"{"refusal": "I would rather not"}"#);
    stream::<Answer>(r#"{"why": "well", "score": 5}"#);
    stream::<Adjacent>(r#"{"t": "One", "c": {"source": "x", "count": 1}}"#);
    stream::<Adjacent>(r#"{"c": {"a": "x"}, "t": "Two"}"#);
    stream::<Adjacent>(r#"{"t": "None"}"#);
    stream::<Vec<How>>(r#"["Plain", {"By": "x"}]"#);
}

/// What a screen shows at a moment.
fn at<T>(text: &str) -> Option<T::Partial>
where
    T: Schema + Partial,
    T::Partial: DeserializeOwned,
{
    let mut incoming = Incoming::<T>::new();
    incoming.push(text);
    incoming.partial().unwrap()
}

#[test]
fn wishes_hold() {
    let ticket = at::<Ticket>(r#"{"customer": "Em"#).unwrap();
    assert_eq!(ticket.customer, None);
    assert_eq!(
        (ticket.reply.value, ticket.reply.state),
        (None, StreamState::Pending)
    );
    let ticket =
        at::<Ticket>(r#"{"lines": [{"article": 7, "text": null}, {"article": 8, "#).unwrap();
    assert_eq!(ticket.lines.len(), 1);
    let ticket = at::<Ticket>(r#"{"reply": "Dear"#).unwrap();
    assert_eq!(ticket.reply.value.as_deref(), Some("Dear"));
    assert_eq!(ticket.reply.state, StreamState::Incomplete);
}

#[test]
fn a_cut_reply_is_no_value() {
    let mut incoming = Incoming::<Line>::new();
    incoming.push(r#"{"article": 7, "text": "x"}"#);
    assert!(incoming.partial().unwrap().is_some());
    assert!(incoming.finish(false).is_err());
    let mut incoming = Incoming::<Line>::new();
    incoming.push(r#"{"article": 7, "te"#);
    assert!(incoming.finish(false).is_err());
}

#[test]
fn keys_and_names_fold_as_at_the_end() {
    let text = r#"{"PRIO": "Very_High", "Ticket-Title": "x"#;
    let ticket = at::<Ticket>(text).unwrap();
    assert_eq!(ticket.priority, Some(Priority::High));
    assert_eq!(ticket.ticket_title.as_deref(), Some("x"));
    assert!(lenient(r#"{"article": 7, "text": "x"}"#, Line::SHAPE).is_ok());
}
