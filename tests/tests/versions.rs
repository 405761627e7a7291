//! A thread keeps the version of a tool that it was started with (row M5.4): retired tools still run for old
//! threads, and a tool that is gone is a typed error.

use agent_core::event::{Event, ThreadId};
use agent_core::port::{MemoryStore, Store};
use agent_core::reducer::{FoldError, State, Status};
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::ThreadError;
use serde_json::Value;
use std::sync::Arc;

mod v1 {
    use agent_core::prelude::*;

    /// Pay in euros.
    #[tool(read)]
    pub(super) fn pay(euros: u64) -> String {
        format!("{euros} euros by v1")
    }

    /// A cashier.
    #[agent]
    pub(super) enum Cashier {
        Pay(Pay),
        /// The end.
        #[done]
        Done,
    }
}

mod v2 {
    use agent_core::prelude::*;

    /// Pay in cents.
    #[tool(read, version = 2)]
    pub(super) fn pay(cents: u64) -> String {
        format!("{cents} cents by v2")
    }

    /// A cashier.
    #[agent]
    pub(super) enum Cashier {
        Pay(Pay),
        #[retired]
        PayV1(super::v1::Pay),
        /// The end.
        #[done]
        Done,
    }
}

mod v3 {
    use agent_core::prelude::*;

    /// A cashier without the old tool.
    #[agent]
    pub(super) enum Cashier {
        Pay(super::v2::Pay),
        /// The end.
        #[done]
        Done,
    }
}

fn id() -> ThreadId {
    "t".parse().unwrap()
}

/// A thread that the first version of the program began: it has paid once.
async fn old(store: &MemoryStore) {
    let model = ScriptedModel::new()
        .call("pay", r#"{"euros":1}"#)
        .call("done", "{}");
    let runner = Runner::<v1::Cashier>::new(model, ()).store(store.clone());
    let mut thread = runner.start(id(), &()).await.unwrap();
    runner.send(&mut thread, "pay").await.unwrap();
    runner.run(&mut thread).await.unwrap();
}

/// The names of the arguments that the model is offered for `pay`.
fn offered(model: &ScriptedModel) -> Vec<String> {
    let request: Value = serde_json::from_str(&model.requests()[0]).unwrap();
    let tools = request["tools"].as_array().unwrap();
    let pay: Vec<&Value> = tools
        .iter()
        .filter(|tool| tool["function"]["name"] == "pay")
        .collect();
    assert_eq!(pay.len(), 1);
    let properties = pay[0]["function"]["parameters"]["properties"]
        .as_object()
        .unwrap();
    properties.keys().cloned().collect()
}

fn results(events: &[Event]) -> Vec<String> {
    let returned = events
        .iter()
        .filter(|event| event.kind() == "call_returned");
    returned
        .map(|event| {
            let data: Value = serde_json::from_str(event.data()).unwrap();
            data["value"].as_str().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn an_old_thread_keeps_its_version_and_a_new_one_gets_the_new() {
    let store = MemoryStore::new();
    old(&store).await;
    let model = Arc::new(
        ScriptedModel::new()
            .call("pay", r#"{"euros":2}"#)
            .call("done", "{}"),
    );
    let runner = Runner::<v2::Cashier>::new(model.clone(), ()).store(store.clone());
    let mut thread = runner.load(&id()).await.unwrap();
    runner.send(&mut thread, "pay again").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(offered(&model), ["euros"]);
    assert_eq!(results(thread.events()), ["1 euros by v1", "2 euros by v1"]);

    let model = Arc::new(
        ScriptedModel::new()
            .call("pay", r#"{"cents":3}"#)
            .call("done", "{}"),
    );
    let runner = Runner::<v2::Cashier>::new(model.clone(), ());
    let mut thread = runner.start("new".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "pay").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(offered(&model), ["cents"]);
    assert_eq!(results(thread.events()), ["3 cents by v2"]);
}

#[tokio::test]
async fn a_thread_whose_tool_is_gone_says_which_and_stays_whole() {
    let store = MemoryStore::new();
    old(&store).await;
    let before = store.load(&id()).await.unwrap();
    let runner = Runner::<v3::Cashier>::new(ScriptedModel::new(), ()).store(store.clone());
    let error = runner.load(&id()).await.unwrap_err();
    assert!(
        matches!(
            &error,
            RunError::Thread(ThreadError::Fold(FoldError::ToolNotFound { name, version: 1, .. })) if name == "pay"
        ),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("`pay@1` is not in this program\nnote: keep it as a `#[retired]`")
    );
    assert_eq!(store.load(&id()).await.unwrap(), before);
}

/// A thread that never used the tool would silently go on with fewer tools than it was started with.
#[tokio::test]
async fn a_thread_that_has_not_used_its_tool_yet_says_so_too() {
    let store = MemoryStore::new();
    let runner = Runner::<v1::Cashier>::new(ScriptedModel::new(), ()).store(store.clone());
    let thread = runner.start(id(), &()).await.unwrap();
    let saved = thread.state().save().unwrap();
    let before = store.load(&id()).await.unwrap();

    let model = Arc::new(ScriptedModel::new());
    let runner = Runner::<v3::Cashier>::new(model.clone(), ()).store(store.clone());
    for opened in [runner.load(&id()).await, runner.open(id(), &()).await] {
        let error = opened.unwrap_err();
        assert!(
            matches!(
                &error,
                RunError::Thread(ThreadError::Fold(FoldError::ToolNotFound { seq: 1, name, version: 1 })) if name == "pay"
            ),
            "{error:?}"
        );
        let text = "event 1: tool `pay@1` is not in this program\nnote: keep it as";
        assert!(error.to_string().starts_with(text), "{error}");
    }
    assert!(model.requests().is_empty());
    assert_eq!(store.load(&id()).await.unwrap(), before);

    let error = State::load::<v3::Cashier>(&saved).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("tool `pay@1` is not in this program")
    );

    // The program that kept the old version takes the thread up where it was.
    let runner = Runner::<v2::Cashier>::new(ScriptedModel::new(), ()).store(store.clone());
    assert_eq!(runner.load(&id()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn two_threads_of_one_process_call_two_versions_side_by_side() {
    let store = MemoryStore::new();
    let runner = Runner::<v1::Cashier>::new(ScriptedModel::new(), ()).store(store.clone());
    runner.start(id(), &()).await.unwrap();

    let model = ScriptedModel::new()
        .call("pay", r#"{"euros":2}"#)
        .call("done", "{}")
        .call("pay", r#"{"cents":3}"#)
        .call("done", "{}");
    let runner = Runner::<v2::Cashier>::new(model, ()).store(store.clone());
    let mut old = runner.load(&id()).await.unwrap();
    let mut new = runner.start("new".parse().unwrap(), &()).await.unwrap();
    for thread in [&mut old, &mut new] {
        runner.send(thread, "pay").await.unwrap();
        assert_eq!(runner.run(thread).await.unwrap(), Status::Finished);
    }
    assert_eq!(results(old.events()), ["2 euros by v1"]);
    assert_eq!(results(new.events()), ["3 cents by v2"]);
}

/// The old version's arguments are no arguments of the new one: a model that mixes them up is told.
#[tokio::test]
async fn a_new_thread_cannot_call_the_old_version() {
    let model = Arc::new(
        ScriptedModel::new()
            .call("pay", r#"{"euros":2}"#)
            .call("done", "{}"),
    );
    let runner = Runner::<v2::Cashier>::new(model.clone(), ());
    let mut thread = runner.start(id(), &()).await.unwrap();
    runner.send(&mut thread, "pay").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(results(thread.events()), [""; 0]);
    assert!(model.requests()[1].contains("cents"));
}

#[tokio::test]
async fn a_runner_refuses_another_agents_thread() {
    mod other {
        use agent_core::prelude::*;

        /// Another agent.
        #[agent]
        pub(super) enum Baker {
            /// The end.
            #[done]
            Done,
        }
    }
    let cashier = Runner::<v1::Cashier>::new(ScriptedModel::new(), ());
    let mut thread = cashier.start(id(), &()).await.unwrap();
    let baker = Runner::<other::Baker>::new(ScriptedModel::new(), ());
    let error = baker.run(&mut thread).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the thread belongs to agent `Cashier`, not to `Baker`"
    );
}
