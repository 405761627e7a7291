//! Who hears an answer while it is being given.

use crate::event::ThreadId;
use crate::message::{Delta, Reply};

/// Hears answers piece by piece, while they come.
///
/// What is heard is for people who wait: nothing follows from it. The reply itself comes whole, as an event. Any
/// function of a [`Heard`] is a listener. It must return soon, since the answer waits for it.
///
/// ```
/// use agent_core::message::Delta;
/// use agent_core::port::{Heard, Listener, Piece};
///
/// let print = |heard: Heard<'_>| match heard.piece {
///     Piece::Delta(Delta::Text(text)) => print!("{text}"),
///     Piece::Delta(_) => {}
///     Piece::Void => print!("\n[begins again]\n"),
/// };
/// fn takes(_: impl Listener) {}
/// takes(print);
/// ```
pub trait Listener: Send + Sync {
    /// Hears one piece.
    fn heard(&self, heard: Heard<'_>);
}

/// A piece of an answer, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// The thread that asked; none where a model is asked outside of one.
    pub thread: Option<&'a ThreadId>,
    /// The piece.
    pub piece: Piece<'a>,
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The answer goes on.
    Delta(&'a Delta),
    /// What was heard of this answer is void: the connection broke or the model failed, and it is asked for again.
    Void,
}

impl<F: Fn(Heard<'_>) + Send + Sync> Listener for F {
    fn heard(&self, heard: Heard<'_>) {
        self(heard);
    }
}

/// A whole reply as the pieces that it might have come in.
pub(super) fn pieces(reply: &Reply) -> Vec<Delta> {
    let said = [
        reply.text.clone().map(Delta::Text),
        reply.refusal.clone().map(Delta::Refusal),
    ];
    let calls = reply.calls.iter().enumerate().flat_map(|(index, call)| {
        let started = Delta::CallStarted {
            index,
            id: call.id.clone(),
            name: call.name.clone(),
        };
        let text = call.arguments.clone();
        [started, Delta::CallArguments { index, text }]
    });
    let usage = reply.usage.map(Delta::Usage);
    said.into_iter()
        .flatten()
        .chain(calls)
        .chain(usage)
        .collect()
}
