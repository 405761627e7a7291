//! The HTTP client against a server on loopback that says exactly what a test tells it to.

mod canary;
mod dialects;
mod server;
mod stream;
mod thoughts;

use std::time::{Duration, Instant};

use agent_core::http::{Client, ClientBuilder, ConfigError, OpenAiChat, Secret};
use agent_core::message::{Message, Settings};
use agent_core::port::{Ask, Model, ModelError, RawReply, TimeLimit};
use agent_core::wire::{Body, Head};
use agent_core::wire::{ErrorKind, OpenAiChatDialect, WireError};
use server::{Act, answer, serve};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

const KEY: &str = "sk-canary-4711";
const HI: &str = r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#;

fn model(url: &str) -> ClientBuilder {
    OpenAiChat::new(url).model("small-1").key(Secret::new(KEY))
}

fn hello() -> Body {
    Body::whole(
        &OpenAiChatDialect,
        &Head::new(&Settings::new("small-1")),
        &[Message::User("Hi")],
    )
}

async fn send(model: &Client, body: Body) -> Result<RawReply, ModelError> {
    let ask = Ask::one(model, body);
    Ok(model.ask(&ask).await?.raw)
}

/// Sends `hello` to a server that does this.
async fn ask(act: Act) -> Result<RawReply, ModelError> {
    let (url, _) = serve(act).await;
    send(&model(&url).build().expect("a client"), hello()).await
}

#[tokio::test]
async fn segments_arrive_byte_for_byte_with_their_length() {
    let (url, seen) = serve(Act::Answer(answer("200 OK", "", HI))).await;
    let mut body = Body::default();
    for segment in ["{\"model\":\"é\",", "", "\"messages\":[", "]}"] {
        body.push(segment.into());
    }
    let model = model(&url).build().expect("a client");
    let raw = send(&model, body.clone()).await.expect("an answer");
    assert_eq!(
        raw,
        RawReply {
            status: 200,
            body: HI.into(),
            retry_after_ms: None
        }
    );
    let request = seen.requests.lock().unwrap().remove(0);
    let (head, sent) = request.split_once("\r\n\r\n").expect("a head");
    assert_eq!(sent, body.to_text());
    assert!(
        head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.contains(&format!("authorization: Bearer {KEY}")),
        "{head}"
    );
    assert!(head.contains("content-type: application/json"), "{head}");
    assert!(!head.contains("transfer-encoding"), "{head}");
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let (url, seen) = serve(Act::Answer(answer("200 OK", "", HI))).await;
    let model = model(&url).build().expect("a client");
    for _ in 0..3 {
        send(&model, hello()).await.expect("an answer");
    }
    assert_eq!(seen.requests.lock().unwrap().len(), 3);
    assert_eq!(*seen.connections.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_429_keeps_its_retry_after() {
    for (header, expected) in [
        ("retry-after: 2\r\n", Some(2000)),
        ("retry-after: 0.25\r\n", Some(250)),
        ("retry-after-ms: 70\r\nretry-after: 1\r\n", Some(70)),
        (
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:40 GMT\r\n",
            Some(3000),
        ),
        ("retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", Some(0)),
        ("retry-after: -1\r\n", None),
        ("retry-after: 1e300\r\n", Some(u64::MAX)),
        ("", None),
    ] {
        let body = r#"{"error":{"message":"slow down","type":"requests"}}"#;
        let raw = ask(Act::Answer(answer("429 Too Many Requests", header, body))).await;
        let error = raw.expect_err("an error");
        assert_eq!(
            (error.kind(), error.retry_after_ms()),
            (ErrorKind::RateLimit, expected),
            "{header}"
        );
        assert_eq!(
            error.to_string(),
            "the model's provider answered 429: slow down (requests)"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_the_key_goes_nowhere() {
    let (other, other_seen) = serve(Act::Answer(answer("200 OK", "", HI))).await;
    let raw = ask(Act::Answer(answer(
        "307 Temporary Redirect",
        &format!("location: {other}\r\n"),
        "",
    )))
    .await;
    assert_eq!(raw.map_err(|error| error.kind()), Err(ErrorKind::Redirect));
    assert_eq!(*other_seen.connections.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_silent_server_times_out() {
    let (url, seen) = serve(Act::Hang).await;
    let model = model(&url)
        .timeout(Duration::from_millis(80))
        .build()
        .expect("a client");
    let begin = Instant::now();
    assert_eq!(
        send(&model, hello()).await,
        Err(ModelError::Timeout {
            which: TimeLimit::Total,
            after_ms: 80
        })
    );
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(seen.requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_ends_early_is_a_disconnect() {
    for part in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-len",
        "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"choices\"",
    ] {
        let error = ask(Act::Close(part.into()))
            .await
            .expect_err("no whole answer");
        assert_eq!(error.kind(), ErrorKind::Disconnected, "{part:?}: {error}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_text_is_refused_and_an_error_page_is_quoted() {
    let bytes = |status: &str| {
        let mut bytes = answer(status, "", "ab?").into_bytes();
        *bytes.last_mut().expect("a byte") = 0xff;
        Act::Bytes(bytes)
    };
    let error = ask(bytes("200 OK")).await.expect_err("not text");
    assert_eq!(error, WireError::NotUtf8 { at: 2 }.into());
    assert_eq!(
        ask(bytes("502 Bad Gateway"))
            .await
            .map_err(|error| error.to_string()),
        Err("the model's provider answered 502: ab\u{fffd}".into())
    );
}

#[tokio::test]
async fn a_refusal_is_known_by_its_status_however_its_page_ends() {
    let long = "x".repeat((32 << 20) + 1);
    for (act, kind) in [
        (
            Act::Close("HTTP/1.1 401 No\r\ncontent-length: 900\r\n\r\n{".into()),
            ErrorKind::Auth,
        ),
        (
            Act::Trickle(vec![(
                0,
                "HTTP/1.1 401 No\r\ncontent-length: 9\r\n\r\n{".into(),
            )]),
            ErrorKind::Auth,
        ),
        (Act::Answer(answer("500 Oh", "", &long)), ErrorKind::Server),
    ] {
        let (url, _) = serve(act).await;
        let client = model(&url).idle_timeout(Duration::from_millis(80));
        let error = send(&client.build().expect("a client"), hello()).await;
        assert_eq!(error.map_err(|error| error.kind()), Err(kind));
    }
    let late = "HTTP/1.1 429 No\r\nretry-after: 7\r\ncontent-length: 900\r\n\r\n{";
    let error = ask(Act::Close(late.into())).await.expect_err("refused");
    assert_eq!(error.retry_after_ms(), Some(7_000));
}

#[tokio::test]
async fn an_answer_is_asked_for_unpacked_and_a_packed_one_is_named() {
    let packed = |status: &str| {
        let mut bytes = answer(status, "content-encoding: gzip\r\n", "?????").into_bytes();
        let at = bytes.len() - 5;
        bytes[at..].copy_from_slice(&[0x1f, 0x8b, 8, 0, 0xff]);
        Act::Bytes(bytes)
    };
    let (url, seen) = serve(packed("200 OK")).await;
    let error = send(&model(&url).build().expect("a client"), hello()).await;
    let error = error.expect_err("packed");
    assert!(
        error
            .to_string()
            .starts_with("the answer is packed as `gzip`"),
        "{error}"
    );
    let request = seen.requests.lock().unwrap().remove(0);
    assert!(request.contains("accept-encoding: identity"), "{request}");
    let error = ask(packed("503 Busy")).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Overloaded);
    assert!(!error.to_string().contains('\u{fffd}'), "{error}");
    assert!(
        ask(Act::Answer(answer(
            "200 OK",
            "content-encoding: Identity\r\n",
            HI
        )))
        .await
        .is_ok()
    );
}

#[tokio::test]
async fn a_connection_that_is_not_made_in_time_says_so() {
    // A queue that is full: further connections are neither taken nor refused.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a port");
    let listener = socket.listen(1).expect("a queue");
    let address = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    let full = Duration::from_millis(150);
    while let Ok(stream) = tokio::time::timeout(full, TcpStream::connect(address)).await {
        waiting.push(stream.expect("a place in the queue"));
        assert!(waiting.len() < 100, "the queue is never full");
    }
    let client = model(&format!("http://{address}"))
        .connect_timeout(Duration::from_millis(90))
        .build()
        .expect("a client");
    let error = send(&client, hello()).await.expect_err("no connection");
    let which = TimeLimit::Connect;
    assert_eq!(
        error,
        ModelError::Timeout {
            which,
            after_ms: 90
        }
    );
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let long = "x".repeat((32 << 20) + 1);
    let error = ask(Act::Answer(answer("200 OK", "", &long)))
        .await
        .expect_err("too long");
    assert_eq!(error, WireError::TooLong { limit: 32 << 20 }.into());
}

#[tokio::test]
async fn nobody_there_is_a_connect_error_that_names_the_address() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let error = send(&model(&url).build().expect("a client"), hello())
        .await
        .expect_err("nobody");
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains(&url), "{error}");
}

#[tokio::test]
async fn m3_1_the_key_is_in_no_debug_and_no_error() {
    let body = format!(r#"{{"error":{{"message":"Incorrect API key provided: {KEY}"}}}}"#);
    let (url, _) = serve(Act::Answer(answer("401 Unauthorized", "", &body))).await;
    let builder = model(&url);
    let client = builder.clone().build().expect("a client");
    let raw = send(&client, hello()).await;
    let error = raw.clone().expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Auth);
    let shown = format!(
        "{builder:?} {client:#?} {raw:?} {error:?} {error} {:?}",
        Secret::new(KEY)
    );
    assert!(shown.contains("***"), "{shown}");
    let address = format!("{:?}", OpenAiChat::new(format!("http://me:{KEY}@host")));
    assert!(!address.contains(KEY), "{address}");
    assert!(!shown.contains(KEY), "{shown}");
}

/// A client from these variables alone.
fn from(vars: &[(&str, &str)]) -> Result<Client, ConfigError> {
    Client::from_vars(|name| {
        vars.iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn m3_1_the_environment_describes_a_client() {
    let client = from(&[
        ("AGENT_MODEL_URL", " http://127.0.0.1:1/v1/ "),
        ("AGENT_MODEL", "small-1"),
        ("AGENT_TEMPERATURE", "0.5"),
        ("AGENT_MAX_TOKENS", "256"),
        ("AGENT_MODEL_TIMEOUT", "90s"),
        ("AGENT_MODEL_KEY", ""),
    ])
    .expect("a client");
    let expected = Settings {
        temperature: Some(0.5),
        max_output_tokens: Some(256),
        ..Settings::new("small-1")
    };
    assert_eq!(client.settings(), &expected);
    assert_eq!(client.dialect().name(), "openai_chat");
    let shown = format!("{client:?}");
    assert!(
        shown.contains("/v1/chat/completions") && shown.contains("total: 90s"),
        "{shown}"
    );
}

#[test]
fn a_wrong_variable_is_named() {
    let url = ("AGENT_MODEL_URL", "http://127.0.0.1:1");
    let model = ("AGENT_MODEL", "small-1");
    for (vars, variable) in [
        (vec![], "AGENT_MODEL_URL"),
        (vec![url], "AGENT_MODEL"),
        (
            vec![model, ("AGENT_MODEL_URL", "127.0.0.1:80")],
            "AGENT_MODEL_URL",
        ),
        (
            vec![model, ("AGENT_MODEL_URL", "ftp://host")],
            "AGENT_MODEL_URL",
        ),
        (
            vec![model, ("AGENT_MODEL_URL", "http://host/v1?key=pw")],
            "AGENT_MODEL_URL",
        ),
        (
            vec![model, ("AGENT_MODEL_URL", "http://me:pw@host")],
            "AGENT_MODEL_URL",
        ),
        (
            vec![url, model, ("AGENT_TEMPERATURE", "warm")],
            "AGENT_TEMPERATURE",
        ),
        (
            vec![url, model, ("AGENT_MAX_TOKENS", "many")],
            "AGENT_MAX_TOKENS",
        ),
        (
            vec![url, model, ("AGENT_TEMPERATURE", "-1")],
            "AGENT_TEMPERATURE",
        ),
        (
            vec![url, model, ("AGENT_TEMPERATURE", "NaN")],
            "AGENT_TEMPERATURE",
        ),
        (
            vec![url, model, ("AGENT_MODEL_TIMEOUT", "soon")],
            "AGENT_MODEL_TIMEOUT",
        ),
        (
            vec![url, model, ("AGENT_MODEL_TIMEOUT", "0")],
            "AGENT_MODEL_TIMEOUT",
        ),
        (
            vec![url, model, ("AGENT_MODEL_KEY", "sk\n1")],
            "AGENT_MODEL_KEY",
        ),
    ] {
        let error = from(&vars).expect_err("refused").to_string();
        assert!(
            error.starts_with(&format!("`{variable}` ")),
            "{vars:?}: {error}"
        );
        assert!(!error.contains("sk\n1") && !error.contains("pw"), "{error}");
    }
}
