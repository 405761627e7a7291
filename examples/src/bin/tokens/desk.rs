//! Long conversations, in which tools fail with whole logs and give whole files: what a client that sends everything
//! sends, and what this library does, feature by feature.

use std::sync::Arc;

use agent_core::context::{Budget, Format};
use agent_core::event::{ContextTrimmed, Fact, TrimReason};
use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::tools::Fetch;
use examples::story::facts;

use crate::count::{Sum, WINDOW};
use crate::trajectory::{Fault, Trajectory, whole};

/// The errors of real systems: what a tool fails with.
const ERRORS: [&str; 6] = [
    include_str!("../../../../tests/data/errors/java-caused-by.log"),
    include_str!("../../../../tests/data/errors/python-requests-refused.log"),
    include_str!("../../../../tests/data/errors/node-axios.log"),
    include_str!("../../../../tests/data/errors/rust-panic-backtrace.log"),
    include_str!("../../../../tests/data/errors/postgres-psql.log"),
    include_str!("../../../../tests/data/errors/html-502.log"),
];

/// Read the log of a service.
#[tool(read)]
fn read_log(
    /// The service, such as `service_3`.
    service: String,
    /// How many lines.
    lines: u32,
) -> Result<String, String> {
    let number = service
        .bytes()
        .fold(0_usize, |sum, byte| sum + usize::from(byte));
    if lines == 0 {
        return Err(ERRORS[number % ERRORS.len()].to_owned());
    }
    let line = |at| {
        let ms = (at * 37 + 11) % 400;
        format!(
            "09:{:02}:{:02} {service} GET /orders/{} 200 {ms} ms\n",
            at / 60 % 60,
            at % 60,
            1_000 + at
        )
    };
    Ok((0..lines).map(line).collect())
}

/// You find out which service is slow. Read the logs of all of them. If one cannot be read, try it once more.
#[agent]
enum Desk {
    ReadLog(ReadLog),
    Fetch(Fetch),
    /// Say which service is slow, and how you know.
    #[done]
    Reply {
        message: String,
    },
}

/// How much of the library is used.
#[derive(Clone, Copy)]
pub(crate) struct Use {
    outside: bool,
    window: Option<u64>,
    format: Format,
}

/// Each service's log fails once and is then read; every tenth is large.
fn script(services: u32) -> ScriptedModel {
    let call = |model: ScriptedModel, service: u32, lines: u32| {
        let arguments = format!(r#"{{"service":"service_{service}","lines":{lines}}}"#);
        model.call("read_log", &arguments)
    };
    let model = (0..services).fold(ScriptedModel::new(), |model, service| {
        let lines = if service % 10 == 9 { 500 } else { 20 };
        call(call(model, service, 0), service, lines)
    });
    model.call("reply", r#"{"message":"service_7, by its log."}"#)
}

/// The thread, and the requests that went out.
async fn run(services: u32, with: Use) -> Result<(Thread, Vec<String>), Fault> {
    let model = Arc::new(script(services));
    let kept = if with.outside { 8 * 1024 } else { usize::MAX };
    let runner = Runner::<Desk>::new(Arc::clone(&model), ())
        .format(with.format)
        .counter(agent_core::context::Tiktoken::o200k())
        .keep_outside(kept);
    let runner = match with.window {
        Some(window) => runner.budget(Budget::of(window)),
        None => runner,
    };
    let mut thread = runner.start("desk".parse()?, &()).await?;
    let limits = agent_core::agent::Limits {
        steps: 1_000,
        consecutive_errors: 0,
        tool_attempts: 0,
        ..thread.state().progress().limits
    };
    runner
        .raise_limits(&mut thread, limits, "the program")
        .await?;
    runner
        .send(&mut thread, "The shop is slow. Which service is it?")
        .await?;
    runner.run(&mut thread).await?;
    match thread.answer::<Desk>()? {
        Some(_) => Ok((thread, model.requests())),
        None => Err(format!(
            "it did not end well: {:?}",
            thread.state().progress().stopped
        )
        .into()),
    }
}

const EVERYTHING: Use = Use {
    outside: false,
    window: None,
    format: Format::Messages,
};

pub(crate) async fn trajectory() -> Result<Trajectory, Fault> {
    let (thread, sent) = run(12, EVERYTHING).await?;
    let array = whole(&thread)?;
    Ok(Trajectory {
        name: "incident desk, 12 services".to_owned(),
        from: "written for this program".to_owned(),
        unsaid: 0,
        condensed: Sum::of(&array).tokens.saturating_sub(Sum::of(&sent).tokens),
        array,
        thread,
    })
}

/// One more feature, and what the whole run then comes to.
pub(crate) struct Rung {
    pub(crate) what: String,
    pub(crate) sum: Sum,
}

/// A long run with one feature more each time.
pub(crate) async fn ladder(services: u32) -> Result<Vec<Rung>, Fault> {
    let (all, sent) = run(services, EVERYTHING).await?;
    let outside = Use {
        outside: true,
        ..EVERYTHING
    };
    let window = Use {
        window: Some(WINDOW),
        ..outside
    };
    let xml = Use {
        format: Format::XML,
        ..window
    };
    let mut rungs = vec![
        rung("everything, errors as they came", &whole(&all)?),
        rung("errors condensed", &sent),
        rung("+ large results outside", &run(services, outside).await?.1),
    ];
    let (slid, sent) = run(services, window).await?;
    rungs.push(rung(&format!("+ window ({})", batches(&slid)), &sent));
    rungs.push(rung("+ XML", &run(services, xml).await?.1));
    Ok(rungs)
}

fn rung(what: &str, bodies: &[String]) -> Rung {
    Rung {
        what: what.to_owned(),
        sum: Sum::of(bodies),
    }
}

/// What left the window, and why.
fn batches(thread: &Thread) -> String {
    let count = |why: TrimReason| {
        let trims = facts(thread).filter(|fact| is_trim(fact, why));
        trims.count()
    };
    format!(
        "errors dropped {} times, slid {} times",
        count(TrimReason::ErrorsResolved),
        count(TrimReason::Slid)
    )
}

fn is_trim(fact: &Fact, wanted: TrimReason) -> bool {
    matches!(fact, Fact::ContextTrimmed(ContextTrimmed { why, .. }) if *why == wanted)
}
