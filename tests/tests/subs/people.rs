//! What an agent below asks, the person above answers (row F7.9).

use std::sync::Arc;

use agent_core::event::Fact;
use agent_core::event::{Time, Verdict};
use agent_core::port::{
    Asked, ManualClock, MemoryStore, PersonAnswer, person_request, person_requests,
};
use agent_core::reducer::Status;
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use serde_json::Value;
use tests::people::{Somebody, approval, said, verdict};

use super::agents::{Bank, Billing, Counter, Desk};
use super::{SETTLED, begin, desk, facts, kinds, load};

const PAY: &str = r#"{"order":"A-100","cents":300}"#;

fn billing() -> ScriptedModel {
    ScriptedModel::new()
        .call("ask_order", r#"{"question":"Which order?"}"#)
        .call("pay_back", PAY)
        .call("settled", SETTLED)
}

fn runner(
    store: &MemoryStore,
    bank: &Arc<Bank>,
    desk: Arc<ScriptedModel>,
    billing: ScriptedModel,
) -> Runner<Desk> {
    let counter = Counter { bank: bank.clone() };
    Runner::<Desk>::new(desk, ())
        .store(store.clone())
        .sub(Runner::<Billing>::new(billing, counter), &())
}

fn only_request(thread: &Thread) -> agent_core::port::PersonRequest {
    let requests = person_requests(thread);
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.into_iter().next().unwrap()
}

/// Each answer is given days later, by a process that knows nothing but the store.
#[tokio::test]
async fn questions_and_approvals_come_up_and_their_answers_go_down() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let first = ScriptedModel::new().call("money", super::TASK);
    let asks = ScriptedModel::new().call("ask_order", r#"{"question":"Which order?"}"#);
    let runner_1 = runner(&store, &bank, Arc::new(first), asks);
    let mut thread = begin(&runner_1).await;
    assert_eq!(
        runner_1.run(&mut thread).await.unwrap(),
        Status::AwaitingAnswer
    );
    drop(runner_1);

    let pays = ScriptedModel::new().call("pay_back", PAY);
    let runner_2 = runner(&store, &bank, Arc::new(ScriptedModel::new()), pays);
    let mut thread = runner_2.load(thread.id()).await.unwrap();
    assert_eq!(thread.status(), Status::AwaitingAnswer);
    let request = only_request(&thread);
    assert_eq!(
        (request.call, &*request.path),
        (1, &["t-sub-1".to_owned()][..])
    );
    let Asked::Question { step, fields, .. } = &request.asked else {
        panic!("{request:?}");
    };
    assert_eq!(
        (&**step, &**fields),
        ("ask_order", r#"{"question":"Which order?"}"#)
    );
    // What does not fit is refused here, before it goes down.
    let wrong = runner_2
        .answer(&mut thread, 1, said(Value::from(7)))
        .await
        .unwrap_err();
    assert!(matches!(wrong, RunError::Answer(_)), "{wrong}");
    runner_2
        .answer(&mut thread, 1, said(Value::from("A-100")))
        .await
        .unwrap();
    assert_eq!(
        runner_2.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    assert_eq!(bank.paid.lock().unwrap().len(), 0);
    drop(runner_2);

    let billing = ScriptedModel::new().call("settled", SETTLED);
    let last = Arc::new(ScriptedModel::new().call("reply", r#"{"message":"done"}"#));
    let runner_3 = runner(&store, &bank, last.clone(), billing);
    let mut thread = runner_3.load(thread.id()).await.unwrap();
    let request = person_request(&thread, 1).unwrap();
    let Asked::Approval {
        tool,
        arguments,
        sha256,
        ..
    } = &request.asked
    else {
        panic!("{request:?}");
    };
    assert_eq!((&**tool, &**arguments), ("pay_back", PAY));
    let other = approval(true, None, Some("0".repeat(64)));
    assert!(runner_3.answer(&mut thread, 1, other).await.is_err());
    let yes = approval(true, None, Some(sha256.clone()));
    runner_3.answer(&mut thread, 1, yes).await.unwrap();
    assert_eq!(runner_3.run(&mut thread).await.unwrap(), Status::Finished);
    last.finish().unwrap();
    assert_eq!(*bank.paid.lock().unwrap(), ["A-100 300 t-sub-1/2"]);

    // Both threads tell of it in the same events.
    let child = load::<Billing>(&store, "t-sub-1").await;
    let answers = |thread: &Thread| {
        let kinds = kinds(thread).into_iter();
        kinds
            .filter(|kind| kind.ends_with("_answered"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(answers(&thread), ["question_answered", "approval_answered"]);
    assert_eq!(answers(&thread), answers(&child));
    // Nothing of what was passed on is shown to the desk's model.
    let requests = last.requests().concat();
    assert!(
        !requests.contains("A-100 300") && !requests.contains("Which order?"),
        "{requests}"
    );
    assert!(requests.contains("are on their way"), "{requests}");
}

#[tokio::test]
async fn a_person_at_hand_is_asked_in_the_same_run() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let desk = desk();
    let runner = runner(&store, &bank, desk.clone(), billing()).human(Somebody(
        |request: &agent_core::port::PersonRequest| {
            Some(match &request.asked {
                Asked::Approval { sha256, .. } => approval(true, None, Some(sha256.clone())),
                _ => said(Value::from("A-100")),
            })
        },
    ));
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    desk.finish().unwrap();
    assert_eq!(bank.paid.lock().unwrap().len(), 1);
    let asked = kinds(&thread)
        .into_iter()
        .filter(|kind| *kind == "sub_asked");
    assert_eq!(asked.count(), 2);
}

#[tokio::test]
async fn a_denial_is_told_to_the_agent_that_asked() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let billing = Arc::new(
        ScriptedModel::new()
            .call("pay_back", PAY)
            .call("refused", r#"{"reason":"not allowed"}"#),
    );
    let counter = Counter { bank: bank.clone() };
    let runner = Runner::<Desk>::new(desk(), ())
        .store(store)
        .human(Somebody(|_: &agent_core::port::PersonRequest| {
            Some(approval(false, Some("backend first"), None))
        }))
        .sub(Runner::<Billing>::new(billing.clone(), counter), &());
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert!(billing.requests()[1].contains("backend first"));
    assert_eq!(bank.paid.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn events_and_times_wake_an_agent_below() {
    for by_event in [true, false] {
        let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
        let billing = ScriptedModel::new()
            .call("booking", r#"{"seconds":60}"#)
            .call("settled", SETTLED);
        let clock = Arc::new(ManualClock::new(Time(1_000)));
        let runner = runner(&store, &bank, desk(), billing).clock(clock.clone());
        let mut thread = begin(&runner).await;
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Waiting);
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Waiting);
        if by_event {
            assert!(!runner.deliver(&mut thread, "paid", "1").await.unwrap());
            assert!(
                runner
                    .deliver(&mut thread, "booked", r#"{"at":7}"#)
                    .await
                    .unwrap()
            );
        } else {
            clock.advance_ms(61_000);
        }
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        let child = load::<Billing>(&store, "t-sub-1").await;
        let woke = facts(&child).into_iter().find_map(|fact| match fact {
            Fact::WaitEnded(fact) => Some(fact.data),
            _ => None,
        });
        let data = by_event.then(|| r#"{"at":7}"#.to_owned());
        assert_eq!(woke, Some(data));
    }
}

#[tokio::test]
async fn of_several_waits_below_the_one_that_ends_first_wakes_the_agent() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let waits = [
        ("booking", r#"{"seconds":60}"#),
        ("booking", r#"{"seconds":5}"#),
    ];
    let billing = ScriptedModel::new().calls(waits).call("settled", SETTLED);
    let clock = Arc::new(ManualClock::new(Time(1_000)));
    let runner = runner(&store, &bank, desk(), billing).clock(clock.clone());
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Waiting);
    clock.advance_ms(6_000);
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Waiting);
    let child = load::<Billing>(&store, "t-sub-1").await;
    let woken = facts(&child).into_iter().find_map(|fact| match fact {
        Fact::WaitEnded(fact) => Some(fact.call),
        _ => None,
    });
    assert_eq!(woken, Some(2));
    clock.advance_ms(60_000);
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

/// Two errors of one tool, and the agent below is stuck: a person above helps.
#[tokio::test]
async fn an_agent_below_that_is_stuck_is_helped_from_above() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let wrong = r#"{"order":"B"}"#;
    let billing = ScriptedModel::new()
        .call("find_payment", wrong)
        .call("find_payment", wrong)
        .call("settled", SETTLED);
    let runner = runner(&store, &bank, desk(), billing);
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
    let request = only_request(&thread);
    assert!(
        matches!(&request.asked, Asked::Help { errors, .. } if errors.len() == 2),
        "{request:?}"
    );
    let advice = PersonAnswer::Advice {
        text: "it is A-100".to_owned(),
        by: "eva".to_owned(),
    };
    runner
        .answer(&mut thread, request.call, advice)
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

#[tokio::test]
async fn to_end_a_thread_ends_those_below_it() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let billing = ScriptedModel::new().call("pay_back", PAY);
    let runner = runner(
        &store,
        &bank,
        Arc::new(ScriptedModel::new().call("money", super::TASK)),
        billing,
    );
    let mut thread = begin(&runner).await;
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    runner.cancel(&mut thread, "eva").await.unwrap();
    assert_eq!(thread.status(), Status::Cancelled);
    let child = load::<Billing>(&store, "t-sub-1").await;
    assert_eq!(child.status(), Status::Cancelled);
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Cancelled);
    assert_eq!(bank.paid.lock().unwrap().len(), 0);
}

/// Who ends a thread need not know how the agents below are run.
#[tokio::test]
async fn to_end_a_thread_ends_those_below_it_whoever_does() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let billing = ScriptedModel::new().call("pay_back", PAY);
    let desk = ScriptedModel::new().call("money", super::TASK);
    let runner = runner(&store, &bank, Arc::new(desk), billing);
    let mut thread = begin(&runner).await;
    let status = runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::AwaitingApproval);
    let admin = Runner::<Desk>::new(ScriptedModel::new(), ()).store(store.clone());
    admin.cancel(&mut thread, "eva").await.unwrap();
    let child = load::<Billing>(&store, "t-sub-1").await;
    assert_eq!(child.status(), Status::Cancelled);
}

#[tokio::test]
async fn a_fork_taken_while_an_agent_below_asks_shows_what_became_of_the_call() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let desk = desk();
    let billing = ScriptedModel::new().call("ask_order", r#"{"question":"Which order?"}"#);
    let runner = runner(&store, &bank, desk.clone(), billing);
    let mut thread = begin(&runner).await;
    let status = runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::AwaitingAnswer);
    let id = "copy".parse().unwrap();
    let mut copy = thread.fork::<Desk>(id, thread.len(), Time(7)).unwrap();
    let unknown = verdict(Verdict::LeaveUnknown);
    runner.answer(&mut copy, 1, unknown).await.unwrap();
    assert_eq!(runner.run(&mut copy).await.unwrap(), Status::Finished);
    desk.finish().unwrap();
    let last = desk.requests().pop().unwrap();
    assert!(last.contains("started and never answered"), "{last}");
}

/// What an agent below asks, an agent above may answer: its own thread, its own model, and the person is asked what it
/// leaves open (row F7.9).
mod manager {
    use agent_core::port::{Asked, BoxFuture, Human, HumanError, PersonAnswer, PersonRequest};
    use agent_core::prelude::*;
    use agent_core::run::Runner;

    /// You know which order the customer means.
    #[agent]
    #[derive(Debug)]
    pub(super) enum Manager {
        /// Answer the question.
        #[done]
        Answer { text: String },
        /// Leave it to a person.
        #[done]
        Pass,
    }

    /// Lets the manager answer questions, and a person the rest.
    pub(super) struct Managed<H> {
        pub(super) manager: Runner<Manager>,
        pub(super) person: H,
    }

    impl<H> Managed<H> {
        async fn answered(&self, request: &PersonRequest) -> Option<String> {
            let (Asked::Question { fields, .. }, Some(asker)) =
                (&request.asked, request.path.last())
            else {
                return None;
            };
            let thread = format!("{asker}-asks-{}", request.call).parse().ok()?;
            let mut thread = self.manager.open(thread, &()).await.ok()?;
            self.manager.send(&mut thread, fields.as_str()).await.ok()?;
            self.manager.run(&mut thread).await.ok()?;
            match thread.answer().ok()?? {
                Manager::Answer { text } => Some(text),
                Manager::Pass => None,
            }
        }
    }

    impl<H: Human> Human for Managed<H> {
        fn ask<'a>(
            &'a self,
            request: &'a PersonRequest,
        ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
            Box::pin(async move {
                match self.answered(request).await {
                    Some(text) => Ok(Some(PersonAnswer::Answer {
                        value: text.into(),
                        by: "Manager".to_owned(),
                    })),
                    None => self.person.ask(request).await,
                }
            })
        }
    }
}

#[tokio::test]
async fn an_agent_above_answers_what_one_below_asks() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let model = ScriptedModel::new().call("answer", r#"{"text":"A-100"}"#);
    let model = Arc::new(model);
    let manager = Runner::<manager::Manager>::new(model.clone(), ()).store(store.clone());
    let runner = runner(&store, &bank, desk(), billing()).human(manager::Managed {
        manager,
        person: Somebody(
            |request: &agent_core::port::PersonRequest| match &request.asked {
                Asked::Approval { sha256, .. } => Some(approval(true, None, Some(sha256.clone()))),
                other => panic!("{other:?}"),
            },
        ),
    });
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    model.finish().unwrap();
    let child = load::<Billing>(&store, "t-sub-1").await;
    for thread in [&thread, &child] {
        let by = facts(thread).into_iter().find_map(|fact| match fact {
            Fact::QuestionAnswered(fact) => Some((fact.by, fact.answer)),
            _ => None,
        });
        assert_eq!(by, Some(("Manager".to_owned(), r#""A-100""#.to_owned())));
    }
}
