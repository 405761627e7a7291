//! Requests are read and written again, and grow by an answer and its results as the recorded ones did.
//!
//! - Beside its messages a request is compared as it was sent: tools and settings are the caller's.
//! - Where the messages of a request do not begin with those of the one before it, it is another conversation.
//! - What the caller says is taken from the recording: results by the call's id, words as they are.
//! - Before a failure's message the library says its kind; the recording client does not.
//! - A call that came without an id gets one from the caller: the recorded one is taken.

use agent_core::context;
use agent_core::contract::{Class, Gate};
use agent_core::event::{
    CallFailed, CallReturned, Chooser, ChosenStep, Does, Fact, MessageReceived, ModelReplied,
    ReplyRefused, StepsChosen,
};
use agent_core::message::{Reply, Request, RequestMessage, RequestResult, Settings};
use agent_core::tool::{Failure, FailureKind};
use agent_core::wire::{Body, Dialect, Head};
use serde_json::Value;

use super::same::{same, same_but};
use super::{Exchange, Finding, Findings, forms, own};

/// One request, read and written again.
pub(super) fn again(
    dialect: &'static dyn Dialect,
    at: usize,
    exchange: &Exchange,
    found: &mut Findings,
) {
    let finding = &mut found.request;
    finding.had += 1;
    let request = match dialect.decode_request(&exchange.request.to_string()) {
        Ok(request) => request,
        Err(error) => return finding.faults.push(format!("request {at}: {error}")),
    };
    let raw = |message: &&RequestMessage| matches!(message, RequestMessage::Raw(_));
    found.typed.0 += request.messages.len() - request.messages.iter().filter(raw).count();
    found.typed.1 += request.messages.len();
    let wrong = differs(dialect, &request, exchange);
    finding.expect(wrong.is_none(), || {
        format!("request {at}: {}", wrong.unwrap_or_default())
    });
    let path = dialect.path(&request.settings, request.stream);
    // The model stands in the path of some APIs, and there may be a project before it.
    let end = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    finding.expect(
        end(&path) == end(&exchange.path) || exchange.path.contains(':'),
        || format!("request {at}: goes to {path}, went to {}", exchange.path),
    );
}

/// As it was written. A text in place of the list of items is one message of the user.
fn differs(dialect: &dyn Dialect, request: &Request, exchange: &Exchange) -> Option<String> {
    let mut sent = exchange.request.clone();
    if sent["input"].is_string() {
        own::settle(dialect.name(), &mut sent);
    }
    forms::unite(dialect.name(), &mut sent);
    match written(dialect, request) {
        Ok(mut written) => {
            forms::unite(dialect.name(), &mut written);
            same(&written, &sent)
        }
        Err(error) => Some(error),
    }
}

/// As the recording client would have written it.
fn strays(dialect: &dyn Dialect, request: &Request, exchange: &Exchange) -> Option<String> {
    let mut sent = exchange.request.clone();
    forms::unite(dialect.name(), &mut sent);
    own::settle(dialect.name(), &mut sent);
    match written(dialect, request) {
        Ok(mut written) => {
            forms::unite(dialect.name(), &mut written);
            own::settle(dialect.name(), &mut written);
            same_but(&written, &sent, own::optional(dialect.name()))
        }
        Err(error) => Some(error),
    }
}

fn written(dialect: &dyn Dialect, request: &Request) -> Result<Value, String> {
    let written = Body::of(dialect, request).to_text();
    serde_json::from_str(&written)
        .map_err(|error| format!("what is written again is no JSON: {error}"))
}

/// Each request from the one before it, its answer, and what the caller said next.
pub(super) fn grown(dialect: &'static dyn Dialect, exchanges: &[Exchange], finding: &mut Finding) {
    for (at, pair) in exchanges.windows(2).enumerate() {
        let read = |exchange: &Exchange| dialect.decode_request(&exchange.request.to_string());
        let (Ok(before), Ok(next)) = (read(&pair[0]), read(&pair[1])) else {
            continue;
        };
        let (Some(new), Ok(reply)) = (added(dialect, &before, &next), pair[0].decode(dialect))
        else {
            continue;
        };
        let [RequestMessage::Assistant { .. }, said @ ..] = new else {
            continue;
        };
        if said
            .iter()
            .any(|m| matches!(m, RequestMessage::Assistant { .. }))
        {
            continue;
        }
        finding.had += 1;
        let mut built = next.clone();
        built.messages.truncate(before.messages.len());
        let wrong = match grow(dialect, &named(reply, said), said) {
            Ok(more) => {
                built.messages.extend(more);
                strays(dialect, &built, &pair[1])
            }
            Err(why) => Some(why),
        };
        finding.expect(wrong.is_none(), || {
            format!("request {}: {}", at + 1, wrong.unwrap_or_default())
        });
    }
}

/// The messages that were not there before, if all that were there still stand before them.
fn added<'a>(
    dialect: &dyn Dialect,
    before: &Request,
    next: &'a Request,
) -> Option<&'a [RequestMessage]> {
    let written = |message: &RequestMessage| -> Value {
        let mut out = String::new();
        message.with(|message| dialect.message(&mut out, message, true));
        // One message may be written as several items.
        serde_json::from_str(&format!("[{out}]")).unwrap_or_default()
    };
    let (old, new) = next.messages.split_at_checked(before.messages.len())?;
    let kept = old
        .iter()
        .zip(&before.messages)
        .all(|(a, b)| same(&written(a), &written(b)).is_none());
    (kept && before.system == next.system).then_some(new)
}

/// The reply with the caller's own ids where the server gave none.
fn named(mut reply: Reply, said: &[RequestMessage]) -> Reply {
    let results = said.iter().find_map(|message| match message {
        RequestMessage::ToolResults(results) => Some(results),
        _ => None,
    });
    for (call, result) in reply.calls.iter_mut().zip(results.into_iter().flatten()) {
        if call.id.is_empty() && call.name == result.name {
            call.id.clone_from(&result.id);
        }
    }
    reply
}

/// The messages that the thread's facts become.
fn grow(
    dialect: &'static dyn Dialect,
    reply: &Reply,
    said: &[RequestMessage],
) -> Result<Vec<RequestMessage>, String> {
    let mut facts = vec![Fact::ModelReplied(ModelReplied {
        reply: reply.clone(),
        ..ModelReplied::default()
    })];
    if !reply.calls.is_empty() {
        facts.push(chosen(reply));
    }
    let mut raw = Vec::new();
    for message in said {
        match message {
            // An answer without a call is answered in words.
            RequestMessage::User(text) if facts.len() == 1 => {
                facts.push(Fact::ReplyRefused(refused(text)));
            }
            RequestMessage::ToolResults(results) => facts.extend(returned(reply, results)?),
            RequestMessage::User(text) => {
                facts.push(Fact::MessageReceived(text.as_str().into()));
            }
            RequestMessage::UserParts(parts) => {
                facts.push(Fact::MessageReceived(MessageReceived {
                    text: String::new(),
                    attachments: parts.clone(),
                }));
            }
            // What the library cannot say is said in the dialect's own words, behind the turn.
            RequestMessage::Raw(_) => raw.push(message.clone()),
            other => return Err(format!("the caller says {other:?}")),
        }
    }
    let silent = facts.len() == 1;
    let messages = context::messages(facts, dialect);
    let settings = Settings::new("m");
    let mut body = String::new();
    dialect.head(&mut body, &Head::new(&settings));
    body.push_str(&messages);
    dialect.tail(&mut body);
    let request = dialect.decode_request(&body);
    let mut messages = request
        .map(|request| request.messages)
        .map_err(|error| format!("{error} in {body}"))?;
    messages.iter_mut().for_each(without_kind);
    if silent {
        messages.push(RequestMessage::Assistant {
            text: reply.text.clone(),
            calls: Vec::new(),
            said: reply.said.clone(),
        });
    }
    messages.extend(raw);
    Ok(messages)
}

/// Takes away the word that stands before a failure's message.
fn without_kind(message: &mut RequestMessage) {
    if let RequestMessage::ToolResults(results) = message {
        let kind = format!("{}: ", FailureKind::Error);
        for result in results.iter_mut().filter(|result| result.failed) {
            if let Some(message) = result.content.strip_prefix(&kind) {
                result.content = message.to_owned();
            }
        }
    }
}

fn refused(feedback: &str) -> ReplyRefused {
    ReplyRefused {
        error: "no_json".into(),
        feedback: feedback.into(),
        calls: Vec::new(),
    }
}

fn chosen(reply: &Reply) -> Fact {
    let steps = reply
        .calls
        .iter()
        .zip(1..)
        .map(|(call, number)| ChosenStep {
            call: number,
            step: call.name.clone(),
            version: 1,
            id: call.id.clone(),
            does: Does::Call {
                class: Class::Write,
                gate: Gate::Open,
                concurrent: false,
            },
            repairs: Vec::new(),
            arguments: call.arguments.clone(),
        });
    Fact::StepsChosen(StepsChosen {
        by: Chooser::Model,
        collapsed: 0,
        steps: steps.collect(),
    })
}

/// The recorded results, by the call's id; where there are none, in the calls' order.
fn returned(reply: &Reply, results: &[RequestResult]) -> Result<Vec<Fact>, String> {
    let mut left: Vec<&RequestResult> = results.iter().collect();
    let mut facts = Vec::new();
    for (call, number) in reply.calls.iter().zip(1..) {
        let mine = |result: &&RequestResult| match (&*call.id, &*result.id) {
            ("", _) | (_, "") => result.name == call.name,
            (mine, answered) => mine == answered,
        };
        let Some(at) = left.iter().position(mine) else {
            return Err(format!("nobody answers call {number}, {}", call.name));
        };
        let result = left.remove(at);
        facts.push(if result.failed {
            let failure = Failure::new(FailureKind::Error, result.content.as_str());
            Fact::CallFailed(CallFailed::new(number, 0, failure))
        } else {
            Fact::CallReturned(CallReturned {
                call: number,
                ms: 0,
                value: Value::from(result.content.as_str()).to_string(),
                summarize: false,
            })
        });
    }
    Ok(facts)
}
