//! What a model thought is for the server that it thought on, and for no other of the same name.

use agent_core::model::RoundRobin;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::{Play, Server};

use super::model;

/// Look out of the window.
#[tool(read)]
fn look() -> u32 {
    1
}

/// Somebody at a window.
#[agent]
enum Watcher {
    Look(Look),
    /// Go away.
    #[done]
    Leave,
}

fn call(name: &str, thought: &str) -> Play {
    let call = format!(
        r#"{{"id":"c","type":"function","function":{{"name":"{name}","arguments":"{{}}"}}}}"#
    );
    let message =
        format!(r#"{{"role":"assistant","reasoning_content":"{thought}","tool_calls":[{call}]}}"#);
    let usage = r#""usage":{"prompt_tokens":5,"completion_tokens":5}"#;
    Play::json(
        200,
        &format!(r#"{{"choices":[{{"message":{message},"finish_reason":"tool_calls"}}],{usage}}}"#),
    )
}

#[tokio::test]
async fn thoughts_go_back_to_where_they_came_from_only() {
    let here = Server::script([call("look", "one"), call("look", "three")]).unwrap();
    let there = Server::script([call("look", "two"), call("leave", "four")]).unwrap();
    let client = |server: &Server| model(&format!("{}/v1", server.url())).build().unwrap();
    let runner = Runner::<Watcher>::new(RoundRobin::new(client(&here)).and(client(&there)), ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "look").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let thoughts = |server: &Server| -> Vec<Vec<&str>> {
        let words = ["one", "two", "three"];
        let requests = server.requests();
        let of = |body: &str| {
            words
                .into_iter()
                .filter(|word| body.contains(&format!("\"{word}\"")))
                .collect()
        };
        requests.iter().map(|request| of(&request.body)).collect()
    };
    assert_eq!(thoughts(&here), [vec![], vec!["one"]]);
    assert_eq!(thoughts(&there), [vec![], vec!["two"]]);
}
