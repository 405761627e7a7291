//! Answers as one body.

use super::turn::{Counts, Turn};
use super::{blocks, error};
use crate::message::Reply;
use crate::wire::fault::start_of;
use crate::wire::{WireError, found};

pub(super) fn reply(body: &str) -> Result<Reply, WireError> {
    let message = found::json(body)?;
    if let Some(error) = error::inside(message) {
        return Err(WireError::Provider(error));
    }
    if crate::event::raw::member(message, "content").is_none_or(|list| !list.starts_with('[')) {
        return Err(WireError::Empty {
            missing: "/content",
            start: start_of(body),
        });
    }
    let mut turn = Turn::begun(message);
    for block in found::list(message, "content") {
        turn.take_in(block, blocks::input(block));
    }
    turn.ended(message);
    turn.count(Counts::read(message));
    Ok(turn.reply())
}
