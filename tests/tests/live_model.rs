//! A real model, when the environment names one (see `examples/local-model`); reported as ignored, never as
//! passed, when it does not.
//!
//! A small model's words are its own: what must hold is that every part of its answers is read, that what is held to
//! a schema fits it, and that a run ends in a known state. A dialect that the server does not speak is named and
//! ignored as well.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_core::http::Client;
use agent_core::message::{
    Delta, Message, Output, Reply, Settings, Stop, ToolChoice, ToolDefinition,
};
use agent_core::once::{OnceError, extract};
use agent_core::parse::ParseError;
use agent_core::port::{Ask, Heard, Model, Piece};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::schema::check::{Extra, check};
use agent_core::schema::{PORTABLE, arguments_schema, import};
use agent_core::wire::{
    AnthropicDialect, Body, Dialect, Head, OpenAiChatDialect, OpenAiResponsesDialect,
};
use libtest_mimic::{Arguments, Failed, Trial};
use tests::calculator::Calculator;

const ADD: ToolDefinition<'_> = ToolDefinition {
    name: "add",
    description: "Add two numbers.",
    parameters: r#"{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false}"#,
    strict: Some(true),
};

/// What one test server may speak.
static SPOKEN: [&dyn Dialect; 3] = [
    &OpenAiChatDialect,
    &OpenAiResponsesDialect,
    &AnthropicDialect,
];

type Test = fn(&'static dyn Dialect) -> Result<(), Failed>;

const TESTS: [(&str, Test); 5] = [
    ("chats", chat),
    ("streams", stream),
    ("keeps_to_a_schema", structured),
    ("calls_tools", tools),
    ("drives_the_loop", loop_of_steps),
];

fn main() -> ExitCode {
    let absent = std::env::var_os("AGENT_MODEL_URL").is_none();
    if absent {
        eprintln!("skipped: live model: AGENT_MODEL_URL is not set");
    }
    let mut trials = Vec::new();
    for dialect in SPOKEN {
        let silent = !absent && !speaks(dialect);
        if silent {
            eprintln!(
                "skipped: live model: the server does not speak {}",
                dialect.name()
            );
        }
        trials.extend(TESTS.map(|(does, test)| {
            let name = format!("a_real_model_{does}_over_{}", dialect.name());
            Trial::test(name, move || test(dialect)).with_ignored_flag(absent || silent)
        }));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}

/// The model of the environment; answers stay short, so that a slow one is in time.
fn model(dialect: &'static dyn Dialect) -> Client {
    limited(dialect, 64)
}

fn limited(dialect: &'static dyn Dialect, tokens: u32) -> Client {
    let url = std::env::var("AGENT_MODEL_URL").expect("looked at before");
    let settings = Settings {
        max_output_tokens: Some(tokens),
        temperature: Some(0.0),
        ..Settings::new(std::env::var("AGENT_MODEL").unwrap_or_default())
    };
    Client::new(dialect, url)
        .settings(settings)
        .timeout(Duration::from_secs(300))
        .build()
        .expect("the environment describes a model")
}

/// Whether the address is there at all: a server that does not know it answers 404.
fn speaks(dialect: &'static dyn Dialect) -> bool {
    let answer = block_on(request(&model(dialect), &Output::Text, "Hi", None));
    !matches!(answer, Err(agent_core::port::ModelError::Status { raw, .. }) if raw.status == 404)
}

async fn request(
    model: &Client,
    output: &Output<'_>,
    said: &str,
    listener: Option<Arc<dyn agent_core::port::Listener>>,
) -> Result<Reply, agent_core::port::ModelError> {
    let head = Head {
        stream: listener.is_some(),
        ..Head::new(model.settings()).output(output)
    };
    let body = Body::whole(model.dialect(), &head, &[Message::User(said)]);
    let ask = Ask::one(model, body).listener(listener);
    let reply = model.ask(&ask).await.map(|answer| answer.reply);
    println!("{reply:?}");
    reply
}

/// What every reply has: an end that is known, and tokens that were counted.
fn assert_whole(reply: &Reply) {
    assert!(
        !matches!(reply.stop, Stop::Missing | Stop::Other(_)),
        "{:?}",
        reply.stop
    );
    assert!(reply.text.is_some() || !reply.calls.is_empty());
    let usage = reply.usage.expect("tokens are counted");
    assert!(usage.input > 0 && usage.output > 0, "{usage:?}");
    assert!(!reply.model.is_empty());
}

fn chat(dialect: &'static dyn Dialect) -> Result<(), Failed> {
    let reply = block_on(request(&model(dialect), &Output::Text, "Say hello.", None))?;
    assert_whole(&reply);
    assert!(reply.text.is_some());
    Ok(())
}

/// What was heard is what came, and the reply is the one that comes in one piece.
fn stream(dialect: &'static dyn Dialect) -> Result<(), Failed> {
    let told = Arc::new(Mutex::new((0, String::new())));
    let heard = told.clone();
    let listener = move |said: Heard<'_>| {
        if let Piece::Delta(Delta::Text(text)) = said.piece {
            let mut heard = heard.lock().unwrap();
            heard.0 += 1;
            heard.1.push_str(text);
        }
    };
    let model = model(dialect);
    let said = "Say hello.";
    let reply = block_on(request(
        &model,
        &Output::Text,
        said,
        Some(Arc::new(listener)),
    ))?;
    assert_whole(&reply);
    let (pieces, text) = told.lock().unwrap().clone();
    assert_eq!(reply.text.as_deref(), Some(text.as_str()));
    assert!(pieces > 1, "it came in {pieces} pieces");
    let whole = block_on(request(&model, &Output::Text, said, None))?;
    assert_eq!((whole.stop, whole.calls), (reply.stop, reply.calls));
    Ok(())
}

/// A ticket.
#[agent_core::data]
struct Ticket {
    /// How urgent it is.
    urgency: Urgency,
    /// In one or two words.
    #[schema(length(..=20))]
    about: String,
}

/// How urgent.
#[agent_core::data]
enum Urgency {
    Low,
    High,
}

/// A server that holds the model to a schema gives JSON that fits; where the limit cut it off, that is told.
fn structured(dialect: &'static dyn Dialect) -> Result<(), Failed> {
    let (model, asked) = (model(dialect), "My parcel is lost! Hurry up!");
    let schema = arguments_schema(Ticket::SHAPE, &PORTABLE);
    let output = Output::Json {
        name: "Ticket",
        schema: &schema,
        strict: Some(true),
    };
    let reply = block_on(request(&model, &output, asked, None))?;
    assert_whole(&reply);
    match block_on(extract::<Ticket>(&model, "Read the ticket.", asked)) {
        Ok(ticket) => println!("{ticket:?}"),
        Err(OnceError::Reply(ParseError::CutOff)) => println!("cut off at the limit"),
        Err(error) if is_held(dialect) => return Err(error.to_string().into()),
        Err(OnceError::Reply(error)) => println!("not held to the schema: {error}"),
        Err(error) => return Err(error.to_string().into()),
    }
    Ok(())
}

/// Whether test servers of this dialect are known to hold a model to the schema of its words.
fn is_held(dialect: &dyn Dialect) -> bool {
    dialect.name() == OpenAiChatDialect.name()
}

/// A call is one of the tool on offer, and its arguments fit; without one there are words, or it was cut off.
fn tools(dialect: &'static dyn Dialect) -> Result<(), Failed> {
    let output = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Required,
    };
    let reply = block_on(request(
        &model(dialect),
        &output,
        "Call the tool add with a=2 and b=3.",
        None,
    ))?;
    assert_whole(&reply);
    let shape = import(ADD.parameters)?;
    for call in &reply.calls {
        assert_eq!(call.name, "add");
        let fits = check(&call.arguments, shape, Extra::Refuse);
        assert!(
            fits.is_ok() || reply.stop == Stop::Length,
            "{call:?}: {fits:?}"
        );
    }
    Ok(())
}

/// Whatever the model says, the run ends in a known state, turn after turn is taken by the server, and every call that
/// ran was a valid one.
fn loop_of_steps(dialect: &'static dyn Dialect) -> Result<(), Failed> {
    let thread = block_on(async {
        let runner = Runner::<Calculator>::new(limited(dialect, 32), ());
        let mut thread = runner.start("live-1".parse()?, &()).await?;
        runner
            .send(&mut thread, "Call the tool add with a=2 and b=3.")
            .await?;
        runner.run(&mut thread).await?;
        Ok::<_, Failed>(thread)
    })?;
    for event in thread.events() {
        println!("{}", event.line());
    }
    assert_ne!(thread.status(), Status::Working);
    let kinds = |kind: &str| {
        thread
            .events()
            .iter()
            .filter(|event| event.kind() == kind)
            .count()
    };
    // Every request was one that the server takes: whatever was wrong, was wrong with the model's words.
    assert!(kinds("model_replied") >= 1);
    assert_eq!(kinds("model_failed"), 0);
    Ok(())
}
