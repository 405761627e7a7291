//! Conversations of other clients with their providers, and the same conversations in this library's log: the recorded
//! model answers again, and the recorded results come back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use agent_core::agent::Toolset;
use agent_core::contract::Class;
use agent_core::message::{Reply, ReplyCall, Request, RequestMessage, RequestResult, Stop};
use agent_core::reducer::Status;
use agent_core::run::{CallResult, Runner, Simulated, ToolCall};
use agent_core::schema::{MCP, import_loosely};
use agent_core::testkit::ScriptedModel;
use agent_core::tool::{Failure, FailureKind};
use agent_core::wire::{self, Dialect};
use serde::Deserialize;
use serde_json::Value;

use crate::count::count;
use crate::trajectory::{Fault, Trajectory};

const ROWS: &str = include_str!("../../../recordings/peers.jsonl");

/// A recorded conversation.
#[derive(Deserialize)]
struct Row {
    id: String,
    api: String,
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
struct Exchange {
    request: Sent,
}

#[derive(Deserialize)]
struct Sent {
    json: Value,
}

pub(crate) async fn all() -> Result<Vec<Trajectory>, Fault> {
    let mut all = Vec::new();
    for line in ROWS.lines() {
        all.push(replay(&serde_json::from_str(line)?).await?);
    }
    Ok(all)
}

async fn replay(row: &Row) -> Result<Trajectory, Fault> {
    let array: Vec<String> = row
        .exchanges
        .iter()
        .map(|it| it.request.json.to_string())
        .collect();
    let last = row.exchanges.last().ok_or("no request is recorded")?;
    let last = &last.request.json;
    let dialect = wire::dialect(&row.api.replace('-', "_"))
        .or_else(|| wire::dialect(&row.api))
        .ok_or("the dialect is not known")?;
    let request = dialect.decode_request(&without_tools(last).to_string())?;
    let results = Results::of(&request.messages);
    let recorded = results.clone();
    let server = Simulated::new(move |call| recorded.take(call));
    let model = Arc::new(model(dialect, &request));
    let runner = Runner::of(toolset(&request, last)?.table(), Arc::clone(&model), server);
    let mut thread = runner.start("trajectory".parse()?).await?;
    for message in &request.messages {
        if let RequestMessage::User(words) = message {
            runner.send(&mut thread, words.as_str()).await?;
        }
    }
    let status = runner.run(&mut thread).await?;
    let played = model.finish();
    if status != Status::Finished || played.is_err() {
        let (id, stopped) = (&row.id, &thread.state().progress().stopped);
        return Err(format!("{id} was not replayed: {status:?} {stopped:?} {played:?}").into());
    }
    let name = row.id.rsplit('/').next().unwrap_or_default();
    // A call that our library refuses by itself does not reach the tool, and its recorded error is not told.
    let left = results.left();
    let from = match left.len() {
        0 => "another client's recording".to_owned(),
        left => format!("another client's recording, {left} error told in our own words"),
    };
    let unsaid = unsaid(&request.messages, array.len(), &left);
    Ok(Trajectory {
        unsaid,
        condensed: 0,
        name: format!("{} ({})", name.trim_start_matches("test_"), row.api),
        from,
        array,
        thread,
    })
}

/// The request without its offer, which clients write in more ways than one.
fn without_tools(request: &Value) -> Value {
    let mut request = request.clone();
    if let Some(members) = request.as_object_mut() {
        members.retain(|key, _| !["tools", "tool_choice", "toolConfig"].contains(&&**key));
    }
    request
}

fn toolset(request: &Request, offer: &Value) -> Result<Toolset, Fault> {
    let mut system = request.system.clone();
    system.extend(request.messages.iter().filter_map(|message| match message {
        RequestMessage::System(words) => Some(words.clone()),
        _ => None,
    }));
    let mut tools = Toolset::new("Recorded")
        .system(system.join("\n"))
        .profile(&MCP);
    for tool in offered(offer) {
        let text = |key: &str| tool.get(key).and_then(Value::as_str).unwrap_or_default();
        let schema = ["parameters", "input_schema", "parameters_json_schema"];
        let schema = schema.iter().find_map(|key| tool.get(*key));
        let (shape, _) = import_loosely(&schema.ok_or("a tool has no schema")?.to_string())?;
        tools = tools.shaped(Class::Write, text("name"), text("description"), shape)?;
    }
    Ok(tools)
}

/// The tools of a request, in whichever API.
fn offered(request: &Value) -> impl Iterator<Item = &Value> {
    list(request, "tools").iter().flat_map(|tool| {
        let one = std::slice::from_ref(tool.get("function").unwrap_or(tool));
        match list(tool, "functionDeclarations") {
            [] => one,
            several => several,
        }
    })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let list = value.get(key).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// The model says what it said, and in the end that it is done: the last answer stands in no request.
fn model(dialect: &'static dyn Dialect, request: &Request) -> ScriptedModel {
    let model = ScriptedModel::new()
        .speaking(dialect)
        .with_settings(request.settings.clone());
    let said = request.messages.iter().filter_map(|message| match message {
        RequestMessage::Assistant { text, calls, said } => Some(Reply {
            text: text.clone(),
            calls: calls.clone(),
            said: said.clone(),
            stop: Stop::ToolCalls,
            ..Reply::default()
        }),
        _ => None,
    });
    said.fold(model, ScriptedModel::says)
        .call("final_answer", r#"{"message":"Done."}"#)
}

/// Tokens of what the text formats leave out of a run, each time that the array says it.
fn unsaid(messages: &[RequestMessage], requests: usize, refused: &[ReplyCall]) -> u64 {
    let turns = messages.iter().filter_map(|message| match message {
        RequestMessage::Assistant { text, calls, said } => Some((text, calls, said)),
        _ => None,
    });
    // The first turn stands in all requests but the first, and so on.
    let turns = turns.zip((0..requests).rev());
    let tokens = turns.map(|((text, calls, said), times)| {
        let words = count(text.as_deref().unwrap_or_default());
        let refused = calls.iter().filter(|call| refused.contains(call));
        let calls: u64 = refused
            .map(|call| count(&call.name) + count(&call.arguments))
            .sum();
        let thoughts: u64 = said.iter().map(|said| thoughts(&said.json)).sum();
        (words + calls + thoughts) * times as u64
    });
    tokens.sum()
}

/// Tokens of the signatures of a turn's thoughts.
fn thoughts(said: &str) -> u64 {
    let signatures = said.split("\"thoughtSignature\":\"").skip(1);
    let texts = signatures.map(|rest| rest.split('"').next().unwrap_or_default());
    texts.map(count).sum()
}

/// The recorded results, by what was called.
#[derive(Clone)]
struct Results(Arc<Mutex<VecDeque<(ReplyCall, RequestResult)>>>);

impl Results {
    fn of(messages: &[RequestMessage]) -> Self {
        let (mut calls, mut answered) = (Vec::new(), VecDeque::new());
        for message in messages {
            match message {
                RequestMessage::Assistant { calls: made, .. } => calls.extend(made.iter().cloned()),
                RequestMessage::ToolResults(results) => {
                    for result in results {
                        let mine = |call: &ReplyCall| call.id == result.id;
                        if let Some(at) = calls.iter().position(mine) {
                            answered.push_back((calls.remove(at), result.clone()));
                        }
                    }
                }
                _ => {}
            }
        }
        Self(Arc::new(Mutex::new(answered)))
    }

    /// The calls whose results nobody asked for.
    fn left(&self) -> Vec<ReplyCall> {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.iter().map(|(call, _)| call.clone()).collect()
    }

    fn take(&self, due: &ToolCall) -> CallResult {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let mine = |(call, _): &(ReplyCall, RequestResult)| {
            call.name == due.tool && json(&call.arguments) == json(&due.arguments)
        };
        let found = left.iter().position(mine).and_then(|at| left.remove(at));
        let missing = || Failure::new(FailureKind::NotRun, "no result is recorded");
        let (_, RequestResult { content, .. }) = found.ok_or_else(missing)?;
        Ok(match serde_json::from_str::<Value>(&content) {
            Ok(_) => content,
            Err(_) => Value::from(content).to_string(),
        })
    }
}
