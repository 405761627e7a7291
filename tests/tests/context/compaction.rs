//! What leaves the window is summed up; the goal, what is pinned and the newest stay; the log keeps everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agent_core::agent::Limits;
use agent_core::context::{Budget, Format, Leaving, Profile, Rendered, Split, elements, explain};
use agent_core::event::{ContextTrimmed, Fact, TrimReason};
use agent_core::message::{Reply, Settings, Stop, Usage, UserMessage};
use agent_core::model::Price;
use agent_core::port::{BoxFuture, CompactError, Compacted, Compactor, Outline, SummaryBy};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

use crate::agent::{Calculator, Desk};

fn narrow() -> Budget {
    Budget {
        total: 2_500,
        system: 300,
        tools: 700,
        output: 500,
        split: Split::Fixed(60),
    }
}

fn usage(input: u64, output: u64) -> Usage {
    Usage {
        input,
        output,
        ..Usage::default()
    }
}

/// Additions, one after the other, and an answer.
fn script(calls: u64) -> ScriptedModel {
    let call = |name: &str, arguments: String| Reply {
        calls: vec![agent_core::message::ReplyCall {
            id: String::new(),
            name: name.into(),
            arguments,
        }],
        stop: Stop::ToolCalls,
        usage: Some(usage(100, 10)),
        ..Reply::default()
    };
    let script = (0..calls).fold(ScriptedModel::new(), |model, at| {
        model.says(call("add", format!("{{\"a\":{at},\"b\":1000}}")))
    });
    script.says(call("done_for_now", r#"{"message":"done"}"#.into()))
}

const GOAL: &str = "GOAL: add up what I say for order A-1001";

/// A long thread whose oldest entries are summed up.
async fn long(
    format: Format,
    calls: u64,
    with: impl FnOnce(Runner<Calculator>) -> Runner<Calculator>,
) -> (Thread, Vec<String>) {
    let model = Arc::new(script(calls));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ()).format(format);
    let runner = with(runner);
    let id = "long".parse().unwrap();
    let mut thread = runner.start(id, &Desk::default()).await.unwrap();
    let limits = Limits {
        steps: 10_000,
        ..thread.state().progress().limits
    };
    let raised = runner.raise_limits(&mut thread, limits, "a test").await;
    raised.unwrap();
    runner.send(&mut thread, GOAL).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    (thread, model.requests())
}

fn trims(thread: &Thread) -> Vec<ContextTrimmed> {
    let facts = thread.events().iter().map(Fact::read);
    let trims = facts.filter_map(|fact| match fact.unwrap() {
        Some(Fact::ContextTrimmed(trimmed)) => Some(trimmed),
        _ => None,
    });
    trims.collect()
}

#[tokio::test]
async fn a_summary_stands_for_what_leaves_in_every_format() {
    for format in [
        Format::Messages,
        Format::XML,
        Format::JSON,
        Format::YAML,
        Format::MARKDOWN,
    ] {
        let with = |runner: Runner<Calculator>| runner.budget(narrow()).compactor(Outline);
        let (thread, requests) = long(format, 120, with).await;
        let trims = trims(&thread);
        assert!((2..30).contains(&trims.len()), "{}", trims.len());
        for trimmed in &trims {
            assert_eq!(trimmed.why, TrimReason::Compacted);
            assert!(trimmed.after < trimmed.before, "{trimmed:?}");
            let by = trimmed.summed_up.as_ref().unwrap();
            assert_eq!((by.by.as_str(), &by.failed), ("outline", &None));
        }
        let last = trims.last().unwrap().view.summary.clone().unwrap();
        assert!(last.contains("done:\n- add(a: "), "{last}");
        assert!(last.contains("A-1001") || requests.last().unwrap().contains("A-1001"));
        let moved = requests.windows(2).filter(|pair| {
            let end = pair[0].rfind(']').unwrap().min(pair[0].len() - 4);
            !pair[1].starts_with(&pair[0][..end])
        });
        assert_eq!(moved.count(), trims.len(), "the prefix moves with an event");
        for (at, request) in requests.iter().enumerate() {
            assert!(request.contains("GOAL"), "the goal is always shown");
            let told = explain(&thread, at + 1, &[]).unwrap();
            assert_eq!(told.body.to_text(), *request);
        }
        // The log has every result, and so have the elements that nothing was left out of.
        let all = elements(&thread).unwrap();
        assert_eq!(
            all.iter().filter(|it| it.name == "tool_response").count(),
            120
        );
    }
}

/// Row F3.7: the newest fifty entries stay as far as they fit, and all together is no more than was aimed at.
#[tokio::test]
async fn of_five_hundred_events_four_thousand_tokens_are_left() {
    let with = |runner: Runner<Calculator>| runner.budget(Budget::of(16_000)).compactor(Outline);
    let (thread, requests) = long(Format::Messages, 200, with).await;
    assert!(thread.len() > 500, "{}", thread.len());
    let trims = trims(&thread);
    let [trimmed, ..] = &*trims else {
        panic!("nothing was compacted");
    };
    assert!(trimmed.after <= 4_000, "{}", trimmed.after);
    let summary = trimmed.view.summary.as_ref().unwrap();
    assert!(summary.contains("asked:") || requests[150].contains(GOAL));
    let after = thread.as_it_was(trims_at(&thread)).unwrap();
    let left = newest(&after);
    assert_eq!(left, 50, "the last fifty entries stay");
}

/// The number of the first event that says what is shown less.
fn trims_at(thread: &Thread) -> u64 {
    let mut events = thread.events().iter();
    let trimmed = events.find(|event| event.kind() == "context_trimmed");
    trimmed.unwrap().seq()
}

/// Entries in the window.
fn newest(thread: &Thread) -> usize {
    let view = thread.state().progress().view.as_deref().unwrap();
    let events = thread
        .events()
        .iter()
        .filter(|event| event.seq() >= view.from);
    let shown = events.filter(|event| {
        ["steps_chosen", "call_returned", "message_received"].contains(&event.kind())
    });
    shown.count()
}

/// Sums up in a fixed way, if at all.
struct Fixed(&'static str, AtomicUsize);

impl Compactor for Fixed {
    fn name(&self) -> &'static str {
        "fixed"
    }

    fn compact<'a>(
        &'a self,
        leaving: &'a Leaving<'_>,
    ) -> BoxFuture<'a, Result<Compacted, CompactError>> {
        assert!(!leaving.past.is_empty() && leaving.limit > 0);
        let count = self.1.fetch_add(1, Ordering::Relaxed);
        let words = |many: usize| "word ".repeat(many);
        let made = match self.0 {
            "error" => Err(CompactError::new("no mood")),
            "long" => Ok(words(5_000)),
            "empty" => Ok(String::new()),
            "panic" => panic!("a slip"),
            _ => Ok(format!("summary {count}")),
        };
        let spent = None;
        Box::pin(async move { made.map(|summary| Compacted { summary, spent }) })
    }
}

#[tokio::test]
async fn without_a_summary_the_window_slides_and_says_why() {
    for (how, why) in [
        ("error", "no mood"),
        ("long", "are allowed"),
        ("empty", "the summary is empty"),
        ("panic", "the compactor panicked: a slip"),
    ] {
        let compactor = Fixed(how, AtomicUsize::default());
        let with = |runner: Runner<Calculator>| runner.budget(narrow()).compactor(compactor);
        let (thread, requests) = long(Format::Messages, 60, with).await;
        let trims = trims(&thread);
        assert!(!trims.is_empty());
        for trimmed in trims {
            assert_eq!(trimmed.why, TrimReason::Slid);
            let failed = trimmed.summed_up.unwrap().failed.unwrap();
            assert!(failed.contains(why), "{failed}");
            assert_eq!(trimmed.view.summary, None);
        }
        assert!(requests.iter().all(|request| request.contains("GOAL")));
    }
}

#[tokio::test]
async fn one_summary_takes_the_place_of_the_other() {
    let compactor = Fixed("fine", AtomicUsize::default());
    let with = |runner: Runner<Calculator>| runner.budget(narrow()).compactor(compactor);
    let (thread, requests) = long(Format::Messages, 120, with).await;
    for (at, trimmed) in trims(&thread).iter().enumerate() {
        assert_eq!(trimmed.view.summary, Some(format!("summary {at}")));
    }
    for request in requests {
        assert!(request.matches("summary ").count() <= 1, "{request}");
    }
}

#[tokio::test]
async fn what_a_model_took_to_sum_up_counts() {
    let reply = |text: &str| Reply {
        text: Some(text.into()),
        usage: Some(usage(1_000, 100)),
        ..Reply::default()
    };
    let small = (0..11).fold(ScriptedModel::new(), |model, _| {
        model.says(reply("all is well"))
    });
    let small = Arc::new(small);
    let compactor = SummaryBy::new(Arc::clone(&small), "Sum up: goal, results, ids.");
    let price = Price {
        input: 1_000_000,
        output: 2_000_000,
        ..Price::default()
    };
    let with =
        |runner: Runner<Calculator>| runner.budget(narrow()).price(price).compactor(compactor);
    let (thread, requests) = long(Format::Messages, 120, with).await;
    let trims = trims(&thread);
    assert_eq!(small.requests().len(), trims.len());
    let first = &small.requests()[0];
    assert!(first.contains("Sum up: goal, results, ids."), "{first}");
    assert!(
        first.contains("<add>"),
        "what leaves is data, as XML: {first}"
    );
    for trimmed in &trims {
        let by = trimmed.summed_up.as_ref().unwrap();
        assert_eq!((by.usage, by.cost_micros), (usage(1_000, 100), 1_200));
    }
    let progress = thread.state().progress();
    let (asked, summed_up) = (requests.len() as u64, trims.len() as u64);
    assert_eq!(progress.usage.input, asked * 100 + summed_up * 1_000);
    assert_eq!(progress.cost_micros, asked * 120 + summed_up * 1_200);
    let total = Profile::of(thread.events()).unwrap().total();
    assert_eq!(total.usage, progress.usage);
    assert_eq!(total.cost_micros, progress.cost_micros);
}

#[tokio::test]
async fn what_is_pinned_is_always_shown() {
    let model = Arc::new(script(120));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ())
        .budget(narrow())
        .compactor(Outline);
    let mut thread = runner
        .start("pins".parse().unwrap(), &Desk::default())
        .await
        .unwrap();
    let limits = Limits {
        steps: 10_000,
        ..thread.state().progress().limits
    };
    runner
        .raise_limits(&mut thread, limits, "a test")
        .await
        .unwrap();
    runner.send(&mut thread, GOAL).await.unwrap();
    let rule = UserMessage::from("RULE: never subtract").pinned();
    runner.send(&mut thread, rule).await.unwrap();
    runner.send(&mut thread, "and now").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert!(
        model
            .requests()
            .iter()
            .all(|request| request.contains("RULE"))
    );

    // A call in the middle, which has left long ago, comes back with its result.
    let call = thread
        .events()
        .iter()
        .find(|event| event.kind() == "steps_chosen" && event.data().contains(r#""a":7,"#));
    let seq = call.unwrap().seq();
    assert!(!model.requests().last().unwrap().contains(r#"{\"a\":7,"#));
    assert!(runner.pin(&mut thread, seq).await.unwrap());
    assert!(!runner.pin(&mut thread, 9_999).await.unwrap());
    let settings = Settings::new("scripted");
    let plan = agent_core::context::Plan::new(&agent_core::wire::OpenAiChatDialect, &settings);
    let request = |thread: &Thread| {
        agent_core::context::assemble(thread, &plan, &mut Rendered::default())
            .unwrap()
            .to_text()
    };
    let shown = request(&thread);
    assert!(
        shown.contains(r#"{\"a\":7,"#) && shown.contains("1007"),
        "{shown}"
    );
    let loaded = Thread::load::<Calculator>(thread.id().clone(), thread.events().to_vec()).unwrap();
    assert_eq!(request(&loaded), shown);
    assert!(runner.unpin(&mut thread, seq).await.unwrap());
    assert_eq!(thread.state().progress().pinned.len(), 1, "the rule");
}

/// Row F3.11.
#[tokio::test]
async fn errors_that_are_resolved_leave_the_prompt_and_stay_in_the_log() {
    let steps = (0..8).fold(ScriptedModel::new(), |model, at| {
        let huge = format!("{{\"a\":1e308,\"b\":1e30{at}}}");
        let model = model.call("multiply", &huge);
        model.call("multiply", r#"{"a":2,"b":3}"#)
    });
    let model = Arc::new(steps.call("done_for_now", r#"{"message":"done"}"#));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ()).budget(narrow());
    let id = "errors".parse().unwrap();
    let mut thread = runner.start(id, &Desk::default()).await.unwrap();
    runner.send(&mut thread, GOAL).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let error = "inf is no number";
    let events = thread.events().iter();
    let in_log = events.filter(|event| event.data().contains(error)).count();
    assert_eq!(in_log, 8);
    let trims = trims(&thread);
    assert_eq!(trims[0].why, TrimReason::ErrorsResolved);
    let asked = thread.as_it_was(trims_at(&thread)).unwrap();
    let asked = asked
        .events()
        .iter()
        .filter(|event| event.kind() == "model_asked")
        .count();
    let requests = model.requests();
    assert!(requests[asked - 1].contains(error));
    assert!(!requests[asked].contains(error), "{}", requests[asked]);
}
