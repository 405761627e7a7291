//! A secret where the schema names none is written nowhere: nobody would seal it.

use std::collections::BTreeMap;
use std::sync::Arc;

use agent_core::port::MemoryVault;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::secret::Secret;
use agent_core::testkit::ScriptedModel;

/// A secret that says that it is a text.
#[data]
struct Disguised {
    #[schema(with = String)]
    token: Secret,
    /// Another, which says what it is.
    other: Option<Secret>,
}

/// A secret by whose name something is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
struct Name(#[serde(with = "name")] String);

/// How a [`Name`] is written.
mod name {
    use agent_core::secret::Secret;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(name: &str, to: S) -> Result<S::Ok, S::Error> {
        Secret::new(name).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        String::deserialize(from)
    }
}

/// Get a token.
#[tool(read)]
async fn get_token(other: bool) -> Result<Disguised, String> {
    Ok(Disguised {
        token: Secret::new("hunter2"),
        other: other.then(|| Secret::new("hunter3")),
    })
}

/// Get tokens by name.
#[tool(read)]
async fn get_keyed() -> Result<Keyed, String> {
    Ok(Keyed {
        by_name: BTreeMap::from([(Name("hunter2".into()), Secret::new("hunter2"))]),
    })
}

/// Tokens.
#[data]
struct Keyed {
    #[schema(with = BTreeMap<String, Secret>)]
    by_name: BTreeMap<Name, Secret>,
}

/// Nothing that is a secret's place, and one in an option that is none.
#[data]
struct Empty {
    none: Option<Secret>,
    null: Option<Secret<Option<u8>>>,
    nested: Secret<Vec<Secret>>,
}

/// Get nothing.
#[tool(read)]
async fn get_empty() -> Result<Empty, String> {
    Ok(Empty {
        none: None,
        null: Some(Secret::of(None)),
        nested: Secret::of(vec![Secret::new("hunter2"), Secret::new("hunter3")]),
    })
}

/// Gets tokens.
#[agent]
enum Getter {
    GetToken(GetToken),
    GetKeyed(GetKeyed),
    GetEmpty(GetEmpty),
    /// Done.
    #[done]
    Done {
        /// How it went.
        message: String,
    },
}

/// What is known.
#[data]
struct Known {
    #[schema(with = String)]
    token: Secret,
    other: Secret,
}

/// Knows.
#[agent(state = Known)]
enum Knower {
    /// Done.
    #[done]
    Done {
        /// How it went.
        message: String,
    },
}

impl State<Knower> for Known {
    fn apply(&mut self, _: &KnowerOutcome) {}
}

/// How the call ended, as the model reads it, and the log.
async fn told(tool: &str, arguments: &str) -> (String, String) {
    let model = ScriptedModel::new()
        .call(tool, arguments)
        .call("done", r#"{"message":"no"}"#);
    let model = Arc::new(model);
    let runner = Runner::<Getter>::new(Arc::clone(&model), ()).vault(MemoryVault::new());
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "Get it").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let lines = thread
        .events()
        .iter()
        .map(|event| event.line().to_owned())
        .collect();
    (model.requests().last().unwrap().clone(), lines)
}

#[tokio::test]
async fn a_value_that_nobody_would_seal_fails_the_call() {
    for (tool, arguments) in [
        ("get_token", r#"{"other":false}"#),
        ("get_token", r#"{"other":true}"#),
        ("get_keyed", "{}"),
    ] {
        let (asked, lines) = told(tool, arguments).await;
        assert!(!asked.contains("hunter"), "{tool} {arguments}: {asked}");
        assert!(!lines.contains("hunter"), "{tool} {arguments}: {lines}");
        assert!(lines.contains(r#""kind":"unreadable""#), "{lines}");
        assert!(asked.contains("where the schema names none"), "{asked}");
    }
}

#[tokio::test]
async fn what_is_in_its_place_is_sealed_whatever_it_holds() {
    let (asked, lines) = told("get_empty", "{}").await;
    assert!(
        !asked.contains("hunter") && !lines.contains("hunter"),
        "{lines}"
    );
    assert!(
        asked.contains("secret:") && !lines.contains("unreadable"),
        "{lines}"
    );
}

#[tokio::test]
async fn a_state_with_a_value_that_nobody_would_seal_does_not_start() {
    let runner = Runner::<Knower>::new(ScriptedModel::new(), ()).vault(MemoryVault::new());
    let state = Known {
        token: Secret::new("hunter2"),
        other: Secret::new("hunter3"),
    };
    let error = runner.start("a".parse().unwrap(), &state).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("where the schema names none"), "{error}");
    assert!(!error.contains("hunter"), "{error}");
}
