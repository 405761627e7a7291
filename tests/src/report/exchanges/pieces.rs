//! A stream decodes to the same reply however it is cut into pieces, and to none when it ends too early.

use agent_core::message::{Delta, Reply};
use agent_core::wire::{Dialect, Incoming, WireError};

use super::{Body, Exchange, Finding};
use crate::random::dice;

/// How many places a stream is cut off at.
const ENDS: u64 = 200;

pub(super) fn judge(
    dialect: &'static dyn Dialect,
    at: usize,
    exchange: &Exchange,
    sets: u64,
    finding: &mut Finding,
) {
    let Body::Sse(stream) = &exchange.body else {
        return;
    };
    let bytes = stream.as_bytes();
    finding.had += 1;
    let whole = read(dialect, [bytes]);
    let single = read(dialect, bytes.chunks(1));
    finding.expect(single == whole, || {
        format!("stream {at}: differs byte by byte")
    });
    for set in 0..sets {
        let cuts = cuts(bytes.len() as u64, set);
        let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
        if read(dialect, pieces) != whole {
            finding
                .faults
                .push(format!("stream {at}: differs in pieces of set {set}"));
            break;
        }
    }
    let Ok((reply, deltas)) = whole else {
        return;
    };
    let wrong = told(&reply, &deltas);
    finding.expect(wrong.is_none(), || {
        format!("stream {at}: {}", wrong.unwrap_or_default())
    });
    for place in 0..ENDS {
        let end = usize::try_from(dice(place, 7) % bytes.len() as u64).unwrap_or(0);
        if let Ok((cut, _)) = read(dialect, [&bytes[..end]]) {
            let whole = cut.calls == reply.calls && cut.text == reply.text;
            finding.expect(whole, || {
                format!("stream {at}: cut at {end} and read as whole")
            });
        }
    }
}

type Read = Result<(Reply, Vec<Delta>), WireError>;

fn read<'a>(dialect: &'static dyn Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> Read {
    let mut answer = Incoming::new(dialect);
    let mut deltas = Vec::new();
    for piece in pieces {
        answer.push(piece, &mut deltas)?;
    }
    Ok((answer.finish()?, deltas))
}

/// Places to cut at, the ends included: between one and sixty, depending on the set.
fn cuts(length: u64, set: u64) -> Vec<usize> {
    let count = 1 + dice(set, 0) % 60;
    let inner = (0..count).map(|place| dice(set, 1 + place) % (length + 1));
    let mut cuts: Vec<usize> = inner
        .chain([0, length])
        .filter_map(|place| usize::try_from(place).ok())
        .collect();
    cuts.sort_unstable();
    cuts
}

/// What the deltas say, all together, is what the reply says.
fn told(reply: &Reply, deltas: &[Delta]) -> Option<String> {
    let mut text = String::new();
    let mut calls: Vec<(String, String)> = Vec::new();
    for delta in deltas {
        match delta {
            Delta::Text(more) => text += more,
            Delta::CallStarted { name, .. } => calls.push((name.clone(), String::new())),
            Delta::CallArguments { index, text } => match calls.get_mut(*index) {
                Some((_, arguments)) => *arguments += text,
                None => return Some(format!("arguments for call {index}, which has not begun")),
            },
            _ => {}
        }
    }
    if text != reply.text.as_deref().unwrap_or_default() {
        return Some(format!("its pieces say `{text}`"));
    }
    let whole = reply.calls.iter();
    let whole: Vec<_> = whole
        .map(|c| (c.name.clone(), c.arguments.clone()))
        .collect();
    (calls != whole).then(|| format!("its pieces call {calls:?}"))
}
