//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
//!
//! A tool is a function: the model fills in what it takes by value, your program lends what it takes by
//! reference. An agent is an enum: whatever the model may decide next. What became of a step is an enum
//! too, and the flow is a match over it that the compiler keeps complete.
//!
#![cfg_attr(feature = "run", doc = "```")]
#![cfg_attr(not(feature = "run"), doc = "```ignore")]
//! use agent_core::prelude::*;
//! use agent_core::reducer::Status;
//! use agent_core::run::Runner;
//! use agent_core::testkit::ScriptedModel;
//!
//! /// The books of a library.
//! pub struct Shelf(Vec<&'static str>);
//!
//! /// What the tools may borrow.
//! #[derive(Provide)]
//! pub struct Library {
//!     shelf: Shelf,
//! }
//!
//! /// Find out whether a book is here.
//! #[tool(read)]
//! fn find_book(
//!     /// The title on the cover, such as "Emma".
//!     title: String,                       // by value: the model fills it in
//!     shelf: &Shelf,                       // by reference: lent by the deps, never shown to the model
//! ) -> Result<bool, String> {
//!     Ok(shelf.0.contains(&title.as_str()))
//! }
//!
//! /// Lend a book to the reader.
//! #[tool(ask_if = |call| call.days > 30)]  // a person is asked before a long loan
//! async fn lend_book(title: String, days: u32) -> Result<String, String> {
//!     Ok(format!("{title} is yours for {days} days"))
//! }
//!
//! /// What the clerk may decide next.
//! #[agent(state = Desk, deps = Library, max_steps = 10)]
//! pub enum Clerk {
//!     FindBook(FindBook),                  // the call of a tool, named after its function
//!     LendBook(LendBook),
//!     /// Tell the reader how it went.
//!     #[done]
//!     Reply { message: String },
//! }
//!
//! /// The state: a fold over outcomes.
//! #[agent_core::data]
//! #[derive(Default)]
//! pub struct Desk {
//!     answer: Option<String>,
//! }
//!
//! impl State<Clerk> for Desk {
//!     fn apply(&mut self, outcome: &ClerkOutcome) {
//!         if let ClerkOutcome::Reply { message } = outcome {
//!             self.answer = Some(message.clone());
//!         }
//!     }
//! }
//!
//! // Optional; without it the model is asked after every outcome.
//! impl Flow for Clerk {
//!     fn next(outcome: ClerkOutcome, _desk: &Desk) -> Next<Self> {
//!         match outcome {
//!             ClerkOutcome::Started(_) => Next::ask_model(),
//!             ClerkOutcome::FindBook(find, Ok(true)) => Next::go(LendBook { title: find.title, days: 14 }),
//!             ClerkOutcome::LendBook(_, Ok(message)) => Next::go(Clerk::Reply { message }),
//!             ClerkOutcome::FindBook(..) | ClerkOutcome::LendBook(..) => Next::ask_model(),
//!             ClerkOutcome::Reply { .. } => Next::finish(),
//!             ClerkOutcome::Failed(failure) => Next::stop(failure.message),
//!         }
//!     }
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     // A live one is `agent_core::http::Client::from_env()?`.
//!     let model = ScriptedModel::new().call("find_book", r#"{"title":"Emma"}"#);
//!     let library = Library { shelf: Shelf(vec!["Emma"]) };
//!     // Keep threads with `.store(FileStore::open("threads")?)`, ask people with `.human(Terminal::standard())`.
//!     let runner = Runner::<Clerk>::new(model, library);
//!
//!     let mut thread = runner.start("reader-1".parse()?, &Desk::default()).await?;
//!     runner.send(&mut thread, "May I have Emma?").await?;
//!
//!     assert_eq!(runner.run(&mut thread).await?, Status::Finished);
//!     let desk: Option<&Desk> = thread.state().business();
//!     assert_eq!(desk.and_then(|desk| desk.answer.as_deref()), Some("Emma is yours for 14 days"));
//!     Ok(())
//! }
//! ```
//!
//! | to | look at |
//! |---|---|
//! | write tools, agents, prompts and types | [`tool`](macro@tool), [`agent`](macro@agent), [`prompt`](macro@prompt), [`data`](macro@data), [`Provide`](macro@Provide) |
//! | decide what follows | [`Flow`](agent::Flow), [`Next`](agent::Next), [`State`](agent::State) |
//! | run it | `run::Runner`, [`Thread`](thread::Thread); a loop of your own: [`reducer`] |
//! | choose where things are | [`port`]: models, stores, people, clocks; `http` and `files` |
//! | keep trouble small | [`breaker`], [`backoff`], [`port::Judge`], [`port::Summarizer`]; `run::Cached`, `run::Throttled` |
//! | ask a model once, in ordinary code | [`once`] |
//! | test it | [`testkit`] |
//!
//! Features: `run`, `files` and `http` are on; without them what is left is pure and needs no runtime.
#![forbid(clippy::wildcard_imports)]

// In dependency order: a module imports only from those above it.
mod future;

mod hex;

pub mod schema;

pub mod secret;

pub mod contract;

pub mod tool;

pub mod parse;

pub mod lint;

pub mod prompt;

pub mod agent;

pub mod lock;

pub mod release;

pub mod message;

pub mod event;

pub mod breaker;

pub mod backoff;

pub mod reducer;

pub mod experiment;

pub mod thread;

pub mod sub;

pub mod wire;

pub mod context;

pub mod telemetry;

pub mod port;

pub mod once;

#[cfg(any(feature = "run", feature = "http"))]
pub mod model;

#[cfg(feature = "http")]
pub mod http;

#[cfg(feature = "files")]
pub mod files;

#[cfg(feature = "run")]
pub mod run;

pub mod testkit;

pub mod tools;

pub mod docs;

#[cfg(feature = "admin")]
pub mod admin;

pub mod prelude;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

mod macros;

pub use future::BoxFuture;
pub use macros::{Partial, Provide, Schema, agent, data, prompt, tool};
pub use parse::Partial;
pub use schema::Schema;
