//! The JSON lines of a run fit the schema that operators were promised (row M11.1).

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};

use agent_core::agent::Limits;
use agent_core::reducer::Status;
use agent_core::run::{JsonLines, Runner};
use serde_json::Value;
use tests::clerk::{Clerk, Desk, Tally};
use tests::planned::{Plan, Planned};
use tests::random;

/// Lines that can be read while they are written.
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

impl Lines {
    fn read(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn validator() -> jsonschema::Validator {
    let schema = serde_json::from_str(include_str!("data/operator_event.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// The lines of a run whose tokens are bounded, until the bound is reached.
async fn bounded() -> Vec<Value> {
    let lines = Lines::default();
    let model = Planned::new(|_| Plan::call("look", r#"{"what":"hat"}"#));
    let runner =
        Runner::<Clerk>::new(model, Desk::default()).observer(JsonLines::new(lines.clone()));
    let mut thread = runner
        .start("bounded".parse().unwrap(), &Tally::default())
        .await
        .unwrap();
    let limits = Limits {
        tokens: Some(40),
        ..Limits::DEFAULT
    };
    runner
        .raise_limits(&mut thread, limits, "ann")
        .await
        .unwrap();
    runner.send(&mut thread, "look").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    lines.read()
}

#[tokio::test]
async fn every_line_of_every_run_fits_the_schema() {
    let lines = Lines::default();
    for seed in 0..300 {
        let runner = random::runner(seed).observer(JsonLines::new(lines.clone()));
        let name = format!("run-{seed}").parse().unwrap();
        let mut thread = runner.start(name, &Tally::default()).await.unwrap();
        runner.send(&mut thread, "do something").await.unwrap();
        runner.run(&mut thread).await.unwrap();
    }
    let mut all = lines.read();
    all.extend(bounded().await);
    let validator = validator();
    for line in &all {
        if let Err(error) = validator.validate(line) {
            panic!("{error}\n{line:#}");
        }
    }
    let kinds: BTreeSet<&str> = all
        .iter()
        .filter_map(|line| line["event_type"].as_str())
        .collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [
            "state_transition",
            "token_budget_exceeded",
            "tool_call_error",
            "tool_call_start",
            "tool_call_success"
        ]
    );
}

#[tokio::test]
async fn a_line_says_what_ran_and_what_became_of_it() {
    let lines = bounded().await;
    let of = |kind: &str| {
        lines
            .iter()
            .find(|line| line["event_type"] == kind)
            .unwrap()["payload"]
            .clone()
    };
    let success = of("tool_call_success");
    assert_eq!(success["tool_name"], "look");
    assert_eq!(success["arguments"]["what"], "hat");
    assert_eq!(success["result"], "hat");
    let over = of("token_budget_exceeded");
    assert_eq!(
        (&over["state_before"], &over["state_after"]),
        (&"working".into(), &"stopped".into())
    );
    assert!(over["error"].as_str().unwrap().contains("tokens"), "{over}");
}

#[test]
fn the_schema_refuses_what_it_should() {
    let good = serde_json::json!({
        "timestamp": "2026-01-01T00:00:00.000Z", "session_id": "t", "event_type": "tool_call_error",
        "payload": {"tool_name": "a", "arguments": {}, "result": null, "error": "no", "tokens_used": 1,
                    "state_before": "working", "state_after": "working"}
    });
    let validator = validator();
    assert!(validator.is_valid(&good));
    for (pointer, wrong) in [
        ("/event_type", "tool_call"),
        ("/timestamp", "yesterday"),
        ("/payload/state_after", "busy"),
        ("/payload/arguments", "text"),
        ("/payload/tokens_used", "1"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = wrong.into();
        assert!(!validator.is_valid(&bad), "{pointer}");
    }
    let mut bad = good;
    bad["payload"]["error"] = Value::Null;
    assert!(!validator.is_valid(&bad));
}
