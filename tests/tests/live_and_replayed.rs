//! What a live run keeps at hand must equal what is read back from the log.

use std::sync::{Arc, Mutex};

use agent_core::context::{Format, Plan, Rendered, assemble};
use agent_core::event::{Event, Fact, ThreadId};
use agent_core::message::Settings;
use agent_core::port::{Answer, Ask, BoxFuture, Model, ModelError};
use agent_core::prelude::*;
use agent_core::run::{Runner, Simulated};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::Dialect;

/// What is in the books.
#[data]
pub struct Found {
    pages: Vec<f64>,
    note: String,
}

/// Look something up.
#[tool(read)]
fn look_up(key: String) -> Found {
    Found {
        pages: Vec::new(),
        note: key,
    }
}

/// A librarian.
#[agent]
enum Librarian {
    LookUp(LookUp),
    /// Say what was found.
    #[done]
    Reply {
        message: String,
    },
}

/// Keeps what is sent.
#[derive(Clone)]
struct Watched {
    inner: Arc<ScriptedModel>,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Model for Watched {
    fn settings(&self) -> &Settings {
        self.inner.settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.inner.dialect()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        let body = ask.look(&self.plan()).unwrap();
        self.sent.lock().unwrap().push(body.to_text());
        self.inner.ask(ask)
    }
}

/// Results as tools outside of this library may write them.
const RESULTS: [&str; 6] = [
    r#"{"pages":[1.0],"note":"plain"}"#,
    "{\n  \"pages\": [1, 2],\n  \"note\": \"pretty\"\n}",
    " {\"pages\":[],\"note\":\"spaced\"} ",
    r#"{"pages":[],"note":"a \"quoted\" word\n"}"#,
    "\r\n{\"note\":\"other order\",\"pages\":[1.0e2]}",
    "{\"pages\":[],\"note\":\"last\"}\n",
];

async fn run() -> (Thread, Watched) {
    let script = RESULTS.iter().fold(ScriptedModel::new(), |model, _| {
        model.call("look_up", r#"{ "key": "a\nb \"c\"" }"#)
    });
    let script = script
        .call("look_up", r#"{"key":1}"#)
        .call("reply", r#"{"message":"Found."}"#);
    let model = Watched {
        inner: Arc::new(script),
        sent: Arc::default(),
    };
    let results = Mutex::new(RESULTS.iter().cycle());
    let executor =
        Simulated::new(move |_| Ok((*results.lock().unwrap().next().unwrap()).to_owned()));
    let runner = Runner::<Librarian>::new(model.clone(), ()).executor(executor);
    let id: ThreadId = "live".parse().unwrap();
    let mut thread = runner.start(id, &()).await.unwrap();
    runner.send(&mut thread, "Look around.\n").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    (thread, model)
}

#[tokio::test]
async fn requests_are_the_same_without_a_cache() {
    let (thread, model) = run().await;
    let asked = |event: &&Event| event.kind() == "model_asked";
    let sent = model.sent.lock().unwrap().clone();
    assert_eq!(sent.len(), thread.events().iter().filter(asked).count());
    assert!(sent.len() > RESULTS.len());
    for (event, sent) in thread.events().iter().filter(asked).zip(&sent) {
        let before = usize::try_from(event.seq()).unwrap() - 1;
        let events = thread.events()[..before].to_vec();
        let replayed = Thread::load::<Librarian>(thread.id().clone(), events).unwrap();
        let plan = Plan {
            dialect: model.dialect(),
            settings: model.settings(),
            host: model.host(),
            format: Format::default(),
            stream: false,
            bounds: None,
        };
        let body = assemble(&replayed, &plan, &mut Rendered::default()).unwrap();
        assert_eq!(&body.to_text(), sent);
        let Some(Fact::ModelAsked(asked)) = Fact::read(event).unwrap() else {
            unreachable!("filtered above")
        };
        assert_eq!(asked.request, format!("{:016x}", body.hash()));
    }
}

#[tokio::test]
async fn states_are_the_same_in_another_process() {
    let (thread, _) = run().await;
    let lines = thread.events().iter().map(Event::line);
    let events = lines.map(|line| Event::from_line(line).unwrap()).collect();
    let loaded = Thread::load::<Librarian>(thread.id().clone(), events).unwrap();
    assert_eq!(
        loaded.state().hash().unwrap(),
        thread.state().hash().unwrap()
    );
    assert_eq!(loaded.state().progress(), thread.state().progress());
}
