//! What a request may cost: measured, bounded, and refused before it is sent.

use std::collections::BTreeSet;

use agent_core::context::{
    Bounds, Budget, Compaction, ContextError, Estimate, Format, Plan, Rendered, Split, Tiktoken,
    TokenCounter, assemble, compact, elements, make_room, measure, outline,
};
use agent_core::event::{ContextTrimmed, Fact, Part, SummedUp, TrimReason};
use agent_core::message::Settings;
use agent_core::testkit::Dice;
use agent_core::wire::{AnthropicDialect, Body, OpenAiChatDialect};
use serde_json::Value;

use crate::agent::Desk;
use crate::random::Walk;
use crate::retrieval::look;

fn budget(dice: &mut Dice) -> Budget {
    Budget {
        total: 1_200 + dice.below(4_000) as u64,
        system: 200,
        tools: 700,
        output: 200,
        split: *dice
            .pick(&[Split::Fixed(60), Split::retrieval(20), Split::Dynamic])
            .unwrap(),
    }
}

/// What happened to a random thread.
#[derive(Default)]
struct Story {
    requests: usize,
    trims: BTreeSet<String>,
    refused: usize,
    /// Summaries that were longer than they may be.
    too_long: usize,
    /// Most tokens of a state that was shown.
    state: u64,
    /// Requests that another model of a chain could have had as well.
    of_chain: usize,
}

/// Walks a thread under a budget, and looks at each of its requests.
fn walk(seed: u64, format: Format, counter: &dyn TokenCounter, turns: usize, story: &mut Story) {
    let mut dice = Dice::new(seed);
    let budget = &budget(&mut dice);
    let words = 1 + dice.below(40);
    let desk = if seed % 5 == 2 {
        Desk::growing()
    } else {
        Desk::default()
    };
    let mut walk = Walk::at(&desk, seed, words);
    let settings = Settings::new("scripted");
    let plan = Plan {
        format,
        bounds: Some(Bounds { budget, counter }),
        ..Plan::new(&OpenAiChatDialect, &settings)
    };
    let mut rendered = Rendered::default();
    let other = Plan {
        dialect: &AnthropicDialect,
        ..plan
    };
    let mut of_other = Rendered::default();
    for _ in 0..=dice.below(turns) {
        if !walk.go_to_the_model() {
            return;
        }
        if seed % 6 == 1 {
            look(&mut walk, &plan, &mut rendered, &mut dice);
        }
        if seed % 7 == 3 {
            // Whether or not it fits there.
            let _: Option<Body> = request(&mut walk, &other, &mut of_other, story);
        }
        let Some(body) = request(&mut walk, &plan, &mut rendered, story) else {
            story.refused += 1;
            return;
        };
        story.requests += 1;
        let tokens = measure(&walk.thread, &plan, &mut rendered).unwrap();
        story.state = story.state.max(tokens.state);
        if seed % 7 == 3
            && let Ok(body) = assemble(&walk.thread, &other, &mut of_other)
        {
            story.of_chain += 1;
            let need = counter.count(&body.to_text());
            assert!(need <= budget.request(), "seed {seed}: {need} tokens");
        }
        let text = body.to_text();
        let need = counter.count(&text);
        assert!(
            need <= budget.request(),
            "seed {seed}: {need} tokens of {}",
            budget.request()
        );
        if dice.one_in(8) {
            assert_eq!(
                text,
                fresh(&walk, &plan),
                "seed {seed}: the cache changes nothing"
            );
        }
        assert!(
            text.contains(&newest(&walk, format)),
            "seed {seed}: the newest event is shown\n{text}"
        );
        if format == Format::Messages {
            no_orphans(&text, seed);
        }
        walk.answer(&plan, &body);
    }
}

/// The next request, once the thread has said what is left out; `None` if it cannot fit.
fn request(
    walk: &mut Walk,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
    story: &mut Story,
) -> Option<Body> {
    loop {
        match room(walk, plan, rendered) {
            Ok(None) => break,
            Ok(Some(trimmed)) => {
                assert!(trimmed.after < trimmed.before, "{trimmed:?}");
                story.trims.insert(format!("{:?}", trimmed.why));
                let failed = trimmed.summed_up.as_ref().and_then(|by| by.failed.as_ref());
                let too_long = failed.is_some_and(|why| why.contains("allowed"));
                story.too_long += usize::from(too_long);
                walk.append(&Fact::ContextTrimmed(trimmed));
            }
            Err(ContextError::Budget(_)) => {
                assemble(&walk.thread, plan, rendered).unwrap_err();
                return None;
            }
            Err(error) => panic!("{error}"),
        }
    }
    Some(assemble(&walk.thread, plan, rendered).unwrap())
}

/// What is shown less; two threads of three have a summary in the place of what leaves, so that
/// each kind follows on the other.
fn room(
    walk: &Walk,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
) -> Result<Option<ContextTrimmed>, ContextError> {
    if walk.thread.len().is_multiple_of(3) {
        return make_room(&walk.thread, plan, rendered);
    }
    let compaction = Compaction::default();
    let Some(compacting) = compact(&walk.thread, plan, rendered, &compaction)? else {
        return Ok(None);
    };
    Ok(Some(match compacting.leaving(plan).as_ref().map(outline) {
        Some(summary) => compacting.with(summary, SummedUp::default(), plan),
        None => compacting.without(None),
    }))
}

fn fresh(walk: &Walk, plan: &Plan<'_>) -> String {
    assemble(&walk.thread, plan, &mut Rendered::default())
        .unwrap()
        .to_text()
}

/// What must be seen of the newest event: a call that was answered by its id, a message by its mark.
fn newest(walk: &Walk, format: Format) -> String {
    let Format::Text(text) = format else {
        return newest_mark(walk);
    };
    let mut written = String::new();
    let elements = elements(&walk.thread).unwrap();
    // Documents may be left out.
    let newest = elements
        .iter()
        .rfind(|element| !["document", "state"].contains(&&*element.name));
    text.write(newest.unwrap(), true, &mut written);
    let quoted = Value::from(written).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn newest_mark(walk: &Walk) -> String {
    let events = walk.thread.events().iter().rev();
    let mut facts = events.filter_map(|event| Fact::read(event).unwrap());
    let mark = facts.find_map(|fact| match fact {
        Fact::MessageReceived(message) => Some(message.text),
        Fact::HelpAnswered(helped) => helped.advice,
        Fact::ModelReplied(replied) => Some(format!("\"{}\"", replied.reply.calls.last()?.id)),
        _ => None,
    });
    mark.unwrap().split(' ').next().unwrap().to_owned()
}

/// Each call is answered once, right behind the message that made it, and nothing else is.
fn no_orphans(request: &str, seed: u64) {
    let request: Value = serde_json::from_str(request).unwrap();
    let mut open: Vec<&str> = Vec::new();
    for message in request["messages"].as_array().unwrap() {
        if message["role"] == "tool" {
            assert!(
                !open.is_empty(),
                "seed {seed}: a result without a call: {message}"
            );
            assert_eq!(open.remove(0), message["tool_call_id"], "seed {seed}");
            continue;
        }
        assert!(
            open.is_empty(),
            "seed {seed}: a call without a result: {open:?}"
        );
        let calls = message["tool_calls"].as_array();
        open = calls
            .into_iter()
            .flatten()
            .map(|call| call["id"].as_str().unwrap())
            .collect();
    }
    assert!(
        open.is_empty(),
        "seed {seed}: a call without a result: {open:?}"
    );
}

#[test]
fn ten_thousand_threads_never_exceed_their_budget() {
    let mut story = Story::default();
    for seed in 0..10_000 {
        let format = if seed % 4 == 3 {
            Format::XML
        } else {
            Format::Messages
        };
        walk(seed, format, &Estimate, 10, &mut story);
    }
    assert!(story.requests > 20_000, "{}", story.requests);
    assert!(story.refused > 10, "{}", story.refused);
    let all = [
        TrimReason::Compacted,
        TrimReason::ErrorsResolved,
        TrimReason::Slid,
        TrimReason::DocumentsLeftOut,
    ];
    let all = all.map(|why| format!("{why:?}"));
    assert_eq!(story.trims, BTreeSet::from(all));
    assert!(story.state > 300, "{}", story.state);
    assert!(story.of_chain > 1_000, "{}", story.of_chain);
    assert_eq!(story.too_long, 0, "an outline keeps to its limit");
}

#[test]
fn threads_never_exceed_their_budget_by_a_real_tokenizer() {
    let mut story = Story::default();
    for (seed, format) in (20_000..20_150).zip([Format::Messages, Format::YAML].into_iter().cycle())
    {
        walk(seed, format, &Tiktoken::o200k(), 20, &mut story);
    }
    assert!(story.requests > 400, "{}", story.requests);
}

/// A thread whose model is to be asked first.
fn asked(budget: &Budget) -> Result<Body, ContextError> {
    let mut walk = Walk::new(1, 5);
    assert!(walk.go_to_the_model());
    let settings = Settings::new("scripted");
    let plan = Plan {
        bounds: Some(Bounds {
            budget,
            counter: &Estimate,
        }),
        ..Plan::new(&OpenAiChatDialect, &settings)
    };
    let rendered = &mut Rendered::default();
    let room = make_room(&walk.thread, &plan, rendered);
    let body = assemble(&walk.thread, &plan, rendered);
    assert_eq!(room.is_err(), body.is_err(), "both say the same");
    if let Ok(tokens) = measure(&walk.thread, &plan, rendered)
        && let Ok(body) = &body
    {
        assert!(
            tokens.total() >= Estimate.count(&body.to_text()),
            "{tokens:?}"
        );
    }
    body
}

#[test]
fn a_part_that_does_not_fit_is_named_with_what_it_needs_and_has() {
    let wide = Budget::of(100_000);
    asked(&wide).unwrap();
    for (budget, part) in [
        (Budget { system: 3, ..wide }, Part::System),
        (Budget { tools: 3, ..wide }, Part::Tools),
        (
            Budget {
                output: 100_001,
                ..wide
            },
            Part::Output,
        ),
        (
            Budget {
                total: 500,
                system: 200,
                tools: 1_000,
                output: 0,
                ..wide
            },
            Part::Tools,
        ),
    ] {
        let Err(ContextError::Budget(exceeded)) = asked(&budget) else {
            panic!("{part} fits");
        };
        assert_eq!(exceeded.part, part, "{exceeded}");
        assert!(exceeded.need > exceeded.have, "{exceeded}");
    }
}
