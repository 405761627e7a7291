//! A budget holds for each model of a chain, and one that the request is too large for keeps nobody else from answering.

use agent_core::agent::ModelFailureKind;
use agent_core::context::{Bounds, Budget, Estimate, Plan, Rendered, measure};
use agent_core::event::{Fact, PartTokens, Time};
use agent_core::message::Settings;
use agent_core::model::{Fallback, PriceTable, Priced, RoundRobin};
use agent_core::port::Model;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::{AnthropicDialect, Dialect, OpenAiChatDialect};

use crate::agent::{Calculator, Desk};

const CHAT: &dyn Dialect = &OpenAiChatDialect;
const ANTHROPIC: &dyn Dialect = &AnthropicDialect;

fn speaking(dialect: &'static dyn Dialect) -> ScriptedModel {
    ScriptedModel::new()
        .with_settings(Settings::new(dialect.name()))
        .speaking(dialect)
}

/// Tokens of a thread's first request in a dialect.
fn tokens(dialect: &'static dyn Dialect) -> PartTokens {
    let budget = Budget::of(100_000);
    let mut thread =
        Thread::start::<Calculator>("t".parse().unwrap(), &Desk::default(), Time(0)).unwrap();
    let said = Fact::MessageReceived("2 + 2?".into());
    thread.append(Time(0), &said).unwrap();
    let settings = Settings::new(dialect.name());
    let plan = Plan {
        bounds: Some(Bounds {
            budget: &budget,
            counter: &Estimate,
        }),
        ..Plan::new(dialect, &settings)
    };
    measure(&thread, &plan, &mut Rendered::default()).unwrap()
}

/// The dialect whose tools are shorter, the other one, and a budget that has no room for the tools of that one.
fn short_and_long() -> (&'static dyn Dialect, &'static dyn Dialect, Budget) {
    let (chat, anthropic) = (tokens(CHAT).tools, tokens(ANTHROPIC).tools);
    assert_ne!(chat, anthropic);
    let budget = Budget {
        tools: chat.min(anthropic),
        ..Budget::of(16_000)
    };
    if chat < anthropic {
        (CHAT, ANTHROPIC, budget)
    } else {
        (ANTHROPIC, CHAT, budget)
    }
}

fn done(model: ScriptedModel) -> ScriptedModel {
    model.call("done_for_now", r#"{"message":"4"}"#)
}

async fn asked(model: impl Model + 'static, budget: Budget) -> (Status, Thread) {
    let runner = Runner::<Calculator>::new(model, ()).budget(budget);
    let id = "chain".parse().unwrap();
    let mut thread = runner.start(id, &Desk::default()).await.unwrap();
    runner.send(&mut thread, "2 + 2?").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    (status, thread)
}

fn facts(thread: &Thread) -> impl Iterator<Item = Fact> {
    let events = thread.events().iter();
    events.map(|event| Fact::read(event).unwrap().unwrap())
}

fn count(thread: &Thread, kind: &str) -> usize {
    let events = thread.events().iter();
    events.filter(|event| event.kind() == kind).count()
}

#[tokio::test]
async fn the_first_answers_where_another_one_has_no_room() {
    let (short, long, budget) = short_and_long();
    let model = Fallback::new(done(speaking(short))).or(speaking(long));
    let (status, thread) = asked(model, budget).await;
    assert_eq!(status, Status::Finished, "{:?}", thread.events());
    assert_eq!(count(&thread, "context_refused"), 0);
}

/// What is set aside for a request is for those that can have it.
#[tokio::test]
async fn money_is_set_aside_for_the_others() {
    let (short, long, budget) = short_and_long();
    let chain = Fallback::new(done(speaking(short))).or(speaking(long));
    let money = std::sync::Arc::new(agent_core::model::Budget::tokens(100_000));
    let model = Priced::new(chain, PriceTable::new(), money);
    assert_eq!(asked(model, budget).await.0, Status::Finished);
}

/// Nothing is sent to it, and the next one is asked; a chain that ends with it says what has no room.
#[tokio::test]
async fn one_without_room_is_passed_over_when_its_turn_comes() {
    let (short, long, budget) = short_and_long();
    let failing = || speaking(short).raw(500, "{}");
    let third = done(speaking(short).with_settings(Settings::new("third")));
    let model = Fallback::new(failing()).or(speaking(long)).or(third);
    let (status, thread) = asked(model, budget).await;
    assert_eq!(status, Status::Finished);
    let tried: Vec<_> = facts(&thread)
        .filter_map(|fact| match fact {
            Fact::ModelAttempted(tried) => Some((tried.by.model, tried.error, tried.bytes > 0)),
            _ => None,
        })
        .collect();
    assert_eq!(
        tried,
        [(short, "server", true), (long, "too_long", false)].map(|(by, error, sent)| (
            by.name().to_owned(),
            error.to_owned(),
            sent
        ))
    );

    let model = Fallback::new(failing()).or(speaking(long));
    let (status, thread) = asked(model, budget).await;
    assert_eq!(status, Status::Stopped);
    let failure = facts(&thread).find_map(|fact| match fact {
        Fact::ModelFailed(failed) => Some(failed.failure),
        _ => None,
    });
    let failure = failure.expect("a failure");
    assert_eq!(failure.kind, ModelFailureKind::Unsendable);
    let says = format!(
        "has no room for the request in `{}`: the tools",
        long.name()
    );
    assert!(failure.message.contains(&says), "{}", failure.message);
}

/// Whoever is asked next, the request fits: the conversation is shortened for each of them.
#[tokio::test]
async fn a_long_chat_fits_whoever_is_next() {
    for (first, second) in [(CHAT, ANTHROPIC), (ANTHROPIC, CHAT)] {
        let sums = (0..30).fold(speaking(first), |model, at| {
            model.call("add", &format!("{{\"a\":{at},\"b\":1}}"))
        });
        let ends = (0..30).fold(speaking(second), |model, _| done(model));
        let budget = Budget {
            system: 300,
            tools: 900,
            output: 200,
            ..Budget::of(1_700)
        };
        let runner = Runner::<Calculator>::new(RoundRobin::new(sums).and(ends), ()).budget(budget);
        let id = "chat".parse().unwrap();
        let mut thread = runner.start(id, &Desk::default()).await.unwrap();
        for turn in 0..30 {
            let words = format!("and {turn}? {}", "please ".repeat(20));
            runner.send(&mut thread, words).await.unwrap();
            let status = runner.run(&mut thread).await.unwrap();
            assert_eq!(status, Status::Finished, "{} {turn}", first.name());
        }
        assert!(count(&thread, "context_trimmed") > 3);
        assert_eq!(count(&thread, "context_refused"), 0);
        assert_eq!(count(&thread, "model_failed"), 0);
    }
}
