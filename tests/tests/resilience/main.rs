//! Models made of models, against scripts and a clock that moves by itself: nothing here sleeps or connects.

mod breaker;
mod budget;
mod composed;
mod fallback;
mod listen;
mod pace;
mod retry;

use std::convert::Infallible;

use agent_core::event::{AttemptThen, Event, Fact, ModelAttempted};
use agent_core::message::{Message, Settings};
use agent_core::port::{Answer, Ask, Model, ModelError, ModelPlan, RawReply, Store};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::{Body, Head};

/// Says something.
#[agent]
pub(crate) enum Talker {
    /// Say it.
    #[done]
    Say {
        /// What to say.
        words: String,
    },
}

pub(crate) const OVERLOADED: &str = r#"{"error":{"message":"too much to do"}}"#;

/// A model of that name that says `words` once.
pub(crate) fn says(name: &str, words: &str) -> ScriptedModel {
    named(name).call("say", &format!(r#"{{"words":"{words}"}}"#))
}

pub(crate) fn named(name: &str) -> ScriptedModel {
    ScriptedModel::new().with_settings(Settings::new(name))
}

/// A 429 that asks to wait.
pub(crate) fn slow_down(retry_after_ms: u64) -> RawReply {
    RawReply {
        status: 429,
        body: r#"{"error":{"message":"slow down","type":"requests"}}"#.into(),
        retry_after_ms: Some(retry_after_ms),
    }
}

/// A thread that was sent one message and run.
pub(crate) async fn run(model: impl Model + 'static) -> (Status, Thread) {
    run_on(&Runner::<Talker>::new(model, ())).await
}

pub(crate) async fn run_on(runner: &Runner<Talker>) -> (Status, Thread) {
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "say hi").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    (status, thread)
}

/// One plain request, without a thread.
pub(crate) async fn ask(model: &dyn Model) -> Result<Answer, ModelError> {
    model.ask(&request(model)).await
}

pub(crate) fn request(model: &dyn Model) -> Ask {
    let write = |plan: &ModelPlan| {
        let messages = [Message::User("Hi")];
        let body = Body::whole(plan.dialect, &Head::new(&plan.settings), &messages);
        Ok::<_, Infallible>(body)
    };
    let Ok(ask) = Ask::write(model, write);
    ask
}

pub(crate) fn kinds(thread: &Thread) -> Vec<&str> {
    thread.events().iter().map(Event::kind).collect()
}

pub(crate) fn facts(events: &[Event]) -> impl Iterator<Item = Fact> {
    events
        .iter()
        .map(|event| Fact::read(event).unwrap().unwrap())
}

/// What was tried in vain: who, why, and what followed.
pub(crate) fn attempts(events: &[Event]) -> Vec<(u32, String, String, AttemptThen)> {
    facts(events)
        .filter_map(|fact| match fact {
            Fact::ModelAttempted(ModelAttempted {
                attempt,
                by,
                error,
                then,
                ..
            }) => Some((attempt, by.model, error, then)),
            _ => None,
        })
        .collect()
}

/// What the store holds, as another process would find it.
pub(crate) async fn stored(store: &impl Store) -> Vec<Event> {
    store.load(&"t".parse().unwrap()).await.unwrap()
}
