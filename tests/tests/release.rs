//! Releases (rows M5.2 and M5.3): the same bytes each time, refused when altered, rolled back to the old prompt,
//! refused by a program of other contracts.

use agent_core::agent::Agent;
use agent_core::event::{Event, ThreadId};
use agent_core::files::load_release;
use agent_core::port::MemoryStore;
use agent_core::reducer::Status;
use agent_core::release::{Release, ReleaseError};
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::ThreadError;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What both programs share.
mod till {
    use agent_core::prelude::*;

    /// The shop that the till stands in.
    #[agent_core::data]
    pub(super) struct Shop {
        pub(super) shop: String,
    }

    impl<A: Agent> State<A> for Shop {
        fn apply(&mut self, _outcome: &A::Outcome) {}
    }

    /// Pay in cents.
    #[tool(read, version = 2)]
    pub(super) fn pay(cents: u64) -> String {
        format!("{cents} cents")
    }
}

/// The program that the first release was made of.
mod old {
    use agent_core::prelude::*;

    /// Keeps the till.
    #[agent(prompt = "prompts/till_old.md", state = super::till::Shop, models("scripted"), indexes("kb@3"))]
    pub(super) enum Till {
        Pay(super::till::Pay),
        /// The end.
        #[done]
        Done {
            message: String,
        },
    }
}

/// The same contracts, another prompt.
mod new {
    use agent_core::prelude::*;

    /// Keeps the till.
    #[agent(prompt = "prompts/till_new.md", state = super::till::Shop, models("scripted"), indexes("kb@3"))]
    pub(super) enum Till {
        Pay(super::till::Pay),
        /// The end.
        #[done]
        Done {
            message: String,
        },
    }
}

/// Other contracts under the same name.
mod changed {
    use agent_core::prelude::*;

    /// Pay in cents, at once.
    #[tool(read, version = 2)]
    pub(super) fn pay(cents: u64) -> String {
        cents.to_string()
    }

    /// Keeps the till.
    #[agent(models("scripted-2"), profile = anthropic, tag = "step")]
    pub(super) enum Till {
        Pay(Pay),
        /// Ask the customer.
        #[ask]
        Ask {
            question: String,
        },
        /// The end.
        #[done]
        Finish {
            message: String,
        },
    }
}

fn release() -> Release {
    Release::of("3f2a9c1", &[old::Till::SPEC]).unwrap()
}

fn shop() -> till::Shop {
    till::Shop {
        shop: "Zoë's".to_owned(),
    }
}

fn id() -> ThreadId {
    "t".parse().unwrap()
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_release_made_twice_is_the_same_bytes() {
    let release = release();
    assert_eq!(release, self::release());
    assert_eq!(release.hash(), hash(release.text()));
    let value: Value = serde_json::from_str(release.text()).unwrap();
    assert_eq!(value["build"], "3f2a9c1");
    let agent = &value["agents"][0];
    assert_eq!(agent["agent"], "Till");
    assert_eq!(agent["profile"], "portable");
    assert_eq!(agent["models"][0], "scripted");
    assert_eq!(agent["indexes"][0], "kb@3");
    assert_eq!(
        agent["steps"][0]["arguments"]["properties"]["cents"]["type"],
        "integer"
    );
    assert_eq!(
        agent["prompt"]["text"],
        include_str!("../prompts/till_old.md")
    );
    let other = Release::of("3f2a9c2", &[old::Till::SPEC]).unwrap();
    assert_ne!(other.hash(), release.hash());
}

#[test]
fn a_release_that_was_read_is_the_one_that_was_written() {
    let release = release();
    let again = Release::read(release.text().as_bytes(), release.hash()).unwrap();
    assert_eq!(again, release);
    assert_eq!(again.build(), "3f2a9c1");
    assert_eq!(again.agents()[0].prompt.as_ref(), old::Till::SPEC.prompt);
}

#[test]
fn every_altered_byte_is_refused() {
    let release = release();
    let bytes = release.text().as_bytes();
    let altered = |bytes: &[u8]| {
        let error = Release::read(bytes, release.hash()).unwrap_err();
        assert!(matches!(error, ReleaseError::Altered { .. }), "{error}");
    };
    for at in 0..bytes.len() {
        let mut copy = bytes.to_vec();
        copy[at] ^= 1;
        altered(&copy);
    }
    altered(&bytes[..bytes.len() - 1]);
    altered(&[bytes, b"\n"].concat());
    altered(b"");
}

#[test]
fn what_is_no_release_is_refused_although_its_hash_is_right() {
    let release = release();
    for (text, reason) in [
        (
            release.text().replace("\"format\":1", "\"format\":2"),
            "its format is 2, not 1",
        ),
        (
            release.text().replace("\"fingerprint\"", "\"finger\""),
            "missing field `fingerprint`",
        ),
        ("[]".to_owned(), "invalid length 0"),
    ] {
        let error = Release::read(text.as_bytes(), &hash(&text)).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("the release cannot be read: ") && text.contains(reason),
            "{text}"
        );
    }
}

#[test]
fn a_build_is_named_by_a_plain_word_and_an_agent_once() {
    for build in ["", "a b", "a\"b", "é", "a/b"] {
        let error = Release::of(build, &[old::Till::SPEC]).unwrap_err();
        assert_eq!(
            error,
            ReleaseError::Build {
                build: build.to_owned()
            }
        );
    }
    let error = Release::of("1", &[old::Till::SPEC, new::Till::SPEC]).unwrap_err();
    assert!(
        matches!(error, ReleaseError::TwoAgents { agent: "Till", .. }),
        "{error}"
    );
}

/// The system prompt that the model read, and the first event.
async fn asked(runner: Runner<new::Till>, model: &ScriptedModel) -> (String, Event) {
    let runner = runner.index("kb@3");
    let mut thread = runner.start(id(), &shop()).await.unwrap();
    runner.send(&mut thread, "hello").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let request: Value = serde_json::from_str(&model.requests()[0]).unwrap();
    let system = request["messages"][0]["content"].as_str().unwrap();
    (system.to_owned(), thread.events()[0].clone())
}

fn model() -> Arc<ScriptedModel> {
    Arc::new(ScriptedModel::new().call("done", r#"{"message":"bye"}"#))
}

#[tokio::test]
async fn to_roll_back_is_to_load_the_older_release() {
    let old = release();
    let model = self::model();
    let runner = Runner::<new::Till>::new(model.clone(), ())
        .release(old.clone())
        .unwrap();
    let (system, started) = asked(runner, &model).await;
    assert_eq!(
        system,
        "You are the clerk at the till of Zoë's, as ever.\nWhen a tool fails, say what went wrong.\n- pay\n- done\n"
    );
    let data: Value = serde_json::from_str(started.data()).unwrap();
    assert_eq!(data["release"], old.hash());
    let prompt = data["prompt"].as_str().unwrap();
    assert!(prompt.starts_with("prompts/till_old.md@1.9.0#"), "{prompt}");

    let model = self::model();
    let (system, started) = asked(Runner::new(model.clone(), ()), &model).await;
    assert_eq!(
        system,
        "You are the clerk at the till of Zoë's, in the new way.\nWhen a tool fails, say what went wrong.\n"
    );
    let data: Value = serde_json::from_str(started.data()).unwrap();
    assert_eq!(data.get("release"), None);
}

#[tokio::test]
async fn a_thread_keeps_the_prompt_that_it_began_with() {
    let store = MemoryStore::new();
    let runner = Runner::<new::Till>::new(ScriptedModel::new(), ())
        .index("kb@3")
        .store(store.clone());
    let begun = runner.start(id(), &shop()).await.unwrap();
    let model = model();
    let runner = Runner::<new::Till>::new(model.clone(), ())
        .index("kb@3")
        .store(store)
        .release(release())
        .unwrap();
    let mut thread = runner.open(id(), &shop()).await.unwrap();
    assert_eq!(thread.events(), begun.events());
    runner.send(&mut thread, "hello").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert!(model.requests()[0].contains("in the new way"));
}

#[test]
fn a_program_of_other_contracts_refuses_and_says_what_differs() {
    let release = release();
    let error = Runner::<changed::Till>::new(ScriptedModel::new(), ())
        .release(release.clone())
        .err()
        .unwrap();
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().collect();
    let [
        head,
        done,
        pay,
        ask,
        finish,
        profile,
        tag,
        models,
        indexes,
        note,
    ] = &*lines
    else {
        panic!("{text}");
    };
    assert_eq!(
        *head,
        format!("release {} is not of this `Till`:", release.hash())
    );
    assert_eq!(*done, "  done `done@1` is not offered by this program");
    assert!(
        pay.starts_with("  tool `pay@2` was ") && pay.ends_with(": its texts or shapes changed"),
        "{pay}"
    );
    assert_eq!(*ask, "  ask `ask@1` is not in the release");
    assert_eq!(*finish, "  done `finish@1` is not in the release");
    assert_eq!(
        *profile,
        "  profile: `portable` in the release, `anthropic` in this program"
    );
    assert_eq!(
        *tag,
        "  tag: `intent` in the release, `step` in this program"
    );
    assert_eq!(
        *models,
        "  models: `scripted` in the release, `scripted-2` in this program"
    );
    assert_eq!(
        *indexes,
        "  indexes: `kb@3` in the release, none in this program"
    );
    assert!(
        note.starts_with("note: run it with the program of its build `3f2a9c1`"),
        "{note}"
    );

    let none = Release::of("1", &[]).unwrap();
    let error = none.agent(old::Till::SPEC).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("release {} has no agent `Till`", none.hash())
    );
}

/// The compiler has checked the program's own prompt against the state; a release's is checked when it is rendered.
#[tokio::test]
async fn a_prompt_that_the_state_cannot_fill_names_its_place() {
    let text = release().text().replace("[\"shop\"]", "[\"till\"]");
    let release = Release::read(text.as_bytes(), &hash(&text)).unwrap();
    let runner = Runner::<new::Till>::new(ScriptedModel::new(), ())
        .index("kb@3")
        .release(release)
        .unwrap();
    let error = runner.start(id(), &shop()).await.unwrap_err();
    assert!(
        matches!(&error, RunError::Thread(ThreadError::Prompt(_))),
        "{error:?}"
    );
    let text = error.to_string();
    assert!(text.starts_with("prompts/till_old.md:4:"), "{text}");
}

#[test]
fn a_release_is_loaded_by_its_hash() {
    let dir = tempfile::tempdir().unwrap();
    let release = release();
    let path = dir.path().join(format!("{}.json", release.hash()));
    let missing = load_release(&dir, release.hash()).unwrap_err();
    assert!(
        matches!(missing, ReleaseError::Unavailable { .. }),
        "{missing}"
    );
    std::fs::write(&path, release.text()).unwrap();
    assert_eq!(load_release(&dir, release.hash()).unwrap(), release);
    std::fs::write(&path, release.text().replace("till", "bill")).unwrap();
    let error = load_release(&dir, release.hash()).unwrap_err();
    assert!(matches!(error, ReleaseError::Altered { .. }), "{error}");
    for hash in [
        "../etc/passwd",
        "",
        &release.hash().to_uppercase(),
        &release.hash()[1..],
    ] {
        let error = load_release(&dir, hash).unwrap_err();
        assert_eq!(
            error,
            ReleaseError::NoHash {
                hash: hash.to_owned()
            }
        );
    }
}
