//! An answer in chunks: they are put together to the message that one whole body would hold, and that is read.

use serde_json::{Map, Value, json};

use super::{decode, fault};
use crate::event::raw::is_json;
use crate::message::{Delta, Reply};
use crate::wire::read::{array, parse, some, text, word};
use crate::wire::sse::SseEvent;
use crate::wire::{StreamReader, WireError, more};

/// What has come so far.
#[derive(Default)]
pub(super) struct Reader {
    events: usize,
    /// The end mark, or a reason why the answer ended, has come.
    over: bool,
    /// Anything of an answer has come.
    begun: bool,
    /// What is not known of the answer, of its choice and of its message.
    more: [Value; 3],
    /// Members of the answer: `id`, `model`, `usage`.
    answer: Map<String, Value>,
    reason: Option<String>,
    /// Members of the message that are text.
    texts: Map<String, Value>,
    /// A content that comes as parts.
    parts: Vec<Value>,
    details: Vec<Value>,
    calls: Vec<Call>,
}

/// A call while it comes in.
#[derive(Default)]
struct Call {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
    /// What a server adds to calls, such as a signature.
    extra: Option<Value>,
    /// The type of a tool that is no function.
    kind: Option<String>,
}

impl StreamReader for Reader {
    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.events += 1;
        if event.data.trim() == "[DONE]" {
            self.over = true;
            return Ok(());
        }
        if event.data.trim().is_empty() {
            return Ok(());
        }
        if event.name == "error" {
            let words = Value::from(event.data.trim());
            let error = parse(&event.data).unwrap_or(words);
            return Err(fault::provided(some(&error, "error").unwrap_or(&error)));
        }
        let chunk = parse(&event.data)?;
        fault::inside(&chunk)?;
        // Servers that name their sources name all of them in each chunk.
        for (name, value) in more::unknown(&chunk, decode::KNOWN[0]) {
            self.more[0][name] = value;
        }
        self.whole(&chunk, deltas);
        // Of several answers side by side the first one is read.
        let choices = array(&chunk, "choices").iter();
        for choice in choices.filter(|choice| choice["index"].as_u64().unwrap_or(0) == 0) {
            self.choice(choice, deltas)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Reply, WireError> {
        // An end mark behind nothing ends nothing.
        if !self.over || !self.begun {
            return Err(WireError::CutOff {
                events: self.events,
            });
        }
        decode::read(&self.put_together())
    }
}

impl Reader {
    /// What a chunk says of the whole answer.
    fn whole(&mut self, chunk: &Value, deltas: &mut Vec<Delta>) {
        for name in ["id", "model"] {
            if let Some(value) = text(chunk, name) {
                self.answer.insert(name.into(), value.into());
            }
        }
        if let Some(usage) = decode::counted(chunk) {
            self.answer.insert("usage".into(), usage.clone());
            deltas.push(Delta::Usage(decode::usage(usage)));
        }
    }

    fn choice(&mut self, choice: &Value, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.begun = true;
        more::grow(
            &mut self.more[1],
            more::unknown(choice, decode::KNOWN[1]).into(),
        );
        let reason = text(choice, "finish_reason");
        fault::ending(choice, reason.as_deref())?;
        // A server that holds back pieces sends the message as one.
        let delta = some(choice, "delta").or_else(|| some(choice, "message"));
        if let Some(delta) = delta {
            more::grow(
                &mut self.more[2],
                more::unknown(delta, decode::KNOWN[2]).into(),
            );
            self.texts(delta, deltas);
            self.lists(delta, deltas);
        }
        if reason.is_some() {
            self.over = true;
            self.reason = reason;
        }
        Ok(())
    }

    fn texts(&mut self, delta: &Value, deltas: &mut Vec<Delta>) {
        let shown = decode::reasoning(delta).map(Delta::Reasoning);
        let said = decode::content(delta, "text").map(Delta::Text);
        deltas.extend([shown, said].into_iter().flatten());
        deltas.extend(text(delta, "refusal").map(Delta::Refusal));
        for name in ["content", "reasoning", "reasoning_content", "refusal"] {
            if let Some(more) = text(delta, name) {
                match self.texts.get_mut(name) {
                    Some(Value::String(so_far)) => so_far.push_str(&more),
                    _ => drop(self.texts.insert(name.into(), more.into())),
                }
            }
        }
    }

    fn lists(&mut self, delta: &Value, deltas: &mut Vec<Delta>) {
        self.parts.extend_from_slice(array(delta, "content"));
        for detail in array(delta, "reasoning_details") {
            merge(&mut self.details, detail);
        }
        for piece in array(delta, "tool_calls") {
            self.call(piece, deltas);
        }
        // Old servers know one call and no list.
        if let Some(only) = some(delta, "function_call") {
            self.call(&json!({ "function": only }), deltas);
        }
    }

    fn call(&mut self, piece: &Value, deltas: &mut Vec<Delta>) {
        let at = self.place(piece);
        let call = &mut self.calls[at];
        let function = decode::function(piece);
        let new = call.name.is_empty();
        if call.id.is_empty() {
            word(piece, "id").clone_into(&mut call.id);
        }
        if new {
            word(function, "name").clone_into(&mut call.name);
        }
        if let Some(extra) = some(piece, "extra_content") {
            call.extra = Some(extra.clone());
        }
        let kind = word(piece, "type");
        if !kind.is_empty() && kind != "function" {
            call.kind = Some(kind.to_owned());
        }
        let more = decode::arguments(function);
        call.arguments.push_str(&more);
        if call.name.is_empty() {
            return;
        }
        if new {
            deltas.push(Delta::CallStarted {
                index: at,
                id: call.id.clone(),
                name: call.name.clone(),
            });
        }
        // Those that came before the name are told with it.
        let text = if new { call.arguments.clone() } else { more };
        if !text.is_empty() {
            deltas.push(Delta::CallArguments { index: at, text });
        }
    }

    /// The call that a piece belongs to. Servers are of several minds: most count calls, some give every call
    /// the same number or the same id, some give none; but a piece with a name and an id of its own begins a call,
    /// and so does one with a name and arguments behind a call whose arguments are whole.
    fn place(&mut self, piece: &Value) -> usize {
        let index = piece["index"].as_u64();
        let function = decode::function(piece);
        let (id, name) = (word(piece, "id"), word(function, "name"));
        let begun = |call: &Call| !name.is_empty() && !call.name.is_empty();
        let other = |call: &Call| {
            let renamed = !id.is_empty() && !call.id.is_empty() && call.id != id;
            let uncounted = id.is_empty() && index.is_none();
            begun(call) && (renamed || uncounted || call.is_over(&decode::arguments(function)))
        };
        let found = match index {
            Some(_) => self.calls.iter().rposition(|call| call.index == index),
            None if id.is_empty() => self.calls.len().checked_sub(1),
            None => self.calls.iter().rposition(|call| call.id == id),
        };
        if let Some(at) = found.filter(|at| !other(&self.calls[*at])) {
            return at;
        }
        self.calls.push(Call {
            index,
            ..Call::default()
        });
        self.calls.len() - 1
    }

    fn put_together(self) -> Value {
        let mut message = self.texts;
        if !self.parts.is_empty() {
            message.insert("content".into(), joined(self.parts).into());
        }
        if !self.details.is_empty() {
            message.insert("reasoning_details".into(), self.details.into());
        }
        let calls: Vec<Value> = self.calls.into_iter().map(Call::put_together).collect();
        if !calls.is_empty() {
            message.insert("tool_calls".into(), calls.into());
        }
        let [mut answer, mut choice, more] = self.more;
        more::grow(
            &mut choice,
            json!({ "message": message, "finish_reason": self.reason }),
        );
        more::grow(&mut choice["message"], more);
        more::grow(&mut answer, self.answer.into());
        answer["choices"] = vec![choice].into();
        answer
    }
}

impl Call {
    /// Whether these arguments cannot be more of the call's.
    fn is_over(&self, more: &str) -> bool {
        !more.trim().is_empty()
            && self.arguments.trim_end().ends_with('}')
            && is_json(&self.arguments)
    }

    fn put_together(self) -> Value {
        let mut call = match self.kind {
            None => json!({
                "id": self.id,
                "type": "function",
                "function": { "name": self.name, "arguments": self.arguments },
            }),
            Some(kind) => json!({
                "id": self.id,
                "type": kind,
                (&*kind): { "name": self.name, "input": self.arguments },
            }),
        };
        if let Some(extra) = self.extra {
            call["extra_content"] = extra;
        }
        call
    }
}

/// Adds a piece of reasoning to the one that it goes on with: same place, same type.
fn merge(details: &mut Vec<Value>, piece: &Value) {
    let last = details
        .last_mut()
        .filter(|last| last["index"] == piece["index"] && last["type"] == piece["type"]);
    let (Some(last), Some(members)) = (last, piece.as_object()) else {
        details.push(piece.clone());
        return;
    };
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let grows = matches!(name.as_str(), "text" | "summary" | "data");
        match (&mut last[name], value) {
            (Value::String(so_far), Value::String(more)) if grows => so_far.push_str(more),
            (member, value) => *member = value.clone(),
        }
    }
}

/// Neighbouring parts of one type are pieces of one part.
fn joined(parts: Vec<Value>) -> Vec<Value> {
    let mut whole: Vec<Value> = Vec::new();
    for part in parts {
        let last = whole.last_mut().filter(|last| last["type"] == part["type"]);
        match last.map(|last| (last, part["type"].as_str())) {
            Some((last, Some("text"))) => append(&mut last["text"], &part["text"]),
            Some((last, Some("thinking"))) => append(&mut last["thinking"], &part["thinking"]),
            _ => whole.push(part),
        }
    }
    whole
}

fn append(so_far: &mut Value, more: &Value) {
    match (so_far, more) {
        (Value::String(so_far), Value::String(more)) => so_far.push_str(more),
        (Value::Array(so_far), Value::Array(more)) => {
            let all = std::mem::take(so_far);
            *so_far = joined(all.into_iter().chain(more.iter().cloned()).collect());
        }
        _ => {}
    }
}
