//! A tool's definition in the form of each of its readers (row F4.1).

use agent_core::contract::ToolFormat;
use agent_core::prelude::*;
use agent_core::schema::{ANTHROPIC, GEMINI, PORTABLE, PROFILES};
use agent_core::tool::Tool;
use serde_json::{Value, json};

/// How soon.
#[agent_core::data]
enum Priority {
    Low,
    Urgent,
}

/// A ticket.
#[agent_core::data]
struct Ticket {
    number: u32,
}

/// Open a "ticket".
#[tool(idempotent, destructive)]
fn open_ticket(
    /// One line.
    title: String,
    priority: Option<Priority>,
) -> Ticket {
    let _ = (title, priority);
    Ticket { number: 1 }
}

fn definition(format: ToolFormat) -> Value {
    let text = OpenTicket::CONTRACT.definition(format, &PORTABLE);
    serde_json::from_str(&text).expect("JSON")
}

fn input() -> Value {
    json!({
        "type": "object",
        "properties": {
            "title": {"description": "One line.", "type": "string"},
            "priority": {"description": "How soon.", "type": "string", "enum": ["Low", "Urgent"]},
        },
        "required": ["title"],
        "additionalProperties": false,
    })
}

#[test]
fn openai_chat_nests_the_function() {
    let function = json!({
        "name": "open_ticket", "description": "Open a \"ticket\".", "parameters": input(), "strict": false,
    });
    let expected = json!({"type": "function", "function": function});
    assert_eq!(definition(ToolFormat::OpenAiChat), expected);
}

#[test]
fn openai_responses_is_flat() {
    let expected = json!({
        "type": "function", "name": "open_ticket", "description": "Open a \"ticket\".",
        "parameters": input(), "strict": false,
    });
    assert_eq!(definition(ToolFormat::OpenAiResponses), expected);
}

#[test]
fn anthropic_says_input_schema() {
    let expected = json!({
        "name": "open_ticket", "description": "Open a \"ticket\".", "input_schema": input(),
    });
    assert_eq!(definition(ToolFormat::Anthropic), expected);
}

#[test]
fn anthropic_is_asked_to_be_strict_where_the_profile_is() {
    let text = OpenTicket::CONTRACT.definition(ToolFormat::Anthropic, &ANTHROPIC);
    let tool: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(tool["strict"], true);
    assert_eq!(tool["input_schema"], input());
}

#[test]
fn gemini_says_parameters_json_schema() {
    let expected = json!({
        "name": "open_ticket", "description": "Open a \"ticket\".", "parametersJsonSchema": input(),
    });
    assert_eq!(definition(ToolFormat::Gemini), expected);
    let text = OpenTicket::CONTRACT.definition(ToolFormat::Gemini, &GEMINI);
    assert_eq!(
        serde_json::from_str::<Value>(&text).expect("JSON"),
        expected
    );
}

#[test]
fn the_model_context_protocol_gets_output_and_hints() {
    let tool = definition(ToolFormat::Mcp);
    assert_eq!(tool["inputSchema"], input());
    assert_eq!(
        tool["outputSchema"]["properties"]["number"]["type"],
        "integer"
    );
    assert_eq!(
        tool["annotations"],
        json!({"readOnlyHint": false, "destructiveHint": true, "idempotentHint": true})
    );
}

#[test]
fn every_schema_in_them_is_a_valid_json_schema() {
    for profile in PROFILES {
        let tool = OpenTicket::CONTRACT.definition(ToolFormat::Mcp, profile);
        let tool: Value = serde_json::from_str(&tool).expect("JSON");
        for key in ["inputSchema", "outputSchema"] {
            assert!(jsonschema::meta::is_valid(&tool[key]), "{tool}");
        }
    }
}
