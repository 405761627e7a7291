//! Steps that other agents carry out: their threads are run as this one is, in the same store.

use std::sync::Arc;
use std::time::Instant;

use super::guard::Guard;
use super::hooks::Hooks;
use super::people::TRIES;
use super::secrets::check_vault;
use super::{Flight, Landed, RunError, Runner, ms_since};
use crate::agent::{Agent, DecodeError, DependencyError, Kept as _, Table};
use crate::event::{CallFailed, CallReturned, Fact, SecretKept};
use crate::port::{AnswerError, BoxFuture, Nobody, StoreError, person_request};
use crate::reducer::{FoldError, Item, StepStatus};
use crate::sub::SubTask;
use crate::thread::{Thread, ThreadError};
use crate::tool::{Failure, FailureKind};

/// How the threads of an agent are run, and the state that they begin with.
pub(super) struct Sub {
    runner: Runner<Table>,
    state: Result<String, String>,
}

/// What the run of an agent's thread came to.
pub(super) struct SubRan {
    /// The secrets that the answer names.
    secrets: Vec<SecretKept>,
    note: Fact,
    /// Why the agent could not read the answer that it was given: it waits on.
    refused: Option<DecodeError>,
}

impl<A> Runner<A> {
    /// Says how an agent is run that is a step of this one, or of an agent below: each of its threads begins with this
    /// state, and ends with the step.
    ///
    /// Its threads are kept in this runner's store, its secrets in this one's vault, on this one's clock, and what it asks
    /// of people is asked here; its model,
    /// tools, format and budget are its own. What observes this runner observes it too.
    ///
    /// ```
    /// # use agent_core::agent::Agent;
    /// # use agent_core::run::Runner;
    /// # fn example<Support: Agent, Billing: Agent<State = ()>>(
    /// #     support: Runner<Support>, billing: Runner<Billing>,
    /// # ) -> Runner<Support> {
    /// support.sub(billing, &())
    /// # }
    /// ```
    #[must_use]
    pub fn sub<B: Agent>(mut self, runner: Runner<B>, state: &B::State) -> Self {
        self.subs.push(Arc::new(Sub {
            runner: runner.of_any(),
            state: state.to_json().map_err(|error| error.to_string()),
        }));
        self
    }

    /// The same runner with its agent's type forgotten.
    fn of_any(self) -> Runner<Table> {
        Runner {
            table: self.table,
            model: self.model,
            executor: self.executor,
            store: self.store,
            human: self.human,
            clock: self.clock,
            observers: self.observers,
            listener: self.listener,
            format: self.format,
            budget: self.budget,
            counter: self.counter,
            bounds: self.bounds,
            hooks: self.hooks,
            prices: self.prices,
            indexes: self.indexes,
            release: self.release,
            experiment: self.experiment,
            subs: self.subs,
            agent: std::marker::PhantomData,
        }
    }

    /// A runner for the threads of an agent below this one.
    fn below(&self, agent: &'static Table) -> Option<(Runner<Table>, &Result<String, String>)> {
        let sub = find(&self.subs, agent)?;
        let own = &sub.runner;
        let runner = Runner {
            table: own.table,
            model: Arc::clone(&own.model),
            executor: Arc::clone(&own.executor),
            store: Arc::clone(&self.store),
            human: Arc::new(Nobody),
            clock: Arc::clone(&self.clock),
            observers: [&own.observers[..], &self.observers[..]].concat(),
            listener: own.listener.clone(),
            format: own.format,
            budget: own.budget,
            counter: Arc::clone(&own.counter),
            bounds: own.bounds,
            hooks: Hooks {
                vault: self.hooks.vault.clone(),
                ..own.hooks.clone()
            },
            prices: own.prices.clone(),
            indexes: own.indexes.clone(),
            release: own.release.clone(),
            experiment: own.experiment.clone(),
            subs: [&own.subs[..], &self.subs[..]].concat(),
            agent: std::marker::PhantomData,
        };
        Some((runner, &sub.state))
    }

    /// Whether every agent below finds what it needs, each once.
    pub(super) fn check_subs(&self) -> Result<(), DependencyError> {
        check_below(
            self.table,
            &self.subs,
            &mut Vec::new(),
            self.hooks.vault.is_some(),
        )
    }

    /// Runs the thread of the agent that carries a call out, as far as it goes.
    pub(super) fn spawn_sub(&self, flight: &mut Flight, call: u64, task: SubTask) {
        let below = self.below(task.agent);
        let ran: BoxFuture<'static, Result<SubRan, RunError>> = if let Some((runner, state)) = below
        {
            runner.carry_out(task, state.clone())
        } else {
            let agent = task.agent.spec.name;
            let text = format!("the runner knows nobody who carries out agent `{agent}`");
            Box::pin(async move { Ok(not_run(call, text)) })
        };
        flight.tasks.spawn(async move {
            let ran = Guard(ran).await;
            // The call is not settled: the agent may be in the middle of its work, and its own thread says where.
            let ran = ran.unwrap_or_else(|panic| Err(RunError::Task(panic)));
            Landed::Sub(call, Box::new(ran))
        });
    }

    /// Notes what became of a call that an agent carries out.
    pub(super) fn sub_ran(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        call: u64,
        ran: SubRan,
    ) -> Result<(), RunError> {
        flight.calls.remove(&call);
        if thread.state().open_step(call).is_none() {
            // Cancelled meanwhile: nobody waits for the result.
            return Ok(());
        }
        if let Fact::CallFailed(fact) = ran.note {
            return self.failed(thread, flight, fact);
        }
        let Fact::CallReturned(fact) = ran.note else {
            self.append(thread, &[ran.note])?;
            self.ask_again(thread, flight, call, ran.refused);
            return Ok(());
        };
        for secret in ran.secrets {
            let known = &thread.state().progress().secrets;
            if !known.contains_key(&secret.handle) {
                self.append(thread, &[Fact::SecretKept(secret)])?;
            }
        }
        let Some(step) = thread.state().open_step(call) else {
            return Ok(());
        };
        let (ms, used) = (fact.ms, fact.used);
        let fact = CallReturned {
            used,
            ..self.result(step, ms, fact.value)
        };
        let Some(failure) = self.returned(thread, flight, fact)? else {
            return Ok(());
        };
        let fact = CallFailed::new(call, ms, failure);
        self.failed(thread, flight, CallFailed { used, ..fact })
    }

    /// A person is asked what the agent asks now. One whose answers it cannot read is told so, and asked three times in
    /// one run.
    fn ask_again(
        &self,
        thread: &Thread,
        flight: &mut Flight,
        call: u64,
        refused: Option<DecodeError>,
    ) {
        if let Some(source) = refused {
            if let Some(request) = person_request(thread, call) {
                let why = AnswerError::Unreadable { call, source };
                self.human.refused(&request, &why);
            }
            let refused = flight.refused.entry(call).or_default();
            *refused += 1;
            if *refused >= TRIES {
                return;
            }
        } else {
            flight.refused.remove(&call);
        }
        flight.asked.retain(|(asked, _)| *asked != call);
    }

    /// Ends the threads of agents that carry out a call of this one, for good.
    pub(super) async fn cancel_subs(&self, thread: &Thread, by: &str) -> Result<(), RunError> {
        for task in tasks(thread) {
            if let Some(mut below) = self.to_cancel(&task).await? {
                let by = by.to_owned();
                match self.below(task.agent) {
                    Some((runner, _)) => Box::pin(runner.cancel(&mut below, by)).await?,
                    // Who ends a thread need not know how the agents below are run.
                    None => Box::pin(self.cancel(&mut below, by)).await?,
                }
            }
        }
        Ok(())
    }

    /// The thread of a task. One that has not begun begins here: who is about to begin it elsewhere finds its place
    /// taken. `None` where it is not the task's, and where nobody here could begin it.
    async fn to_cancel(&self, task: &SubTask) -> Result<Option<Thread>, RunError> {
        match self.store.load(&task.thread).await {
            Ok(events) => {
                let thread = Thread::load_table(task.agent, task.thread.clone(), events)?;
                Ok(Some(thread).filter(|thread| task.is_of(thread)))
            }
            Err(StoreError::NotFound { .. }) => {
                let Some((runner, state)) = self.below(task.agent) else {
                    return Ok(None);
                };
                Ok(runner.begin_sub(task, state.clone())?.ok())
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Runner<Table> {
    fn carry_out(
        self,
        task: SubTask,
        state: Result<String, String>,
    ) -> BoxFuture<'static, Result<SubRan, RunError>> {
        Box::pin(async move {
            let (began, call) = (Instant::now(), task.call());
            let mut thread = match self.find_or_begin(&task, state).await? {
                Ok(thread) => thread,
                Err(why) => return Ok(not_run(call, why)),
            };
            let refused = match task.go_on(&mut thread, self.clock.now()) {
                Ok(()) => None,
                Err(FoldError::Decode { source, .. }) => Some(source),
                Err(error) => return Err(error.into()),
            };
            self.run(&mut thread).await?;
            let note = task.note(&thread, ms_since(began))?;
            let lost = || CallFailed::new(call, ms_since(began), Failure::unknown());
            let note = note.unwrap_or_else(|| Fact::CallFailed(lost()));
            let secrets = task.secrets(&thread, &note);
            Ok(SubRan {
                secrets,
                note,
                refused,
            })
        })
    }

    /// The thread of the task, or why there is none.
    async fn find_or_begin(
        &self,
        task: &SubTask,
        state: Result<String, String>,
    ) -> Result<Result<Thread, String>, RunError> {
        let found = match self.load(&task.thread).await {
            Err(RunError::Store(StoreError::NotFound { .. })) => None,
            found => Some(found?),
        };
        if let Some(thread) = found {
            let ours = task.is_of(&thread);
            let why = || format!("thread `{}` is not this step's", task.thread);
            return Ok(if ours { Ok(thread) } else { Err(why()) });
        }
        self.begin_sub(task, state)
    }

    fn begin_sub(
        &self,
        task: &SubTask,
        state: Result<String, String>,
    ) -> Result<Result<Thread, String>, RunError> {
        let state = match state {
            Ok(state) => state,
            Err(why) => return Ok(Err(why)),
        };
        let (release, experiment) = (self.release.as_ref(), self.experiment.as_ref());
        match task.begin(state, release, experiment, self.clock.now()) {
            Ok(thread) => Ok(Ok(thread)),
            // Neither would ever be otherwise: the state holds a secret, for one, that nobody above knows.
            Err(
                error @ (ThreadError::TooDeep { .. } | ThreadError::Fold(FoldError::Decode { .. })),
            ) => Ok(Err(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}

impl SubRan {
    fn failed(call: u64, failure: Failure) -> Self {
        Self {
            secrets: Vec::new(),
            note: Fact::CallFailed(CallFailed::new(call, 0, failure)),
            refused: None,
        }
    }
}

fn not_run(call: u64, why: String) -> SubRan {
    SubRan::failed(call, Failure::new(FailureKind::NotRun, why))
}

/// The tasks that are under way in a thread.
fn tasks(thread: &Thread) -> Vec<SubTask> {
    let steps = thread.state().batch().iter().filter_map(Item::step);
    let under_way = steps.filter(|step| {
        matches!(
            step.status,
            StepStatus::Running(_) | StepStatus::Asks(_) | StepStatus::Told(..)
        )
    });
    under_way
        .filter_map(|step| crate::sub::task(thread, step.call))
        .collect()
}

fn find<'a>(subs: &'a [Arc<Sub>], agent: &'static Table) -> Option<&'a Sub> {
    let mut subs = subs.iter().map(|sub| &**sub);
    subs.find(|sub| std::ptr::eq(sub.runner.table, agent))
}

/// An agent is looked up with those who run it, and then further up.
fn check_below(
    table: &'static Table,
    subs: &[Arc<Sub>],
    above: &mut Vec<*const Table>,
    has_vault: bool,
) -> Result<(), DependencyError> {
    above.push(table);
    let agents = table.spec.steps.iter().filter_map(|step| step.sub);
    for agent in agents.map(|agent| agent()) {
        let (agent_name, sub) = (table.spec.name, agent.spec.name);
        let Some(found) = find(subs, agent) else {
            return Err(DependencyError::Sub {
                agent: agent_name,
                sub,
            });
        };
        if let Err(reason) = &found.state {
            let reason = reason.clone();
            return Err(DependencyError::SubState { sub, reason });
        }
        // One that was seen on another way down may have found others there who run what is below it.
        if !above.contains(&std::ptr::from_ref(agent)) {
            found.runner.check_models()?;
            check_vault(agent, has_vault)?;
            let below = [&found.runner.subs[..], subs].concat();
            check_below(agent, &below, above, has_vault)?;
        }
    }
    above.pop();
    Ok(())
}
