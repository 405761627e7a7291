//! What the loop works with: a model, a person, a store and a thread. Each promise of the library's runner is a
//! line here: append before act, keep to the budget, ask the gate, save before anything leaves the process.

use std::sync::Arc;
use std::time::Instant;

use agent_core::agent::{Answer, Next};
use agent_core::context::{Bounds, Budget, Estimate, Plan, Rendered, assemble, make_room};
use agent_core::event::{CallStarted, Fact, ModelReplied, StopReason, Stopped, Time};
use agent_core::files::FileStore;
use agent_core::port::{Ask, Clock, Human, Model, Store, SystemClock, person_request};
use agent_core::reducer::{
    Effect, Phase, StepStatus, chose, chosen_steps, look_at_gate, pending, read_reply, returned,
};
use agent_core::run::Observer;
use agent_core::thread::Thread;
use agent_core::tool::{Call, CallContext, Failure};
use examples::cli::Options;
use examples::offline::choose;
use examples::session::{human, new_id, observers};
use examples::support::stories::{RECORDINGS, case};
use examples::support::{Shop, Support};

use crate::Fault;

pub(crate) struct Desk {
    model: Arc<dyn Model>,
    human: Box<dyn Human>,
    store: FileStore,
    observers: Vec<Box<dyn Observer>>,
    thread: Thread,
    rendered: Rendered,
}

fn now() -> Time {
    SystemClock.now()
}

impl Desk {
    pub(crate) fn open(options: &Options, shop: &Shop, words: &str) -> Result<Self, Fault> {
        let fits = |recording: &examples::offline::Recording| recording.begins_with(words);
        let chosen = choose(options, "own_loop", RECORDINGS, fits)?;
        chosen.introduce();
        let desk = Self {
            model: chosen.model.into(),
            human: human(options.approve),
            store: FileStore::open(&options.threads)?,
            observers: observers(options)?,
            thread: Thread::start::<Support>(new_id("own_loop")?, &case(shop), now())?,
            rendered: Rendered::default(),
        };
        eprintln!("thread  {}", desk.store.path(desk.thread.id()).display());
        Ok(desk)
    }

    pub(crate) fn append(&mut self, fact: &Fact) -> Result<(), Fault> {
        let before = self.thread.status();
        self.thread.append(now(), fact)?;
        if let Some(event) = self.thread.events().last() {
            for observer in &self.observers {
                observer.saw(&self.thread, event, before);
            }
        }
        Ok(())
    }

    pub(crate) async fn save(&mut self) -> Result<(), Fault> {
        let (id, saved) = (self.thread.id(), self.thread.saved());
        self.store.append(id, saved, self.thread.unsaved()).await?;
        self.thread.mark_saved();
        Ok(())
    }

    /// The steps that follow: those of `next`, or the model's.
    pub(crate) async fn steps(
        &mut self,
        next: Next<Support>,
    ) -> Result<Vec<(u64, Support)>, Fault> {
        let decided = chose(self.thread.state(), next, now())?;
        self.append(&decided)?;
        while matches!(self.thread.state().progress().phase, Phase::Asking) {
            self.stop_at_a_bound().await?;
            self.ask_model().await?;
            let chosen = read_reply(self.thread.state(), now())?;
            self.append(&chosen)?;
        }
        match chosen_steps(self.thread.state())? {
            steps if steps.is_empty() => Err("the model's replies could not be read".into()),
            steps => Ok(steps),
        }
    }

    /// A loop of one's own turns for ever unless it looks at the bounds.
    async fn stop_at_a_bound(&mut self) -> Result<(), Fault> {
        let [Effect::Stop(limit)] = *pending(self.thread.state()) else {
            return Ok(());
        };
        let reason = StopReason::Limit(limit);
        self.append(&Fact::Stopped(Stopped { reason }))?;
        self.save().await?;
        Err(format!("a bound is reached ({:?}: {})", limit.kind, limit.limit).into())
    }

    async fn ask_model(&mut self) -> Result<(), Fault> {
        let (model, budget) = (Arc::clone(&self.model), Budget::default());
        let bounds = Bounds {
            budget: &budget,
            counter: &Estimate,
        };
        let plan = Plan {
            host: model.host(),
            bounds: Some(bounds),
            ..Plan::new(model.dialect(), model.settings())
        };
        while let Some(trimmed) = make_room(&self.thread, &plan, &mut self.rendered)? {
            self.append(&Fact::ContextTrimmed(trimmed))?;
        }
        let body = assemble(&self.thread, &plan, &mut self.rendered)?;
        let prompt = self.thread.state().progress().prompt.clone();
        let asked = plan.asked(&self.thread, &body);
        self.append(&Fact::ModelAsked(asked))?;
        self.save().await?;
        let began = Instant::now();
        let reply = model.ask(&Ask::one(&model, body)).await?.reply;
        self.append(&Fact::ModelReplied(ModelReplied {
            prompt,
            reply,
            ms: ms_since(began),
            ..ModelReplied::default()
        }))
    }

    /// Runs one call, if its gate lets it.
    pub(crate) async fn call<T: Call<Shop>>(
        &mut self,
        call: u64,
        tool: T,
        shop: &Shop,
    ) -> Result<Result<T::Output, Failure>, Fault> {
        if let Some(refused) = self.gate(call).await? {
            return Ok(Err(refused));
        }
        self.append(&Fact::CallStarted(CallStarted { call, attempt: 1 }))?;
        self.save().await?;
        let began = Instant::now();
        let context = CallContext::new(self.thread.idempotency_key(call));
        let result = tool.call(shop, &context).await;
        self.append(&returned(call, ms_since(began), &result))?;
        Ok(result)
    }

    /// Asks the gate, and a person where the gate says so; what they refused comes back.
    async fn gate(&mut self, call: u64) -> Result<Option<Failure>, Fault> {
        if pending(self.thread.state()).contains(&Effect::LookAtGate { call }) {
            let gated = look_at_gate(self.thread.state(), call)?;
            self.append(&Fact::CallGated(gated))?;
        }
        let Some(request) = person_request(&self.thread, call) else {
            return Ok(None);
        };
        self.save().await?;
        let answered = self.human.ask(&request).await?;
        let answered = answered.ok_or("nobody approved; `support resume` asks again")?;
        let answered = agent_core::port::answer(self.thread.state(), call, answered)?;
        self.append(&answered)?;
        Ok(
            match self.thread.state().open_step(call).map(|step| &step.status) {
                Some(StepStatus::Settled(Answer::Failure(refused))) => Some(refused.clone()),
                _ => None,
            },
        )
    }
}

fn ms_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
