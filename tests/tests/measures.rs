//! M11.2: what each transition took and cost, and what kind of failure it was, as lines for operators.

use std::io::Write;
use std::sync::{Arc, Mutex};

use agent_core::message::Settings;
use agent_core::model::{Price, Retry};
use agent_core::port::{ModelError, RawReply, TimeLimit};
use agent_core::prelude::*;
use agent_core::run::{JsonLines, Runner};
use agent_core::testkit::ScriptedModel;
use serde_json::Value;

/// Look something up.
#[tool(read)]
fn look_up(key: String) -> Result<u32, String> {
    if key == "nothing" {
        return Err("there is no such thing".into());
    }
    Ok(7)
}

/// A librarian.
#[agent]
enum Librarian {
    LookUp(LookUp),
    /// Say what was found.
    #[done]
    Say {
        /// What to say.
        words: String,
    },
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The measures of a run that ends with a word from the model.
async fn measures(script: ScriptedModel) -> Vec<Value> {
    let lines = Lines::default();
    let price = Price {
        input: 2_000_000,
        output: 8_000_000,
        ..Price::default()
    };
    let model = Retry::new(script.call("say", r#"{"words":"done"}"#));
    let runner = Runner::<Librarian>::new(model, ())
        .price(price)
        .observer(JsonLines::measures(lines.clone()));
    let mut thread = runner.start("m".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let bytes = lines.0.lock().unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn named(name: &str) -> ScriptedModel {
    ScriptedModel::new().with_settings(Settings::new(name))
}

/// The one measure of that trigger.
fn of<'a>(measures: &'a [Value], trigger: &str) -> &'a Value {
    let mut found = measures.iter().filter(|line| line["trigger"] == trigger);
    let line = found.next().unwrap_or_else(|| panic!("{measures:#?}"));
    assert!(found.next().is_none(), "{measures:#?}");
    line
}

#[tokio::test(start_paused = true)]
async fn m11_2_latency_tokens_and_cost_of_a_reply() {
    let measures = measures(named("small-1")).await;
    let reply = of(&measures, "model_replied");
    let tokens = |name: &str| reply[name].as_u64().unwrap_or_else(|| panic!("{reply}"));
    let (input, output) = (tokens("input_tokens"), tokens("output_tokens"));
    assert!(input > 0 && output > 0, "{reply}");
    assert_eq!(tokens("cost_micros"), 2 * input + 8 * output);
    assert!(reply["latency_ms"].is_u64(), "{reply}");
    assert_eq!(reply["model"], "small-1");
    assert_eq!(reply["session_id"], "m");
    assert!(reply.get("failure").is_none(), "{reply}");
}

#[tokio::test(start_paused = true)]
async fn m11_2_each_transition_names_its_trigger() {
    let measures = measures(named("one").call("look_up", r#"{"key":"hat"}"#)).await;
    assert_eq!(of(&measures, "message_received")["state_after"], "working");
    assert_eq!(of(&measures, "finished")["state_after"], "finished");
    let returned = of(&measures, "call_returned");
    assert_eq!(returned["tool"], "look_up");
    assert!(returned["latency_ms"].is_u64(), "{returned}");
}

#[tokio::test(start_paused = true)]
async fn m11_2_a_timeout() {
    let late = ModelError::Timeout {
        which: TimeLimit::FirstToken,
        after_ms: 30,
    };
    let measures = measures(named("slow").fail(late)).await;
    let attempt = of(&measures, "model_attempted");
    assert_eq!(
        (&attempt["failure"], &attempt["attempt"], &attempt["model"]),
        (&"timeout".into(), &1.into(), &"slow".into())
    );
}

#[tokio::test(start_paused = true)]
async fn m11_2_a_rate_limit() {
    let refused = RawReply {
        status: 429,
        body: r#"{"error":{"message":"slow down"}}"#.into(),
        retry_after_ms: Some(10),
    };
    let measures = measures(named("busy").reply(refused)).await;
    assert_eq!(of(&measures, "model_attempted")["failure"], "rate_limit");
}

#[tokio::test(start_paused = true)]
async fn m11_2_a_schema_mismatch() {
    let measures = measures(named("one").call("look_up", r#"{"key":{"a":1}}"#)).await;
    assert_eq!(of(&measures, "reply_refused")["failure"], "schema_mismatch");
}

#[tokio::test(start_paused = true)]
async fn m11_2_a_hallucinated_call() {
    let measures = measures(named("one").call("burn_down", "{}")).await;
    assert_eq!(
        of(&measures, "reply_refused")["failure"],
        "hallucinated_call"
    );
}

#[tokio::test(start_paused = true)]
async fn m11_2_a_tool_that_fails() {
    let measures = measures(named("one").call("look_up", r#"{"key":"nothing"}"#)).await;
    let failed = of(&measures, "call_failed");
    assert_eq!(
        (&failed["failure"], &failed["tool"]),
        (&"error".into(), &"look_up".into())
    );
}
