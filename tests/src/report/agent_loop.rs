//! An agent's loop without a runner: the reducer's effects in turn, a scripted model, and a caller that plays all
//! else. Nothing waits and nothing is stored.

use std::error::Error;

use agent_core::agent::Table;
use agent_core::context::{Plan, Rendered, assemble};
use agent_core::event::{CallStarted, Fact, ModelReplied, ThreadId, Time};
use agent_core::message::Reply;
use agent_core::port::{Ask, Model};
use agent_core::reducer::{Effect, OpenStep, decide, got_stuck, look_at_gate, pending, read_reply};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

/// More effects than this are a loop.
const EFFECTS: usize = 4_096;

/// Who plays what is neither the model nor the reducer.
pub(super) trait Caller {
    /// The reply, before anybody reads it.
    fn replied(&mut self, reply: Reply) -> Reply {
        reply
    }

    /// The facts that follow a reply: what was read in it, and what is said meanwhile.
    fn read(&mut self, fact: Fact) -> Result<Vec<Fact>, Box<dyn Error>>;

    /// What a call gives.
    fn called(&mut self, step: &OpenStep) -> Fact;

    /// Somebody's help, where the agent is stuck.
    fn helped(&mut self) -> Result<Fact, Box<dyn Error>> {
        Err("the loop is stuck".into())
    }
}

/// Runs the agent until nothing is left to do.
pub(super) async fn run(
    table: &'static Table,
    model: &ScriptedModel,
    said: Vec<Fact>,
    caller: &mut impl Caller,
) -> Result<(), Box<dyn Error>> {
    let mut thread = Thread::start_table(table, "replay-1".parse::<ThreadId>()?, Time(0))?;
    let mut rendered = Rendered::default();
    let mut facts = said;
    for _ in 0..EFFECTS {
        for fact in &facts {
            thread.append(Time(0), fact)?;
        }
        let state = thread.state();
        let Some(effect) = pending(state).first().copied() else {
            return Ok(());
        };
        facts = match effect {
            Effect::AskModel => ask(&thread, model, &mut rendered, caller).await?,
            Effect::ReadReply => caller.read(read_reply(state, Time(0))?)?,
            Effect::AskFlow => vec![decide(state, Time(0))?],
            Effect::LookAtGate { call } => vec![Fact::CallGated(look_at_gate(state, call)?)],
            Effect::RunCall { call, attempt } => {
                let step = state.open_step(call).ok_or("no such call")?;
                let started = Fact::CallStarted(CallStarted { call, attempt });
                vec![started, caller.called(step)]
            }
            Effect::GetStuck => got_stuck(state).map(Fact::GotStuck).into_iter().collect(),
            Effect::AskHelp => vec![caller.helped()?],
            other => return Err(format!("the loop asks for {other:?}").into()),
        };
    }
    Err("the loop does not end".into())
}

async fn ask(
    thread: &Thread,
    model: &ScriptedModel,
    rendered: &mut Rendered,
    caller: &mut impl Caller,
) -> Result<Vec<Fact>, Box<dyn Error>> {
    let plan = Plan {
        host: model.host(),
        ..Plan::new(model.dialect(), model.settings())
    };
    let body = assemble(thread, &plan, rendered)?;
    let asked = plan.asked(thread, &body);
    let reply = model.ask(&Ask::one(model, body)).await?.reply;
    let replied = ModelReplied {
        reply: caller.replied(reply),
        ..ModelReplied::default()
    };
    Ok(vec![Fact::ModelAsked(asked), Fact::ModelReplied(replied)])
}
