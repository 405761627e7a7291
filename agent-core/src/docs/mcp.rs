//! The tools as the Model Context Protocol lists them.

use super::pretty::pretty;
use crate::agent::{AgentSpec, StepKind};
use crate::contract::ToolFormat;
use crate::schema::MCP;

/// The offered tools as the result of `tools/list`. Questions, waits, ends and agents are the agent's own and no tools.
#[must_use]
pub fn mcp(spec: &AgentSpec) -> String {
    let own = spec.offered().filter(|step| step.sub.is_none());
    let tools = own.filter_map(|step| match step.kind {
        StepKind::Tool(contract) => Some(contract.definition(ToolFormat::Mcp, &MCP)),
        StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => None,
    });
    let tools: Vec<String> = tools.collect();
    let mut text = pretty(&format!(r#"{{"tools":[{}]}}"#, tools.join(",")));
    text.push('\n');
    text
}
