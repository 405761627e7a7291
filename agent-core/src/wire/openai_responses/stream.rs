//! An answer in events: items as they grow, each of them whole when it is done, and the answer around them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{decode, fault};
use crate::message::{Delta, Reply};
use crate::wire::read::{array, parse, some, text, whole, word};
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
    /// The ids of the items that began, where the server does not count them.
    uncounted: Vec<String>,
    /// Texts of which pieces came, so that their end need not tell them again.
    told: BTreeSet<(u64, u64)>,
}

impl StreamReader for Reader {
    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.events += 1;
        if matches!(event.data.trim(), "" | "[DONE]") {
            return Ok(());
        }
        let (name, event) = (&event.name, parse(&event.data)?);
        let kind = match word(&event, "type") {
            // Some gateways say the type only as the event's name.
            "" => name.as_str(),
            kind => kind,
        };
        match kind {
            "error" => return Err(fault::provided(some(&event, "error").unwrap_or(&event))),
            "response.completed"
            | "response.incomplete"
            | "response.failed"
            | "response.cancelled" => {
                self.over(&event, kind == "response.failed", deltas)?;
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
            "response.function_call_arguments.done" if !self.told.contains(&self.place(&event)) => {
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
    fn over(
        &mut self,
        event: &Value,
        failed: bool,
        deltas: &mut Vec<Delta>,
    ) -> Result<(), WireError> {
        let Some(answer) = some(event, "response").filter(|answer| answer.is_object()) else {
            return Ok(());
        };
        fault::inside(answer)?;
        if failed {
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
        let (place, _) = self.begins(event);
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
        let (item, place) = (&event["item"], self.place(event));
        if item["type"] == "function_call" && !self.told.contains(&place) {
            self.call_arguments(place, decode::arguments(item), deltas);
        }
        self.items.insert(place.0, item.clone());
    }

    fn tell(
        &mut self,
        event: &Value,
        member: &str,
        delta: fn(String) -> Delta,
        deltas: &mut Vec<Delta>,
    ) {
        self.told.insert(self.place(event));
        deltas.extend(text(event, member).map(delta));
    }

    fn rest(
        &mut self,
        event: &Value,
        member: &str,
        delta: fn(String) -> Delta,
        deltas: &mut Vec<Delta>,
    ) {
        if !self.told.contains(&self.place(event)) {
            self.tell(event, member, delta, deltas);
        }
    }

    fn arguments(&mut self, event: &Value, member: &str, deltas: &mut Vec<Delta>) {
        let text = word(event, member).to_owned();
        self.call_arguments(self.place(event), text, deltas);
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

    /// The place of an item that begins here or began before. Where the server does not count them, it is behind
    /// all others.
    fn begins(&mut self, event: &Value) -> (u64, u64) {
        if event.get("output_index").and_then(whole).is_none() {
            let id = word(&event["item"], "id");
            let added = word(event, "type") == "response.output_item.added";
            let begins = match self.uncounted.iter().rposition(|known| known == id) {
                None => true,
                Some(at) => id.is_empty() && (added || self.items.contains_key(&(at as u64))),
            };
            if begins {
                self.uncounted.push(id.to_owned());
            }
        }
        self.place(event)
    }

    /// The item's place, and the part's inside it. Where the server does not count the items, the place is that of
    /// the item of that id, or else of the last one.
    fn place(&self, event: &Value) -> (u64, u64) {
        let number = |name: &str| event.get(name).and_then(whole);
        let id = match word(event, "item_id") {
            "" => word(&event["item"], "id"),
            id => id,
        };
        let named = || self.uncounted.iter().rposition(|known| known == id);
        let place = number("output_index").unwrap_or_else(|| {
            let last = self.uncounted.len().saturating_sub(1);
            named().unwrap_or(last) as u64
        });
        (place, number("content_index").unwrap_or(0))
    }

    fn call(&self, place: u64) -> usize {
        self.calls.range(..place).count()
    }
}
