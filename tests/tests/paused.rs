//! A turn that the provider pauses is sent back as it is and goes on; one that is paused for ever reaches a bound.

use agent_core::agent::Limits;
use agent_core::event::{Event, LimitKind, StopReason};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::AnthropicDialect;
use serde_json::{Value, json};

/// An agent that looks things up with the provider's own search.
#[agent]
enum Seeker {
    /// Say what was found.
    #[done]
    Answer { text: String },
}

/// What the model had done when it was paused.
fn searched() -> Value {
    json!([
        { "type": "text", "text": "I search." },
        { "type": "server_tool_use", "id": "s1", "name": "web_search", "input": { "query": "rust" } },
    ])
}

fn body(content: &Value, reason: &str) -> String {
    json!({ "content": content, "stop_reason": reason, "usage": { "input_tokens": 1, "output_tokens": 1 } })
        .to_string()
}

async fn asked(model: ScriptedModel, limits: Limits) -> (Thread, Vec<Value>) {
    let model = std::sync::Arc::new(model);
    let runner = Runner::<Seeker>::new(model.clone(), ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner
        .raise_limits(&mut thread, limits, "ann")
        .await
        .unwrap();
    runner.send(&mut thread, "What is new?").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let requests = model.requests();
    let read = |request: &String| serde_json::from_str(request).unwrap();
    (thread, requests.iter().map(read).collect())
}

#[tokio::test]
async fn a_paused_turn_goes_back_as_it_is_and_goes_on() {
    let answer =
        json!([{ "type": "tool_use", "id": "t1", "name": "answer", "input": { "text": "All." } }]);
    let model = ScriptedModel::new()
        .speaking(&AnthropicDialect)
        .raw(200, body(&searched(), "pause_turn"))
        .raw(200, body(&answer, "tool_use"));
    let (thread, requests) = asked(model, Limits::DEFAULT).await;
    assert_eq!(thread.status(), Status::Finished);
    let user = json!({ "role": "user", "content": "What is new?" });
    let paused = json!({ "role": "assistant", "content": searched() });
    assert_eq!(requests[0]["messages"], json!([user]));
    assert_eq!(requests[1]["messages"], json!([user, paused]));
    let kinds: Vec<&str> = thread.events().iter().map(Event::kind).collect();
    assert!(kinds.contains(&"turn_paused"), "{kinds:?}");
    assert!(!kinds.contains(&"reply_refused"), "{kinds:?}");
    let loaded = Thread::load::<Seeker>("t".parse().unwrap(), thread.events().to_vec()).unwrap();
    assert_eq!(
        loaded.state().hash().unwrap(),
        thread.state().hash().unwrap()
    );
}

#[tokio::test]
async fn a_turn_that_is_paused_for_ever_reaches_the_bound_on_steps() {
    let limits = Limits {
        steps: 3,
        ..Limits::DEFAULT
    };
    let model = (0..3).fold(
        ScriptedModel::new().speaking(&AnthropicDialect),
        |model, _| model.raw(200, body(&searched(), "pause_turn")),
    );
    let (thread, requests) = asked(model, limits).await;
    assert_eq!(requests.len(), 3);
    match thread.state().progress().stopped {
        Some(StopReason::Limit(limit)) => assert_eq!(limit.kind, LimitKind::Steps),
        ref other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn calls_of_a_paused_turn_run_as_any_other() {
    let answer =
        json!([{ "type": "tool_use", "id": "t1", "name": "answer", "input": { "text": "All." } }]);
    let model = ScriptedModel::new()
        .speaking(&AnthropicDialect)
        .raw(200, body(&answer, "pause_turn"));
    let (thread, _) = asked(model, Limits::DEFAULT).await;
    assert_eq!(thread.status(), Status::Finished);
}
