//! Answers as one body.

use super::turn::Turn;
use crate::message::Reply;
use crate::wire::{WireError, found};

pub(super) fn reply(body: &str) -> Result<Reply, WireError> {
    let json = found::json(body)?;
    let mut turn = Turn::default();
    if json.starts_with('[') {
        // An endpoint for streams that was not asked for events answers with a list of them.
        for piece in found::all(json) {
            turn.take_in(piece, &mut Vec::new())?;
        }
    } else {
        turn.take_in(json, &mut Vec::new())?;
    }
    turn.reply(body)
}
