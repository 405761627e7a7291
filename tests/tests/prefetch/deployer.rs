//! An agent that deploys, with three tools that it always needs, and the same agent without.
#![allow(clippy::unused_async, reason = "the tools are made up")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_core::event::{Chooser, Fact, ThreadId, Time};
use agent_core::port::Clock;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::thread::Thread;

/// What the tools act on.
#[derive(Clone, Default, Provide)]
pub(crate) struct World {
    pub(crate) machine: Machine,
}

#[derive(Clone, Default)]
pub(crate) struct Machine {
    slow_ms: u64,
    hanging: BTreeSet<&'static str>,
    panicking: BTreeSet<&'static str>,
    runs: Arc<Mutex<BTreeMap<&'static str, u32>>>,
}

impl World {
    pub(crate) fn slow(mut self, ms: u64) -> Self {
        self.machine.slow_ms = ms;
        self
    }

    pub(crate) fn hanging(mut self, tool: &'static str) -> Self {
        self.machine.hanging.insert(tool);
        self
    }

    pub(crate) fn panicking(mut self, tool: &'static str) -> Self {
        self.machine.panicking.insert(tool);
        self
    }

    pub(crate) fn runs(&self, tool: &'static str) -> u32 {
        self.machine
            .runs
            .lock()
            .unwrap()
            .get(tool)
            .copied()
            .unwrap_or_default()
    }
}

impl Machine {
    async fn act(&self, tool: &'static str) {
        *self.runs.lock().unwrap().entry(tool).or_default() += 1;
        assert!(!self.panicking.contains(tool), "no {tool} today");
        if self.hanging.contains(tool) {
            std::future::pending::<()>().await;
        }
        if self.slow_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.slow_ms)).await;
        }
    }
}

/// List the tags of the repository.
#[tool(read)]
pub(crate) async fn list_tags(machine: &Machine) -> Vec<String> {
    machine.act("list_tags").await;
    vec!["v1.0.1".into(), "v1.0.2".into()]
}

/// List what is ordered and not shipped.
#[tool(read)]
pub(crate) async fn open_orders(
    /// Most orders.
    most: Option<u32>,
    machine: &Machine,
) -> u32 {
    machine.act("open_orders").await;
    most.unwrap_or(7)
}

/// How much room is left on the disk.
#[tool(read, timeout = "2s", attempts = 3)]
pub(crate) async fn disk(machine: &Machine) -> u64 {
    machine.act("disk").await;
    512
}

/// Look whether the server is up.
#[tool(read)]
pub(crate) fn check() -> bool {
    true
}

/// What it has seen.
#[data]
#[derive(Default, PartialEq)]
pub(crate) struct Seen {
    pub(crate) messages: u32,
    pub(crate) tags: Vec<String>,
    pub(crate) orders: Option<u32>,
    pub(crate) disk: Option<u64>,
    pub(crate) failures: Vec<String>,
}

/// Deploys a tag.
#[agent(state = Seen, deps = World)]
pub(crate) enum Deployer {
    #[prefetch]
    ListTags(ListTags),
    #[prefetch]
    OpenOrders(OpenOrders),
    #[prefetch]
    Disk(Disk),
    Check(Check),
    /// Say which tag was deployed.
    #[done]
    Reply {
        message: String,
    },
}

impl State<Deployer> for Seen {
    fn apply(&mut self, outcome: &DeployerOutcome) {
        match outcome {
            DeployerOutcome::Started(_) => self.messages += 1,
            DeployerOutcome::ListTags(_, Ok(tags)) => self.tags.clone_from(tags),
            DeployerOutcome::OpenOrders(_, Ok(orders)) => self.orders = Some(*orders),
            DeployerOutcome::Disk(_, Ok(disk)) => self.disk = Some(*disk),
            DeployerOutcome::ListTags(_, Err(failure))
            | DeployerOutcome::OpenOrders(_, Err(failure))
            | DeployerOutcome::Disk(_, Err(failure)) => self.failures.push(failure.to_string()),
            _ => {}
        }
    }
}

impl Flow for Deployer {
    fn next(outcome: DeployerOutcome, _: &Seen) -> Next<Self> {
        match outcome {
            DeployerOutcome::Started(start) if start.message == "check first" => Next::go(Check {}),
            DeployerOutcome::Reply { .. } => Next::finish(),
            DeployerOutcome::Failed(failure) => Next::stop(failure.message),
            DeployerOutcome::Started(_)
            | DeployerOutcome::ListTags(..)
            | DeployerOutcome::OpenOrders(..)
            | DeployerOutcome::Disk(..)
            | DeployerOutcome::Check(..) => Next::ask_model(),
        }
    }
}

/// Deploys a tag.
#[agent(state = Seen, deps = World)]
pub(crate) enum Plain {
    ListTags(ListTags),
    OpenOrders(OpenOrders),
    /// Say which tag was deployed.
    #[done]
    Reply {
        message: String,
    },
}

impl State<Plain> for Seen {
    fn apply(&mut self, _: &PlainOutcome) {}
}

/// Shows the time of the runtime, which tests may pause.
pub(crate) struct RuntimeClock(pub(crate) tokio::time::Instant);

impl Clock for RuntimeClock {
    fn now(&self) -> Time {
        Time(1_000_000).plus_ms(u64::try_from(self.0.elapsed().as_millis()).unwrap())
    }
}

pub(crate) fn id() -> ThreadId {
    "deploy-1".parse().unwrap()
}

/// A thread that begins with a message and comes to its end.
pub(crate) async fn finished<A: Agent<State = Seen>>(runner: &Runner<A>) -> Thread {
    let mut thread = runner.start(id(), &Seen::default()).await.unwrap();
    runner.send(&mut thread, "deploy the newest").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    thread
}

pub(crate) fn facts(thread: &Thread) -> Vec<Fact> {
    let events = thread.events().iter();
    events
        .map(|event| Fact::read(event).unwrap().unwrap())
        .collect()
}

pub(crate) fn kinds(thread: &Thread) -> Vec<String> {
    let events = thread.events().iter();
    events.map(|event| event.kind().to_owned()).collect()
}

/// Who made each decision.
pub(crate) fn chosen_by(thread: &Thread) -> Vec<Chooser> {
    let chosen = facts(thread).into_iter().filter_map(|fact| match fact {
        Fact::StepsChosen(chosen) => Some(chosen.by),
        _ => None,
    });
    chosen.collect()
}
