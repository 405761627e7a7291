//! A loop of one's own with a vault: what the runner does, by hand.

use agent_core::event::{CallStarted, Fact, Time};
use agent_core::port::{MemoryStore, MemoryVault, Slot, Vault as _, keep, open};
use agent_core::prelude::*;
use agent_core::reducer::{chosen_steps, decide, look_at_gate, returned};
use agent_core::run::Runner;
use agent_core::secret::{Handle, Secret};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

/// Change a password.
#[tool(read)]
async fn renew(password: Secret) -> Result<Secret, Failure> {
    let old = password.into_exposed().unwrap_or_default();
    Ok(Secret::new(format!("{old}!")))
}

/// Changes passwords.
#[agent]
enum Renewer {
    Renew(Renew),
    /// Done.
    #[done]
    Done {
        /// The new one.
        password: Secret,
    },
}

impl Flow for Renewer {
    fn next(outcome: RenewerOutcome, (): &()) -> Next<Self> {
        match outcome {
            RenewerOutcome::Started(start) => {
                let password: Handle = start.message.parse().unwrap();
                Next::go(Renew {
                    password: password.into(),
                })
            }
            RenewerOutcome::Renew(_, Ok(password)) => Next::go(Self::Done { password }),
            RenewerOutcome::Renew(_, Err(failure)) => Next::stop(failure.message),
            RenewerOutcome::Done { .. } => Next::finish(),
            RenewerOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}

#[tokio::test]
async fn a_hand_written_loop_opens_and_keeps() {
    let (vault, now) = (MemoryVault::new(), Time(1));
    let slot = |place: &str| Slot {
        thread: "a".into(),
        place: place.into(),
    };
    let mut thread = Thread::start::<Renewer>("a".parse().unwrap(), &(), now).unwrap();
    let password = Secret::new("hunter2");
    let (password, kept) = keep(&vault, &slot("host"), &password).await.unwrap();
    thread.append(now, &Fact::SecretKept(kept)).unwrap();
    thread
        .append(now, &Fact::MessageReceived(password.to_string().into()))
        .unwrap();
    let fact = decide(thread.state(), now).unwrap();
    thread.append(now, &fact).unwrap();

    let (call, Renewer::Renew(step)) = chosen_steps(thread.state()).unwrap().remove(0) else {
        panic!("another step");
    };
    let gate = look_at_gate(thread.state(), call).unwrap();
    thread.append(now, &Fact::CallGated(gate)).unwrap();
    thread
        .append(now, &Fact::CallStarted(CallStarted { call, attempt: 1 }))
        .unwrap();
    let value = open(&vault, thread.state().progress(), &step.password)
        .await
        .unwrap();
    let result = renew(Secret::new(value)).await.unwrap();
    // Without the vault the fact would hold a failure, not the value.
    assert!(matches!(
        returned(call, 0, &Ok(result.clone())),
        Fact::CallFailed(_)
    ));
    let (result, kept) = keep(&vault, &slot("1"), &result).await.unwrap();
    thread.append(now, &Fact::SecretKept(kept)).unwrap();
    thread.append(now, &returned(call, 0, &Ok(result))).unwrap();
    let fact = decide(thread.state(), now).unwrap();
    thread.append(now, &fact).unwrap();

    let Some(Renewer::Done { password }) = thread.answer::<Renewer>().unwrap() else {
        panic!("no answer");
    };
    assert_eq!(
        open(&vault, thread.state().progress(), &password)
            .await
            .unwrap(),
        "hunter2!"
    );
    let lines: String = thread
        .events()
        .iter()
        .map(|event| event.line().to_owned())
        .collect();
    assert!(!lines.contains("hunter2"), "{lines}");
}

/// Weigh a star.
#[tool(read)]
async fn weigh(grams: Secret<i128>) -> Result<Secret<i128>, String> {
    let grams = grams.into_exposed().map_err(|error| error.to_string())?;
    Ok(Secret::of(grams - 1))
}

/// Weighs stars.
#[agent]
enum Scales {
    Weigh(Weigh),
    /// Done.
    #[done]
    Done {
        /// What it weighs.
        grams: Secret<i128>,
    },
}

#[tokio::test]
async fn a_number_of_any_size_arrives_as_it_was() {
    let vault = MemoryVault::new();
    let handed = super::handle(&vault, "a", "host/1").await;
    let weighed = super::handle(&vault, "a", "1/1/0").await;
    let model = ScriptedModel::new()
        .call("weigh", &format!(r#"{{"grams":"{handed}"}}"#))
        .call("done", &format!(r#"{{"grams":"{weighed}"}}"#));
    let runner = Runner::<Scales>::new(model, ()).vault(vault);
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    runner
        .keep_secret(&mut thread, Secret::of(i128::MAX))
        .await
        .unwrap();
    runner.send(&mut thread, "Weigh it").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let Some(Scales::Done { grams }) = thread.answer::<Scales>().unwrap() else {
        panic!("no answer");
    };
    assert_eq!(
        runner.open_secret(&thread, &grams).await.unwrap(),
        i128::MAX - 1
    );
    let wrong: Secret<u8> = grams.handle().unwrap().clone().into();
    let error = runner
        .open_secret(&thread, &wrong)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("is of another type"), "{error}");
}

/// Two processes that go on from the same length ask for the same place.
#[tokio::test]
async fn a_place_that_comes_again_replaces_nothing() {
    let runner = Runner::<Scales>::new(ScriptedModel::new(), ())
        .store(MemoryStore::new())
        .vault(MemoryVault::new());
    let mut thread = runner.start("a".parse().unwrap(), &()).await.unwrap();
    let mut stale = runner.load(thread.id()).await.unwrap();
    let (first, second) = (Secret::of(1_i128), Secret::of(2_i128));
    let handle = runner.keep_secret(&mut thread, first).await.unwrap();
    assert!(runner.keep_secret(&mut stale, second).await.is_err());
    let secret: Secret<i128> = handle.into();
    assert_eq!(runner.open_secret(&thread, &secret).await.unwrap(), 1);
}

#[tokio::test]
async fn a_vault_in_memory_opens_for_the_thread_that_it_kept_for() {
    let vault = MemoryVault::new();
    let slot = Slot {
        thread: "a".into(),
        place: "host".into(),
    };
    let (_, kept) = keep(&vault, &slot, &Secret::new("1-2-3")).await.unwrap();
    assert!(vault.open("a", &kept).await.is_ok());
    assert!(vault.open("b", &kept).await.is_err());
    let mut other = kept.clone();
    other.handle = Handle::of(b"", "x");
    assert!(vault.open("a", &other).await.is_err());
}
