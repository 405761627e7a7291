//! A run is bounded in steps, tokens, money and time, and goes on when it is allowed more (row F8.8).

use std::sync::Arc;

use agent_core::agent::{Limits, ModelFailureKind};
use agent_core::event::{Event, Fact, LimitKind, LimitReached, StopReason, Time};
use agent_core::message::Settings;
use agent_core::model::{Fallback, Price, PriceTable};
use agent_core::port::ManualClock;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{Runner, Simulated, ToolCall};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use tests::planned::{Plan, Planned};

/// Go on.
#[tool(read)]
fn walk() -> u32 {
    1
}

/// An agent that walks for ever.
#[agent]
enum Walker {
    Walk(Walk),
    /// Stop walking.
    #[done]
    Rest,
}

fn endless() -> Planned<impl Fn(usize) -> Plan + Send + Sync> {
    Planned::new(|_| Plan::call("walk", "{}"))
}

async fn started(runner: &Runner<impl Agent<State = ()>>, limits: Limits) -> Thread {
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    if limits != Limits::DEFAULT {
        runner
            .raise_limits(&mut thread, limits, "ann")
            .await
            .unwrap();
    }
    runner.send(&mut thread, "walk").await.unwrap();
    thread
}

fn stopped(thread: &Thread) -> LimitReached {
    assert_eq!(thread.status(), Status::Stopped);
    match thread.state().progress().stopped {
        Some(StopReason::Limit(limit)) => limit,
        ref other => panic!("{other:?}"),
    }
}

fn count(thread: &Thread, kind: &str) -> usize {
    thread
        .events()
        .iter()
        .filter(|event| event.kind() == kind)
        .count()
}

#[tokio::test]
async fn a_model_that_never_ends_stops_after_twenty_steps() {
    let runner = Runner::<Walker>::new(endless(), ());
    let mut thread = started(&runner, Limits::DEFAULT).await;
    runner.run(&mut thread).await.unwrap();
    let limit = LimitReached {
        kind: LimitKind::Steps,
        limit: 20,
        reached: 20,
    };
    assert_eq!(stopped(&thread), limit);
    assert_eq!(
        (
            count(&thread, "call_returned"),
            count(&thread, "model_asked")
        ),
        (20, 20)
    );
    // Running it again changes nothing.
    let before = thread.len();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(thread.len(), before);

    let more = Limits {
        steps: 25,
        ..Limits::DEFAULT
    };
    runner.raise_limits(&mut thread, more, "ann").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).reached, count(&thread, "call_returned")),
        (25, 25)
    );
}

#[tokio::test]
async fn tokens_are_bounded() {
    let runner = Runner::<Walker>::new(endless(), ());
    let limits = Limits {
        tokens: Some(40),
        ..Limits::DEFAULT
    };
    let mut thread = started(&runner, limits).await;
    runner.run(&mut thread).await.unwrap();
    let limit = stopped(&thread);
    // 15 tokens an exchange: the third one reaches the bound, a fourth does not happen.
    assert_eq!((limit.kind, limit.reached), (LimitKind::Tokens, 45));
    assert_eq!(count(&thread, "model_asked"), 3);
    let more = Limits {
        tokens: Some(60),
        ..limits
    };
    runner.raise_limits(&mut thread, more, "ann").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(count(&thread, "model_asked"), 4);
}

#[tokio::test]
async fn money_is_bounded() {
    let price = Price {
        input: 1_000_000,
        output: 2_000_000,
        ..Price::default()
    };
    let runner = Runner::<Walker>::new(endless(), ()).price(price);
    let limits = Limits {
        cost_micros: Some(50),
        ..Limits::DEFAULT
    };
    let mut thread = started(&runner, limits).await;
    runner.run(&mut thread).await.unwrap();
    let limit = stopped(&thread);
    assert_eq!(
        (limit.kind, limit.limit, limit.reached),
        (LimitKind::Cost, 50, 60)
    );
    assert_eq!(count(&thread, "model_asked"), 3);
}

#[tokio::test]
async fn money_that_nobody_could_count_is_not_spent() {
    let limits = Limits {
        cost_micros: Some(50),
        ..Limits::DEFAULT
    };
    let price = Price {
        input: 1_000_000,
        ..Price::default()
    };
    for prices in [PriceTable::new(), PriceTable::new().with("other-*", price)] {
        let runner = Runner::<Walker>::new(endless(), ()).prices(prices);
        let mut thread = started(&runner, limits).await;
        runner.run(&mut thread).await.unwrap();
        assert_eq!(thread.status(), Status::Stopped);
        let failed = thread
            .events()
            .iter()
            .find_map(|event| match Fact::read(event).unwrap()? {
                Fact::ModelFailed(fact) => Some(fact),
                _ => None,
            });
        let failed = failed.expect("a failure");
        assert_eq!(failed.failure.kind, ModelFailureKind::OverBudget);
        assert!(failed.failure.message.contains("`planned` has no price"));
        assert_eq!(count(&thread, "model_replied"), 0);
    }
    // One model of a chain is enough to spend without bound.
    let small = ScriptedModel::new().with_settings(Settings::new("other-1"));
    let runner = Runner::<Walker>::new(Fallback::new(small).or(endless()), ());
    let runner = runner.prices(PriceTable::new().with("other-*", price));
    let mut thread = started(&runner, limits).await;
    runner.run(&mut thread).await.unwrap();
    assert_eq!(count(&thread, "model_failed"), 1);
}

#[tokio::test]
async fn a_provider_that_counts_nothing_does_not_make_a_run_endless() {
    for usage in ["", r#","usage":{"prompt_tokens":0,"completion_tokens":0}"#] {
        let call = r#"{"id":"c","type":"function","function":{"name":"walk","arguments":"{}"}}"#;
        let body = format!(
            r#"{{"choices":[{{"message":{{"tool_calls":[{call}]}},"finish_reason":"tool_calls"}}]{usage}}}"#
        );
        let script = (0..20).fold(ScriptedModel::new(), |script, _| script.raw(200, &body));
        let script = Arc::new(script);
        let price = Price {
            input: 1_000_000,
            ..Price::default()
        };
        let runner = Runner::<Walker>::new(Arc::clone(&script), ()).price(price);
        let limits = Limits {
            tokens: Some(500),
            ..Limits::DEFAULT
        };
        let mut thread = started(&runner, limits).await;
        runner.run(&mut thread).await.unwrap();
        let limit = stopped(&thread);
        assert_eq!(limit.kind, LimitKind::Tokens);
        assert!((500..2_000).contains(&limit.reached), "{}", limit.reached);
        assert!(thread.state().progress().cost_micros > 0);
        assert_eq!(
            thread.state().progress().usage.total(),
            0,
            "nothing was counted"
        );
        drop(script.finish());
    }
}

#[tokio::test]
async fn time_at_work_is_bounded_and_time_at_rest_is_not() {
    let clock = Arc::new(ManualClock::new(Time(0)));
    let hands = Arc::clone(&clock);
    let slow = Simulated::new(move |_: &ToolCall| {
        hands.advance_ms(400);
        Ok("1".into())
    });
    let runner = Runner::<Walker>::new(endless(), ())
        .clock(clock.clone())
        .executor(slow);
    let limits = Limits {
        time_ms: Some(1_000),
        ..Limits::DEFAULT
    };
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner
        .raise_limits(&mut thread, limits, "ann")
        .await
        .unwrap();
    clock.advance_ms(86_400_000);
    runner.send(&mut thread, "walk").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let limit = stopped(&thread);
    assert_eq!((limit.kind, limit.reached), (LimitKind::Time, 1_200));
    assert_eq!(count(&thread, "call_returned"), 3);
    // A day of rest counts nothing: what was allowed is what is left.
    clock.advance_ms(86_400_000);
    let more = Limits {
        time_ms: Some(1_500),
        ..limits
    };
    runner.raise_limits(&mut thread, more, "ann").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).reached, count(&thread, "call_returned")),
        (1_600, 4)
    );
}

#[tokio::test(start_paused = true)]
async fn a_model_that_never_answers_is_waited_for_no_longer_than_the_run_may_take() {
    let model = ScriptedModel::new().hang().call("rest", "{}");
    // A clock that stands still: what the test itself takes must not count.
    let runner = Runner::<Walker>::new(model, ()).clock(ManualClock::new(Time(1)));
    let limits = Limits {
        time_ms: Some(60_000),
        ..Limits::DEFAULT
    };
    let mut thread = started(&runner, limits).await;
    let began = tokio::time::Instant::now();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).kind, began.elapsed().as_secs()),
        (LimitKind::Time, 60)
    );
    runner
        .raise_limits(&mut thread, Limits::DEFAULT, "ann")
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

#[tokio::test]
async fn a_batch_that_goes_past_the_bound_is_held_and_nothing_of_it_is_lost() {
    let model = ScriptedModel::new()
        .calls([("walk", "{}"), ("walk", "{}")])
        .calls([("walk", "{}"), ("walk", "{}"), ("walk", "{}")])
        .call("rest", "{}");
    let runner = Runner::<Walker>::new(model, ());
    let limits = Limits {
        steps: 4,
        ..Limits::DEFAULT
    };
    let mut thread = started(&runner, limits).await;
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).reached, count(&thread, "call_started")),
        (5, 2)
    );
    assert_eq!(thread.state().batch().len(), 3);
    let more = Limits {
        steps: 10,
        ..limits
    };
    runner.raise_limits(&mut thread, more, "ann").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(count(&thread, "call_returned"), 5);
}

#[tokio::test]
async fn a_new_message_starts_a_new_account() {
    let runner = Runner::<Walker>::new(endless(), ());
    let mut thread = started(&runner, Limits::DEFAULT).await;
    runner.run(&mut thread).await.unwrap();
    runner.send(&mut thread, "walk on").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).reached, count(&thread, "call_returned")),
        (20, 40)
    );
}

/// Flows that would never end.
mod spinning {
    use super::{Walk, walk};
    use agent_core::prelude::*;

    /// Asks again whenever the model fails.
    #[agent]
    pub(super) enum Stubborn {
        Walk(Walk),
        /// Stop.
        #[done]
        Rest,
    }

    impl Flow for Stubborn {
        fn next(_: StubbornOutcome, (): &()) -> Next<Self> {
            Next::ask_model()
        }
    }

    /// Goes from one final answer to the next.
    #[agent]
    pub(super) enum Dizzy {
        /// Stop.
        #[done]
        Rest,
    }

    impl Flow for Dizzy {
        fn next(_: DizzyOutcome, (): &()) -> Next<Self> {
            Next::go(Self::Rest)
        }
    }

    /// Walks on whatever happens, without a model.
    #[agent]
    pub(super) enum Tireless {
        Walk(Walk),
        /// Stop.
        #[done]
        Rest,
    }

    impl Flow for Tireless {
        fn next(_: TirelessOutcome, (): &()) -> Next<Self> {
            Next::go(Walk {}).and(Self::Rest)
        }
    }

    #[expect(dead_code, reason = "the tool stays a function")]
    fn used() -> u32 {
        walk()
    }
}

#[tokio::test]
async fn a_flow_that_asks_a_broken_model_again_and_again_stops() {
    let runner = Runner::<spinning::Stubborn>::new(Planned::new(|_| Plan::Fail), ());
    let mut thread = started(&runner, Limits::DEFAULT).await;
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).kind, count(&thread, "model_failed")),
        (LimitKind::Steps, 20)
    );
}

#[tokio::test]
async fn a_flow_that_goes_round_without_a_call_stops() {
    let runner = Runner::<spinning::Dizzy>::new(ScriptedModel::new(), ());
    let mut thread = started(&runner, Limits::DEFAULT).await;
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).kind, stopped(&thread).reached),
        (LimitKind::Steps, 21)
    );
}

#[tokio::test]
async fn a_flow_that_needs_no_model_is_bounded_in_steps_and_time() {
    let clock = Arc::new(ManualClock::new(Time(0)));
    let hands = Arc::clone(&clock);
    let slow = Simulated::new(move |_: &ToolCall| {
        hands.advance_ms(400);
        Ok("1".into())
    });
    let runner = Runner::<spinning::Tireless>::new(ScriptedModel::new(), ());
    let mut thread = started(&runner, Limits::DEFAULT).await;
    runner.run(&mut thread).await.unwrap();
    assert_eq!(stopped(&thread).kind, LimitKind::Steps);

    let runner = runner.clock(clock).executor(slow);
    let limits = Limits {
        time_ms: Some(1_000),
        ..Limits::DEFAULT
    };
    let mut thread = runner.start("u".parse().unwrap(), &()).await.unwrap();
    runner
        .raise_limits(&mut thread, limits, "ann")
        .await
        .unwrap();
    runner.send(&mut thread, "walk").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(
        (stopped(&thread).kind, count(&thread, "call_returned")),
        (LimitKind::Time, 3)
    );
}

#[tokio::test]
async fn a_provider_that_claims_absurd_usage_stops_the_run_and_nothing_breaks() {
    let reply = serde_json::json!({
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "walk", "arguments": "{}"}}]}}],
        "usage": {"prompt_tokens": u64::MAX, "completion_tokens": u64::MAX},
    });
    let model = ScriptedModel::new()
        .raw(200, reply.to_string())
        .raw(200, reply.to_string());
    let price = Price {
        input: u64::MAX,
        output: u64::MAX,
        ..Price::default()
    };
    let runner = Runner::<Walker>::new(model, ()).price(price);
    let mut thread = started(&runner, Limits::DEFAULT).await;
    let two = Limits {
        steps: 2,
        ..Limits::DEFAULT
    };
    runner.raise_limits(&mut thread, two, "ann").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let progress = thread.state().progress();
    assert_eq!(
        (progress.run.tokens, progress.run.cost_micros),
        (u64::MAX, u64::MAX)
    );
    let kinds: Vec<&str> = thread.events().iter().map(Event::kind).collect();
    assert_eq!(kinds.last(), Some(&"stopped"));
}
