//! Steps that wait for a time, for an event, or for whichever comes first.

use std::sync::Arc;

use agent_core::event::{Event, ThreadId, Time};
use agent_core::port::{ManualClock, MemoryStore};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

/// What ended the waits.
#[data]
#[derive(Default)]
struct Diary {
    woke: Vec<String>,
}

/// An agent with patience.
#[agent(state = Diary)]
enum Patient {
    /// Wait a while.
    #[wait]
    Sleep { seconds: u64 },
    /// Wait for money, but not for ever.
    #[wait(event = "paid")]
    AwaitPayment { seconds: u64 },
    /// Wait for the post.
    #[wait(event = "post")]
    AwaitPost,
    /// Ask somebody.
    #[ask]
    Ask { question: String },
    /// The end.
    #[done]
    Done,
}

impl State<Patient> for Diary {
    fn apply(&mut self, outcome: &PatientOutcome) {
        let woke = match outcome {
            PatientOutcome::Sleep { woke, .. }
            | PatientOutcome::AwaitPayment { woke, .. }
            | PatientOutcome::AwaitPost { woke } => woke,
            PatientOutcome::Started(_)
            | PatientOutcome::Ask { .. }
            | PatientOutcome::Done
            | PatientOutcome::Failed(_) => return,
        };
        self.woke.push(match woke {
            Woke::Time => "time".into(),
            Woke::Event(data) => data.clone(),
        });
    }
}

struct Scene {
    runner: Runner<Patient>,
    clock: Arc<ManualClock>,
    thread: Thread,
}

async fn scene(model: ScriptedModel) -> Scene {
    let clock = Arc::new(ManualClock::new(Time(1_000)));
    let runner = Runner::<Patient>::new(model, ())
        .clock(clock.clone())
        .store(MemoryStore::new());
    let id: ThreadId = "t".parse().unwrap();
    let mut thread = runner.start(id, &Diary::default()).await.unwrap();
    runner.send(&mut thread, "wait").await.unwrap();
    Scene {
        runner,
        clock,
        thread,
    }
}

impl Scene {
    /// Runs the thread as a process would that has just been started.
    async fn run(&mut self) -> Status {
        self.thread = self.runner.load(self.thread.id()).await.unwrap();
        self.runner.run(&mut self.thread).await.unwrap()
    }

    async fn deliver(&mut self, event: &str, data: &str) -> Result<bool, RunError> {
        self.runner.deliver(&mut self.thread, event, data).await
    }

    fn woke(&self) -> Vec<String> {
        self.thread
            .state()
            .business::<Diary>()
            .unwrap()
            .woke
            .clone()
    }
}

#[tokio::test]
async fn a_sleep_ends_at_its_time_and_not_before() {
    let model = ScriptedModel::new()
        .call("sleep", r#"{"seconds":60}"#)
        .call("done", "{}");
    let mut scene = scene(model).await;
    assert_eq!(scene.run().await, Status::Waiting);
    let before = scene.thread.len();
    scene.clock.advance_ms(59_999);
    assert_eq!(scene.run().await, Status::Waiting);
    assert_eq!(scene.thread.len(), before);
    scene.clock.advance_ms(1);
    assert_eq!(scene.run().await, Status::Finished);
    assert_eq!(scene.woke(), ["time"]);
    // Time at rest is no time at work.
    assert_eq!(scene.thread.state().progress().run.active_ms, 0);
}

#[tokio::test]
async fn a_wait_for_an_event_ends_with_its_data() {
    let model = ScriptedModel::new()
        .call("await_payment", r#"{"seconds":60}"#)
        .call("done", "{}");
    let mut scene = scene(model).await;
    scene.run().await;
    assert!(!scene.deliver("post", "1").await.unwrap());
    assert!(scene.deliver("paid", r#"{"cents": 500}"#).await.unwrap());
    // It is over: a second payment finds nobody.
    assert!(!scene.deliver("paid", "1").await.unwrap());
    assert_eq!(scene.run().await, Status::Finished);
    assert_eq!(scene.woke(), [r#"{"cents": 500}"#]);
}

#[tokio::test]
async fn whichever_comes_first_ends_the_wait() {
    let model = ScriptedModel::new()
        .call("await_payment", r#"{"seconds":60}"#)
        .call("done", "{}");
    let mut scene = scene(model).await;
    scene.run().await;
    scene.clock.advance_ms(60_000);
    assert_eq!(scene.run().await, Status::Finished);
    assert_eq!(scene.woke(), ["time"]);
    assert!(!scene.deliver("paid", "1").await.unwrap());
}

#[tokio::test]
async fn an_event_without_a_time_waits_for_ever() {
    let model = ScriptedModel::new()
        .call("await_post", "{}")
        .call("done", "{}");
    let mut scene = scene(model).await;
    scene.run().await;
    scene.clock.advance_ms(u64::from(u32::MAX));
    assert_eq!(scene.run().await, Status::Waiting);
    assert!(scene.deliver("post", "\"a letter\"").await.unwrap());
    assert_eq!(scene.run().await, Status::Finished);
    assert_eq!(scene.woke(), ["\"a letter\""]);
}

#[tokio::test]
async fn an_absurd_time_is_only_late() {
    let model = ScriptedModel::new().call("sleep", &format!(r#"{{"seconds":{}}}"#, u64::MAX));
    let mut scene = scene(model).await;
    assert_eq!(scene.run().await, Status::Waiting);
}

#[tokio::test]
async fn data_that_is_no_json_is_refused_and_the_wait_goes_on() {
    let model = ScriptedModel::new()
        .call("await_post", "{}")
        .call("done", "{}");
    let mut scene = scene(model).await;
    scene.run().await;
    let before = scene.thread.len();
    for data in ["", "{", "1,\"call\":2", "1}", "NaN", "1,\"x\":2"] {
        assert!(scene.deliver("post", data).await.is_err(), "{data}");
    }
    assert_eq!(scene.thread.len(), before);
    // Line breaks between tokens do not tear the log.
    assert!(
        scene
            .deliver("post", "{\n  \"from\": \"ann\"\n}")
            .await
            .unwrap()
    );
    assert_eq!(scene.run().await, Status::Finished);
    let ended: Vec<&Event> = scene
        .thread
        .events()
        .iter()
        .filter(|event| event.kind() == "wait_ended")
        .collect();
    assert!(!ended[0].line().contains('\n'));
}

#[tokio::test]
async fn a_person_is_waited_for_before_a_time() {
    let model = ScriptedModel::new().calls([
        ("sleep", r#"{"seconds":60}"#),
        ("ask", r#"{"question":"Who?"}"#),
    ]);
    let mut scene = scene(model).await;
    assert_eq!(scene.run().await, Status::AwaitingAnswer);
    scene.clock.advance_ms(60_000);
    assert_eq!(scene.run().await, Status::AwaitingAnswer);
    assert_eq!(scene.woke(), ["time"]);
}
