//! One run of an example: open the thread, give it words, run it, say how it ended and where it lies.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use agent_core::agent::Agent;
use agent_core::event::{Does, Fact, ModelAsked, ThreadId};
use agent_core::files::{FileStore, load_release};
use agent_core::port::{
    AlwaysApprove, Asked, Clock, Human, PersonAnswer, SystemClock, Terminal, person_requests,
};
use agent_core::reducer::Status;
use agent_core::release::{Release, ReleaseError};
use agent_core::run::{JsonLines, Observer, RunError, Runner};
use agent_core::thread::Thread;

use crate::cli::{Arguments, Options, Wish};
use crate::offline::{Chosen, NoModel, Recording, choose};
use crate::timeline::Timeline;

/// An example: its name, its recordings, and what its agent works with.
pub struct Example<A: Agent> {
    /// The name of the program, and the beginning of its threads' names.
    pub name: &'static str,
    /// What it plays without a live model.
    pub recordings: &'static [Recording],
    /// The state that a new thread begins with.
    pub state: A::State,
    /// What the tools borrow.
    pub deps: Arc<A::Deps>,
}

/// What an example's `main` does: grants the wish, or says why not.
pub async fn main<A: Agent>(arguments: Arguments, example: Example<A>) -> ExitCode {
    let (options, wish) = arguments.into_wish();
    match run(&options, example, wish).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Grants a wish. The answer goes to the standard output, everything else to the standard error.
///
/// # Errors
/// If there is no model, no such thread, or the thread cannot be read or written.
pub async fn run<A: Agent>(
    options: &Options,
    example: Example<A>,
    wish: Wish,
) -> Result<ExitCode, Box<dyn Error>> {
    let store = FileStore::open(&options.threads)?;
    let old = match &wish {
        Wish::Ask(_) => None,
        Wish::Resume(id, _) => Some(load::<A>(&store, id).await?),
    };
    let chosen = model(options, &example, &wish, old.as_ref())?;
    chosen.introduce();
    let live = chosen.live;
    let runner = runner::<A>(options, chosen, Arc::clone(&example.deps), store.clone())?;
    let mut thread = match old {
        Some(thread) => thread,
        None => runner.start(new_id(example.name)?, &example.state).await?,
    };
    eprintln!("thread  {}", store.path(thread.id()).display());
    if let Wish::Ask(words) | Wish::Resume(_, Some(words)) = wish {
        give(&runner, &mut thread, words).await?;
    }
    let status = runner.run(&mut thread).await?;
    conclude(&example, &thread, status, live)
}

async fn load<A: Agent>(store: &FileStore, id: &ThreadId) -> Result<Thread, Box<dyn Error>> {
    use agent_core::port::Store;
    Ok(Thread::load::<A>(id.clone(), store.load(id).await?)?)
}

/// An old thread goes on with the recording of the model that it began with.
fn model<A: Agent>(
    options: &Options,
    example: &Example<A>,
    wish: &Wish,
    old: Option<&Thread>,
) -> Result<Chosen, NoModel> {
    let asked = old.and_then(last_asked).map(|asked| asked.model);
    choose(
        options,
        example.name,
        example.recordings,
        |recording| match (&asked, wish) {
            (Some(model), _) => recording.is_of(model),
            (None, Wish::Ask(words)) => recording.begins_with(words),
            (None, Wish::Resume(..)) => true,
        },
    )
}

fn last_asked(thread: &Thread) -> Option<ModelAsked> {
    thread
        .events()
        .iter()
        .rev()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::ModelAsked(asked))) => Some(asked),
            _ => None,
        })
}

fn runner<A: Agent>(
    options: &Options,
    chosen: Chosen,
    deps: Arc<A::Deps>,
    store: FileStore,
) -> Result<Runner<A>, Box<dyn Error>> {
    let runner = Runner::<A>::new(chosen.model, deps)
        .store(store)
        .human(human(options.approve));
    let runner = match &options.release {
        Some(file) => runner.release(release(file)?)?,
        None => runner,
    };
    Ok(observers(options)?
        .into_iter()
        .fold(runner, Runner::observer))
}

/// A release goes by its hash, which is its file's name.
fn release(file: &Path) -> Result<Release, ReleaseError> {
    let hash = file.file_stem().unwrap_or_default().to_string_lossy();
    load_release(file.parent().unwrap_or(file), &hash)
}

/// Who is told what happens: the timeline, and with `--json` a file of telemetry.
///
/// # Errors
/// If the file cannot be opened.
pub fn observers(options: &Options) -> std::io::Result<Vec<Box<dyn Observer>>> {
    let mut observers: Vec<Box<dyn Observer>> = vec![Box::new(Timeline::default())];
    if let Some(file) = &options.json {
        observers.push(json_lines(file)?);
    }
    Ok(observers)
}

/// The terminal; or `--approve`, and the terminal for the rest.
#[must_use]
pub fn human(approve: bool) -> Box<dyn Human> {
    if approve {
        Box::new(AlwaysApprove::by("--approve", Terminal::standard()))
    } else {
        Box::new(Terminal::standard())
    }
}

fn json_lines(file: &Path) -> std::io::Result<Box<dyn Observer>> {
    if file == "-" {
        return Ok(Box::new(JsonLines::new(std::io::stdout())));
    }
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)?;
    Ok(Box::new(JsonLines::new(file)))
}

/// A name for a new thread.
///
/// # Errors
/// If `name` may not stand in a thread's name.
pub fn new_id(name: &str) -> Result<ThreadId, Box<dyn Error>> {
    let now = SystemClock.now().0;
    Ok(format!("{name}-{now:x}-{:x}", std::process::id()).parse()?)
}

/// Words answer the question that the thread waits for, or are the advice that it needs, or else a message.
///
/// # Errors
/// If the answer does not fit the question, or the store refuses.
pub async fn give<A: Agent>(
    runner: &Runner<A>,
    thread: &mut Thread,
    words: String,
) -> Result<(), RunError> {
    let by = "command line".to_owned();
    for request in person_requests(thread) {
        let answer = match request.asked {
            Asked::Question { .. } => PersonAnswer::Answer {
                value: words.into(),
                by,
            },
            Asked::Help { .. } => PersonAnswer::Advice { text: words, by },
            Asked::Approval { .. } | Asked::Lost { .. } => continue,
        };
        return runner.answer(thread, request.call, answer).await;
    }
    runner.send(thread, words).await
}

fn conclude<A: Agent>(
    example: &Example<A>,
    thread: &Thread,
    status: Status,
    live: bool,
) -> Result<ExitCode, Box<dyn Error>> {
    if !live && unrecorded(thread) {
        return Err(NoModel::Unrecorded {
            example: example.name,
        }
        .into());
    }
    Ok(match status {
        Status::Finished => {
            println!("{}", final_words(thread).unwrap_or_default());
            ExitCode::SUCCESS
        }
        Status::Stopped | Status::Cancelled => {
            eprintln!("The thread stopped before its end; the file above says why.");
            ExitCode::FAILURE
        }
        waiting => {
            let (what, words) = waits_for(waiting);
            let (name, id) = (example.name, thread.id());
            eprintln!("Waits for {what}. Go on with: {name} resume {id}{words}");
            ExitCode::SUCCESS
        }
    })
}

/// What a thread waits for, and what follows its name on the command line.
fn waits_for(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::AwaitingApproval => ("an approval", ""),
        Status::AwaitingAnswer => ("an answer", " \"your answer\""),
        Status::AwaitingVerdict => ("a word on a lost call", ""),
        Status::AwaitingHelp => ("help", " \"your advice\""),
        Status::Waiting => ("a time or an event", ""),
        Status::Working
        | Status::Paused
        | Status::Finished
        | Status::Stopped
        | Status::Cancelled => ("a message", " \"your words\""),
    }
}

/// Whether the last request was one that the recording does not hold.
fn unrecorded(thread: &Thread) -> bool {
    use agent_core::agent::ModelFailureKind;
    let failure = thread
        .events()
        .iter()
        .rev()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::ModelFailed(failed))) => {
                Some(failed.failure.kind == ModelFailureKind::Unsendable)
            }
            Ok(Some(Fact::ModelReplied(_))) => Some(false),
            _ => None,
        });
    failure == Some(true)
}

/// The text of the final answer.
#[must_use]
pub fn final_words(thread: &Thread) -> Option<String> {
    thread
        .events()
        .iter()
        .rev()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::StepsChosen(chosen))) => {
                chosen
                    .steps
                    .into_iter()
                    .rev()
                    .find_map(|step| match step.does {
                        Does::Finish => Some(words(&step.arguments)),
                        _ => None,
                    })
            }
            _ => None,
        })
}

fn words(arguments: &str) -> String {
    let fields: serde_json::Value = serde_json::from_str(arguments).unwrap_or_default();
    let text = fields["message"].as_str().map(str::to_owned);
    text.unwrap_or_else(|| arguments.to_owned())
}
