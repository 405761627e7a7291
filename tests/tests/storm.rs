//! X4: a provider that answers 429 or 503 to everybody for a while, as a server on loopback plays it: real
//! connections, real time, many callers at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use agent_core::breaker::BreakerPolicy;
use agent_core::http::{Client, OpenAiChat};
use agent_core::message::{Message, Reply};
use agent_core::model::{Breaker, RateLimit, Retry};
use agent_core::port::{Ask, Model, ModelError};
use agent_core::testkit::{Play, Received, Server};
use agent_core::wire::{Body, Head};

const HI: &str = r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#;

fn client(server: &Server) -> Client {
    let url = format!("{}/v1", server.url());
    OpenAiChat::new(url)
        .model("small-1")
        .build()
        .expect("a client")
}

async fn ask(model: &dyn Model, caller: usize) -> Result<Reply, ModelError> {
    let words = format!("caller {caller}.");
    let said = [Message::User(&words)];
    let body = Body::whole(model.dialect(), &Head::new(model.settings()), &said);
    let answer = model.ask(&Ask::one(model, body)).await;
    answer.map(|answer| answer.reply)
}

/// Asks for so many callers at once.
async fn all(model: Arc<dyn Model>, callers: usize) -> Vec<Result<Reply, ModelError>> {
    let asked: Vec<_> = (0..callers)
        .map(|caller| {
            let model = model.clone();
            tokio::spawn(async move { ask(&*model, caller).await })
        })
        .collect();
    let mut answers = Vec::new();
    for answer in asked {
        answers.push(answer.await.expect("no panic"));
    }
    answers
}

/// When each caller's requests came.
fn arrivals(requests: &[Received], caller: usize) -> Vec<Instant> {
    let words = format!("caller {caller}.");
    let own = requests
        .iter()
        .filter(|request| request.body.contains(&words));
    own.map(|request| request.at).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_storm_of_429_nobody_hurries_and_everybody_is_served() {
    const CALLERS: usize = 12;
    const STORM: Duration = Duration::from_millis(400);
    const RETRY_AFTER: Duration = Duration::from_millis(150);
    const A_SECOND: u32 = 50;
    let began = Instant::now();
    let server = Server::answering(move |_| {
        if began.elapsed() < STORM {
            return Play::json(429, "{}").header("retry-after-ms", "150");
        }
        Play::json(200, HI)
    });
    let server = server.expect("a port");
    let limited = RateLimit::new(client(&server)).requests(A_SECOND * 60);
    let model = Arc::new(Retry::new(limited).attempts(10).without_jitter());

    for answer in all(model, CALLERS).await {
        assert_eq!(
            answer.expect("served in the end").text.as_deref(),
            Some("Hi")
        );
    }

    let requests = server.requests();
    assert!(requests.len() > CALLERS, "there was a storm");
    // Early by less than what separates two clocks that read milliseconds.
    let slack = Duration::from_millis(2);
    for caller in 0..CALLERS {
        for pair in arrivals(&requests, caller).windows(2) {
            assert!(
                pair[1] - pair[0] + slack >= RETRY_AFTER,
                "caller {caller}: {pair:?}"
            );
        }
    }
    // No second has more requests than the client's own limit allows; a request may be late, and then be with the next.
    let fastest = |count: usize| {
        let spans = requests
            .windows(count)
            .map(|span| span[count - 1].at - span[0].at);
        spans.min().expect("so many requests")
    };
    assert!(
        fastest(11) >= Duration::from_millis(150),
        "{:?}",
        fastest(11)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_breaker_keeps_everybody_off_and_one_probe_opens_the_way() {
    const COOL_DOWN: Duration = Duration::from_millis(300);
    let busy = || Play::json(503, "{}");
    let well = || Play::json(200, HI).after(Duration::from_millis(60));
    let plays = (0..3).map(|_| busy()).chain((0..9).map(|_| well()));
    let server = Server::script(plays).expect("a port");
    let policy = BreakerPolicy {
        failures: 3,
        cool_down_ms: 300,
    };
    let model = Arc::new(Breaker::new(client(&server)).policy(policy));

    for caller in 0..3 {
        ask(&*model, caller).await.expect_err("busy");
    }
    let refused = all(model.clone(), 8).await;
    assert!(
        refused
            .iter()
            .all(|answer| matches!(answer, Err(ModelError::Unavailable { .. })))
    );
    assert_eq!(server.requests().len(), 3, "an open breaker sends nothing");

    tokio::time::sleep(COOL_DOWN + Duration::from_millis(20)).await;
    let probed = all(model.clone(), 8).await;
    assert_eq!(probed.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(server.requests().len(), 4, "one probe");

    assert!(all(model, 8).await.iter().all(Result::is_ok));
    assert_eq!(server.finish(), Ok(()));
}
