//! Conversations are driven: an agent's loop is given the recorded answers and results, and each request that it makes
//! must say what the recorded one says.
//!
//! - A conversation goes on as long as the messages of a request begin with those of the one before it and go on
//!   with the model's turn. Its first messages are the caller's; from there on they are the loop's.
//! - Beside its messages a request is compared as it was sent: tools and settings are the caller's.
//! - What the caller says is taken from the recording: results by the call's id, words as they are.
//! - A tool takes what the recorded calls of it have, whatever its schema says: the recorded tool gave them a result.
//! - A turn of words alone is no step of an agent: what the library says of it is taken out again. So is what a
//!   person would say where the library asks for help.
//! - Before a failure's message the library says its kind; the recording client does not.
//! - Where the recording client itself strays, the row stays at fault: one sends a call on without its result, one
//!   writes other words than the model's.
//! - A call that came without an id gets one from the caller: the recorded one is taken.

use std::collections::VecDeque;
use std::error::Error;

use agent_core::agent::{Limits, Table, Toolset};
use agent_core::contract::Class;
use agent_core::event::{
    CallFailed, CallReturned, Fact, HelpAnswered, MessageReceived, ReplyRefused, StepsChosen,
};
use agent_core::message::{Reply, Request, RequestMessage, RequestResult, UserMessage};
use agent_core::reducer::OpenStep;
use agent_core::schema::{MCP, import};
use agent_core::testkit::ScriptedModel;
use agent_core::tool::{Failure, FailureKind};
use agent_core::wire::{Body, Dialect};
use serde_json::Value;
use tokio::runtime::Builder;

use super::requests::strays;
use super::same::same;
use super::{Exchange, Finding};
use crate::report::agent_loop::{self, Caller};

/// Stands where the library says something that the recorded caller did not.
const OURS: &str = "(said by the library)";

/// A turn of the model, and what the caller said behind it.
struct Turn {
    reply: Reply,
    said: Vec<RequestMessage>,
}

/// A conversation: its first request, and what followed.
struct Conversation<'a> {
    dialect: &'static dyn Dialect,
    first: Request,
    /// The exchanges from the first on, one more than there are turns.
    exchanges: &'a [Exchange],
    turns: Vec<Turn>,
}

/// Drives each conversation of a row.
pub(super) fn judge(dialect: &'static dyn Dialect, exchanges: &[Exchange], finding: &mut Finding) {
    let mut from = 0;
    while from + 1 < exchanges.len() {
        let conversation = Conversation::find(dialect, &exchanges[from..]);
        let turns = conversation.as_ref().map_or(0, |found| found.turns.len());
        if let Some(conversation) = conversation.filter(|found| !found.turns.is_empty()) {
            finding.had += turns;
            conversation.judge(from, finding);
        }
        from += turns.max(1);
    }
}

impl<'a> Conversation<'a> {
    /// The conversation that begins with the first of these exchanges.
    fn find(dialect: &'static dyn Dialect, exchanges: &'a [Exchange]) -> Option<Self> {
        let read = |exchange: &Exchange| dialect.decode_request(&exchange.request.to_string());
        let first = read(exchanges.first()?).ok()?;
        let (mut before, mut turns) = (first.clone(), Vec::new());
        for pair in exchanges.windows(2) {
            let (Ok(next), Ok(reply)) = (read(&pair[1]), pair[0].decode(dialect)) else {
                break;
            };
            let Some([RequestMessage::Assistant { .. }, said @ ..]) =
                added(dialect, &before, &next)
            else {
                break;
            };
            let models =
                |message: &RequestMessage| matches!(message, RequestMessage::Assistant { .. });
            if said.iter().any(models) {
                break;
            }
            let (reply, said) = (named(reply, said), said.to_vec());
            turns.push(Turn { reply, said });
            before = next;
        }
        let exchanges = &exchanges[..=turns.len()];
        Some(Self {
            dialect,
            first,
            exchanges,
            turns,
        })
    }

    fn judge(&self, from: usize, finding: &mut Finding) {
        let (requests, broken) = match self.drive() {
            Ok(driven) => driven,
            Err(error) => return finding.faults.push(format!("request {from}: {error}")),
        };
        for at in 1..=self.turns.len() {
            let wrong = match requests.get(at) {
                Some(request) => self.differs(&requests[0], request, at).err(),
                None => Some(broken.clone().unwrap_or_else(|| "is not made".to_owned())),
            };
            finding.expect(wrong.is_none(), || {
                format!("request {}: {}", from + at, wrong.unwrap_or_default())
            });
            if requests.len() <= at {
                return;
            }
        }
    }

    /// The requests that the loop makes, and why there are no more.
    fn drive(&self) -> Result<(Vec<String>, Option<String>), Box<dyn Error>> {
        let settings = self.first.settings.clone();
        let mut model = ScriptedModel::new()
            .speaking(self.dialect)
            .with_settings(settings);
        for exchange in &self.exchanges[..self.turns.len()] {
            model = model.raw(exchange.status, exchange.bytes());
        }
        let mut caller = Recorded::of(&self.turns);
        let said = vec![Fact::MessageReceived(MessageReceived::from(OURS))];
        let runtime = Builder::new_current_thread().build()?;
        let over = runtime.block_on(agent_loop::run(self.table(), &model, said, &mut caller));
        // Behind the last recorded request the script has no answer: so it ends.
        let _: Result<(), _> = model.finish();
        Ok((model.requests(), over.err().map(|error| error.to_string())))
    }

    /// The tools that are called.
    fn table(&self) -> &'static Table {
        let limits = Limits {
            steps: u32::MAX,
            bad_replies: u32::MAX,
            tool_attempts: 0,
            consecutive_errors: 0,
            ..Limits::DEFAULT
        };
        let any = import(r#"{"type":"object","properties":{},"additionalProperties":true}"#);
        let mut tools = Toolset::new("Recorded").profile(&MCP).limits(limits);
        let calls = self.turns.iter().flat_map(|turn| &turn.reply.calls);
        for call in calls {
            if tools.original(&call.name).is_none()
                && let Ok(any) = any
                && let Ok(more) = tools.clone().shaped(Class::Write, &call.name, "", any)
            {
                tools = more;
            }
        }
        tools.table()
    }

    /// What the library cannot say is said in the dialect's own words, behind all else of its turn.
    fn with_unsaid(&self, grown: Vec<RequestMessage>, turns: usize) -> Vec<RequestMessage> {
        let unsaid = |turn: &Turn| -> Vec<RequestMessage> {
            let raw = turn.said.iter().filter(|message| is_raw(message));
            raw.cloned().collect()
        };
        let (mut all, mut turns) = (Vec::new(), self.turns[..turns].iter());
        let mut behind = Vec::new();
        for message in grown {
            if is_models(&message) {
                all.append(&mut behind);
                behind = turns.next().map(unsaid).unwrap_or_default();
            }
            all.push(message);
        }
        all.append(&mut behind);
        all
    }

    /// Fails where the loop's request does not say what the recorded one of this number says.
    fn differs(&self, first: &str, request: &str, at: usize) -> Result<(), String> {
        let read = |body: &str| {
            let request = self.dialect.decode_request(body);
            request.map_err(|error| format!("{error} in {body}"))
        };
        let recorded = &self.exchanges[at];
        let mut built = read(&recorded.request.to_string())?;
        let own = read(first)?.messages.len();
        let mut grown = read(request)?.messages.split_off(own);
        grown.retain_mut(|message| !is_ours(message));
        grown.iter_mut().for_each(without_kind);
        built.messages.clone_from(&self.first.messages);
        built.messages.extend(self.with_unsaid(grown, at));
        strays(self.dialect, &built, recorded).map_or(Ok(()), Err)
    }
}

/// The messages that were not there before, if all that were there still stand before them.
fn added<'a>(
    dialect: &dyn Dialect,
    before: &Request,
    next: &'a Request,
) -> Option<&'a [RequestMessage]> {
    let written = |message: &RequestMessage| -> Value {
        let request = Request {
            messages: vec![message.clone()],
            ..Request::default()
        };
        serde_json::from_str(&Body::of(dialect, &request).to_text()).unwrap_or_default()
    };
    let (old, new) = next.messages.split_at_checked(before.messages.len())?;
    let kept = old
        .iter()
        .zip(&before.messages)
        .all(|(a, b)| same(&written(a), &written(b)).is_none());
    (kept && before.system == next.system).then_some(new)
}

/// The reply with the caller's own ids where the server gave none.
fn named(mut reply: Reply, said: &[RequestMessage]) -> Reply {
    let results = said.iter().find_map(|message| match message {
        RequestMessage::ToolResults(results) => Some(results),
        _ => None,
    });
    for (call, result) in reply.calls.iter_mut().zip(results.into_iter().flatten()) {
        if call.id.is_empty() && call.name == result.name {
            call.id.clone_from(&result.id);
        }
    }
    reply
}

fn is_models(message: &RequestMessage) -> bool {
    matches!(message, RequestMessage::Assistant { .. })
}

fn is_raw(message: &RequestMessage) -> bool {
    matches!(message, RequestMessage::Raw(_))
}

/// A result in place of one that only the dialect's own words can say.
fn ours() -> RequestResult {
    RequestResult {
        id: String::new(),
        name: String::new(),
        content: OURS.to_owned(),
        failed: false,
    }
}

/// Whether nothing but the library's own words is in a message; they are taken out.
fn is_ours(message: &mut RequestMessage) -> bool {
    match message {
        RequestMessage::User(text) => text == OURS,
        RequestMessage::ToolResults(results) => {
            results.retain(|result| result.content != OURS);
            results.is_empty()
        }
        _ => false,
    }
}

/// Takes away the word that stands before a failure's message.
fn without_kind(message: &mut RequestMessage) {
    if let RequestMessage::ToolResults(results) = message {
        let kind = format!("{}: ", FailureKind::Error);
        for result in results.iter_mut().filter(|result| result.failed) {
            if let Some(message) = result.content.strip_prefix(&kind) {
                result.content = message.to_owned();
            }
        }
    }
}

/// The recorded caller.
struct Recorded<'a> {
    turns: VecDeque<&'a Turn>,
    /// The results of the turn that is under way, in the order of its calls.
    results: VecDeque<RequestResult>,
}

impl<'a> Recorded<'a> {
    fn of(turns: &'a [Turn]) -> Self {
        Self {
            turns: turns.iter().collect(),
            results: VecDeque::new(),
        }
    }

    /// The steps of a turn are its calls; its results are put into their order.
    fn chosen(&mut self, turn: &Turn, chosen: StepsChosen) -> Result<Fact, Box<dyn Error>> {
        self.results.clear();
        let mut left: Vec<RequestResult> = turn.said.iter().flat_map(results).cloned().collect();
        for call in &turn.reply.calls {
            let mine = |result: &RequestResult| match (&*call.id, &*result.id) {
                ("", _) | (_, "") => result.name == call.name,
                (mine, answered) => mine == answered,
            };
            let result = left.iter().position(mine).map(|at| left.remove(at));
            let result = result.or_else(|| turn.said.iter().any(is_raw).then(ours));
            let nobody = || format!("nobody answers the call of {}", call.name);
            self.results.push_back(result.ok_or_else(nobody)?);
        }
        Ok(Fact::StepsChosen(chosen))
    }
}

impl Caller for Recorded<'_> {
    fn replied(&mut self, reply: Reply) -> Reply {
        self.turns.front().map_or(reply, |turn| turn.reply.clone())
    }

    fn read(&mut self, fact: Fact) -> Result<Vec<Fact>, Box<dyn Error>> {
        let turn = self.turns.pop_front().ok_or("no turn was recorded")?;
        let read = match fact {
            Fact::StepsChosen(chosen) => self.chosen(turn, chosen)?,
            Fact::ReplyRefused(refused) => Fact::ReplyRefused(told(refused, turn)),
            fact => fact,
        };
        let words = turn.said.iter().filter_map(words);
        Ok([read].into_iter().chain(words).collect())
    }

    fn called(&mut self, step: &OpenStep) -> Fact {
        let call = step.call;
        let result = self.results.pop_front();
        let (content, failed) = result.map_or_else(Default::default, |it| (it.content, it.failed));
        if failed {
            let failure = Failure::new(FailureKind::Error, content.as_str());
            return Fact::CallFailed(CallFailed::new(call, 0, failure));
        }
        Fact::CallReturned(CallReturned {
            used: None,
            call,
            ms: 0,
            value: Value::from(content).to_string(),
            summarize: false,
        })
    }

    fn helped(&mut self) -> Result<Fact, Box<dyn Error>> {
        Ok(Fact::HelpAnswered(HelpAnswered {
            call: 0,
            by: "report".to_owned(),
            advice: Some(OURS.to_owned()),
        }))
    }
}

/// What the recorded caller said where a reply is refused.
fn told(refused: ReplyRefused, turn: &Turn) -> ReplyRefused {
    let mut results = turn.said.iter().flat_map(results);
    let mut calls = refused.calls;
    for call in &mut calls {
        call.feedback = results
            .next()
            .map_or_else(String::new, |it| it.content.clone());
    }
    ReplyRefused {
        feedback: OURS.to_owned(),
        calls,
        ..refused
    }
}

fn results(message: &RequestMessage) -> &[RequestResult] {
    match message {
        RequestMessage::ToolResults(results) => results,
        _ => &[],
    }
}

fn words(message: &RequestMessage) -> Option<Fact> {
    let message = match message {
        RequestMessage::User(text) => UserMessage::from(text),
        RequestMessage::UserParts(parts) => UserMessage {
            text: String::new(),
            attachments: parts.clone(),
            ..UserMessage::default()
        },
        _ => return None,
    };
    Some(Fact::MessageReceived(message.into()))
}
