//! The helper with which users hold their own threads to a stable prefix.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use agent_core::context::{Budget, Element, Format, TextFormat, UnreadableContext, Xml};
use agent_core::port::{MemoryStore, Outline};
use agent_core::run::Runner;
use agent_core::testkit::{ScriptedModel, hold_prefix, hold_same_start};
use agent_core::thread::Thread;

use crate::agent::{Calculator, Desk};
use crate::explained::{long_story, narrow};
use crate::story;

fn told(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("it is found out");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_story_holds_it_in_every_format() {
    for format in [
        Format::Messages,
        Format::XML,
        Format::JSON,
        Format::YAML,
        Format::MARKDOWN,
    ] {
        let (thread, requests) = story(format).await;
        hold_prefix(&thread, &requests, &[]);
        hold_prefix(&thread, &requests[3..], &[]);
        let (other, _) = story(format).await;
        hold_same_start(&thread, &other, &[]);
    }
}

#[tokio::test]
async fn a_batch_that_the_log_tells_of_may_move_it() {
    let (thread, requests, _) = long_story(Format::Messages, narrow(), 120).await;
    hold_prefix(&thread, &requests, &[]);
    // A log that does not tell of it.
    let (untold, _, _) = long_story(Format::Messages, Budget::of(64_000), 120).await;
    let why = told(|| hold_prefix(&untold, &requests, &[]));
    assert!(why.contains(", in what event "), "{why}");
}

async fn opened_at(time: &str) -> Thread {
    let model = ScriptedModel::new().call("done_for_now", r#"{"message":"Good."}"#);
    let runner = Runner::<Calculator>::new(model, ());
    let mut thread = runner
        .start("clock".parse().unwrap(), &Desk::of(time))
        .await
        .unwrap();
    runner.send(&mut thread, "Good morning").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    thread
}

#[tokio::test]
async fn a_time_in_the_prompt_is_found_out() {
    let (one, other) = (
        opened_at("2026-11-21 10:00").await,
        opened_at("2026-11-21 10:01").await,
    );
    let why = told(|| hold_same_start(&one, &other, &[]));
    assert!(
        why.contains("in the settings, the tools or the prompt"),
        "{why}"
    );
    assert!(why.contains("2026-11-21 10:0⟦0"), "{why}");
    assert!(why.contains("2026-11-21 10:0⟦1"), "{why}");

    // As a proxy would write it into each request.
    let (thread, requests) = story(Format::XML).await;
    let stamped = requests.iter().enumerate();
    let stamped: Vec<String> = stamped
        .map(|(at, request)| {
            request.replacen(
                "You calculate",
                &format!("It is 10:0{at}. You calculate"),
                1,
            )
        })
        .collect();
    let why = told(|| hold_prefix(&thread, &stamped, &[]));
    assert!(
        why.contains("request 2 does not begin as request 1 did"),
        "{why}"
    );
    assert!(
        why.contains("in the settings, the tools or the prompt"),
        "{why}"
    );
    assert!(
        why.contains("It is 10:0⟦0") && why.contains("It is 10:0⟦1"),
        "{why}"
    );
}

/// XML that says how often something was written: other bytes each time.
#[derive(Debug)]
struct Counted(AtomicU64);

static COUNTED: Counted = Counted(AtomicU64::new(1_000));

impl TextFormat for Counted {
    fn name(&self) -> &'static str {
        "counted"
    }

    fn write(&self, element: &Element<'_>, first: bool, out: &mut String) {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        out.extend(["#", &number.to_string()]);
        Xml.write(element, first, out);
    }

    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
        Xml.read(text)
    }
}

/// Within a run old parts are kept; after a restart they are written anew, and the format does not write the same.
#[tokio::test]
async fn a_format_that_does_not_write_the_same_is_found_out() {
    let format = Format::Text(&COUNTED);
    let store = MemoryStore::default();
    let answer = r#"{"intent":"done_for_now","message":"Good."}"#;
    let model = Arc::new(ScriptedModel::new().text(answer).text(answer));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ())
        .store(store.clone())
        .format(format);
    let id = "counted".parse().unwrap();
    let mut thread = runner.start(id, &Desk::default()).await.unwrap();
    for text in ["one", "two"] {
        thread = runner.load(thread.id()).await.unwrap();
        runner.send(&mut thread, text).await.unwrap();
        runner.run(&mut thread).await.unwrap();
    }
    let why = told(|| hold_prefix(&thread, &model.requests(), &[format]));
    assert!(why.contains("(message_received) became"), "{why}");
}

#[tokio::test]
async fn a_summary_may_move_it_too() {
    let model = (0..60).fold(ScriptedModel::new(), |model, at| {
        model.call("add", &format!("{{\"a\":{at},\"b\":1}}"))
    });
    let model = Arc::new(model.call("done_for_now", r#"{"message":"done"}"#));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ())
        .budget(Budget {
            total: 2_500,
            system: 300,
            tools: 700,
            output: 500,
            ..Budget::default()
        })
        .compactor(Outline);
    let mut thread = runner
        .start("sums".parse().unwrap(), &Desk::default())
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
    runner.send(&mut thread, "add up").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    hold_prefix(&thread, &model.requests(), &[]);
    assert!(
        thread
            .events()
            .iter()
            .any(|event| event.kind() == "context_trimmed")
    );
}
