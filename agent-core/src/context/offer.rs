//! What the model may answer: the steps as tools, or as one JSON Schema.

use super::{Format, Plan};
use crate::agent::{AgentSpec, StepSpec};
use crate::message::{Output, ToolChoice, ToolDefinition};
use crate::reducer::State;
use crate::schema::{self, Profile};

/// Writes the request up to its first message.
pub(crate) fn write(state: &State, plan: &Plan<'_>, out: &mut String) {
    let table = state.table();
    let steps: Vec<&StepSpec> = state
        .offered()
        .into_iter()
        .map(|index| table.step(index))
        .collect();
    match plan.format {
        Format::Messages => tools(&steps, table.spec.profile, plan, out),
        Format::Xml => json(table.spec, &steps, plan, out),
    }
}

fn tools(steps: &[&StepSpec], profile: &Profile, plan: &Plan<'_>, out: &mut String) {
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
            strict: profile.strict,
        })
        .collect();
    let output = Output::Tools {
        tools: &tools,
        choice: ToolChoice::Required,
    };
    plan.dialect.head(out, plan.settings, &output);
}

fn json(spec: &AgentSpec, steps: &[&StepSpec], plan: &Plan<'_>, out: &mut String) {
    let steps: Vec<_> = steps
        .iter()
        .map(|step| (step.name, step.doc, step.arguments))
        .collect();
    let output = Output::Json {
        name: spec.name,
        schema: &schema::union_schema(spec.tag, &steps, spec.profile),
        strict: spec.profile.strict,
    };
    plan.dialect.head(out, plan.settings, &output);
}
