//! Secrets that agents hand each other: the value stays in the vault, and each thread knows the handle.

use std::sync::{Arc, Mutex};

use agent_core::agent::DependencyError;
use agent_core::event::{Event, ThreadId};
use agent_core::port::{KeyVault, MemoryStore, Store};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{RunError, Runner};
use agent_core::secret::{Handle, Secret};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use serde_json::json;
use tests::people::said;

use super::handle;

const CODE: &str = "c4nary of the code";
const PIN: &str = "c4nary of the pin";
const KEY: &str = "c4nary of the key";

#[derive(Clone, Default, Provide)]
struct House {
    seen: Arc<Mutex<Vec<String>>>,
}

impl House {
    fn see(&self, secret: &Secret) {
        let value = secret.expose().unwrap().clone();
        self.seen.lock().unwrap().push(value);
    }
}

/// Open the safe and give its key.
#[tool(read)]
async fn open_safe(code: Secret, pin: Secret, house: &House) -> Result<Secret, String> {
    house.see(&code);
    house.see(&pin);
    Ok(KEY.into())
}

/// Open the door.
#[tool(read)]
async fn open_door(key: Secret, house: &House) -> Result<bool, String> {
    house.see(&key);
    Ok(true)
}

/// Opens safes.
#[agent(deps = House)]
enum Clerk {
    OpenSafe(OpenSafe),
    /// Ask for the pin.
    #[ask(answer = Secret)]
    AskPin {
        question: String,
    },
    /// Hand the key over.
    #[done]
    Opened {
        key: Secret,
    },
}

/// Opens doors.
#[agent(deps = House)]
enum Desk {
    /// Have the safe opened.
    #[sub(Clerk)]
    Safe {
        code: Secret,
    },
    OpenDoor(OpenDoor),
    /// Say what was done.
    #[done]
    Reply {
        message: String,
    },
}

struct Machine {
    runner: Runner<Desk>,
    models: [Arc<ScriptedModel>; 2],
}

fn machine(store: &MemoryStore, house: &House, models: [ScriptedModel; 2]) -> Machine {
    let models = models.map(Arc::new);
    let [desk, clerk] = models.clone();
    let below = Runner::<Clerk>::new(clerk, house.clone());
    let runner = Runner::<Desk>::new(desk, house.clone())
        .store(store.clone())
        .vault(KeyVault::new([7; 32]))
        .sub(below, &());
    Machine { runner, models }
}

async fn below(store: &MemoryStore) -> Thread {
    let id: ThreadId = "t-sub-1".parse().unwrap();
    let events = store.load(&id).await.unwrap();
    Thread::load::<Clerk>(id, events).unwrap()
}

fn call(model: ScriptedModel, name: &str, arguments: &serde_json::Value) -> ScriptedModel {
    model.call(name, &arguments.to_string())
}

#[tokio::test]
async fn secrets_go_down_and_up_and_no_thread_tells_them() {
    let (store, house, vault) = (MemoryStore::new(), House::default(), KeyVault::new([7; 32]));
    // Down: the desk hands over what the program gave it.
    let idle = machine(&store, &house, [ScriptedModel::new(), ScriptedModel::new()]);
    let mut thread = idle.runner.start("t".parse().unwrap(), &()).await.unwrap();
    let code = idle.runner.keep_secret(&mut thread, Secret::new(CODE));
    let code = code.await.unwrap();
    let words = format!("open the door, the code is {code}");
    idle.runner.send(&mut thread, words).await.unwrap();
    let desk = call(ScriptedModel::new(), "safe", &json!({"code": code}));
    let clerk = call(
        ScriptedModel::new(),
        "ask_pin",
        &json!({"question": "Pin?"}),
    );
    let first = machine(&store, &house, [desk, clerk]);
    let mut thread = first.runner.load(thread.id()).await.unwrap();
    let status = first.runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::AwaitingAnswer);

    // A person's answer goes down, under a handle of the thread in which it was given.
    let place = format!("answer/{}/0", thread.len());
    let pin = handle(&vault, "t", &place).await;
    let key = handle(&vault, "t-sub-1", "2/1/0").await;
    let clerk = call(
        ScriptedModel::new(),
        "open_safe",
        &json!({"code": code, "pin": pin}),
    );
    let clerk = call(clerk, "opened", &json!({"key": key}));
    let desk = call(ScriptedModel::new(), "open_door", &json!({"key": key}));
    let desk = call(desk, "reply", &json!({"message": "It is open."}));
    let second = machine(&store, &house, [desk, clerk]);
    let mut thread = second.runner.load(thread.id()).await.unwrap();
    let answer = said(PIN.into());
    second.runner.answer(&mut thread, 1, answer).await.unwrap();
    let status = second.runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::Finished);
    assert_eq!(*house.seen.lock().unwrap(), [CODE, PIN, KEY]);

    let child = below(&store).await;
    let events = thread.events().iter().chain(child.events());
    let mut told: String = events.map(|event: &Event| event.line()).collect();
    for machine in [first, second] {
        for model in machine.models {
            model.finish().unwrap();
            told.extend(model.requests());
        }
    }
    told.extend([format!("{thread:?}"), format!("{child:?}")]);
    assert!(!told.contains("c4nary"), "{told}");
    for handle in [&code, &pin, &key] {
        assert!(told.contains(handle.as_str()));
        let known = |thread: &Thread| thread.state().progress().secrets.contains_key(handle);
        assert!(known(&thread) && known(&child), "{handle}");
    }
}

#[tokio::test]
async fn an_agent_below_with_secrets_needs_a_vault() {
    let house = House::default();
    let below = Runner::<Clerk>::new(ScriptedModel::new(), house.clone());
    let runner = Runner::<Desk>::new(ScriptedModel::new(), house).sub(below, &());
    let error = runner.start("t".parse().unwrap(), &()).await.unwrap_err();
    let RunError::Dependency(DependencyError::Vault { agent, step, .. }) = &error else {
        panic!("{error}");
    };
    assert_eq!((*agent, *step), ("Desk", "safe"));
}

/// The key that a porter is given.
#[agent_core::data]
pub(crate) struct Ring {
    pub key: Secret,
}

impl State<Porter> for Ring {
    fn apply(&mut self, _outcome: &PorterOutcome) {}
}

/// Opens doors with its own key.
#[agent(state = Ring)]
enum Porter {
    /// Say what was done.
    #[done]
    Went { message: String },
}

/// Sends the porter.
#[agent]
enum Hall {
    /// Send the porter.
    #[sub(Porter)]
    Send { words: String },
    /// Say what was done.
    #[done]
    Reply { message: String },
}

/// A porter whose state holds a secret that the thread above knows, or one that it does not.
#[tokio::test]
async fn a_state_below_holds_a_secret_that_is_known_above_and_no_other() {
    let vault = KeyVault::new([7; 32]);
    for known in [true, false] {
        let store = MemoryStore::new();
        let give = |key: Handle, models: [ScriptedModel; 2]| {
            let [above, below] = models;
            let below = Runner::<Porter>::new(below, ());
            let runner = Runner::<Hall>::new(above, ()).store(store.clone());
            let runner = runner.vault(KeyVault::new([7; 32]));
            runner.sub(below, &Ring { key: key.into() })
        };
        let other = handle(&vault, "elsewhere", "0").await;
        let idle = give(other.clone(), [ScriptedModel::new(), ScriptedModel::new()]);
        let mut thread = idle.start("t".parse().unwrap(), &()).await.unwrap();
        let key = idle.keep_secret(&mut thread, Secret::new(KEY));
        let key = key.await.unwrap();
        idle.send(&mut thread, "go").await.unwrap();
        let porter = ScriptedModel::new();
        let porter = if known {
            call(porter, "went", &json!({"message": "open"}))
        } else {
            porter
        };
        let above = call(ScriptedModel::new(), "send", &json!({"words": "go"}));
        let above = call(above, "reply", &json!({"message": "done"}));
        let key = if known { key } else { other };
        let runner = give(key, [above, porter]);
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        let failed = thread
            .events()
            .iter()
            .find(|event| event.kind() == "call_failed");
        assert_eq!(failed.is_none(), known, "{failed:?}");
    }
}
