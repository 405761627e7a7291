//! An answer in events: items as they grow, each of them whole when it is done, and the answer around them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{decode, fault};
use crate::message::{Delta, Reply};
use crate::wire::read::{array, parse, some, text, word};
use crate::wire::sse::SseEvent;
use crate::wire::{StreamReader, WireError};

/// What has come so far.
#[derive(Default)]
pub(super) struct Reader {
    events: usize,
    answer: Option<Value>,
    /// Items that are done, by their place.
    items: BTreeMap<u64, Value>,
    /// The calls that began, by their item's place; in the order of the places they are counted.
    calls: BTreeSet<u64>,
    /// Texts of which pieces came, so that their end need not tell them again.
    told: BTreeSet<(u64, u64)>,
}

impl StreamReader for Reader {
    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.events += 1;
        if matches!(event.data.trim(), "" | "[DONE]") {
            return Ok(());
        }
        let event = parse(&event.data)?;
        match word(&event, "type") {
            "error" => return Err(fault::provided(some(&event, "error").unwrap_or(&event))),
            "response.completed" | "response.incomplete" | "response.failed" => {
                self.over(&event, deltas)?;
            }
            "response.output_item.added" => self.begun(&event, deltas),
            "response.output_item.done" => self.done(&event, deltas),
            "response.output_text.delta" => self.tell(&event, "delta", Delta::Text, deltas),
            "response.output_text.done" => self.rest(&event, "text", Delta::Text, deltas),
            "response.refusal.delta" => self.tell(&event, "delta", Delta::Refusal, deltas),
            "response.reasoning_text.delta" | "response.reasoning_summary_text.delta" => {
                self.tell(&event, "delta", Delta::Reasoning, deltas);
            }
            "response.function_call_arguments.delta" => self.arguments(&event, "delta", deltas),
            "response.function_call_arguments.done" if !self.told.contains(&place(&event)) => {
                self.arguments(&event, "arguments", deltas);
            }
            // A server that answers with an error in place of events.
            "" => fault::inside(&event)?,
            _ => {}
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Reply, WireError> {
        let Some(mut answer) = self.answer else {
            return Err(WireError::CutOff {
                events: self.events,
            });
        };
        // Each item was whole when it was done; the end repeats all of them, or leaves them out.
        if !self.items.is_empty() && self.items.len() >= array(&answer, "output").len() {
            answer["output"] = self.items.into_values().collect();
        }
        decode::read(&answer)
    }
}

impl Reader {
    fn over(&mut self, event: &Value, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        let Some(answer) = some(event, "response").filter(|answer| answer.is_object()) else {
            return Ok(());
        };
        fault::inside(answer)?;
        if word(event, "type") == "response.failed" {
            return Err(fault::provided(answer));
        }
        if let Ok(Reply {
            usage: Some(usage), ..
        }) = decode::read(answer)
        {
            deltas.push(Delta::Usage(usage));
        }
        self.answer = Some(answer.clone());
        Ok(())
    }

    fn begun(&mut self, event: &Value, deltas: &mut Vec<Delta>) {
        let item = &event["item"];
        let (place, _) = place(event);
        if item["type"] == "function_call" && self.calls.insert(place) {
            deltas.push(Delta::CallStarted {
                index: self.call(place),
                id: text(item, "call_id").unwrap_or_default(),
                name: text(item, "name").unwrap_or_default(),
            });
        }
    }

    /// Tells of a call what has not been told of it.
    fn done(&mut self, event: &Value, deltas: &mut Vec<Delta>) {
        self.begun(event, deltas);
        let item = &event["item"];
        if item["type"] == "function_call" && !self.told.contains(&place(event)) {
            let text = word(item, "arguments").to_owned();
            self.call_arguments(place(event), text, deltas);
        }
        self.items.insert(place(event).0, item.clone());
    }

    fn tell(
        &mut self,
        event: &Value,
        member: &str,
        delta: fn(String) -> Delta,
        deltas: &mut Vec<Delta>,
    ) {
        self.told.insert(place(event));
        deltas.extend(text(event, member).map(delta));
    }

    fn rest(
        &mut self,
        event: &Value,
        member: &str,
        delta: fn(String) -> Delta,
        deltas: &mut Vec<Delta>,
    ) {
        if !self.told.contains(&place(event)) {
            self.tell(event, member, delta, deltas);
        }
    }

    fn arguments(&mut self, event: &Value, member: &str, deltas: &mut Vec<Delta>) {
        let text = word(event, member).to_owned();
        self.call_arguments(place(event), text, deltas);
    }

    fn call_arguments(&mut self, place: (u64, u64), text: String, deltas: &mut Vec<Delta>) {
        // Pieces for a call that never began say nothing that anyone could use.
        if text.is_empty() || !self.calls.contains(&place.0) {
            return;
        }
        self.told.insert(place);
        let index = self.call(place.0);
        deltas.push(Delta::CallArguments { index, text });
    }

    fn call(&self, place: u64) -> usize {
        self.calls.range(..place).count()
    }
}

/// The item's place, and the part's inside it.
fn place(event: &Value) -> (u64, u64) {
    let number = |name: &str| event[name].as_u64().unwrap_or(0);
    (number("output_index"), number("content_index"))
}
