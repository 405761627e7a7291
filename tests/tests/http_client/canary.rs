//! M3.1: a key that a provider quotes wherever it can stands in nothing that a program keeps or prints.

use std::io::Write;
use std::sync::{Arc, Mutex};

use agent_core::http::Secret;
use agent_core::model::{Breaker, Fallback, RateLimit, Retry};
use agent_core::port::Store;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{JsonLines, Runner};
use agent_core::testkit::Recorder;

use super::server::{Act, answer, serve};
use super::{KEY, model};

/// Says something.
#[agent]
enum Talker {
    /// Say it.
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

/// Every way in which a provider may quote the key, and at last an answer that does so too.
fn quoting() -> Vec<String> {
    let error = |status: &str, headers: &str| {
        let body = format!(r#"{{"error":{{"message":"no, {KEY}","code":"{KEY}"}}}}"#);
        answer(status, headers, &body)
    };
    let page = format!("<html>{KEY}</html>");
    let said = format!(r#"{{\"words\":\"your key is {KEY}\"}}"#);
    let call = format!(
        r#"{{"choices":[{{"message":{{"tool_calls":[{{"id":"1","type":"function","function":{{"name":"say","arguments":"{said}"}}}}]}},"finish_reason":"tool_calls"}}]}}"#
    );
    vec![
        error("500 Internal Server Error", ""),
        error("429 Too Many Requests", "retry-after-ms: 1\r\n"),
        answer("502 Bad Gateway", "", &page),
        answer("200 OK", "", &page),
        error("200 OK", ""),
        error("401 Unauthorized", ""),
        answer("200 OK", "", &call),
    ]
}

#[tokio::test]
async fn m3_1_a_key_that_the_provider_quotes_is_in_no_event_no_log_and_no_recording() {
    let (url, seen) = serve(Act::Each(quoting())).await;
    let recording = tempfile::NamedTempFile::new().unwrap();
    let client = model(&url).build().unwrap();
    let recorder = Recorder::new(client.clone(), recording.path()).unwrap();
    let first = Retry::new(Breaker::new(recorder).policy(agent_core::breaker::BreakerPolicy::OFF));
    let first = first
        .attempts(9)
        .backoff(agent_core::backoff::Backoff::NONE);
    let chain = Fallback::new(first).or(RateLimit::new(client.clone()));
    let mut shown = format!("{chain:?} {:?} {:?}", client, Secret::new(KEY));

    let store = agent_core::port::MemoryStore::default();
    let (records, measures) = (Lines::default(), Lines::default());
    let runner = Runner::<Talker>::new(chain, ())
        .store(store.clone())
        .observer(JsonLines::new(records.clone()))
        .observer(JsonLines::measures(measures.clone()));
    let id = "canary".parse().unwrap();
    let mut thread = runner.start(id, &()).await.unwrap();
    runner.send(&mut thread, "say hi").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);

    // All of it was played, and something of it was kept.
    assert_eq!(seen.requests.lock().unwrap().len(), quoting().len());
    for event in store.load(thread.id()).await.unwrap() {
        shown += event.line();
    }
    for lines in [records, measures] {
        shown += std::str::from_utf8(&lines.0.lock().unwrap()).unwrap();
    }
    shown += &std::fs::read_to_string(recording.path()).unwrap();
    assert!(shown.matches("***").count() > 8, "{shown}");
    assert!(!shown.contains(KEY), "{shown}");
}
