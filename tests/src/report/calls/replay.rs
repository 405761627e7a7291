//! The calls, replayed: a scripted model asks for them, an agent's loop reads its replies, runs them and goes on.

use std::error::Error;

use agent_core::agent::{Table, Toolset};
use agent_core::event::{Fact, MessageReceived};
use agent_core::reducer::{OpenStep, returned};
use agent_core::schema::MCP;
use agent_core::testkit::ScriptedModel;
use tokio::runtime::Builder;

use super::row::{Call, Row};
use crate::report::agent_loop::{Caller, run};

/// The step that ends the run.
const FINAL: &str = "final_answer";

/// The calls that ran, in order: their names and arguments.
#[derive(Default)]
pub(crate) struct Ran(Vec<(String, String)>);

/// Replays the row's valid calls in one reply, and then the final answer.
///
/// # Errors
/// If a tool cannot be offered or a reply is refused.
pub(crate) fn replay(row: &Row, calls: &[&Call]) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let table = table(row)?;
    let mut model = ScriptedModel::new();
    if !calls.is_empty() {
        let asked = calls
            .iter()
            .map(|call| (call.name.as_str(), call.arguments.as_str()));
        model = model.calls(asked);
    }
    let model = model.call(FINAL, r#"{"message":"Done."}"#);
    let question = Fact::MessageReceived(MessageReceived::from(&*row.question));
    let mut ran = Ran::default();
    let runtime = Builder::new_current_thread().build()?;
    let over = runtime.block_on(run(table, &model, vec![question], &mut ran));
    let finished = model.finish();
    over?;
    finished?;
    Ok(ran.0)
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

impl Caller for Ran {
    /// The steps of the reply; one that is refused ends the replay.
    fn read(&mut self, fact: Fact) -> Result<Vec<Fact>, Box<dyn Error>> {
        match fact {
            Fact::ReplyRefused(refused) => Err(refused.feedback.into()),
            fact => Ok(vec![fact]),
        }
    }

    fn called(&mut self, step: &OpenStep) -> Fact {
        self.0.push((step.step.clone(), step.arguments.clone()));
        returned(step.call, 0, &Ok(true))
    }
}
