//! The calls, replayed: a scripted model asks for them, an agent's loop reads its replies, runs them and goes on.

use std::error::Error;

use agent_core::agent::{Table, Toolset};
use agent_core::context::{Format, Plan, Rendered, assemble};
use agent_core::event::{
    CallStarted, Fact, MessageReceived, ModelAsked, ModelReplied, ThreadId, Time,
};
use agent_core::port::{Ask, Model};
use agent_core::reducer::{Effect, decide, look_at_gate, pending, read_reply, returned};
use agent_core::schema::MCP;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use tokio::runtime::Builder;

use super::row::{Call, Row};

/// The step that ends the run.
const FINAL: &str = "final_answer";
/// More turns than this are a loop.
const TURNS: usize = 64;

/// The calls that ran, in order: their names and arguments.
pub(crate) type Ran = Vec<(String, String)>;

/// Replays the row's valid calls in one reply, and then the final answer.
///
/// # Errors
/// If a tool cannot be offered or a reply is refused.
pub(crate) fn replay(row: &Row, calls: &[&Call]) -> Result<Ran, Box<dyn Error>> {
    let table = table(row)?;
    let mut model = ScriptedModel::new();
    if !calls.is_empty() {
        let asked = calls
            .iter()
            .map(|call| (call.name.as_str(), call.arguments.as_str()));
        model = model.calls(asked);
    }
    let model = model.call(FINAL, r#"{"message":"Done."}"#);
    let runtime = Builder::new_current_thread().build()?;
    let ran = runtime.block_on(run(table, &model, &row.question));
    let finished = model.finish();
    let ran = ran?;
    finished?;
    Ok(ran)
}

fn table(row: &Row) -> Result<&'static Table, Box<dyn Error>> {
    let mut tools = Toolset::new("Replay").profile(&MCP);
    for tool in &row.tools {
        // The data's own names must be those that we would make.
        tools = tools.tool(&tool.original_name, &tool.description, &tool.parameters)?;
        if tools.original(&tool.name) != Some(&tool.original_name) {
            return Err(format!("`{}` is not named `{}`", tool.original_name, tool.name).into());
        }
    }
    Ok(tools.table())
}

async fn run(
    table: &'static Table,
    model: &ScriptedModel,
    question: &str,
) -> Result<Ran, Box<dyn Error>> {
    let mut thread = Thread::start_table(table, "replay-1".parse::<ThreadId>()?, Time(0))?;
    thread.append(
        Time(0),
        &Fact::MessageReceived(MessageReceived::from(question)),
    )?;
    let mut rendered = Rendered::default();
    let mut ran = Ran::new();
    for _ in 0..TURNS {
        let effects = pending(thread.state());
        let Some(effect) = effects.first() else {
            return Ok(ran);
        };
        let facts = match *effect {
            Effect::AskModel => ask(&thread, model, &mut rendered).await?,
            Effect::ReadReply => vec![read(&thread)?],
            Effect::AskFlow => vec![decide(thread.state(), Time(0))?],
            Effect::LookAtGate { call } => {
                vec![Fact::CallGated(look_at_gate(thread.state(), call)?)]
            }
            Effect::RunCall { call, attempt, .. } => {
                let step = thread.state().open_step(call).ok_or("no such call")?;
                ran.push((step.step.clone(), step.arguments.clone()));
                vec![
                    Fact::CallStarted(CallStarted { call, attempt }),
                    returned(call, 0, &Ok(true)),
                ]
            }
            ref other => return Err(format!("the loop asks for {other:?}").into()),
        };
        for fact in &facts {
            thread.append(Time(0), fact)?;
        }
    }
    Err("the loop does not end".into())
}

async fn ask(
    thread: &Thread,
    model: &ScriptedModel,
    rendered: &mut Rendered,
) -> Result<Vec<Fact>, Box<dyn Error>> {
    let plan = Plan {
        dialect: model.dialect(),
        settings: model.settings(),
        host: model.host(),
        format: Format::Messages,
        stream: false,
    };
    let body = assemble(thread, &plan, rendered)?;
    let asked = ModelAsked {
        model: plan.settings.model.clone(),
        prompt: None,
        request: format!("{:016x}", body.hash()),
        bytes: body.len() as u64,
        host: model.host().to_owned(),
    };
    let reply = model.ask(&Ask::one(model, body)).await?.reply;
    let replied = ModelReplied {
        reply,
        ..ModelReplied::default()
    };
    Ok(vec![Fact::ModelAsked(asked), Fact::ModelReplied(replied)])
}

/// The steps of the reply; one that is refused ends the replay.
fn read(thread: &Thread) -> Result<Fact, Box<dyn Error>> {
    match read_reply(thread.state(), Time(0))? {
        Fact::ReplyRefused(refused) => Err(refused.feedback.into()),
        fact => Ok(fact),
    }
}
