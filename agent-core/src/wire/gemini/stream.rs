//! Answers in pieces: each event is a piece of the same form as a whole answer.

use super::turn::Turn;
use crate::message::{Delta, Reply};
use crate::wire::sse::SseEvent;
use crate::wire::{StreamReader, WireError, found};

/// What came so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    events: usize,
    turn: Turn,
}

impl StreamReader for Reader {
    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.events += 1;
        // Some proxies end a stream as another provider does.
        if matches!(event.data.trim(), "" | "[DONE]") {
            return Ok(());
        }
        self.turn.take_in(found::json(&event.data)?, deltas)
    }

    fn finish(self: Box<Self>) -> Result<Reply, WireError> {
        if self.turn.has_ended() {
            self.turn.reply("")
        } else {
            Err(WireError::CutOff {
                events: self.events,
            })
        }
    }
}
