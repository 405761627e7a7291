//! What was sent can be told from the log alone, and what it cost adds up.

use std::sync::Arc;

use agent_core::context::{Budget, ExplainError, Format, Profile, Split, explain};
use agent_core::event::{BudgetExceeded, Fact, Part, TrimReason};
use agent_core::message::{Reply, ReplyCall, Stop, Usage};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

use crate::agent::{Calculator, Desk};
use crate::story;

fn all_explained(thread: &Thread, requests: &[String]) {
    for (at, request) in requests.iter().enumerate() {
        let explained = explain(thread, at + 1, &[]).unwrap();
        assert_eq!(explained.body.to_text(), *request, "request {}", at + 1);
    }
    let error = explain(thread, requests.len() + 1, &[]).unwrap_err();
    let text = format!(
        "the thread has {0} requests; there is no number {1}",
        requests.len(),
        requests.len() + 1
    );
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn every_request_of_a_story_in_every_format() {
    for format in [
        Format::Messages,
        Format::XML,
        Format::JSON,
        Format::YAML,
        Format::MARKDOWN,
    ] {
        let (thread, requests) = story(format).await;
        all_explained(&thread, &requests);
        // The log's text is enough.
        let lines: Vec<_> = thread
            .events()
            .iter()
            .map(|event| event.line().to_owned())
            .collect();
        let events = lines
            .iter()
            .map(|line| agent_core::event::Event::from_line(line).unwrap());
        let loaded = Thread::load::<Calculator>(thread.id().clone(), events.collect()).unwrap();
        all_explained(&loaded, &requests);
    }
}

/// Additions, one after the other, and an answer.
fn long_script(calls: u64) -> ScriptedModel {
    let usage = Usage {
        input: 100,
        output: 10,
        cached_input: 80,
        ..Usage::default()
    };
    let call = |name: &str, arguments: String| Reply {
        calls: vec![ReplyCall {
            id: String::new(),
            name: name.into(),
            arguments,
        }],
        stop: Stop::ToolCalls,
        usage: Some(usage),
        ..Reply::default()
    };
    let script = (0..calls).fold(ScriptedModel::new(), |model, at| {
        model.says(call("add", format!("{{\"a\":{at},\"b\":1}}")))
    });
    script.says(call("done_for_now", r#"{"message":"done"}"#.into()))
}

pub(crate) fn narrow() -> Budget {
    Budget {
        total: 2_500,
        system: 300,
        tools: 700,
        output: 500,
        split: Split::Fixed(60),
    }
}

pub(crate) async fn long_story(
    format: Format,
    budget: Budget,
    calls: u64,
) -> (Thread, Vec<String>, Status) {
    let model = Arc::new(long_script(calls));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ())
        .format(format)
        .budget(budget);
    let mut thread = runner
        .start("long".parse().unwrap(), &Desk::default())
        .await
        .unwrap();
    let limits = agent_core::agent::Limits {
        steps: 1_000,
        ..thread.state().progress().limits
    };
    runner
        .raise_limits(&mut thread, limits, "a test")
        .await
        .unwrap();
    runner
        .send(&mut thread, "GOAL: add up what I say")
        .await
        .unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    let requests = model.requests();
    assert_eq!(model.finish().is_ok(), !requests.is_empty());
    (thread, requests, status)
}

#[tokio::test]
async fn a_window_slides_in_batches_that_events_tell_of() {
    let (thread, requests, status) = long_story(Format::Messages, narrow(), 120).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(requests.len(), 121);
    all_explained(&thread, &requests);
    let mut moved = 0;
    for pair in requests.windows(2) {
        let end = pair[0].rfind(']').unwrap();
        moved += usize::from(!pair[1].starts_with(&pair[0][..end]));
        assert!(pair[1].contains("GOAL"), "the goal is always shown");
    }
    let facts = thread
        .events()
        .iter()
        .filter_map(|event| Fact::read(event).unwrap());
    let trims: Vec<_> = facts
        .filter_map(|fact| match fact {
            Fact::ContextTrimmed(trimmed) => Some(trimmed),
            _ => None,
        })
        .collect();
    assert_eq!(
        moved,
        trims.len(),
        "the prefix moves where an event says so"
    );
    assert!((2..=20).contains(&moved), "{moved}");
    for trimmed in &trims {
        assert_eq!(trimmed.why, TrimReason::Slid);
        assert!(trimmed.after * 2 <= trimmed.before, "{trimmed:?}");
    }
}

#[tokio::test]
async fn a_profile_adds_up_to_what_the_thread_recorded() {
    let (thread, requests, _) = long_story(Format::Messages, narrow(), 30).await;
    let profile = Profile::of(thread.events()).unwrap();
    assert_eq!(profile.turns.len(), requests.len());
    let total = profile.total();
    assert_eq!(total.usage, thread.state().progress().usage);
    assert_eq!(total.cost_micros, thread.state().progress().cost_micros);
    let bytes: usize = requests.iter().map(String::len).sum();
    assert_eq!(total.bytes, bytes as u64);
    let counted: u64 = profile.turns.iter().map(|turn| turn.counted.total()).sum();
    assert_eq!(total.counted.total(), counted);
    assert!(
        profile
            .turns
            .iter()
            .all(|turn| turn.counted.system > 0 && turn.counted.history > 0)
    );
    let shown = profile.to_string();
    assert_eq!(shown.lines().count(), requests.len() + 2);
    assert!(shown.lines().last().unwrap().contains("80%"), "{shown}");
}

#[tokio::test]
async fn what_cannot_fit_is_not_sent_and_the_flow_hears_of_it() {
    let budget = Budget {
        system: 20,
        ..narrow()
    };
    let (thread, requests, status) = long_story(Format::Messages, budget, 1).await;
    assert!(requests.is_empty(), "nothing was sent");
    assert_eq!(status, Status::Stopped);
    let facts = thread
        .events()
        .iter()
        .filter_map(|event| Fact::read(event).unwrap());
    let refused: Vec<_> = facts
        .filter_map(|fact| match fact {
            Fact::ContextRefused(exceeded) => Some(exceeded),
            _ => None,
        })
        .collect();
    let [
        BudgetExceeded {
            part: Part::System,
            need,
            have: 20,
        },
    ] = refused[..]
    else {
        panic!("{refused:?}");
    };
    let stopped = format!("{:?}", thread.state().progress().stopped);
    assert!(
        stopped.contains(&format!("the system prompt needs {need} tokens and has 20")),
        "{stopped}"
    );
}

#[tokio::test]
async fn a_request_that_the_program_would_not_write_again_is_told_so() {
    let (thread, _) = story(Format::Messages).await;
    let lines = thread.events().iter().map(|event| {
        let data = event.data().replace("can you multiply", "can you divide");
        agent_core::event::Event::new(event.seq(), event.at(), event.kind(), &data)
    });
    let other = Thread::load::<Calculator>(thread.id().clone(), lines.collect()).unwrap();
    let error = explain(&other, 1, &[]).unwrap_err();
    assert!(matches!(error, ExplainError::Changed { .. }), "{error}");
}
