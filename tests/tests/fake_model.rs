//! Walks of the fake model over an agent of every kind of step: valid in every form, ending, and the same again.

use std::collections::BTreeSet;

use agent_core::context::Format;
use agent_core::event::{Event, Fact};
use agent_core::message::{Message, Output, Settings, ToolChoice, ToolDefinition};
use agent_core::once::{classify, extract, next_step};
use agent_core::port::{Ask, Model, ModelError};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::{FakeError, FakeModel};
use agent_core::thread::Thread;
use agent_core::wire::{Body, DIALECTS, Head};
use tests::people::{Somebody, agreeable};

/// How urgent.
#[agent_core::data]
enum Urgency {
    Low,
    High { reason: String },
}

/// An order's number, such as "A-1001".
#[agent_core::data]
#[serde(transparent)]
struct Id(#[schema(pattern = "^[A-Z]-[0-9]{4}$")] String);

/// Find orders.
#[tool(read)]
fn find_orders(
    ids: Vec<Id>,
    #[schema(range(1..=50))] limit: Option<u8>,
    urgency: Urgency,
) -> Result<usize, String> {
    let _ = (limit, urgency);
    match ids.len() {
        0 => Err("no order was named".into()),
        count => Ok(count),
    }
}

/// Pay money back.
#[tool(ask_if = |call| call.cents > 50)]
fn refund(id: String, cents: u32) -> String {
    format!("{cents} for {id}")
}

/// A desk.
#[agent(max_steps = 40, allow(many_steps, reason = "walks are long"))]
enum Office {
    FindOrders(FindOrders),
    Refund(Refund),
    /// Ask whether to go on.
    #[ask(answer = bool)]
    Confirm {
        question: String,
    },
    /// Say how it went.
    #[done]
    Reply {
        message: String,
    },
    /// Hand over.
    #[done]
    HandOver {},
}

async fn walk(model: FakeModel, format: Format) -> Thread {
    let runner = Runner::<Office>::new(model, ())
        .human(Somebody(agreeable))
        .format(format);
    let mut thread = runner.start("walk".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "Go on.").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::Finished, "{:#?}", lines(&thread));
    thread
}

fn lines(thread: &Thread) -> Vec<&str> {
    thread.events().iter().map(Event::line).collect()
}

fn facts(thread: &Thread) -> Vec<Fact> {
    let facts = thread.events().iter();
    facts
        .map(|event| Fact::read(event).unwrap().unwrap())
        .collect()
}

/// The steps that the model chose, answer by answer.
fn chosen(thread: &Thread) -> Vec<Vec<String>> {
    let facts = facts(thread).into_iter();
    let batches = facts.filter_map(|fact| match fact {
        Fact::StepsChosen(chosen) => Some(chosen.steps),
        _ => None,
    });
    let names = batches.map(|steps| steps.into_iter().map(|step| step.step).collect());
    names.collect()
}

fn refused(thread: &Thread) -> bool {
    thread
        .events()
        .iter()
        .any(|event| event.kind() == "reply_refused")
}

#[tokio::test]
async fn every_walk_is_valid_and_ends_in_time() {
    let mut seen = BTreeSet::new();
    for seed in 0..40 {
        let fake = || FakeModel::of::<Office>(seed).ends_within(6);
        let forms = [
            (fake(), Format::Messages),
            (fake().hard(), Format::Messages),
            (fake().parallel(3), Format::Messages),
            (fake().in_text(), Format::Messages),
            (fake(), Format::XML),
        ];
        for (model, format) in forms {
            let thread = walk(model, format).await;
            assert!(!refused(&thread), "seed {seed}: {:#?}", lines(&thread));
            let chosen = chosen(&thread);
            assert!(chosen.len() <= 6, "seed {seed}: {chosen:?}");
            seen.extend(chosen.into_iter().flatten());
        }
    }
    let all = ["confirm", "find_orders", "hand_over", "refund", "reply"];
    assert!(seen.iter().eq(all.iter()), "{seen:?}");
}

#[tokio::test]
async fn several_calls_come_in_one_answer_and_an_ending_alone() {
    let mut widest = 0;
    for seed in 0..30 {
        let thread = walk(FakeModel::of::<Office>(seed).parallel(3), Format::Messages).await;
        for batch in chosen(&thread) {
            widest = widest.max(batch.len());
            let ends = batch
                .iter()
                .any(|step| step == "reply" || step == "hand_over");
            assert!(!ends || batch.len() == 1, "{batch:?}");
        }
    }
    assert_eq!(widest, 3);
}

#[tokio::test]
async fn a_seed_walks_the_same_way_again() {
    let walked = async |seed| chosen(&walk(FakeModel::of::<Office>(seed), Format::Messages).await);
    let mut different = BTreeSet::new();
    for seed in 0..10 {
        let first = walked(seed).await;
        assert_eq!(first, walked(seed).await, "seed {seed}");
        different.insert(first);
    }
    assert!(different.len() > 5, "{different:?}");
}

#[tokio::test]
async fn weights_choose_and_leave_out() {
    for seed in 0..20 {
        let model = FakeModel::of::<Office>(seed)
            .weight("find_orders", 0)
            .weight("confirm", 0);
        let thread = walk(
            model.weight("hand_over", 0).ends_within(3),
            Format::Messages,
        )
        .await;
        let chosen = chosen(&thread);
        assert_eq!(chosen.last().map(|last| last[0].as_str()), Some("reply"));
        let known = |step: &String| step == "refund" || step == "reply";
        assert!(chosen.iter().flatten().all(known), "{chosen:?}");
    }
}

/// Without the agent's constants: what the request says is all there is.
#[tokio::test]
async fn a_request_alone_is_enough() {
    for seed in 0..40 {
        let fake = FakeModel::new(seed);
        let step: Small = next_step(&fake, "Go on.").await.expect("a step");
        assert!(matches!(step, Small::Say { .. } | Small::Stay {}));
        let urgency: Plain = classify(&fake, "How urgent?", "very")
            .await
            .expect("a variant");
        assert!(matches!(urgency, Plain::Low | Plain::High));
        let line: Line = extract(&fake, "Read it.", "a line").await.expect("a line");
        assert!(!line.text.is_empty() || line.more.is_some());
    }
}

/// A provider's schema may lack a bound; the type has it.
#[tokio::test]
async fn a_type_that_it_knows_says_more_than_the_request() {
    let ask = async |fake| extract::<Form>(&fake, "Read it.", "a form").await;
    let mut out_of_bounds = 0;
    for seed in 0..40 {
        let form = ask(FakeModel::new(seed).knowing::<Form>())
            .await
            .expect("a form");
        assert!((1..=9).contains(&form.count) && !form.lines.is_empty());
        out_of_bounds += usize::from(ask(FakeModel::new(seed)).await.is_err());
    }
    assert!(out_of_bounds > 10, "{out_of_bounds}");
}

/// Says something, or nothing.
#[agent]
enum Small {
    /// Say it.
    #[done]
    Say { words: String, loudly: Option<bool> },
    /// Say nothing.
    #[done]
    Stay {},
}

/// How urgent.
#[agent_core::data]
enum Plain {
    Low,
    High,
}

/// A form.
#[agent_core::data]
struct Form {
    #[schema(range(1..=9))]
    count: u8,
    #[schema(length(1..))]
    lines: Vec<Line>,
}

/// A line of a form.
#[agent_core::data]
struct Line {
    text: String,
    more: Option<Box<Self>>,
}

#[tokio::test]
async fn it_speaks_every_dialect() {
    for dialect in DIALECTS {
        for seed in 0..10 {
            let fake = FakeModel::of::<Office>(seed).speaking(*dialect).parallel(2);
            let thread = walk(fake, Format::Messages).await;
            assert!(!refused(&thread), "{}, seed {seed}", dialect.name());
        }
    }
}

fn tools<'a>(
    choice: ToolChoice<'a>,
    parameters: &'a str,
) -> [(ToolDefinition<'a>, ToolChoice<'a>); 1] {
    let tool = ToolDefinition {
        name: "look",
        description: "Look.",
        parameters,
        strict: None,
    };
    [(tool, choice)]
}

async fn ask(
    fake: &FakeModel,
    choice: ToolChoice<'_>,
    parameters: &str,
) -> Result<(usize, bool), ModelError> {
    let [(tool, choice)] = tools(choice, parameters);
    let output = Output::Tools {
        tools: &[tool],
        choice,
    };
    let settings = Settings::new("fake");
    let body = Body::whole(
        fake.dialect(),
        &Head::new(&settings).output(&output),
        &[Message::User("Hi")],
    );
    let reply = fake.ask(&Ask::one(fake, body)).await?.reply;
    Ok((reply.calls.len(), reply.text.is_some()))
}

#[tokio::test]
async fn it_does_as_the_request_says_and_tells_what_it_cannot() {
    let fake = FakeModel::new(1);
    let object = r#"{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"#;
    assert_eq!(
        ask(&fake, ToolChoice::Required, object).await,
        Ok((1, false))
    );
    assert_eq!(
        ask(&fake, ToolChoice::Named("look"), object).await,
        Ok((1, false))
    );
    assert_eq!(ask(&fake, ToolChoice::None, object).await, Ok((0, true)));

    let said = async |fake: &FakeModel, schema| {
        ask(fake, ToolChoice::Required, schema)
            .await
            .unwrap_err()
            .to_string()
    };
    let impossible = object.replace("\"integer\"", "\"integer\",\"minimum\":5,\"maximum\":4");
    assert_eq!(
        said(&fake, &impossible).await,
        "the fake model has nothing to say for `look`: no value can be made up at `/n`: none was found within its bounds\nnote: `weight` 0 leaves a step out"
    );
    let unreadable = said(&fake, r##"{"$ref":"#/$defs/absent"}"##).await;
    assert!(
        unreadable.starts_with("the fake model cannot read the schema of `look`:"),
        "{unreadable}"
    );
    assert_eq!(
        said(&fake.clone().weight("look", 0), object).await,
        FakeError::NoStep.to_string()
    );
}
