//! Answers that come in pieces, and what becomes of them when the connection does not hold.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use agent_core::http::ClientBuilder;
use agent_core::message::{Delta, Message, Reply};
use agent_core::model::{Breaker, Fallback, RateLimit, Retry};
use agent_core::port::{Answer, Ask, Heard, Model, ModelError, Piece, TimeLimit};
use agent_core::wire::{Body, Dialect, ErrorKind, Head, OpenAiChatDialect};

use super::server::{Act, answer, serve};
use super::{KEY, model};

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

/// What a listener heard: the text, and how often it was void.
#[derive(Default, Clone)]
pub(crate) struct Ear(Arc<Mutex<(String, usize)>>);

impl Ear {
    fn hear(&self, heard: Heard<'_>) {
        let mut all = self.0.lock().unwrap();
        match heard.piece {
            Piece::Delta(Delta::Text(text)) => all.0.push_str(text),
            Piece::Delta(_) => {}
            Piece::Void => {
                all.0.clear();
                all.1 += 1;
            }
        }
    }

    pub(crate) fn heard(&self) -> (String, usize) {
        self.0.lock().unwrap().clone()
    }
}

/// Asks with somebody who listens.
pub(crate) async fn listen(model: &dyn Model) -> (Result<Answer, ModelError>, Ear) {
    let ear = Ear::default();
    let listener = ear.clone();
    let write = |plan: &agent_core::port::ModelPlan| {
        let head = Head {
            stream: true,
            ..Head::new(&plan.settings)
        };
        Ok::<_, ()>(Body::whole(plan.dialect, &head, &[Message::User("Hi")]))
    };
    let listener: Arc<dyn agent_core::port::Listener> =
        Arc::new(move |heard: Heard<'_>| listener.hear(heard));
    let ask = Ask::write(model, write).unwrap().listener(Some(listener));
    (model.ask(&ask).await, ear)
}

fn said(text: &str) -> String {
    OpenAiChatDialect.encode_stream(&Reply {
        text: Some(text.into()),
        stop: agent_core::message::Stop::End,
        ..Reply::default()
    })
}

fn client(url: &str) -> ClientBuilder {
    model(url).timeout(Duration::from_secs(5))
}

#[tokio::test]
async fn a_stream_is_heard_as_it_comes_and_is_the_same_reply() {
    let events = said("Hello, you!");
    let (url, seen) = serve(Act::Close(format!("{HEAD}{events}"))).await;
    let client = client(&url).build().unwrap();
    let (answer, ear) = listen(&client).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.reply.text.as_deref(), Some("Hello, you!"));
    assert_eq!(answer.raw.body, events);
    assert_eq!(ear.heard(), ("Hello, you!".to_owned(), 0));
    let request = seen.requests.lock().unwrap()[0].clone();
    assert!(request.contains("accept: text/event-stream"), "{request}");
    assert!(request.contains(r#""stream":true"#), "{request}");
}

#[tokio::test]
async fn a_server_that_knows_no_streams_is_heard_too() {
    let (url, _) = serve(Act::Answer(answer("200 OK", "", super::HI))).await;
    let (answer, ear) = listen(&client(&url).build().unwrap()).await;
    assert_eq!(answer.unwrap().reply.text.as_deref(), Some("Hi"));
    assert_eq!(ear.heard().0, "Hi");
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle_gives_no_reply() {
    let events = said("Hello, you!");
    for cut in [20, events.len() / 2, events.len() - 60] {
        // A length that is not reached: the server vanished.
        let head = HEAD.replace("\r\n\r\n", "\r\ncontent-length: 100000\r\n\r\n");
        let (url, _) = serve(Act::Close(format!("{head}{}", &events[..cut]))).await;
        let (answer, _) = listen(&client(&url).build().unwrap()).await;
        let error = answer.expect_err("half an answer is none");
        assert_eq!(error.kind(), ErrorKind::Disconnected, "{cut}: {error}");
    }
}

#[tokio::test]
async fn a_stream_that_said_everything_is_whole_however_its_connection_ends() {
    let head = HEAD.replace("\r\n\r\n", "\r\ncontent-length: 100000\r\n\r\n");
    let (url, _) = serve(Act::Close(format!("{head}{}", said("Hi")))).await;
    let (answer, _) = listen(&client(&url).build().unwrap()).await;
    assert_eq!(answer.unwrap().reply.text.as_deref(), Some("Hi"));
}

#[tokio::test]
async fn each_part_of_a_request_has_its_own_limit() {
    let first = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}

";
    let alive = (0..200).map(|_| (20, ": still here\n\n".to_owned()));
    let slow = std::iter::once((0, HEAD.to_owned()));
    let dripping = said("Hi").into_bytes().into_iter();
    let dripping = dripping.map(|byte| (20, char::from(byte).to_string()));
    for (act, client, which) in [
        (
            Act::Hang,
            (|client| client.first_token_timeout(Duration::from_millis(60)))
                as fn(ClientBuilder) -> ClientBuilder,
            TimeLimit::FirstToken,
        ),
        // That the server lives is no token.
        (
            Act::Trickle(slow.clone().chain(alive).collect()),
            |client| client.first_token_timeout(Duration::from_millis(150)),
            TimeLimit::FirstToken,
        ),
        (
            Act::Trickle(vec![(0, HEAD.to_owned()), (0, first.to_owned())]),
            |client| client.idle_timeout(Duration::from_millis(60)),
            TimeLimit::Idle,
        ),
        (
            Act::Trickle(slow.chain(dripping).collect()),
            |client| {
                client
                    .timeout(Duration::from_millis(200))
                    .idle_timeout(Duration::from_millis(100))
            },
            TimeLimit::Total,
        ),
    ] {
        let (url, _) = serve(act).await;
        let began = Instant::now();
        let (answer, _) = listen(&client_of(&url, client)).await;
        let error = answer.expect_err("too late");
        let ModelError::Timeout { which: found, .. } = error else {
            panic!("{which:?}: {error}");
        };
        assert_eq!(found, which);
        assert!(began.elapsed() < Duration::from_secs(3), "{which:?}");
    }
}

fn client_of(url: &str, set: fn(ClientBuilder) -> ClientBuilder) -> agent_core::http::Client {
    set(client(url)).build().unwrap()
}

#[tokio::test]
async fn what_was_heard_is_void_when_it_is_asked_for_again() {
    let half = said("Hello, you!");
    let half = &half[..half.len() - 60];
    let whole = said("Good day.");
    let head = HEAD.replace(
        "\r\n\r\n",
        &format!("\r\ncontent-length: {}\r\n\r\n", half.len()),
    );
    let (url, seen) = serve(Act::Each(vec![
        format!("{head}{half}"),
        format!("{HEAD}{whole}"),
    ]))
    .await;
    let client = client(&url)
        .idle_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let model = Retry::new(client).without_jitter();
    let (answer, ear) = tokio::time::timeout(Duration::from_secs(5), listen(&model))
        .await
        .unwrap();
    let error = answer.err();
    assert_eq!(error, None);
    assert_eq!(ear.heard(), ("Good day.".to_owned(), 1));
    assert_eq!(seen.requests.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn x4_a_storm_of_429_is_waited_out_at_the_pace_that_was_asked_for() {
    let storm = answer(
        "429 Too Many Requests",
        "retry-after-ms: 50\r\n",
        r#"{"error":{"message":"slow down"}}"#,
    );
    let mut answers = vec![storm; 5];
    answers.push(answer("200 OK", "", super::HI));
    let (url, seen) = serve(Act::Each(answers)).await;
    let backoff = agent_core::backoff::Backoff::NONE;
    let limited = RateLimit::new(
        Breaker::new(client(&url).build().unwrap()).policy(agent_core::breaker::BreakerPolicy::OFF),
    );
    let model = Retry::new(limited).attempts(6).backoff(backoff);
    let began = Instant::now();
    let (answer, _) = listen(&model).await;
    assert_eq!(answer.unwrap().reply.text.as_deref(), Some("Hi"));
    assert!(began.elapsed() >= Duration::from_millis(250));
    assert_eq!(seen.requests.lock().unwrap().len(), 6);
}

#[tokio::test]
async fn an_error_inside_a_stream_is_the_providers_and_quotes_no_key() {
    let event = format!(r#"data: {{"error":{{"message":"bad key {KEY}","code":429}}}}"#);
    let (url, _) = serve(Act::Close(format!("{HEAD}{event}\n\n"))).await;
    let (answer, _) = listen(&client(&url).build().unwrap()).await;
    let error = answer.expect_err("an error");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("bad key ***"), "{shown}");
    assert!(!shown.contains(KEY), "{shown}");
}

#[tokio::test]
async fn a_chain_over_two_providers_goes_on_where_one_breaks_off() {
    let (broken, _) = serve(Act::Close(HEAD.into())).await;
    let (well, _) = serve(Act::Close(format!("{HEAD}{}", said("Hi")))).await;
    let chain = Fallback::new(client(&broken).build().unwrap()).or(client(&well).build().unwrap());
    let (answer, ear) = listen(&chain).await;
    let answer = answer.expect("an answer");
    assert!(well.starts_with(&answer.plan.host), "{:?}", answer.plan);
    assert_eq!(ear.heard(), ("Hi".to_owned(), 0));
}
