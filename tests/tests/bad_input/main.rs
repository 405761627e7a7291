//! Bad input through the whole loop: whatever a model or a tool does, nothing runs that should not, the
//! thread says in words what was wrong, and nothing is lost.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "what a model fills in comes by value, and one tool is careless"
)]

mod arguments;
mod feedback;
mod fuzzed;
mod hostile;
mod mutations;
mod replies;
mod results;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agent_core::context::Format;
use agent_core::event::{Event, Fact, ReplyRefused};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::{Provide, tool};

/// How often tools ran.
#[derive(Default)]
struct Runs(AtomicUsize);

impl Runs {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[derive(Default, Provide)]
struct Deps {
    runs: Runs,
}

/// How fast it must go.
#[agent_core::data]
#[derive(PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Speed {
    Slow,
    Fast,
}

/// One line of an order.
#[agent_core::data]
#[derive(PartialEq, Eq)]
struct Line {
    /// What.
    item: String,
    /// How many.
    #[schema(range(1..=50))]
    count: u32,
}

/// Place an order.
#[tool(write)]
fn place_order(
    /// Who orders.
    customer: String,
    lines: Vec<Line>,
    speed: Speed,
    note: Option<String>,
    #[schema(default = false)] gift: bool,
    runs: &Runs,
) -> String {
    runs.count();
    let _ = (speed, note, gift);
    format!("{customer}: {} lines", lines.len())
}

/// Divide one number by another.
#[tool(read)]
fn divide(a: f64, b: f64, runs: &Runs) -> f64 {
    runs.count();
    a / b
}

/// The mean of some numbers, if there are any.
#[tool(read)]
fn mean(numbers: Vec<f64>, runs: &Runs) -> Option<f64> {
    runs.count();
    let sum: f64 = numbers.iter().sum();
    // Forgets to look for an empty list.
    Some(sum / f64::from(u32::try_from(numbers.len()).unwrap()))
}

/// Erase everything.
#[tool(write, ask_if = |call| call.words[3] == "please")]
fn erase(words: Vec<String>, runs: &Runs) -> String {
    runs.count();
    words.join(" ")
}

/// Look at the time.
#[tool(read)]
fn look(runs: &Runs) -> u64 {
    runs.count();
    12
}

/// A desk that takes orders.
#[agent(deps = Deps, max_steps = 1000, allow(many_steps, reason = "one thread takes every bad reply"))]
enum Desk {
    PlaceOrder(PlaceOrder),
    Divide(Divide),
    Mean(Mean),
    Erase(Erase),
    Look(Look),
    /// Ask for what is not known.
    #[ask]
    AskBack {
        question: String,
    },
    /// Say the result.
    #[done]
    Done {
        message: String,
    },
}

/// What became of a run.
struct Story {
    thread: Thread,
    runs: usize,
    requests: Vec<String>,
    status: Status,
}

impl Story {
    /// The facts of one kind.
    fn facts<T>(&self, pick: impl Fn(Fact) -> Option<T>) -> Vec<T> {
        let read = |event: &Event| Fact::read(event).expect("a readable event");
        let facts = self.thread.events().iter().filter_map(read);
        facts.filter_map(pick).collect()
    }

    /// The replies that were refused, in order.
    fn refusals(&self) -> Vec<ReplyRefused> {
        self.facts(|fact| match fact {
            Fact::ReplyRefused(refused) => Some(refused),
            _ => None,
        })
    }

    /// The failures of calls, as the model reads them.
    fn failures(&self) -> Vec<String> {
        self.facts(|fact| match fact {
            Fact::CallFailed(failed) => Some(failed.failure.to_string()),
            _ => None,
        })
    }

    /// The results of calls.
    fn results(&self) -> Vec<String> {
        self.facts(|fact| match fact {
            Fact::CallReturned(returned) => Some(returned.value),
            _ => None,
        })
    }

    fn kinds(&self) -> Vec<&str> {
        self.thread.events().iter().map(Event::kind).collect()
    }

    /// The one refusal of a story in which nothing ran.
    fn refused(&self) -> ReplyRefused {
        let mut refusals = self.refusals();
        assert_eq!((self.runs, refusals.len()), (0, 1), "{:?}", self.kinds());
        refusals.remove(0)
    }

    /// The thread as it is kept reads back to the same state.
    fn assert_nothing_lost(&self) {
        let lines = self.thread.events().iter().map(Event::line);
        let events = lines.map(|line| Event::from_line(line).expect("a line that reads back"));
        let again = Thread::load::<Desk>(self.thread.id().clone(), events.collect()).unwrap();
        let hash = |thread: &Thread| thread.state().hash().unwrap();
        assert_eq!(hash(&again), hash(&self.thread));
    }
}

/// Tells the desk "go" and lets it run to its end.
async fn run(model: ScriptedModel, format: Format) -> Story {
    said("go", model, format).await
}

async fn said(message: &str, model: ScriptedModel, format: Format) -> Story {
    let (model, deps) = (Arc::new(model), Arc::new(Deps::default()));
    let runner = Runner::<Desk>::new(Arc::clone(&model), Arc::clone(&deps)).format(format);
    let mut thread = runner.start("story".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, message).await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    assert_eq!(model.finish(), Ok(()), "{:?}", thread.status());
    let story = Story {
        runs: deps.runs.0.load(Ordering::SeqCst),
        requests: model.requests(),
        status,
        thread,
    };
    story.assert_nothing_lost();
    story
}

/// The model makes one call, and then gives up.
async fn one_call(tool: &str, arguments: &str) -> Story {
    run(
        ScriptedModel::new()
            .call(tool, arguments)
            .call(DONE.0, DONE.1),
        Format::Messages,
    )
    .await
}

/// The model writes one text, and then gives up.
async fn one_text(text: &str) -> Story {
    run(ScriptedModel::new().text(text).text(DONE_TEXT), Format::XML).await
}

const DONE: (&str, &str) = ("done", r#"{"message":"I give up"}"#);
const DONE_TEXT: &str = r#"{"intent":"done","message":"I give up"}"#;
/// An order that fits.
const ORDER: &str = r#"{"customer":"Ada","lines":[{"item":"tea","count":2}],"speed":"fast"}"#;
