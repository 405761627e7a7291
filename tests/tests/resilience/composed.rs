//! The models made of models in whatever order, on whatever goes wrong: what stands in the log is always a whole story.

use std::sync::Arc;
use std::time::Duration;

use agent_core::agent::Limits;
use agent_core::breaker::BreakerPolicy;
use agent_core::event::{AttemptThen, Fact, Time};
use agent_core::message::Settings;
use agent_core::model::{
    Breaker, Budget, Fallback, PriceTable, Priced, RateLimit, Retry, RoundRobin,
};
use agent_core::port::{ManualClock, MemoryStore, Model};
use agent_core::run::Runner;
use agent_core::testkit::{Dice, FakeModel, FaultPlan, Faults};
use agent_core::thread::Thread;

use super::{Talker, facts, stored};

type Stack = Arc<dyn Model>;

struct Maker {
    dice: Dice,
    budget: Arc<Budget>,
    clock: Arc<ManualClock>,
}

impl Maker {
    fn prices() -> PriceTable {
        r#"{"fake-*": {"input": 1, "output": 2}}"#.parse().unwrap()
    }

    fn leaf(&mut self) -> Stack {
        let name = format!("fake-{}", self.dice.below(3));
        let fake = FakeModel::of::<Talker>(self.dice.number()).with_settings(Settings::new(name));
        Arc::new(Faults::new(fake, FaultPlan::seeded(self.dice.number(), 60)))
    }

    fn stack(&mut self, depth: usize) -> Stack {
        if depth == 0 {
            return self.leaf();
        }
        let one = self.stack(depth - 1);
        match self.dice.below(6) {
            0 => Arc::new(
                Retry::new(one)
                    .attempts(3)
                    .longest_wait(Duration::from_secs(5)),
            ),
            1 => {
                let other = self.stack(depth - 1);
                Arc::new(Fallback::new(one).or(other).after_refusals(1))
            }
            2 => Arc::new(RoundRobin::new(one).and(self.stack(depth - 1))),
            3 => Arc::new(
                RateLimit::new(one)
                    .requests(600)
                    .longest_wait(Duration::from_secs(3)),
            ),
            4 => Arc::new(Priced::new(one, Self::prices(), self.budget.clone())),
            _ => {
                let policy = BreakerPolicy {
                    failures: 2,
                    cool_down_ms: 50,
                };
                Arc::new(Breaker::new(one).policy(policy).clock(self.clock.clone()))
            }
        }
    }
}

/// Each request is asked, then tried in vain so often, numbered from 1, then answered or given up.
fn check(seed: u64, thread: &Thread) {
    let (mut open, mut attempts, mut told) = (false, 0, None);
    for fact in facts(thread.events()) {
        match fact {
            Fact::ModelAsked(_) => {
                assert!(!open, "{seed}: asked before the last request ended");
                (open, attempts) = (true, 0);
            }
            Fact::ModelAttempted(fact) => {
                attempts += 1;
                assert!(open && fact.attempt == attempts, "{seed}: {fact:?}");
                assert!(
                    !fact.error.is_empty() && !fact.message.is_empty(),
                    "{seed}: {fact:?}"
                );
                told = Some(fact.then);
            }
            Fact::ModelReplied(fact) => {
                let by = fact.by.map(|by| by.model);
                if let (Some(AttemptThen::NextModel(next)), Some(by)) = (told.take(), by) {
                    assert!(
                        by.starts_with("fake-") && next.starts_with("fake-"),
                        "{seed}"
                    );
                }
                open = false;
            }
            Fact::ModelFailed(fact) => {
                assert!(
                    !fact.error.is_empty() && fact.error != "script",
                    "{seed}: {fact:?}"
                );
                open = false;
            }
            _ => {}
        }
    }
    assert!(!open, "{seed}: a request has no end");
}

#[tokio::test(start_paused = true)]
async fn in_any_order_each_attempt_has_its_reason_and_each_request_its_end() {
    let (mut answered, mut failed, mut tried) = (0, 0, 0);
    for seed in 0..400 {
        let clock = Arc::new(ManualClock::new(Time(1_000_000)));
        let budget = Arc::new(Budget::micros(2_000).and_tokens(20_000));
        let mut maker = Maker {
            dice: Dice::new(seed),
            budget: budget.clone(),
            clock: clock.clone(),
        };
        let depth = 1 + maker.dice.below(4);
        let (model, store) = (maker.stack(depth), MemoryStore::default());
        let runner = Runner::<Talker>::new(model, ())
            .store(store.clone())
            .clock(clock)
            .prices(Maker::prices());
        let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
        let limits = Limits {
            cost_micros: Some(100_000),
            time_ms: Some(600_000),
            ..Limits::DEFAULT
        };
        runner
            .raise_limits(&mut thread, limits, "ann")
            .await
            .unwrap();
        for _ in 0..3 {
            runner.send(&mut thread, "say hi").await.unwrap();
            runner.run(&mut thread).await.unwrap();
        }
        check(seed, &thread);
        let again = runner.load(thread.id()).await.unwrap();
        assert_eq!(again.events(), thread.events());
        assert_eq!(stored(&store).await.len(), thread.events().len());
        let count = |kind: &str| {
            thread
                .events()
                .iter()
                .filter(|event| event.kind() == kind)
                .count()
        };
        answered += count("model_replied");
        failed += count("model_failed");
        tried += count("model_attempted");
        // An answer's length is not known before: what is spent may exceed the budget by one request.
        assert!(budget.spent().tokens <= 20_000 * 2, "{seed}");
    }
    assert!(
        answered > 300 && failed > 100 && tried > 300,
        "{answered} {failed} {tried}"
    );
}
