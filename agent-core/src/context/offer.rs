//! What the model may answer: the steps as tools, or as one JSON Schema.

use super::{Format, Plan};
use crate::agent::{AgentSpec, StepSpec};
use crate::message::{Output, ToolChoice, ToolDefinition};
use crate::reducer::State;
use crate::schema::{self, Profile};
use crate::wire::Head;

/// Writes the request up to its first message. True if the instructions are a message.
pub(crate) fn write(state: &State, plan: &Plan<'_>, system: &[&str], out: &mut String) -> bool {
    let table = state.table();
    let steps: Vec<&StepSpec> = state
        .offered()
        .into_iter()
        .map(|index| table.step(index))
        .collect();
    let profile = plan.dialect.profile(table.spec.profile);
    match plan.format {
        Format::Messages => tools(&steps, profile, plan, system, out),
        Format::Text(_) => json(table.spec, profile, &steps, plan, system, out),
    }
}

fn tools(
    steps: &[&StepSpec],
    profile: &Profile,
    plan: &Plan<'_>,
    system: &[&str],
    out: &mut String,
) -> bool {
    let schemas: Vec<String> = steps
        .iter()
        .map(|step| schema::arguments_schema(step.arguments, profile))
        .collect();
    let tools: Vec<ToolDefinition<'_>> = steps
        .iter()
        .zip(&schemas)
        .map(|(step, parameters)| ToolDefinition {
            name: step.name,
            description: step.doc,
            parameters,
            strict: Some(profile.strict),
        })
        .collect();
    let output = Output::Tools {
        tools: &tools,
        choice: ToolChoice::Required,
    };
    plan.dialect.head(out, &head(plan, &output, system))
}

fn json(
    spec: &AgentSpec,
    profile: &Profile,
    steps: &[&StepSpec],
    plan: &Plan<'_>,
    system: &[&str],
    out: &mut String,
) -> bool {
    let steps: Vec<_> = steps
        .iter()
        .map(|step| (step.name, step.doc, step.arguments))
        .collect();
    let output = Output::Json {
        name: spec.name,
        schema: &schema::union_schema(spec.tag, &steps, profile),
        strict: Some(profile.strict),
    };
    plan.dialect.head(out, &head(plan, &output, system))
}

fn head<'a>(plan: &Plan<'a>, output: &'a Output<'a>, system: &'a [&'a str]) -> Head<'a> {
    Head {
        settings: plan.settings,
        output,
        system,
        stream: plan.stream,
    }
}
