//! A conversation of twenty turns over HTTP, by this library and by hand.
//!
//! Every client sends bodies of the same content; each new turn adds a call and its result.

use agent_core::event::ThreadId;
use agent_core::http::OpenAiChat;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::schema::{PORTABLE, arguments_schema};
use agent_core::tool::Tool;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::call::{Buyer, Order, limit};

/// How many requests a conversation has.
pub(crate) const TURNS: usize = 20;

const WISH: &str = "Order nineteen of everything, please, and tell me when you are done.";

/// A runtime as small as can be.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A runner with the memory store.
pub(crate) fn runner(url: &str) -> Runner<Buyer> {
    let model = OpenAiChat::new(url).model("small-1").build();
    Runner::new(model.expect("a client"), ())
}

/// Ours: one conversation.
pub(crate) async fn ours(runner: &Runner<Buyer>, number: usize) -> usize {
    let id: ThreadId = format!("c-{number}").parse().expect("a name");
    let mut thread = runner.start(id, &()).await.expect("a thread");
    runner.send(&mut thread, WISH).await.expect("a message");
    let status = runner.run(&mut thread).await.expect("a run");
    assert_eq!(status, Status::Finished);
    thread.events().len()
}

/// By hand: a client that keeps its messages as values and encodes all of them each turn.
pub(crate) struct ByHand {
    client: reqwest::Client,
    url: String,
    tools: Vec<Value>,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    tools: &'a [Value],
    tool_choice: &'a str,
    messages: &'a [Message],
}

#[derive(Serialize, Deserialize)]
struct Message {
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Call>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Call {
    id: String,
    r#type: String,
    function: Function,
}

#[derive(Serialize, Deserialize)]
struct Function {
    name: String,
    arguments: String,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

impl Message {
    fn new(role: &str, content: String, call: Option<String>) -> Self {
        Self {
            role: role.to_owned(),
            content: Some(content),
            tool_calls: Vec::new(),
            tool_call_id: call,
        }
    }

    /// What the tool says to each call; none when the model is done.
    fn results(&self) -> Vec<Self> {
        let calls = self
            .tool_calls
            .iter()
            .filter(|call| call.function.name == "order");
        calls
            .map(|call| {
                Self::new(
                    "tool",
                    limit(&call.function.arguments),
                    Some(call.id.clone()),
                )
            })
            .collect()
    }
}

impl ByHand {
    /// A client for the server.
    pub(crate) fn new(url: &str) -> Self {
        let tool = |name: &str, text: &str, parameters: String| {
            let parameters: Value = serde_json::from_str(&parameters).expect("a schema");
            serde_json::json!({"type": "function", "function": {"name": name, "description": text, "parameters": parameters}})
        };
        let reply = r#"{"type":"object","properties":{"message":{"description":"To the user.","type":"string"}},"required":["message"],"additionalProperties":false}"#;
        Self {
            client: reqwest::Client::new(),
            url: format!("{url}/chat/completions"),
            tools: vec![
                tool(
                    "order",
                    Order::CONTRACT.doc,
                    arguments_schema(Order::CONTRACT.arguments, &PORTABLE),
                ),
                tool("reply", "Say what was done.", reply.to_owned()),
            ],
        }
    }

    fn encode(&self, messages: &[Message]) -> Vec<u8> {
        let request = Request {
            model: "small-1",
            tools: &self.tools,
            tool_choice: "required",
            messages,
        };
        serde_json::to_vec(&request).expect("a request")
    }

    async fn post(&self, body: impl Into<reqwest::Body>) -> Bytes {
        let request = self
            .client
            .post(&self.url)
            .header("content-type", "application/json");
        let response = request.body(body).send().await.expect("an answer");
        response.bytes().await.expect("a body")
    }

    /// One conversation; all messages are encoded each turn. Gives the bodies that were sent.
    pub(crate) async fn conversation(&self) -> Vec<Bytes> {
        let mut messages = vec![Message::new("user", WISH.to_owned(), None)];
        let mut sent = Vec::new();
        loop {
            let body = Bytes::from(self.encode(&messages));
            sent.push(body.clone());
            let said = self.ask(body).await;
            let results = said.results();
            if results.is_empty() {
                return sent;
            }
            messages.push(said);
            messages.extend(results);
        }
    }

    async fn ask(&self, body: impl Into<reqwest::Body>) -> Message {
        let bytes = self.post(body).await;
        let mut completion: Completion = serde_json::from_slice(&bytes).expect("a completion");
        completion.choices.swap_remove(0).message
    }

    /// The same with bytes that are kept: each message is encoded once. Without events.
    pub(crate) async fn kept(&self) -> usize {
        let messages = [Message::new("user", WISH.to_owned(), None)];
        let mut body = self.encode(&messages);
        body.truncate(body.len() - 2);
        loop {
            let mut whole = Vec::with_capacity(body.len() + 2);
            whole.extend_from_slice(&body);
            whole.extend_from_slice(b"]}");
            let said = self.ask(whole).await;
            let results = said.results();
            if results.is_empty() {
                return body.len();
            }
            for message in std::iter::once(&said).chain(&results) {
                body.push(b',');
                serde_json::to_writer(&mut body, message).expect("a message");
            }
        }
    }

    /// Nothing but the requests.
    pub(crate) async fn bare(&self, bodies: &[Bytes]) -> usize {
        let mut length = 0;
        for body in bodies {
            length += self.post(body.clone()).await.len();
        }
        length
    }
}
