//! A model that answers from a script, in order.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use thiserror::Error;

use super::{encode, last_message};
use crate::message::{Reply, ReplyCall, Settings, Stop, Usage};
use crate::port::{Answer as Answered, Ask, BoxFuture, Model, ModelError, RawReply};
use crate::wire::{Dialect, OpenAiChatDialect};

/// A model that answers from a script, in order, and keeps every request's bytes.
///
/// Its answers are real bodies of a dialect, Chat Completions unless told otherwise, read by the same code as a
/// provider's; where somebody listens they come as a stream.
/// Every answer counts a token for four bytes of the request and of the answer. A request beyond the
/// script is an error; an answer that nobody asked for is one too: call [`finish`](Self::finish) at
/// the end of a test. A runner keeps its model: give it one in an `Arc` to look at it afterwards.
///
/// ```
/// # use agent_core::testkit::ScriptedModel;
/// let model = ScriptedModel::new().call("add", r#"{"a":1,"b":2}"#).text("It is 3.");
/// assert_eq!(model.finish().map_err(|error| error.unused), Err(2));
/// ```
///
/// # Panics
/// When dropped with answers left over, unless `finish` was called or the thread already panics: a
/// test that forgets to look must not pass.
pub struct ScriptedModel {
    settings: Settings,
    dialect: &'static dyn Dialect,
    written: usize,
    calls: usize,
    delay_ms: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    answers: VecDeque<Answer>,
    requests: Vec<String>,
    unexpected: Option<String>,
    finished: bool,
}

#[derive(Debug)]
struct Answer {
    after_ms: u64,
    what: What,
}

#[derive(Debug)]
enum What {
    /// The body is made when it is asked for.
    Reply(Box<Reply>),
    Raw(RawReply),
    Fail(ModelError),
    Hang,
}

/// Why a script and what happened differ.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the script and the run differ: {unused} of {written} answers were not asked for{}", unexpected_note(.unexpected.as_deref()))]
pub struct ScriptError {
    /// Answers in the script.
    pub written: usize,
    /// Answers that nobody asked for.
    pub unused: usize,
    /// The last message of the first request that found no answer.
    pub unexpected: Option<String>,
}

fn unexpected_note(unexpected: Option<&str>) -> String {
    unexpected.map_or_else(String::new, |last| {
        format!("; a request found no answer, its last message is {last}")
    })
}

impl Default for ScriptedModel {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptedModel {
    /// An empty script of a model named `scripted`.
    #[must_use]
    pub fn new() -> Self {
        Self {
            settings: Settings::new("scripted"),
            dialect: &OpenAiChatDialect,
            written: 0,
            calls: 0,
            delay_ms: 0,
            state: Mutex::default(),
        }
    }

    /// Other settings, which requests then carry.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Speaks another dialect than Chat Completions.
    #[must_use]
    pub fn speaking(mut self, dialect: &'static dyn Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Answers with text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.says(Reply {
            text: Some(text.to_owned()),
            stop: Stop::End,
            ..Reply::default()
        })
    }

    /// Answers with whatever a reply may hold: reasoning, a refusal, a reason to stop.
    #[must_use]
    pub fn says(self, reply: Reply) -> Self {
        self.answer(What::Reply(Box::new(reply)))
    }

    /// Answers with text that was cut off at the token limit.
    #[must_use]
    pub fn cut_off(self, text: &str) -> Self {
        self.says(Reply {
            text: Some(text.to_owned()),
            stop: Stop::Length,
            ..Reply::default()
        })
    }

    /// Answers with one tool call; `arguments` is JSON text, or whatever a model might write there.
    #[must_use]
    pub fn call(self, name: &str, arguments: &str) -> Self {
        self.calls([(name, arguments)])
    }

    /// Answers with several tool calls. Their ids are `call_1`, `call_2` … over the whole script.
    #[must_use]
    pub fn calls<'a>(mut self, calls: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let calls = calls.into_iter().map(|(name, arguments)| {
            self.calls += 1;
            ReplyCall {
                id: format!("call_{}", self.calls),
                name: name.to_owned(),
                arguments: arguments.to_owned(),
            }
        });
        let calls = calls.collect();
        self.says(Reply {
            calls,
            stop: Stop::ToolCalls,
            ..Reply::default()
        })
    }

    /// Answers with these very bytes.
    #[must_use]
    pub fn raw(self, status: u16, body: impl Into<String>) -> Self {
        self.reply(RawReply {
            status,
            body: body.into(),
            retry_after_ms: None,
        })
    }

    /// Answers with a status, a body and a waiting time.
    #[must_use]
    pub fn reply(self, reply: RawReply) -> Self {
        self.answer(What::Raw(reply))
    }

    /// Fails to answer.
    #[must_use]
    pub fn fail(self, error: ModelError) -> Self {
        self.answer(What::Fail(error))
    }

    /// Never answers.
    #[must_use]
    pub fn hang(self) -> Self {
        self.answer(What::Hang)
    }

    /// Lets the next answer of the script come that much later, by tokio's clock.
    #[cfg(any(feature = "run", feature = "http"))]
    #[must_use]
    pub fn after_ms(mut self, ms: u64) -> Self {
        self.delay_ms = ms;
        self
    }

    fn answer(mut self, what: What) -> Self {
        let after_ms = std::mem::take(&mut self.delay_ms);
        self.state().answers.push_back(Answer { after_ms, what });
        self.written += 1;
        self
    }

    /// Every request's bytes so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// Whether script and run agree: every answer was asked for, and no more than that.
    ///
    /// # Errors
    /// When answers are left over, or a request found none.
    pub fn finish(&self) -> Result<(), ScriptError> {
        let mut state = self.state();
        state.finished = true;
        if state.answers.is_empty() && state.unexpected.is_none() {
            return Ok(());
        }
        Err(self.error(&state))
    }

    fn error(&self, state: &State) -> ScriptError {
        ScriptError {
            written: self.written,
            unused: state.answers.len(),
            unexpected: state.unexpected.clone(),
        }
    }

    /// A test that panicked while it held the lock left nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the request and takes the answer that is next.
    fn take(&self, request: &str) -> Result<Answer, ModelError> {
        let mut state = self.state();
        state.requests.push(request.to_owned());
        if let Some(answer) = state.answers.pop_front() {
            return Ok(answer);
        }
        let last = last_message(request);
        let message = format!(
            "the script has {} answers and this is request {}; its last message is {last}",
            self.written,
            state.requests.len()
        );
        state.unexpected.get_or_insert(last);
        Err(ModelError::Script(message))
    }

    async fn play(&self, ask: &Ask) -> Result<Answered, ModelError> {
        let plan = self.plan();
        let request = ask.body(&plan)?.to_text();
        let answer = self.take(&request)?;
        wait(answer.after_ms).await;
        let raw = match answer.what {
            What::Reply(reply) => self.body(&request, *reply, ask.streams()),
            What::Raw(reply) => reply,
            What::Fail(error) => return Err(error),
            What::Hang => std::future::pending().await,
        };
        ask.read(plan, raw)
    }

    fn body(&self, request: &str, reply: Reply, stream: bool) -> RawReply {
        let tokens = |bytes: usize| u64::try_from(bytes.div_ceil(4)).unwrap_or(u64::MAX);
        let usage = Usage {
            input: tokens(request.len()),
            output: tokens(written(&reply)),
            ..Usage::default()
        };
        let reply = Reply {
            model: self.settings.model.clone(),
            usage: reply.usage.or(Some(usage)),
            ..reply
        };
        RawReply {
            status: 200,
            body: encode(self.dialect, &reply, stream),
            retry_after_ms: None,
        }
    }
}

/// How many bytes a reply has as a chat message, whatever the dialect: the same script counts the same.
fn written(reply: &Reply) -> usize {
    let calls = reply.calls.iter().map(|call| {
        let function = json!({ "name": call.name, "arguments": call.arguments });
        json!({ "id": call.id, "type": "function", "function": function })
    });
    let calls: Vec<Value> = calls.collect();
    let mut message = json!({ "role": "assistant", "content": reply.text });
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    message.to_string().len()
}

#[cfg(any(feature = "run", feature = "http"))]
async fn wait(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
    }
}

/// Without a clock there is no `after_ms`, so there is nothing to wait for.
#[cfg(not(any(feature = "run", feature = "http")))]
fn wait(_: u64) -> std::future::Ready<()> {
    std::future::ready(())
}

impl Model for ScriptedModel {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answered, ModelError>> {
        Box::pin(self.play(ask))
    }
}

impl Drop for ScriptedModel {
    fn drop(&mut self) {
        let state = self.state();
        let unseen = !state.finished && !state.answers.is_empty();
        let error = self.error(&state);
        drop(state);
        assert!(!unseen || std::thread::panicking(), "{error}");
    }
}

impl std::fmt::Debug for ScriptedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedModel")
            .field("settings", &self.settings)
            .field("dialect", &self.dialect.name())
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
