//! What fails closed: no vault, values where handles must stand, vaults that do not work.

use std::sync::Arc;

use agent_core::event::{CallReturned, CallStarted, Fact, ModelReplied, Time};
use agent_core::message::{Reply, ReplyCall};
use agent_core::port::{BoxFuture, MemoryStore, MemoryVault, Slot, Vault, VaultError, keep};
use agent_core::prelude::*;
use agent_core::reducer::{Status, decide, look_at_gate, pending, read_reply};
use agent_core::run::{DryRun, Runner};
use agent_core::secret::{Handle, Secret};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

use super::handle;
use super::keeper::{Book, House, Keeper, Seen};

/// Open a safe.
#[tool(read)]
async fn open_safe(#[schema(secret)] code: String) -> Result<Secret, String> {
    Ok(Secret::new(format!("{code} was right")))
}

/// Opens safes.
#[agent]
enum Guard {
    OpenSafe(OpenSafe),
    /// Done.
    #[done]
    Done {
        /// How it went.
        message: String,
    },
}

fn keeper(model: ScriptedModel) -> Runner<Keeper> {
    let seen = Seen::default();
    Runner::<Keeper>::new(model, House { seen })
}

#[tokio::test]
async fn an_agent_with_secrets_does_not_run_without_a_vault() {
    let error = keeper(ScriptedModel::new())
        .start("a".parse().unwrap(), &Book::new())
        .await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "agent `Keeper` has a secret, `master` of `state`, and nobody keeps it\nnote: give the runner a vault: `.vault(…)`"
    );
    let error = Runner::<Guard>::new(ScriptedModel::new(), ())
        .check()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("agent `Guard` has a secret, `code` of `open_safe`")
    );
}

#[test]
fn a_thread_without_a_vault_takes_no_value() {
    let error = Thread::start::<Keeper>("a".parse().unwrap(), &Book::new(), Time(0)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the value of a secret is not written here"),
        "{error}"
    );
}

/// A log that was written by hand, or by a program that knew of no secret.
#[tokio::test]
async fn no_fact_takes_a_value_in_the_place_of_a_handle() {
    let (vault, now) = (MemoryVault::new(), Time(1));
    let slot = Slot {
        thread: "a".into(),
        place: "host".into(),
    };
    let (_, kept) = keep(&vault, &slot, &Secret::new("1-2-3")).await.unwrap();
    let mut thread = Thread::start::<Guard>("a".parse().unwrap(), &(), now).unwrap();
    let code = kept.handle.clone();
    let message = Fact::MessageReceived("Open it".into());
    for fact in [Fact::SecretKept(kept.clone()), message] {
        thread.append(now, &fact).unwrap();
    }
    assert!(
        thread.append(now, &Fact::SecretKept(kept)).is_err(),
        "a handle names one secret"
    );
    let asks = decide(thread.state(), now).unwrap();
    thread.append(now, &asks).unwrap();
    let reply = Reply {
        calls: vec![ReplyCall {
            id: "c".into(),
            name: "open_safe".into(),
            arguments: format!(r#"{{"code":"{code}"}}"#),
        }],
        ..Reply::default()
    };
    let reply = ModelReplied {
        reply,
        ..ModelReplied::default()
    };
    thread.append(now, &Fact::ModelReplied(reply)).unwrap();
    let good = read_reply(thread.state(), now).unwrap();
    for arguments in [
        r#"{"code":"hunter2"}"#,
        r#"{"code":7}"#,
        r#"{"code":"secret:00000000000000ff"}"#,
    ] {
        let mut bad = good.clone();
        let Fact::StepsChosen(chosen) = &mut bad else {
            panic!("{bad:?}");
        };
        chosen.steps[0].arguments = arguments.into();
        let error = thread.append(now, &bad).unwrap_err().to_string();
        assert!(error.contains("arguments of step `open_safe`"), "{error}");
        assert!(
            error.contains("`code` must be the handle") && !error.contains("hunter2"),
            "{error}"
        );
    }
    thread.append(now, &good).unwrap();
    let gate = look_at_gate(thread.state(), 1).unwrap();
    thread.append(now, &Fact::CallGated(gate)).unwrap();
    let (call, attempt) = (1, 1);
    thread
        .append(now, &Fact::CallStarted(CallStarted { call, attempt }))
        .unwrap();
    let returned = CallReturned {
        call,
        ms: 0,
        summarize: false,
        used: None,
        value: r#""1-2-3 was right""#.into(),
    };
    let before = thread.len();
    let error = thread
        .append(now, &Fact::CallReturned(returned))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("answer of step `open_safe`") && !error.contains("1-2-3"),
        "{error}"
    );
    assert_eq!(thread.len(), before);
}

#[tokio::test]
async fn a_dry_run_opens_nothing_that_it_tells() {
    let vault = MemoryVault::new();
    let code = handle(&vault, "a", "host/1").await;
    let model = ScriptedModel::new()
        .call("open_safe", &format!(r#"{{"code":"{code}"}}"#))
        .call("done", r#"{"message":"no"}"#);
    let runner = Runner::<Guard>::new(model, ())
        .vault(vault)
        .executor(DryRun);
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    runner
        .keep_secret(&mut thread, Secret::new("1-2-3"))
        .await
        .unwrap();
    runner.send(&mut thread, "Open it").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let lines: String = thread
        .events()
        .iter()
        .map(|event| event.line().to_owned())
        .collect();
    let told = format!(r#"dry run of open_safe {{\"code\":\"{code}\"}}"#);
    assert!(lines.contains(&told) && !lines.contains("1-2-3"), "{lines}");
}

/// A flow that would write a value down is told how to do it.
mod flow {
    use super::*;

    /// Log in.
    #[tool(read)]
    pub(super) async fn sign_in(
        password: Secret,
        #[schema(secret)] recovery: String,
    ) -> Result<bool, String> {
        Ok(password.expose().is_ok() && recovery == "x")
    }

    /// Signs in at once.
    #[agent]
    pub(super) enum Eager {
        SignIn(SignIn),
        /// Done.
        #[done]
        Done {
            /// How it went.
            message: String,
        },
    }

    impl Flow for Eager {
        fn next(outcome: EagerOutcome, (): &()) -> Next<Self> {
            match outcome {
                EagerOutcome::Started(start) if start.message == "value" => Next::go(SignIn {
                    password: Secret::new("hunter2"),
                    recovery: "x".into(),
                }),
                EagerOutcome::Started(start) => {
                    let handle: Handle = start.message.parse().unwrap();
                    Next::go(SignIn {
                        password: handle.clone().into(),
                        recovery: handle.to_string(),
                    })
                }
                EagerOutcome::SignIn(call, Ok(_)) => Next::go(Self::Done {
                    message: format!("{call:?}"),
                }),
                EagerOutcome::SignIn(_, Err(failure)) => Next::stop(failure.message),
                EagerOutcome::Done { .. } => Next::finish(),
                EagerOutcome::Failed(failure) => Next::stop(failure.message),
            }
        }
    }
}

#[tokio::test]
async fn a_flow_passes_handles_on_and_writes_no_value() {
    use flow::{Eager, SignIn};

    let runner = Runner::<Eager>::new(ScriptedModel::new(), ()).vault(MemoryVault::new());
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "value").await.unwrap();
    let error = runner.run(&mut thread).await.unwrap_err().to_string();
    assert!(
        error.contains("keep it with `Runner::keep_secret`"),
        "{error}"
    );

    let mut thread = runner.start("b".parse().unwrap(), &()).await.unwrap();
    let handle = runner
        .keep_secret(&mut thread, Secret::new("hunter2"))
        .await
        .unwrap();
    runner.send(&mut thread, handle.as_str()).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let Some(Eager::Done { message }) = thread.answer::<Eager>().unwrap() else {
        panic!("no answer");
    };
    assert_eq!(
        message,
        format!(r#"SignIn {{"password":"{handle}","recovery":"{handle}"}}"#)
    );

    let call = SignIn {
        password: Secret::new("hunter2"),
        recovery: "hunter2".into(),
    };
    assert!(!format!("{call:?}").contains("hunter2"));
}

/// Keeps nothing, opens nothing, and tells everybody why.
#[derive(Clone, Copy)]
enum Broken {
    Refuses,
    Panics,
}

impl Vault for Broken {
    fn keep<'a>(
        &'a self,
        _: &'a Slot,
        value: &'a Secret,
    ) -> BoxFuture<'a, Result<agent_core::event::SecretKept, VaultError>> {
        let text = format!("cannot keep {}", value.expose().unwrap());
        Box::pin(async move {
            match self {
                Self::Refuses => Err(VaultError::Failed(text)),
                Self::Panics => std::panic::resume_unwind(Box::new(text)),
            }
        })
    }

    fn open<'a>(
        &'a self,
        _: &'a str,
        _: &'a agent_core::event::SecretKept,
    ) -> BoxFuture<'a, Result<Secret, VaultError>> {
        Box::pin(async { Ok(Secret::new(r#""1-2-3-4""#)) })
    }
}

#[tokio::test]
async fn a_vault_that_does_not_keep_a_result_fails_the_call_and_tells_no_value() {
    for (broken, said) in [
        (
            Broken::Refuses,
            "could not be kept: the vault: the vault: cannot keep",
        ),
        (Broken::Panics, "could not be kept: the vault panicked"),
    ] {
        let good = MemoryVault::new();
        let code = handle(&good, "a", "host/1").await;
        let model = ScriptedModel::new()
            .call("open_safe", &format!(r#"{{"code":"{code}"}}"#))
            .call("done", r#"{"message":"no"}"#);
        let model = Arc::new(model);
        let store = MemoryStore::new();
        let runner = Runner::<Guard>::new(Arc::clone(&model), ())
            .store(store)
            .vault(good);
        let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
        runner
            .keep_secret(&mut thread, Secret::new("1-2-3-4"))
            .await
            .unwrap();
        runner.send(&mut thread, "Open it").await.unwrap();
        let runner = runner.vault(broken);
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        let told = model.requests().last().unwrap().clone();
        assert!(told.contains(said), "{told}");
        let lines: String = thread
            .events()
            .iter()
            .map(|event| event.line().to_owned())
            .collect();
        assert!(
            !lines.contains("1-2-3-4") && !told.contains("1-2-3-4"),
            "{lines}"
        );
        assert!(pending(thread.state()).is_empty());
    }
}

/// Keeps in memory and panics where a value is asked for.
#[derive(Clone, Default)]
struct Shut(MemoryVault);

impl Vault for Shut {
    fn keep<'a>(
        &'a self,
        slot: &'a Slot,
        value: &'a Secret,
    ) -> BoxFuture<'a, Result<agent_core::event::SecretKept, VaultError>> {
        self.0.keep(slot, value)
    }

    fn open<'a>(
        &'a self,
        _: &'a str,
        _: &'a agent_core::event::SecretKept,
    ) -> BoxFuture<'a, Result<Secret, VaultError>> {
        std::panic::resume_unwind(Box::new("1-2-3-4"))
    }
}

#[tokio::test]
async fn a_vault_that_panics_before_the_call_keeps_it_from_running() {
    let vault = Shut::default();
    let code = handle(&vault, "a", "host/1").await;
    let model = ScriptedModel::new()
        .call("open_safe", &format!(r#"{{"code":"{code}"}}"#))
        .call("done", r#"{"message":"no"}"#);
    let runner = Runner::<Guard>::new(model, ()).vault(vault);
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    let code = Secret::new("1-2-3-4");
    runner.keep_secret(&mut thread, code).await.unwrap();
    runner.send(&mut thread, "Open it").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let lines = lines(&thread);
    assert!(lines.contains(r#""kind":"not_run""#), "{lines}");
    assert!(
        lines.contains("could not be opened: the vault panicked"),
        "{lines}"
    );
    assert!(
        !lines.contains("the call ended") && !lines.contains("1-2-3-4"),
        "{lines}"
    );
}

/// Draw a long secret.
#[tool(read)]
async fn draw() -> Result<Secret, String> {
    Ok(Secret::new("x".repeat(2000)))
}

/// Draws.
#[agent]
enum Drawer {
    Draw(Draw),
    /// Done.
    #[done]
    Done {
        /// How it went.
        message: String,
    },
}

#[tokio::test]
async fn a_result_that_is_too_large_is_not_kept() {
    let model = ScriptedModel::new()
        .call("draw", "{}")
        .call("done", r#"{"message":"no"}"#);
    let runner = Runner::<Drawer>::new(model, ())
        .vault(MemoryVault::new())
        .output_cap(1000);
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "Draw").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let lines = lines(&thread);
    assert!(lines.contains(r#""kind":"too_large""#), "{lines}");
    assert!(lines.contains("2002 bytes; 1000 are allowed"), "{lines}");
    assert!(!lines.contains("secret_kept"), "{lines}");
}

fn lines(thread: &Thread) -> String {
    let events = thread.events().iter();
    events.map(|event| event.line().to_owned()).collect()
}
