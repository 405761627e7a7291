//! A tool that is only prefetched leaves the union, the schema and the prompt (row F13.2).

use std::sync::Arc;

use agent_core::agent::{Agent, Prefetch, manifest};
use agent_core::docs::{self, Format};
use agent_core::event::{Chooser, Fact};
use agent_core::port::MemoryStore;
use agent_core::reducer::Status;
use agent_core::release::Release;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use serde_json::Value;

use crate::deployer::{Plain, Seen, World, chosen_by, facts, finished, id};

mod only {
    use agent_core::prelude::*;

    use crate::deployer::{ListTags, OpenOrders, Seen, World};

    /// Deploys a tag.
    #[agent(state = Seen, deps = World)]
    pub(crate) enum Plain {
        #[prefetch(only)]
        ListTags(ListTags),
        OpenOrders(OpenOrders),
        /// Say which tag was deployed.
        #[done]
        Reply {
            message: String,
        },
    }

    impl State<Plain> for Seen {
        fn apply(&mut self, outcome: &PlainOutcome) {
            match outcome {
                PlainOutcome::ListTags(_, Ok(tags)) => self.tags.clone_from(tags),
                PlainOutcome::ListTags(_, Err(failure)) => self.failures.push(failure.to_string()),
                _ => {}
            }
        }
    }
}

fn tools(request: &str) -> Vec<String> {
    let request: Value = serde_json::from_str(request).unwrap();
    let tools = request["tools"].as_array().unwrap().iter();
    tools
        .map(|tool| tool["function"]["name"].as_str().unwrap().to_owned())
        .collect()
}

/// What the model reads of each call.
fn results(request: &str) -> Vec<String> {
    let request: Value = serde_json::from_str(request).unwrap();
    let messages = request["messages"].as_array().unwrap().iter();
    messages
        .filter(|message| message["role"] == "tool")
        .map(|message| message["content"].as_str().unwrap().to_owned())
        .collect()
}

/// F13.2: but for the tool, the schema is that of the agent that never had it.
#[test]
fn the_schema_has_no_such_step() {
    mod never {
        use agent_core::prelude::*;

        use crate::deployer::{OpenOrders, World};

        /// Deploys a tag.
        #[agent(deps = World)]
        pub(super) enum Plain {
            OpenOrders(OpenOrders),
            /// Say which tag was deployed.
            #[done]
            Reply {
                message: String,
            },
        }
    }
    let schema = only::Plain::SPEC.step_schema();
    assert_eq!(schema, never::Plain::SPEC.step_schema());
    assert!(Plain::SPEC.step_schema().contains("list_tags"));
    expect_schema(&schema);
}

fn expect_schema(schema: &str) {
    let path = format!(
        "{}/golden/schema/only_prefetched.json",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{schema}\n")).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        format!("{schema}\n"),
        golden,
        "UPDATE_GOLDEN=1 writes it anew"
    );
}

#[tokio::test]
async fn the_request_shows_its_result_and_does_not_offer_it() {
    let model = Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v2"}"#));
    let runner = Runner::<only::Plain>::new(model.clone(), World::default());
    let thread = finished(&runner).await;
    let request = &model.requests()[0];
    assert!(request.contains("v1.0.2"));
    assert_eq!(tools(request), ["open_orders", "reply"]);
    let seen = thread.state().business::<Seen>().unwrap();
    assert_eq!(seen.tags.len(), 2);
    assert_eq!(chosen_by(&thread), [Chooser::Prefetch, Chooser::Model]);
}

#[tokio::test]
async fn the_model_cannot_choose_it() {
    let model = ScriptedModel::new()
        .call("list_tags", "{}")
        .call("reply", r#"{"message":"v2"}"#);
    let world = World::default();
    let runner = Runner::<only::Plain>::new(model, world.clone());
    let thread = finished(&runner).await;
    let refused = facts(&thread).into_iter().find_map(|fact| match fact {
        Fact::ReplyRefused(refused) => Some(refused),
        _ => None,
    });
    assert_eq!(refused.unwrap().error, "unknown_step");
    assert_eq!(world.runs("list_tags"), 1);
}

/// The model of an older program called the tool: such a thread loads, folds and goes on, and prefetches nothing.
#[tokio::test]
async fn a_thread_that_holds_such_calls_goes_on() {
    let store = MemoryStore::new();
    let world = World::default();
    let model = ScriptedModel::new()
        .call("list_tags", "{}")
        .call("reply", r#"{"message":"v2"}"#);
    finished(&Runner::<Plain>::new(model, world.clone()).store(store.clone())).await;

    let model = Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v3"}"#));
    let runner = Runner::<only::Plain>::new(model.clone(), world.clone()).store(store);
    let mut thread = runner.load(&id()).await.unwrap();
    let seen = thread.state().business::<Seen>().unwrap();
    assert_eq!(seen.tags.len(), 2, "the outcome reads in the newer program");
    runner.send(&mut thread, "again").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(world.runs("list_tags"), 1);
    assert!(!chosen_by(&thread).contains(&Chooser::Prefetch));
    assert_eq!(tools(&model.requests()[0]), ["open_orders", "reply"]);
}

mod restated {
    use agent_core::prelude::*;

    use crate::deployer::{ListTags, OpenOrders, World};

    /// Deploys a tag.
    #[agent(deps = World)]
    pub(crate) enum Plain {
        #[prefetch(only)]
        #[tool(list_tags)]
        Tags,
        #[tool(open_orders)]
        #[prefetch]
        Orders { most: Option<u32> },
        /// Say which tag was deployed.
        #[done]
        Reply { message: String },
    }
}

#[tokio::test]
async fn a_restated_tool_may_be_prefetched_too() {
    let model = Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v2"}"#));
    let runner = Runner::<restated::Plain>::new(model.clone(), World::default());
    let mut thread = runner.start(id(), &()).await.unwrap();
    runner.send(&mut thread, "deploy").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let request = &model.requests()[0];
    assert_eq!(results(request), [r#"["v1.0.1","v1.0.2"]"#, "7"]);
    assert_eq!(tools(request), ["open_orders", "reply"]);
}

/// A thread of an older program whose call was under way when the process ended.
#[tokio::test]
async fn an_open_call_of_an_older_program_is_carried_out() {
    let model = ScriptedModel::new()
        .call("list_tags", "{}")
        .call("reply", r#"{"message":"v2"}"#);
    let whole = finished(&Runner::<Plain>::new(model, World::default())).await;
    let started = whole
        .events()
        .iter()
        .position(|event| event.kind() == "call_started")
        .unwrap();
    let store = MemoryStore::new();
    let before = &whole.events()[..=started];
    agent_core::port::Store::append(&store, &id(), 0, before)
        .await
        .unwrap();

    let world = World::default();
    let model = ScriptedModel::new().call("reply", r#"{"message":"v2"}"#);
    let runner = Runner::<only::Plain>::new(model, world.clone()).store(store);
    let mut thread = runner.load(&id()).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(world.runs("list_tags"), 1);
}

#[test]
fn pages_manifests_and_releases_say_so() {
    let [tags, orders, _] = only::Plain::SPEC.steps else {
        panic!("three steps")
    };
    assert_eq!(
        (tags.prefetch, orders.prefetch),
        (Prefetch::Only, Prefetch::No)
    );
    let manifest = manifest(only::Plain::SPEC);
    assert_eq!(manifest["steps"][0]["prefetch"], "only");
    assert_eq!(manifest["steps"][1].get("prefetch"), None);
    let page: Value = serde_json::from_str(&docs::write(only::Plain::SPEC, Format::Json)).unwrap();
    assert_eq!(page["steps"][0]["prefetch"], "only");
    for format in [Format::Markdown, Format::Html] {
        let page = docs::write(only::Plain::SPEC, format);
        assert!(page.contains("The model cannot choose it."), "{page}");
    }
    assert!(docs::write(only::Plain::SPEC, Format::Mermaid).contains("prefetched only"));
    assert!(!docs::write(only::Plain::SPEC, Format::Mcp).contains("list_tags"));
}

#[test]
fn a_release_fits_the_program_that_it_was_made_by_and_not_one_that_offers_more() {
    let release = Release::of("1", &[only::Plain::SPEC]).unwrap();
    assert!(release.agent(only::Plain::SPEC).is_ok());
    let error = release.agent(Plain::SPEC).unwrap_err().to_string();
    assert!(
        error.contains("tool `list_tags@1` is not in the release"),
        "{error}"
    );
}
