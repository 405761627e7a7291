//! The one async loop: performs what the reducer asks for and appends what happened.
//!
//! Append, then act: an event is durable before anything follows from it. Owns no rules; what to do next is
//! the reducer's business, and a loop of the user's own needs nothing from here.
#![deny(clippy::wildcard_enum_match_arm)]

mod breakers;
mod cached;
mod calls;
mod compaction;
mod errands;
mod error;
mod executor;
mod guard;
mod hooks;
mod model;
mod observer;
mod outside;
mod people;
mod prefetch;
mod rest;
mod retrieval;
mod retry;
mod secrets;
mod subs;
mod throttled;

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::mem::Discriminant;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::de::IgnoredAny;
use tokio::task::JoinSet;

pub use breakers::Breakers;
pub use cached::Cached;
pub use error::RunError;
pub use executor::{CallResult, DryRun, Executor, Job, Queue, Queued, Simulated, ToolCall, Tools};
pub use observer::{JsonLines, Observer};
pub use throttled::Throttled;

use crate::agent::{Agent, DecodeError, DependencyError, Table};
use crate::breaker::Admission;
use crate::context::{Budget, Estimate, Format, TokenCounter};
use crate::event::{
    Cancelled, Event, Fact, LimitsRaised, MessageReceived, StopReason, Stopped, ThreadId,
};
use crate::experiment::Experiment;
use crate::message::UserMessage;
use crate::model::{Price, PriceTable};
use crate::port::{
    Asked, Clock, Human, Listener, MemoryStore, Model, Nobody, PersonAnswer, Sealed, Store,
    StoreError, SystemClock,
};
use crate::reducer::{
    Effect, FoldError, Status, decide, got_stuck, look_at_gate, pending, read_reply,
};
use crate::release::{Release, ReleaseError};
use crate::thread::{self, Thread};

/// Runs threads of the agent `A`: [`start`](Self::start) or [`load`](Self::load) one, [`send`](Self::send) it
/// words, [`run`](Self::run) it. The [front page](crate) shows a whole program.
pub struct Runner<A> {
    table: &'static Table,
    model: Arc<dyn Model>,
    executor: Arc<dyn Executor>,
    store: Arc<dyn Store>,
    human: Arc<dyn Human>,
    clock: Arc<dyn Clock>,
    observers: Vec<Arc<dyn Observer>>,
    listener: Option<Arc<dyn Listener>>,
    format: Format,
    budget: Option<Budget>,
    counter: Arc<dyn TokenCounter>,
    bounds: Bounds,
    hooks: hooks::Hooks,
    prices: PriceTable,
    indexes: Vec<String>,
    release: Option<Release>,
    experiment: Option<Experiment>,
    subs: Vec<Arc<subs::Sub>>,
    agent: PhantomData<fn() -> A>,
}

/// What bounds a single call.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    timeout: Duration,
    output_bytes: usize,
    parallel: usize,
}

/// What is under way in this process.
struct Flight {
    tasks: JoinSet<Landed>,
    calls: HashMap<u64, Admission>,
    errands: HashSet<u64>,
    asked: HashSet<(u64, Discriminant<Asked>)>,
    refused: HashMap<u64, u32>,
    /// When the first of the prefetched calls was begun.
    prefetching: Option<tokio::time::Instant>,
    rendered: model::Renderings,
}

/// What came back from a task.
enum Landed {
    Call(calls::Ended),
    Errand(u64, errands::Done),
    Sub(u64, Box<Result<subs::SubRan, RunError>>),
    Person(u64, Result<Option<PersonAnswer>, crate::port::HumanError>),
}

impl<A: Agent> Runner<A> {
    /// A runner that keeps threads in memory, asks nobody, and runs the agent's own tools with `deps`.
    #[must_use]
    pub fn new(model: impl Model + 'static, deps: impl Into<Arc<A::Deps>>) -> Self {
        Self::with(A::table(), model, Tools::<A>::new(deps.into()))
    }

    /// Takes the prompt of new threads from a release, whose hash their first event names. Threads that are
    /// there keep the prompt that they began with.
    ///
    /// # Errors
    /// If the release is not of this agent, with what differs.
    pub fn release(mut self, release: Release) -> Result<Self, ReleaseError> {
        release.agent(A::SPEC)?;
        self.release = Some(release);
        Ok(self)
    }

    /// Begins a thread and makes its start durable.
    ///
    /// # Errors
    /// If the agent does not find the model or an index that it was made for, if the prompt cannot be rendered
    /// over the state, or the store refuses: with [`StoreError::Conflict`] where a thread of this name is
    /// already there, which [`load`](Self::load) brings back.
    pub async fn start(&self, id: ThreadId, state: &A::State) -> Result<Thread, RunError> {
        self.check()?;
        let now = self.clock.now();
        let written = match self.sealed_state(&id, state).await? {
            Some(Sealed { text, kept }) => (text, kept),
            None => thread::written(state)?,
        };
        let (release, experiment) = (self.release.as_ref(), self.experiment.as_ref());
        let mut thread = Thread::start_from::<A>(release, experiment, id, written, now)?;
        self.commit(&mut thread).await?;
        Ok(thread)
    }

    /// Loads the thread of this name, or begins it where there is none.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`start`](Self::start).
    pub async fn open(&self, id: ThreadId, state: &A::State) -> Result<Thread, RunError> {
        match self.load(&id).await {
            Err(RunError::Store(StoreError::NotFound { .. })) => self.start(id, state).await,
            found => found,
        }
    }
}

/// An agent whose tools are only known while the program runs.
impl Runner<Table> {
    /// A runner that keeps threads in memory, asks nobody, and has `executor` carry out the calls of the table's
    /// tools: whoever knows the server that offers them.
    ///
    /// ```
    /// use agent_core::agent::Toolset;
    /// use agent_core::run::{Runner, Simulated};
    /// use agent_core::testkit::ScriptedModel;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let schema = r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#;
    /// let tools = Toolset::new("Weather").tool("weather.today", "Today's weather in a city.", schema)?;
    /// let names = tools.clone();
    /// // Here a client sends the call to the server, under the name that the server knows.
    /// let server = Simulated::new(move |call| {
    ///     assert_eq!(names.original(&call.tool), Some("weather.today"));
    ///     Ok(r#""sunny""#.to_owned())
    /// });
    ///
    /// let model = ScriptedModel::new()
    ///     .call("weather_today", r#"{"city":"Kiel"}"#)
    ///     .call("final_answer", r#"{"message":"It is sunny."}"#);
    /// let runner = Runner::of(tools.table(), model, server);
    /// let mut thread = runner.start("kiel-1".parse()?).await?;
    /// runner.send(&mut thread, "What is the weather in Kiel?").await?;
    /// runner.run(&mut thread).await?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn of(
        table: &'static Table,
        model: impl Model + 'static,
        executor: impl Executor + 'static,
    ) -> Self {
        Self::with(table, model, executor)
    }

    /// Begins a thread and makes its start durable.
    ///
    /// # Errors
    /// If the agent does not find the model or an index that it was made for, or the store refuses: with
    /// [`StoreError::Conflict`] where a thread of this name is already there, which [`load`](Self::load) brings
    /// back.
    pub async fn start(&self, id: ThreadId) -> Result<Thread, RunError> {
        self.check()?;
        let (experiment, now) = (self.experiment.as_ref(), self.clock.now());
        let mut thread = Thread::start_table_from(experiment, self.table, id, now)?;
        self.commit(&mut thread).await?;
        Ok(thread)
    }

    /// Loads the thread of this name, or begins it where there is none.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`start`](Self::start).
    pub async fn open(&self, id: ThreadId) -> Result<Thread, RunError> {
        match self.load(&id).await {
            Err(RunError::Store(StoreError::NotFound { .. })) => self.start(id).await,
            found => found,
        }
    }
}

impl<A> Runner<A> {
    fn with(
        table: &'static Table,
        model: impl Model + 'static,
        executor: impl Executor + 'static,
    ) -> Self {
        Self {
            table,
            model: Arc::new(model),
            executor: Arc::new(executor),
            store: Arc::new(MemoryStore::default()),
            human: Arc::new(Nobody),
            clock: Arc::new(SystemClock),
            observers: Vec::new(),
            listener: None,
            format: Format::default(),
            budget: None,
            counter: Arc::new(Estimate),
            bounds: Bounds::DEFAULT,
            hooks: hooks::Hooks::default(),
            prices: PriceTable::new(),
            indexes: Vec::new(),
            release: None,
            experiment: None,
            subs: Vec::new(),
            agent: PhantomData,
        }
    }

    /// Where threads are kept.
    #[must_use]
    pub fn store(mut self, store: impl Store + 'static) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Who is asked.
    #[must_use]
    pub fn human(mut self, human: impl Human + 'static) -> Self {
        self.human = Arc::new(human);
        self
    }

    /// Where time comes from.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Who carries out tool calls: the agent's tools, a queue, a dry run or a simulation.
    #[must_use]
    pub fn executor(mut self, executor: impl Executor + 'static) -> Self {
        self.executor = Arc::new(executor);
        self
    }

    /// Who is told of each event. May be called several times.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Who hears the model's answers while they come; answers are then asked for as streams.
    #[must_use]
    pub fn listener(mut self, listener: impl Listener + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// How the thread is written for the model.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// How many tokens a request may have, and for what. What does not fit is left out in batches, each an event, and
    /// what cannot fit is not sent: the flow's `Failed` arm hears of it. Without a budget the whole thread is sent.
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Who counts tokens for the budget: an estimate unless told otherwise.
    #[must_use]
    pub fn counter(mut self, counter: impl TokenCounter + 'static) -> Self {
        self.counter = Arc::new(counter);
        self
    }

    /// What tokens cost, whichever model answers; without it every reply costs nothing.
    #[must_use]
    pub fn price(self, price: Price) -> Self {
        self.prices(PriceTable::new().with("*", price))
    }

    /// What tokens cost with each model; a reply of one that is not in the table costs nothing.
    #[must_use]
    pub fn prices(mut self, prices: PriceTable) -> Self {
        self.prices = prices;
        self
    }

    /// Gives each new thread the version of the prompt that the experiment has for its name. Threads that are there
    /// keep theirs.
    #[must_use]
    pub fn experiment(mut self, experiment: Experiment) -> Self {
        self.experiment = Some(experiment);
        self
    }

    /// How long a call may take whose tool names no timeout; 30 s unless told otherwise.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.bounds.timeout = timeout;
        self
    }

    /// How large a result may be, in bytes of JSON; 1 MiB unless told otherwise.
    #[must_use]
    pub fn output_cap(mut self, bytes: usize) -> Self {
        self.bounds.output_bytes = bytes;
        self
    }

    /// How many calls may run at a time; 16 unless told otherwise.
    #[must_use]
    pub fn parallel(mut self, calls: usize) -> Self {
        self.bounds.parallel = calls.max(1);
        self
    }

    /// Says that a retrieval index is attached, as `name@version`. May be called several times; what the agent
    /// states with `indexes(…)` must be there before it runs.
    #[must_use]
    pub fn index(mut self, index: impl Into<String>) -> Self {
        self.indexes.push(index.into());
        self
    }

    /// Whether the agent finds the model, each model of a chain, and the indexes that it was made for, a vault if it has
    /// secrets, and all agents below it theirs: to be asked when a program starts.
    /// `start` and [`run`](Self::run) ask too, before anything is sent.
    ///
    /// # Errors
    /// What it does not find.
    pub fn check(&self) -> Result<(), DependencyError> {
        self.check_vault()?;
        self.check_models()?;
        self.check_subs()
    }

    fn check_models(&self) -> Result<(), DependencyError> {
        let mut plans = self.model.plans().into_iter();
        plans.try_for_each(|plan| {
            self.table
                .spec
                .check_dependencies(&plan.settings.model, &self.indexes)
        })
    }

    /// Loads a thread.
    ///
    /// # Errors
    /// If the store has none of this name, or an event does not fit the agent.
    pub async fn load(&self, id: &ThreadId) -> Result<Thread, RunError> {
        let events = self.store.load(id).await?;
        let thread = Thread::load_table(self.table, id.clone(), events)?;
        self.model.recall(thread.events());
        Ok(thread)
    }

    /// Writes a message to the agent: words, or words with pictures and files. Run the thread to have it answered.
    ///
    /// # Errors
    /// If the store refuses.
    pub async fn send(
        &self,
        thread: &mut Thread,
        message: impl Into<UserMessage>,
    ) -> Result<(), RunError> {
        let fact = Fact::MessageReceived(MessageReceived::from(message));
        self.take_in(thread, &[fact]).await
    }

    /// Gives a person's answer that came by another way than the [`Human`] port.
    ///
    /// # Errors
    /// If the thread does not wait for this answer, or the answer does not fit the question.
    pub async fn answer(
        &self,
        thread: &mut Thread,
        call: u64,
        answer: PersonAnswer,
    ) -> Result<(), RunError> {
        let fact = crate::port::answer(thread.state(), call, answer)?;
        let facts = self.sealed_answer(thread, fact).await?;
        let taken = self.append(thread, &facts);
        taken.map_err(|error| people::unreadable(call, error))?;
        self.commit(thread).await
    }

    /// Gives a named event to the steps that wait for it; false if none does.
    ///
    /// # Errors
    /// If the data is no JSON, or the store refuses.
    pub async fn deliver(
        &self,
        thread: &mut Thread,
        event: &str,
        data: &str,
    ) -> Result<bool, RunError> {
        let _: IgnoredAny = serde_json::from_str(data)
            .map_err(|error| DecodeError::new("the event's data", error))?;
        let facts = crate::reducer::deliver(thread.state(), event, data);
        self.take_in(thread, &facts).await?;
        Ok(!facts.is_empty())
    }

    /// Allows more, or less, from now on; a thread that a bound stopped goes on when it is run.
    ///
    /// # Errors
    /// If the store refuses.
    pub async fn raise_limits(
        &self,
        thread: &mut Thread,
        limits: crate::agent::Limits,
        by: impl Into<String>,
    ) -> Result<(), RunError> {
        let fact = Fact::LimitsRaised(LimitsRaised {
            limits,
            by: by.into(),
        });
        self.take_in(thread, &[fact]).await
    }

    /// Ends a thread for good, and before it the threads of agents that carry out a call of it.
    ///
    /// # Errors
    /// If the store refuses.
    pub async fn cancel(&self, thread: &mut Thread, by: impl Into<String>) -> Result<(), RunError> {
        let by = by.into();
        self.cancel_subs(thread, &by).await?;
        self.take_in(thread, &[Fact::Cancelled(Cancelled { by })])
            .await
    }

    /// Goes on until nothing can be done without a message, a person, a time or an event.
    ///
    /// To resume after a crash, load the thread and call this again. Why it stopped, if it did, is
    /// `thread.state().progress().stopped`.
    ///
    /// # Errors
    /// If the store refuses, the program's types do not read the log, the thread is another agent's, or the agent
    /// does not find the model or an index that it was made for. The thread is intact.
    pub async fn run(&self, thread: &mut Thread) -> Result<Status, RunError> {
        self.check()?;
        let (expected, found) = (self.table.spec.name, thread.state().table().spec.name);
        if found != expected {
            let found = found.to_owned();
            return Err(FoldError::OtherAgent { expected, found }.into());
        }
        self.hooks.breakers.learn(thread);
        let mut flight = Flight {
            tasks: JoinSet::new(),
            calls: HashMap::new(),
            errands: HashSet::new(),
            asked: HashSet::new(),
            refused: HashMap::new(),
            prefetching: None,
            rendered: model::Renderings::of_thread(thread, &self.model.plans()),
        };
        let gone_on = self.go_on(thread, &mut flight).await;
        thread.put_aside(flight.rendered);
        gone_on.map(|()| thread.status())
    }

    async fn go_on(&self, thread: &mut Thread, flight: &mut Flight) -> Result<(), RunError> {
        self.commit(thread).await?;
        while self.step(thread, flight).await? {}
        Ok(())
    }

    /// Performs what can be performed now; false when there is nothing left to do or to wait for.
    async fn step(&self, thread: &mut Thread, flight: &mut Flight) -> Result<bool, RunError> {
        let effects = pending(thread.state());
        if let Some(fact) = self.alone(thread, &effects)? {
            self.append(thread, std::slice::from_ref(&fact))?;
            flight.rendered.saw(thread, fact);
            return Ok(true);
        }
        self.commit(thread).await?;
        if effects.contains(&Effect::AskModel) {
            self.ask_model(thread, &mut flight.rendered).await?;
            return Ok(true);
        }
        if self.take_off(thread, flight, &effects).await? {
            return Ok(true);
        }
        self.land(thread, flight).await
    }

    /// The fact of the first effect that needs nothing but the state and the time.
    fn alone(&self, thread: &Thread, effects: &[Effect]) -> Result<Option<Fact>, RunError> {
        let (state, now) = (thread.state(), self.clock.now());
        for effect in effects {
            return Ok(Some(match *effect {
                Effect::ReadReply => read_reply(state, now)?,
                Effect::AskFlow => decide(state, now)?,
                Effect::LookAtGate { call } if !self.unjudged(thread, call) => {
                    Fact::CallGated(look_at_gate(state, call)?)
                }
                Effect::Stop(limit) => Fact::Stopped(Stopped {
                    reason: StopReason::Limit(limit),
                }),
                Effect::GetStuck => match got_stuck(state) {
                    Some(stuck) => Fact::GotStuck(stuck),
                    None => continue,
                },
                Effect::Wait {
                    call,
                    until: Some(until),
                } if until <= now => Fact::WaitEnded(crate::event::WaitEnded { call, data: None }),
                Effect::AskModel
                | Effect::AskApproval { .. }
                | Effect::LookAtGate { .. }
                | Effect::RunCall { .. }
                | Effect::RetryCall { .. }
                | Effect::SummarizeResult { .. }
                | Effect::RecoverCall { .. }
                | Effect::AskVerdict { .. }
                | Effect::AskQuestion { .. }
                | Effect::AskHelp
                | Effect::Wait { .. } => continue,
            }));
        }
        Ok(None)
    }

    /// Waits for what is under way; false if nothing is.
    async fn land(&self, thread: &mut Thread, flight: &mut Flight) -> Result<bool, RunError> {
        let Some(landed) = flight.tasks.join_next().await else {
            return Ok(false);
        };
        match landed.map_err(RunError::task)? {
            Landed::Call(ended) => self.call_ended(thread, flight, ended)?,
            Landed::Errand(call, done) => self.errand_done(thread, flight, call, done)?,
            Landed::Sub(call, ran) => self.sub_ran(thread, flight, call, (*ran)?)?,
            Landed::Person(call, answer) => {
                self.person_answered(thread, flight, call, answer).await?;
            }
        }
        Ok(true)
    }

    /// Appends facts; they are durable after the next [`commit`](Self::commit).
    fn append(&self, thread: &mut Thread, facts: &[Fact]) -> Result<(), RunError> {
        for fact in facts {
            let before = thread.status();
            thread.append(self.clock.now(), fact)?;
            if let Some(event) = thread.events().last() {
                for observer in &self.observers {
                    observer.saw(thread, event, before);
                }
            }
        }
        Ok(())
    }

    /// Appends facts from outside and makes them durable.
    async fn take_in(&self, thread: &mut Thread, facts: &[Fact]) -> Result<(), RunError> {
        self.append(thread, facts)?;
        self.commit(thread).await
    }

    /// Makes every event durable that is not yet: also those of an append that failed before.
    async fn commit(&self, thread: &mut Thread) -> Result<(), RunError> {
        let saved = thread.saved();
        let unsaved: &[Event] = thread.unsaved();
        if !unsaved.is_empty() {
            self.store.append(thread.id(), saved, unsaved).await?;
            thread.mark_saved();
        }
        Ok(())
    }
}

fn ms_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
