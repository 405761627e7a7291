//! A large result is kept outside: the model reads a handle and a digest, and fetches what it needs.

use std::sync::Arc;

use agent_core::context::{Budget, Format, explain, kept_results};
use agent_core::event::Fact;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::tool;
use agent_core::tools::{Fetch, FetchError};

/// Nothing is known.
#[agent_core::data]
#[derive(Default)]
struct Nothing {}

impl State<Reader> for Nothing {
    fn apply(&mut self, _: &ReaderOutcome) {}
}

/// Read a report.
#[tool(read)]
fn read_report(
    /// How many lines.
    lines: u64,
) -> String {
    report(lines)
}

fn report(lines: u64) -> String {
    let line = |at| {
        format!(
            "{at:05} the \"pump\" of hall {} is fine; später mehr\n",
            at % 7
        )
    };
    (0..lines).map(line).collect()
}

/// Reads reports.
#[agent_core::agent(state = Nothing)]
enum Reader {
    ReadReport(ReadReport),
    Fetch(Fetch),
    /// Say what stands there.
    #[done]
    Say {
        message: String,
    },
}

impl Flow for Reader {
    fn next(outcome: ReaderOutcome, _: &Nothing) -> Next<Self> {
        match outcome {
            ReaderOutcome::Say { .. } => Next::finish(),
            ReaderOutcome::Failed(failure) => Next::stop(failure.message),
            ReaderOutcome::Started(_)
            | ReaderOutcome::ReadReport(..)
            | ReaderOutcome::Fetch(..) => Next::ask_model(),
        }
    }
}

const LINES: u64 = 1_100;

async fn run(
    format: Format,
    model: ScriptedModel,
    with: impl FnOnce(Runner<Reader>) -> Runner<Reader>,
) -> (Thread, Vec<String>) {
    let model = Arc::new(model);
    let runner = with(Runner::<Reader>::new(Arc::clone(&model), ()).format(format));
    let id = "reader".parse().unwrap();
    let mut thread = runner.start(id, &Nothing::default()).await.unwrap();
    runner.send(&mut thread, "Read it.").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    let stopped = &thread.state().progress().stopped;
    assert_eq!(status, Status::Finished, "{stopped:?}");
    (thread, model.requests())
}

/// The results of the tool, as JSON text.
fn results(thread: &Thread) -> Vec<String> {
    let facts = thread.events().iter().map(Fact::read);
    let results = facts.filter_map(|fact| match fact.unwrap() {
        Some(Fact::CallReturned(returned)) => Some(returned.value),
        _ => None,
    });
    results.collect()
}

fn script(format: Format, steps: &[(&str, &str)]) -> ScriptedModel {
    steps.iter().fold(
        ScriptedModel::new(),
        |model, (step, arguments)| match format {
            Format::Messages => model.call(step, arguments),
            Format::Text(_) => {
                let tag = format!("{{\"intent\":\"{step}\",");
                model.text(&arguments.replacen('{', &tag, 1).replace(",}", "}"))
            }
        },
    )
}

/// Row F3.9.
#[tokio::test]
async fn fifty_kilobytes_cost_two_and_a_half_and_can_be_fetched() {
    let whole = report(LINES);
    assert!((50_000..60_000).contains(&whole.len()), "{}", whole.len());
    for format in [Format::Messages, Format::XML] {
        let steps = [
            ("read_report", r#"{"lines":1100}"#),
            ("fetch", r#"{"handle":"result_1"}"#),
            ("say", r#"{"message":"fine"}"#),
        ];
        let (thread, requests) = run(format, script(format, &steps), |runner| runner).await;
        let grown = requests[1].len() - requests[0].len();
        assert!(grown < 2_560, "{grown}: {}", requests[1]);
        assert!(
            requests[1].contains("result_1: text of "),
            "{}",
            requests[1]
        );
        let json = serde_json::Value::from(&*whole).to_string();
        assert_eq!(
            results(&thread),
            [&*json, &*json],
            "the log has it, and so has the model"
        );
        assert!(requests[2].len() - requests[1].len() > whole.len());
        for (at, request) in requests.iter().enumerate() {
            let told = explain(&thread, at + 1, &[]).unwrap();
            assert_eq!(told.body.to_text(), *request, "from the log alone");
        }
        let kept = kept_results(thread.events(), 100).unwrap();
        assert_eq!(kept.get("result_1"), Some(&*whole));
    }
}

#[tokio::test]
async fn under_a_budget_it_comes_in_parts_that_fit() {
    let mut steps = vec![("read_report", r#"{"lines":200}"#.to_owned())];
    let pages = report(200).len().div_ceil(5_000);
    // A part ends at a character, which may be a byte earlier.
    let offsets = (0..pages).map(|page| (page * 5_000).saturating_sub(page));
    steps.extend(offsets.map(|at| ("fetch", format!(r#"{{"handle":"result_1","offset":{at}}}"#))));
    steps.push(("say", r#"{"message":"fine"}"#.to_owned()));
    let steps: Vec<(&str, &str)> = steps
        .iter()
        .map(|(step, it)| (*step, it.as_str()))
        .collect();
    let script = script(Format::Messages, &steps);
    let budget = |runner: Runner<Reader>| runner.budget(Budget::default());
    let (thread, requests) = run(Format::Messages, script, budget).await;
    assert_eq!(requests.len(), steps.len());
    for part in &results(&thread)[1..pages] {
        assert!(part.contains("; next offset: "), "{part}");
        assert!(part.len() < 6_000, "{}", part.len());
    }
}

#[tokio::test]
async fn a_handle_that_is_not_there_is_a_failure_that_names_those_that_are() {
    let steps = [
        ("read_report", r#"{"lines":1100}"#),
        ("fetch", r#"{"handle":"result_9"}"#),
        ("say", r#"{"message":"fine"}"#),
    ];
    let script = script(Format::Messages, &steps);
    let (thread, requests) = run(Format::Messages, script, |runner| runner).await;
    let text = "there is no result `result_9`; known: result_1";
    assert!(requests[2].contains(text), "{}", requests[2]);
    let failed = thread
        .events()
        .iter()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::CallFailed(failed))) => Some(failed.failure),
            _ => None,
        });
    let error = FetchError::UnknownHandle {
        handle: "result_9".into(),
        known: vec!["result_1".into()],
    };
    let detail = serde_json::to_string(&error).unwrap();
    assert_eq!(failed.unwrap().detail, Some(detail));
}

#[tokio::test]
async fn small_results_are_shown_whole_and_the_limit_can_be_set() {
    let steps = [
        ("read_report", r#"{"lines":20}"#),
        ("say", r#"{"message":"fine"}"#),
    ];
    let script = || script(Format::Messages, &steps);
    let (_, requests) = run(Format::Messages, script(), |runner| runner).await;
    assert!(requests[1].contains("00019 the "), "{}", requests[1]);
    let lower = |runner: Runner<Reader>| runner.keep_outside(500);
    let (_, requests) = run(Format::Messages, script(), lower).await;
    assert!(
        requests[1].contains("result_1: text of "),
        "{}",
        requests[1]
    );
}
