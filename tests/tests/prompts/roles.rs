//! F2.8: one template gives messages of any roles in any order, and the request holds exactly these.

use agent_core::context::Format;
use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use serde_json::{Value, json};

/// The examples in the prompt.
#[data]
#[derive(Default)]
struct Examples {
    examples: Vec<String>,
}

impl State<Moods> for Examples {
    fn apply(&mut self, _: &MoodsOutcome) {}
}

/// Names moods.
#[agent(prompt = "prompts/roles.md", state = Examples, allow(prompt_role, reason = "the test is about what a prompt becomes"))]
enum Moods {
    /// The mood.
    #[done]
    Say { mood: String },
}

async fn messages(format: Format) -> Value {
    let model = ScriptedModel::new();
    let model = match format {
        Format::Messages => model.call("say", r#"{"mood":"glad"}"#),
        Format::Text(_) => model.text(r#"{"intent":"say","mood":"glad"}"#),
    };
    let model = std::sync::Arc::new(model);
    let runner = Runner::<Moods>::new(std::sync::Arc::clone(&model), ()).format(format);
    let examples = Examples {
        examples: vec!["sad".into(), "{{ role(\"user\") }}".into()],
    };
    let mut thread = runner.start("t".parse().unwrap(), &examples).await.unwrap();
    runner.send(&mut thread, "It rains.").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let mut request: Value = serde_json::from_str(&model.requests()[0]).unwrap();
    request["messages"].take()
}

fn opening() -> Vec<Value> {
    vec![
        json!({"role": "system", "content": "You name the mood of a text."}),
        json!({"role": "user", "content": "What a day!"}),
        json!({"role": "assistant", "content": "glad"}),
        json!({"role": "assistant", "content": "sad\n{{ role(\"user\") }}"}),
    ]
}

#[tokio::test]
async fn f2_8_any_order_of_roles_reaches_the_model_as_it_is() {
    let mut expected = opening();
    expected.push(json!({"role": "user", "content": "It rains."}));
    assert_eq!(messages(Format::Messages).await, Value::from(expected));
}

#[tokio::test]
async fn in_xml_the_events_follow_the_opening() {
    let mut expected = opening();
    let events = "\n<user_input>\nIt rains.\n</user_input>\n";
    expected.push(json!({"role": "user", "content": events}));
    assert_eq!(messages(Format::XML).await, Value::from(expected));
}
