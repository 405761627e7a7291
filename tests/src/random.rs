//! Runs of the clerk that a seed decides: what the model says, what people say.

use std::sync::Arc;

use agent_core::event::{ThreadId, Time, Verdict};
use agent_core::port::{Asked, ManualClock, PersonAnswer, PersonRequest};
use agent_core::run::{RunError, Runner};
use agent_core::thread::Thread;
use serde_json::Value;

use crate::clerk::{Clerk, Desk, Tally};
use crate::people::{Somebody, advice, approval, said, verdict};
use crate::planned::{Plan, Planned};

/// Numbers that look random and depend on the seed and the place alone (`SplitMix64`).
#[must_use]
pub fn dice(seed: u64, place: u64) -> u64 {
    let mut x =
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place.wrapping_mul(0xd1b5_4a32_d192_ed03);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A runner whose model and people throw dice.
#[must_use]
pub fn runner(seed: u64) -> Runner<Clerk> {
    let plan = move |turn: usize| plan(dice(seed, turn as u64));
    let person = move |request: &PersonRequest| person(dice(seed, 1000 + request.call), request);
    Runner::new(Planned::new(plan), Desk::default())
        .human(Somebody(person))
        .clock(Arc::new(ManualClock::new(Time(1_000_000 + seed))))
}

/// A run of the clerk that this seed decides, to its end or its first wait.
///
/// # Errors
/// None is expected.
pub async fn run(seed: u64) -> Result<Thread, RunError> {
    let id: ThreadId = format!("run-{seed}")
        .parse()
        .map_err(|_| RunError::Task(String::from("a seed gives a legal name")))?;
    let runner = runner(seed);
    let mut thread = runner.start(id, &Tally::default()).await?;
    runner.send(&mut thread, "do something").await?;
    runner.run(&mut thread).await?;
    Ok(thread)
}

fn plan(dice: u64) -> Plan {
    let one = |dice: u64| {
        let (name, arguments) = match dice % 10 {
            0 => ("look", r#"{"what":"lost"}"#.to_owned()),
            1 if (dice >> 8) & 1 == 0 => ("look", r#"{"what":"nothing"}"#.to_owned()),
            1 => ("look", r#"{"what":"hat"}"#.to_owned()),
            2 => ("book", format!(r#"{{"room":{}}}"#, dice >> 8 & 3)),
            3 | 4 => ("pay", format!(r#"{{"amount":{}}}"#, dice >> 8 & 1023)),
            5 | 6 => (
                "ship",
                format!(r#"{{"item":"box","copies":{}}}"#, dice >> 8 & 3),
            ),
            7 => ("confirm", r#"{"question":"sure?"}"#.to_owned()),
            8 => ("steal", "{}".to_owned()),
            _ => ("reply", r#"{"message":"done"}"#.to_owned()),
        };
        (name.to_owned(), arguments)
    };
    match dice >> 56 & 15 {
        0 => Plan::Text("I would rather chat.".into()),
        1 => Plan::Fail,
        2..=5 => Plan::Calls((0..3).map(|at| one(dice >> (at * 7))).collect()),
        _ => Plan::Calls(vec![one(dice)]),
    }
}

fn person(dice: u64, request: &PersonRequest) -> Option<PersonAnswer> {
    match (&request.asked, dice % 8) {
        (_, 0) => None,
        (Asked::Approval { .. }, 1) => Some(approval(true, None, Some("0".repeat(64)))),
        (Asked::Approval { sha256, .. }, dice) => {
            Some(approval(dice < 5, Some("so I say"), Some(sha256.clone())))
        }
        (Asked::Question { .. }, 1) => Some(said(Value::from("perhaps"))),
        (Asked::Question { .. }, dice) => Some(said(Value::Bool(dice < 5))),
        (Asked::Help { .. }, 1) => Some(PersonAnswer::GiveUp { by: "ann".into() }),
        (Asked::Help { .. }, _) => Some(advice("Try something else.")),
        (Asked::Lost { .. }, _) => Some(verdict(Verdict::LeaveUnknown)),
    }
}
