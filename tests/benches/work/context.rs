//! Long runs and long threads: with and without a budget, as messages and as text, with errors, as a chat.

use std::sync::atomic::{AtomicU64, Ordering};

use agent_core::agent::Limits;
use agent_core::context::{Budget, Format};
use agent_core::event::ThreadId;
use agent_core::message::{Reply, ReplyCall, Settings, Stop};
use agent_core::port::{Answer, Ask, BoxFuture, Model, ModelError, RawReply};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::thread::Thread;
use agent_core::wire::{Dialect, OpenAiChatDialect};
use agent_core::{agent, tool};

use super::call::{ARGUMENTS, Buyer};
use super::turn::runtime;

/// What a tool says that failed.
const TRACE: &str = include_str!("../../data/errors/java-caused-by.log");

/// How a run is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Messages, no budget.
    Plain,
    /// A budget that never ends: everything is counted and looked at.
    Budget,
    /// A window of 20,000 tokens slides.
    Window,
    /// One user message of XML.
    Xml,
    /// XML within a window.
    XmlWindow,
    /// Every other call fails with a stack trace; a window slides.
    Errors,
    /// Each step answers a message of the user: as many runs as steps.
    Chat,
}

impl Kind {
    /// By its name on the command line.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "plain" => Self::Plain,
            "budget" => Self::Budget,
            "window" => Self::Window,
            "xml" => Self::Xml,
            "xml_window" => Self::XmlWindow,
            "errors" => Self::Errors,
            "chat" => Self::Chat,
            _ => return None,
        })
    }

    fn budget(self) -> Option<Budget> {
        match self {
            Self::Plain | Self::Xml | Self::Chat => None,
            Self::Budget => Some(Budget::of(100_000_000)),
            Self::Window | Self::XmlWindow | Self::Errors => Some(Budget::of(20_000)),
        }
    }

    pub(crate) fn format(self) -> Format {
        match self {
            Self::Xml | Self::XmlWindow => Format::XML,
            _ => Format::Messages,
        }
    }
}

/// See whether a page is there.
#[tool(read)]
pub(crate) fn probe(
    /// Its number.
    page: u64,
) -> Result<String, &'static str> {
    if page.is_multiple_of(2) {
        Err(TRACE)
    } else {
        Ok(format!("page {page} is there"))
    }
}

/// Looks at pages.
#[agent(
    max_steps = 1000,
    allow(many_steps, reason = "a bench runs one thread for long")
)]
pub(crate) enum Prober {
    Probe(Probe),
    /// Say what was found.
    #[done]
    Tell {
        /// To the user.
        message: String,
    },
}

/// Answers at once, whatever it is asked: so many calls, and then it is done.
#[derive(Debug)]
pub(crate) struct Same {
    settings: Settings,
    kind: Kind,
    calls: u64,
    asked: AtomicU64,
}

impl Same {
    pub(crate) fn new(kind: Kind, calls: usize) -> Self {
        Self {
            settings: Settings::new("small-1"),
            kind,
            calls: calls as u64,
            asked: AtomicU64::new(0),
        }
    }

    fn reply(&self) -> Reply {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let is_last = asked >= self.calls;
        let (name, arguments) = match self.kind {
            Kind::Chat => ("reply", r#"{"message":"It is on its way."}"#.to_owned()),
            Kind::Errors if is_last => ("tell", r#"{"message":"All there."}"#.to_owned()),
            Kind::Errors => ("probe", format!("{{\"page\":{asked}}}")),
            _ if is_last => ("reply", r#"{"message":"All ordered."}"#.to_owned()),
            _ => ("order", ARGUMENTS.to_owned()),
        };
        if self.kind.format() == Format::Messages {
            let id = format!("call_{asked:08}");
            let call = ReplyCall {
                id,
                name: name.into(),
                arguments,
            };
            return Reply {
                calls: vec![call],
                stop: Stop::ToolCalls,
                ..Reply::default()
            };
        }
        let text = arguments.replacen('{', &format!("{{\"intent\":\"{name}\","), 1);
        Reply {
            text: Some(text),
            stop: Stop::End,
            ..Reply::default()
        }
    }
}

impl Model for Same {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &OpenAiChatDialect
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            let plan = self.plan();
            ask.body(&plan)?;
            let raw = RawReply {
                status: 200,
                body: String::new(),
                retry_after_ms: None,
            };
            Ok(Answer {
                reply: self.reply(),
                plan,
                raw,
            })
        })
    }
}

fn name() -> ThreadId {
    "bench".parse().expect("a name")
}

fn set<A>(runner: Runner<A>, kind: Kind) -> Runner<A> {
    let runner = runner.format(kind.format());
    match kind.budget() {
        Some(budget) => runner.budget(budget),
        None => runner,
    }
}

/// A run of so many steps.
pub(crate) fn run(kind: Kind, steps: usize) -> Thread {
    runtime().block_on(async {
        if kind == Kind::Errors {
            let runner = set(Runner::<Prober>::new(Same::new(kind, steps), ()), kind);
            let thread = runner.start(name(), &()).await.expect("a thread");
            return go(&runner, thread, 1).await;
        }
        let runner = set(Runner::<Buyer>::new(Same::new(kind, steps), ()), kind);
        let thread = runner.start(name(), &()).await.expect("a thread");
        go(&runner, thread, if kind == Kind::Chat { steps } else { 1 }).await
    })
}

async fn go<A>(runner: &Runner<A>, mut thread: Thread, messages: usize) -> Thread {
    let limits = Limits {
        steps: 1_000_000,
        ..thread.state().progress().limits
    };
    runner
        .raise_limits(&mut thread, limits, "a bench")
        .await
        .expect("limits");
    for _ in 0..messages {
        runner
            .send(&mut thread, "Where is my order of last week?")
            .await
            .expect("a message");
        let status = runner.run(&mut thread).await.expect("a run");
        assert_eq!(status, Status::Finished);
    }
    thread
}
