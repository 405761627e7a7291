//! Pictures under a budget: a provider takes tokens for what is seen in one, not for the text that its bytes are sent as.

use super::count::IMAGE_TOKENS;
use super::entry::Entry;
use super::{Format, Plan, TokenCounter, assemble};
use crate::event::MessageReceived;
use crate::message::{InputPart, Media, Source};

/// Tokens of an entry that stands as `written` in the request. A text format only names pictures.
pub(super) fn tokens(
    plan: &Plan<'_>,
    counter: &dyn TokenCounter,
    entry: &Entry,
    written: &str,
) -> u64 {
    match (plan.format, entry) {
        (Format::Messages, Entry::Message(message)) if pictures(message) > 0 => {
            let (bare, mut words) = (Entry::Message(without_bytes(message)), String::new());
            assemble::write(plan, &bare, &mut false, &mut words);
            counter.count(&words) + pictures(message) * IMAGE_TOKENS
        }
        _ => counter.count(written),
    }
}

fn pictures(message: &MessageReceived) -> u64 {
    let shown = message.attachments.iter();
    let pictures = shown.filter(|part| matches!(part, InputPart::Image(_)));
    pictures.count() as u64
}

/// The same message; its pictures have no bytes.
fn without_bytes(message: &MessageReceived) -> MessageReceived {
    let bare = |part: &InputPart| match part {
        InputPart::Image(Media {
            media_type,
            source: Source::Base64(_),
            name,
        }) => InputPart::Image(Media {
            media_type: media_type.clone(),
            source: Source::Base64(String::new()),
            name: name.clone(),
        }),
        InputPart::Text(_) | InputPart::Image(_) | InputPart::File(_) => part.clone(),
    };
    MessageReceived {
        text: message.text.clone(),
        attachments: message.attachments.iter().map(bare).collect(),
        pinned: message.pinned,
    }
}
