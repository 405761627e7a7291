//! Every dialect over the same transport: its address, its headers, its key, its answers.

use agent_core::http::{Client, Secret};
use agent_core::message::{Message, Reply, ReplyCall, Stop, Usage};
use agent_core::port::{Ask, Model};
use agent_core::wire::{Body, DIALECTS, Dialect, Head, KeyHeader};

use super::server::{Act, answer, serve};
use super::stream::listen;
use super::{KEY, from};

fn client(dialect: &'static dyn Dialect, url: &str) -> Client {
    let client = Client::new(dialect, url)
        .model("small-1")
        .key(Secret::new(KEY));
    client.build().expect("a client")
}

fn reply() -> Reply {
    Reply {
        text: Some("One moment.".into()),
        calls: vec![ReplyCall {
            id: "call_1".into(),
            name: "look".into(),
            arguments: r#"{"what":"hat"}"#.into(),
        }],
        stop: Stop::ToolCalls,
        usage: Some(Usage {
            input: 12,
            output: 7,
            ..Usage::default()
        }),
        model: "small-1".into(),
        ..Reply::default()
    }
}

/// What does not depend on how a dialect keeps its own words.
fn said(reply: Reply) -> (Option<String>, Vec<(String, String)>, Stop, u64) {
    let calls = reply.calls.into_iter();
    let calls = calls.map(|call| (call.name, call.arguments)).collect();
    let usage = reply.usage.unwrap_or_default();
    (reply.text, calls, reply.stop, usage.total())
}

#[tokio::test]
async fn every_dialect_speaks_in_one_piece_and_as_a_stream() {
    for dialect in DIALECTS {
        let whole = answer("200 OK", "", &dialect.encode_reply(&reply()));
        let events = answer("200 OK", "", &dialect.encode_stream(&reply()));
        let (url, seen) = serve(Act::Each(vec![whole, events])).await;
        let client = client(*dialect, &url);
        let settings = client.settings();
        let body = Body::whole(*dialect, &Head::new(settings), &[Message::User("Hi")]);
        let answer = client.ask(&Ask::one(&client, body)).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", dialect.name()));
        assert_eq!(said(answer.reply), said(reply()), "{}", dialect.name());
        let (answer, ear) = listen(&client).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", dialect.name()));
        assert_eq!(said(answer.reply), said(reply()), "{}", dialect.name());
        assert_eq!(ear.heard().0, "One moment.", "{}", dialect.name());
        let requests = seen.requests.lock().unwrap().clone();
        for (request, stream) in requests.iter().zip([false, true]) {
            check(*dialect, request, &dialect.path(settings, stream));
        }
    }
}

/// The address, the key where it belongs and nowhere else, and the dialect's own headers.
fn check(dialect: &dyn Dialect, request: &str, path: &str) {
    let (line, rest) = request.split_once("\r\n").expect("a line");
    assert_eq!(line, format!("POST /v1{path} HTTP/1.1"));
    let key = match dialect.key() {
        KeyHeader::Bearer => format!("authorization: Bearer {KEY}\r\n"),
        KeyHeader::Header(name) => format!("{name}: {KEY}\r\n"),
    };
    assert!(rest.contains(&key), "{rest}");
    assert_eq!(request.matches(KEY).count(), 1, "{request}");
    for (name, value) in dialect.headers() {
        assert!(rest.contains(&format!("{name}: {value}\r\n")), "{rest}");
    }
}

#[test]
fn the_environment_chooses_the_dialect() {
    let url = ("AGENT_MODEL_URL", "http://127.0.0.1:1/v1");
    let model = ("AGENT_MODEL", "small-1");
    for dialect in DIALECTS {
        let client = from(&[url, model, ("AGENT_MODEL_API", dialect.name())]);
        assert_eq!(client.unwrap().dialect().name(), dialect.name());
    }
    let error = from(&[url, model, ("AGENT_MODEL_API", "telepathy")]);
    let error = error.expect_err("no such dialect").to_string();
    assert!(
        error.starts_with("`AGENT_MODEL_API` must be one of openai_chat, "),
        "{error}"
    );
    let vars = |name: &str| match name {
        "AGENT_MODEL_API" => Some("anthropic".to_owned()),
        "AGENT_MODEL" => Some("small-1".to_owned()),
        "AGENT_MODEL_URL" => Some("http://127.0.0.1:1".to_owned()),
        _ => None,
    };
    let error = agent_core::http::OpenAiChat::from_vars(vars).expect_err("another dialect");
    assert!(
        error.to_string().contains("speaks `openai_chat`"),
        "{error}"
    );
    assert!(agent_core::http::Anthropic::from_vars(vars).is_ok());
}

#[test]
fn every_limit_of_time_comes_from_the_environment() {
    let vars = [
        ("AGENT_MODEL_URL", "http://127.0.0.1:1/v1"),
        ("AGENT_MODEL", "small-1"),
    ];
    for (variable, shown) in [
        ("AGENT_MODEL_TIMEOUT", "total: 7s"),
        ("AGENT_MODEL_CONNECT_TIMEOUT", "connect: 7s"),
        ("AGENT_MODEL_FIRST_TOKEN_TIMEOUT", "first_token: Some(7s)"),
        ("AGENT_MODEL_IDLE_TIMEOUT", "idle: 7s"),
    ] {
        let client = from(&[vars[0], vars[1], (variable, "7s")]).unwrap();
        assert!(format!("{client:?}").contains(shown), "{client:?}");
        let error = from(&[vars[0], vars[1], (variable, "soon")]).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("`{variable}` ")),
            "{error}"
        );
    }
}
