//! One request to a real model, when the environment names one (see `examples/local-model`).

use agent_core::http::OpenAiChat;
use agent_core::message::{Message, Output, Stop, ToolChoice, ToolDefinition};
use agent_core::port::{Model, read};
use agent_core::wire::Body;

const ADD: ToolDefinition<'_> = ToolDefinition {
    name: "add",
    description: "Add two numbers.",
    parameters: r#"{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false}"#,
    strict: true,
};

#[tokio::test]
async fn a_real_model_answers_a_request_with_tools() {
    if std::env::var_os("AGENT_MODEL_URL").is_none() {
        println!("skipped: live model: AGENT_MODEL_URL is not set");
        return;
    }
    let model = OpenAiChat::from_env().expect("the environment describes a model");
    let tools = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Required,
    };
    let mut settings = model.settings().clone();
    settings.max_output_tokens = Some(64);
    let body = Body::whole(
        model.dialect(),
        &settings,
        &tools,
        &[Message::User("What is 2 plus 3?")],
    );
    let reply = read(model.dialect(), model.send(body).await).expect("a reply");
    println!("{reply:?}");
    // A small model's words are its own; what must hold is that every part of its answer was read.
    assert_ne!(reply.stop, Stop::Missing);
    assert!(reply.text.is_some() || !reply.calls.is_empty());
    assert!(
        reply
            .usage
            .is_some_and(|usage| usage.input > 0 && usage.output > 0)
    );
}
