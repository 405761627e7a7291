//! Which steps are chosen: a random walk that comes to an end.

use super::{FakeError, FakeModel};
use crate::message::{InputPart, RequestMessage};
use crate::testkit::Dice;

/// What answers a step where a conversation is one text; a text cannot forge them.
const ANSWERS: [&str; 4] = ["tool_response", "human_response", "wait_ended", "error"];

/// How often the model has answered in what a request shows.
pub(super) fn turns(messages: &[RequestMessage]) -> usize {
    let turns = messages.iter().map(|message| match message {
        RequestMessage::Assistant { .. } => 1,
        RequestMessage::User(text) => answers(text),
        RequestMessage::UserParts(parts) => {
            let texts = parts.iter().filter_map(|part| match part {
                InputPart::Text(text) => Some(text),
                InputPart::Image(_) | InputPart::File(_) => None,
            });
            texts.map(|text| answers(text)).sum()
        }
        RequestMessage::System(_) | RequestMessage::ToolResults(_) | RequestMessage::Raw(_) => 0,
    });
    turns.sum()
}

fn answers(text: &str) -> usize {
    let count = |name: &&str| text.matches(&format!("\n</{name}>\n")).count();
    ANSWERS.iter().map(count).sum()
}

/// The steps of one answer, of those on offer: one that ends the run, alone, or one or several others.
pub(super) fn steps<'a>(
    fake: &FakeModel,
    offered: &[&'a str],
    turn: usize,
    dice: &mut Dice,
) -> Result<Vec<&'a str>, FakeError> {
    let ends = |name: &str| fake.endings.iter().any(|ending| ending == name);
    let allowed: Vec<(&str, usize)> = offered
        .iter()
        .map(|name| (*name, weight(fake, name)))
        .filter(|(_, weight)| *weight > 0)
        .collect();
    let (endings, others): (Vec<_>, Vec<_>) = allowed.iter().partition(|(name, _)| ends(name));
    let last = turn + 1 >= fake.within && !endings.is_empty();
    let first = pick(if last { &endings } else { &allowed }, dice).ok_or(FakeError::NoStep)?;
    let mut chosen = vec![first];
    if !ends(first) {
        let more = dice.below(fake.parallel.max(1));
        chosen.extend((0..more).filter_map(|_| pick(&others, dice)));
    }
    Ok(chosen)
}

fn weight(fake: &FakeModel, name: &str) -> usize {
    let told = fake.weights.iter().find(|(known, _)| known == name);
    told.map_or(1, |(_, weight)| *weight)
}

fn pick<'a>(steps: &[(&'a str, usize)], dice: &mut Dice) -> Option<&'a str> {
    let sum = steps.iter().map(|(_, weight)| weight).sum();
    let mut thrown = dice.below(sum);
    let found = steps.iter().find(|(_, weight)| {
        let here = thrown < *weight;
        thrown = thrown.saturating_sub(*weight);
        here
    });
    found.map(|(name, _)| *name)
}
