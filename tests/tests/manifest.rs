//! The manifest (row M2.1): models, schemas and retrieval indexes are stated, and a program that starts with others is
//! refused before anything is sent.

use agent_core::agent::{Agent, DependencyError, manifest};
use agent_core::event::ThreadId;
use agent_core::message::Settings;
use agent_core::model::Fallback;
use agent_core::port::{MemoryStore, Store, StoreError};
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use serde_json::json;
use std::sync::Arc;

mod agents {
    use agent_core::prelude::*;

    /// Search the knowledge base.
    #[tool(read, version = 2)]
    pub(super) fn search(
        /// A few words.
        query: String,
    ) -> Vec<String> {
        vec![query]
    }

    /// Helps.
    #[agent(
        prompt = "prompts/cashier.md",
        models("gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14"),
        indexes("kb@3", "faq@2026-01")
    )]
    pub(super) enum Helper {
        Search(Search),
        /// The end.
        #[done]
        Done,
    }

    /// Needs nothing.
    #[agent]
    pub(super) enum Plain {
        /// The end.
        #[done]
        Done,
    }
}

use agents::{Helper, Plain};

fn model(name: &str) -> Arc<ScriptedModel> {
    let script = ScriptedModel::new().with_settings(Settings::new(name));
    Arc::new(script.call("done", "{}"))
}

fn id() -> ThreadId {
    "t".parse().unwrap()
}

#[test]
fn the_manifest_lists_what_the_agent_depends_on() {
    let manifest = manifest(Helper::SPEC);
    assert_eq!(
        manifest["models"],
        json!(["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14"])
    );
    assert_eq!(manifest["profile"], "portable");
    assert_eq!(manifest["indexes"], json!(["kb@3", "faq@2026-01"]));
    let prompt = manifest["prompt"].as_str().unwrap();
    assert!(prompt.starts_with("prompts/cashier.md@2.0.1#"), "{prompt}");
    let search = &manifest["steps"][0];
    assert_eq!(search["version"], 2);
    assert_eq!(search["fingerprint"].as_str().map(str::len), Some(16));
    assert_eq!(search["arguments"]["properties"]["query"]["type"], "string");
    assert_eq!(search["output"]["type"], "array");
}

#[test]
fn each_model_of_a_chain_must_be_stated() {
    let runner = |second: &str| {
        let models = [model("gpt-4.1-2025-04-14"), model(second)];
        // Nobody asks them.
        for model in &models {
            drop(model.finish());
        }
        let [first, second] = models;
        let runner = Runner::<Helper>::new(Fallback::new(first).or(second), ());
        runner.index("kb@3").index("faq@2026-01").check()
    };
    assert!(runner("gpt-4.1-mini-2025-04-14").is_ok());
    let error = runner("gpt-3").unwrap_err();
    assert!(
        error.to_string().contains("the model here is `gpt-3`"),
        "{error}"
    );
}

#[tokio::test]
async fn another_model_is_refused_before_anything_is_sent_or_kept() {
    let model = model("gpt-4.1");
    let store = MemoryStore::new();
    let runner = Runner::<Helper>::new(model.clone(), ())
        .index("kb@3")
        .index("faq@2026-01")
        .store(store.clone());
    let expected = "agent `Helper` was made for `gpt-4.1-2025-04-14`, `gpt-4.1-mini-2025-04-14`, and the model here is `gpt-4.1`\nnote: configure that model, or state this one as well: `#[agent(models(\"gpt-4.1\"))]`";
    assert_eq!(runner.check().unwrap_err().to_string(), expected);
    let error = runner.start(id(), &()).await.unwrap_err();
    assert!(
        matches!(error, RunError::Dependency(DependencyError::Model { .. })),
        "{error:?}"
    );
    let error = runner.open(id(), &()).await.unwrap_err();
    assert_eq!(error.to_string(), expected);
    assert!(matches!(
        store.load(&id()).await,
        Err(StoreError::NotFound { .. })
    ));
    assert!(model.requests().is_empty());
    let _ = model.finish();
}

#[tokio::test]
async fn an_index_that_is_not_attached_is_named() {
    let model = model("gpt-4.1-mini-2025-04-14");
    let runner = Runner::<Helper>::new(model.clone(), ()).index("kb@2");
    let error = runner.start(id(), &()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "agent `Helper` relies on the index `kb@3`, and attached is `kb@2`\nnote: tell the runner once it is there: `.index(\"kb@3\")`"
    );
    let error = Runner::<Helper>::new(model.clone(), ())
        .index("kb@3")
        .check();
    assert!(matches!(
        error,
        Err(DependencyError::Index {
            index: "faq@2026-01",
            ..
        })
    ));
    let _ = model.finish();
}

#[tokio::test]
async fn a_thread_that_is_there_does_not_go_on_with_another_model() {
    let store = MemoryStore::new();
    let ready = |model: Arc<ScriptedModel>| {
        let runner = Runner::<Helper>::new(model, ()).store(store.clone());
        runner.index("kb@3").index("faq@2026-01")
    };
    let right = model("gpt-4.1-2025-04-14");
    let runner = ready(right.clone());
    let mut thread = runner.start(id(), &()).await.unwrap();
    runner.send(&mut thread, "help").await.unwrap();

    let wrong = model("gpt-5");
    let error = ready(wrong.clone()).run(&mut thread).await.unwrap_err();
    assert!(matches!(error, RunError::Dependency(_)), "{error:?}");
    assert!(wrong.requests().is_empty());
    assert_eq!(thread.len(), 2);
    let _ = wrong.finish();

    runner.run(&mut thread).await.unwrap();
    assert_eq!(right.requests().len(), 1);
}

#[tokio::test]
async fn an_agent_that_states_nothing_takes_anything() {
    let runner = Runner::<Plain>::new(model("any"), ()).index("kb@3");
    runner.check().unwrap();
    let mut thread = runner.start(id(), &()).await.unwrap();
    runner.send(&mut thread, "help").await.unwrap();
    runner.run(&mut thread).await.unwrap();
}
