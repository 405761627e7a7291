//! The stories of the support desk, played from the recording.

use std::path::Path;
use std::sync::Arc;

use agent_core::event::Fact;
use agent_core::reducer::Status;
use agent_core::thread::Thread;

use super::stories::{
    ALL_SCRIPTED, ASKED, LARGE_REFUND, NOBODY_THERE, RECORDED, SCRIPTED, STATUS, case,
};
use super::{Case, Shop, Support};
use crate::offline::{Recording, for_tests};
use crate::session::final_words;
use crate::story::{Story, facts, play, record, steps};

struct Told {
    thread: Thread,
    ledger: String,
}

impl Told {
    /// How often the model was asked.
    fn asked(&self) -> usize {
        facts(&self.thread)
            .filter(|fact| matches!(fact, Fact::ModelAsked(_)))
            .count()
    }

    fn refunded(&self) -> u64 {
        self.thread.state().business::<Case>().unwrap().refunded
    }
}

async fn tell(story: &Story, recording: Recording) -> Told {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("ledger");
    let shop = Shop::open(ledger.clone());
    let model = for_tests(recording, |name| std::env::var(name).ok()).unwrap();
    let state = case(&shop);
    let played = play::<Support>(story, model, &state, Arc::new(shop)).await;
    let thread = played.unwrap_or_else(|error| {
        panic!(
            "{error}\nnote: where the prompt or a tool changed on purpose, record again as \
             examples/recordings/README.md says"
        )
    });
    let ledger = std::fs::read_to_string(ledger).unwrap_or_default();
    Told { thread, ledger }
}

#[tokio::test]
async fn the_model_looks_the_order_up_and_answers() {
    let told = tell(&STATUS, SCRIPTED).await;
    assert_eq!(told.thread.status(), Status::Finished);
    assert_eq!((told.asked(), &*told.ledger), (2, ""));
    assert!(final_words(&told.thread).unwrap().contains("tomorrow"));
}

#[tokio::test]
async fn a_lost_parcel_is_refunded_without_another_call_of_the_model() {
    let told = tell(&LARGE_REFUND, RECORDED).await;
    assert_eq!(told.thread.status(), Status::Finished);
    assert_eq!(told.asked(), 1);
    let names: Vec<String> = steps(&told.thread)
        .iter()
        .map(|step| step.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["get_order", "refund", "reply"]);
    assert_eq!(told.ledger, "story/2 A-1002 62000\n");
    assert_eq!(told.refunded(), 62_000);
}

#[tokio::test]
async fn nothing_is_paid_where_nobody_approves() {
    let told = tell(&NOBODY_THERE, RECORDED).await;
    assert_eq!(told.thread.status(), Status::AwaitingAnswer);
    assert_eq!((told.asked(), &*told.ledger), (2, ""));
    assert_eq!(told.refunded(), 0);
}

#[tokio::test]
async fn the_customer_is_asked_and_a_small_refund_needs_nobody() {
    let told = tell(&ASKED, SCRIPTED).await;
    assert_eq!(told.thread.status(), Status::Finished);
    assert_eq!(told.ledger, "story/3 A-1003 4500\n");
    let approvals = facts(&told.thread).filter(|fact| matches!(fact, Fact::ApprovalAnswered(_)));
    assert_eq!(approvals.count(), 0);
}

#[tokio::test]
#[ignore = "writes the recording; run it after a change of the prompt or the tools"]
async fn record_again() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/support.jsonl");
    let dir = tempfile::tempdir().unwrap();
    let shop = Shop::open(dir.path().join("ledger"));
    let state = case(&shop);
    record::<Support>(&file, ALL_SCRIPTED, &state, Arc::new(shop))
        .await
        .unwrap();
}
