//! Answers in pieces: `message_start`, blocks that begin, grow and end, `message_delta`, `message_stop`.

use super::blocks::Block;
use super::error;
use super::turn::{Counts, Turn};
use crate::message::{Delta, Reply, Stop};
use crate::wire::fault::start_of;
use crate::wire::sse::SseEvent;
use crate::wire::{StreamReader, WireError, found, more};

/// What came so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    events: usize,
    turn: Option<Turn>,
    /// With the provider's index, which is their order. Where two have the same, the later one grows.
    blocks: Vec<(u64, Block)>,
    calls: usize,
}

impl StreamReader for Reader {
    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.events += 1;
        // Some proxies end a stream as another provider does.
        if matches!(event.data.trim(), "" | "[DONE]") {
            return Ok(());
        }
        let (name, event) = (&event.name, found::json(&event.data)?);
        // Some gateways say the type only as the event's name.
        let kind = found::text(event, "type").unwrap_or_else(|| name.clone());
        match kind.as_str() {
            "message_start" => {
                let message = found::object(event, "message").unwrap_or_default();
                let mut turn = Turn::begun(message);
                turn.beside(message);
                self.turn = Some(turn);
                self.count(message, deltas);
            }
            "content_block_start" => self.begin(event, deltas)?,
            "content_block_delta" => self.grow(event, deltas)?,
            "content_block_stop" => self.end(event, deltas),
            "message_delta" => {
                if let (Some(turn), Some(delta)) = (&mut self.turn, found::object(event, "delta")) {
                    turn.ended(delta);
                    more_of(turn, event);
                }
                self.count(event, deltas);
            }
            "error" => return Err(WireError::Provider(error::of_event(event))),
            // `ping`, `message_stop`, what later versions may send, and what a gateway says in its own words.
            _ => {
                if let Some(error) = error::inside(event) {
                    return Err(WireError::Provider(error));
                }
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Reply, WireError> {
        // The reason comes behind the last block: without it there may have been more.
        let ended = self.turn.filter(|turn| *turn.stop() != Stop::Missing);
        let mut turn = ended.ok_or(WireError::CutOff {
            events: self.events,
        })?;
        let mut blocks = self.blocks;
        blocks.sort_by_key(|(index, _)| *index);
        for (_, block) in blocks {
            let (json, input) = block.finish();
            turn.take_in(&json, input);
        }
        Ok(turn.reply())
    }
}

impl Reader {
    fn count(&mut self, message: &str, deltas: &mut Vec<Delta>) {
        let (Some(turn), Some(counts)) = (&mut self.turn, Counts::read(message)) else {
            return;
        };
        turn.count(Some(counts));
        deltas.extend(turn.usage().map(Delta::Usage));
    }

    fn begin(&mut self, event: &str, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        let start = found::object(event, "content_block")
            .ok_or_else(|| missing("/content_block", event))?;
        let mut block = Block::begun(start);
        let words = |key| found::text(start, key);
        match words("type").as_deref() {
            Some("text") => deltas.extend(words("text").map(Delta::Text)),
            Some("thinking") => deltas.extend(words("thinking").map(Delta::Reasoning)),
            Some("tool_use") => {
                block.call = Some(self.calls);
                deltas.push(Delta::CallStarted {
                    index: self.calls,
                    id: words("id").unwrap_or_default(),
                    name: words("name").unwrap_or_default(),
                });
                self.calls += 1;
            }
            _ => {}
        }
        let index = found::count(event, "index").ok_or_else(|| missing("/index", event))?;
        self.blocks.push((index, block));
        Ok(())
    }

    fn grow(&mut self, event: &str, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        let delta = found::object(event, "delta").ok_or_else(|| missing("/delta", event))?;
        let at = self.place(event).ok_or_else(|| missing("/index", event))?;
        let block = &mut self.blocks[at].1;
        block.grow(delta);
        let piece = |key| found::text(delta, key);
        match (piece("type").as_deref(), block.call) {
            (Some("text_delta"), _) => deltas.extend(piece("text").map(Delta::Text)),
            (Some("thinking_delta"), _) => deltas.extend(piece("thinking").map(Delta::Reasoning)),
            (Some("input_json_delta"), Some(index)) => {
                let more = piece("partial_json");
                deltas.extend(more.map(|text| Delta::CallArguments { index, text }));
            }
            _ => {}
        }
        Ok(())
    }

    /// Where the block of an event stands.
    fn place(&self, event: &str) -> Option<usize> {
        let index = found::count(event, "index")?;
        self.blocks.iter().rposition(|(known, _)| *known == index)
    }

    /// Input that came with the block's beginning, or none at all, is told at the end.
    fn end(&mut self, event: &str, deltas: &mut Vec<Delta>) {
        let block = self.place(event).map(|at| &self.blocks[at].1);
        if let Some((index, text)) = block.and_then(|block| Some((block.call?, block.untold()?))) {
            deltas.push(Delta::CallArguments { index, text });
        }
    }
}

/// What stands beside the delta.
fn more_of(turn: &mut Turn, event: &str) {
    let mut members = more::Members::new();
    more::take(&mut members, event, &["delta"]);
    turn.beside(&format!(
        "{{{}}}",
        more::written(&members).trim_start_matches(',')
    ));
}

fn missing(missing: &'static str, event: &str) -> WireError {
    WireError::Empty {
        missing,
        start: start_of(event),
    }
}
