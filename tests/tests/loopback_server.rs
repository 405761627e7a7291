//! The test kit's server on loopback, against the client that it is made for and against plain bytes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use agent_core::http::{Client, OpenAiChat, Secret};
use agent_core::message::{Message, Reply};
use agent_core::port::{Ask, Model, ModelError};
use agent_core::testkit::{Play, Server};
use agent_core::wire::{Body, ErrorKind, Head};

const HI: &str = r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#;

fn model(server: &Server) -> Client {
    let url = format!("{}/v1", server.url());
    let model = OpenAiChat::new(url)
        .model("small-1")
        .key(Secret::new("sk-canary-1"));
    model
        .timeout(Duration::from_millis(300))
        .build()
        .expect("a client")
}

async fn ask(model: &Client) -> Result<Reply, ModelError> {
    let hello = [Message::User("Hello?")];
    let body = Body::whole(model.dialect(), &Head::new(model.settings()), &hello);
    model
        .ask(&Ask::one(model, body))
        .await
        .map(|answer| answer.reply)
}

#[tokio::test]
async fn a_script_is_played_in_order_and_the_requests_are_kept() {
    let busy = Play::json(429, "{}").header("retry-after", "2");
    let server = Server::script([Play::json(200, HI), busy]).expect("a port");
    let model = model(&server);
    assert_eq!(
        ask(&model).await.expect("a reply").text.as_deref(),
        Some("Hi")
    );
    let error = ask(&model).await.expect_err("too many");
    assert_eq!(
        (error.kind(), error.retry_after_ms()),
        (ErrorKind::RateLimit, Some(2000))
    );
    assert_eq!(server.finish(), Ok(()));

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (&*requests[0].method, &*requests[0].path),
        ("POST", "/v1/chat/completions")
    );
    assert_eq!(
        requests[0].header("authorization"),
        Some("Bearer sk-canary-1")
    );
    assert!(requests[0].body.contains("Hello?") && requests[0].at <= requests[1].at);
    assert!(!format!("{requests:?}").contains("canary"));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_request_beyond_the_script_is_remembered() {
    let server = Server::script([]).expect("a port");
    let error = ask(&model(&server)).await.expect_err("no answer left");
    assert!(
        error.to_string().contains("the script has no answer left"),
        "{error}"
    );
    let error = server.finish().expect_err("a request found no answer");
    assert_eq!(error.unexpected.as_deref(), Some("user: `Hello?`"));
}

#[tokio::test]
async fn every_way_to_break_an_answer_is_a_typed_error() {
    let plays = [
        (Play::hang_up(), ErrorKind::Disconnected),
        (Play::json(200, HI).cut_in_half(), ErrorKind::Disconnected),
        (Play::json(200, HI).cut_after(0), ErrorKind::Disconnected),
        (Play::json(200, HI).hang_after(10), ErrorKind::Timeout),
        (Play::hang(), ErrorKind::Timeout),
        (
            Play::json(200, HI).after(Duration::from_secs(9)),
            ErrorKind::Timeout,
        ),
        (
            Play::json(200, HI)
                .in_pieces_of(2)
                .slowly(Duration::from_millis(50)),
            ErrorKind::Timeout,
        ),
        (Play::json(200, &HI[..20]), ErrorKind::Reply),
        (Play::bytes(200, b"\xff\xfe"), ErrorKind::Reply),
        (Play::json(503, "<html>busy</html>"), ErrorKind::Overloaded),
    ];
    for (play, kind) in plays {
        let name = format!("{play:?}");
        let server = Server::script([play]).expect("a port");
        let error = ask(&model(&server)).await.expect_err("no reply");
        assert_eq!(error.kind(), kind, "{name}: {error}");
    }
}

#[tokio::test]
async fn an_answer_in_pieces_is_whole() {
    let play = Play::json(200, HI)
        .in_pieces_of(7)
        .slowly(Duration::from_millis(1));
    let server = Server::script([play]).expect("a port");
    assert_eq!(
        ask(&model(&server)).await.expect("a reply").text.as_deref(),
        Some("Hi")
    );
}

#[test]
fn events_are_sent_one_by_one_and_chunked_requests_are_read() {
    let events = "data: 1\n\ndata: 2\n\n";
    let pause = Duration::from_millis(30);
    let server = Server::script([Play::events(events).slowly(pause)]).expect("a port");
    let address = server.url().replace("http://", "");
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream
        .write_all(b"POST /x?a=1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
        .expect("a request");
    let (mut answer, began) = (String::new(), Instant::now());
    let mut buffer = [0; 1000];
    while !answer.ends_with(events) {
        let read = stream.read(&mut buffer).expect("an answer");
        answer += std::str::from_utf8(&buffer[..read]).expect("text");
    }
    assert!(began.elapsed() >= 2 * pause);
    assert!(
        answer.contains("content-type: text/event-stream"),
        "{answer}"
    );
    assert_eq!(server.requests()[0].body, "abc");
}

/// A server that is gone wakes whoever sleeps in it.
#[test]
fn a_dropped_server_leaves_nobody_waiting() {
    let server = Server::script([Play::hang()]).expect("a port");
    let mut stream = TcpStream::connect(server.url().replace("http://", "")).expect("a connection");
    stream
        .write_all(b"GET / HTTP/1.1\r\n\r\n")
        .expect("a request");
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    drop(server);
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the end");
    assert!(rest.is_empty());
}
