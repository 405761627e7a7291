//! Stories that a recording tells and tests play: what a person says, and what becomes of it.
//!
//! A story whose model is scripted is recorded from here as well, and says so in its recording.

use std::path::Path;
use std::sync::Arc;

use agent_core::agent::Agent;
use agent_core::event::{Fact, ThreadId};
use agent_core::port::{Model, Terminal};
use agent_core::run::Runner;
use agent_core::testkit::{Recorder, ScriptedModel};
use agent_core::thread::Thread;

use crate::session::give;

/// What a person says and types, and what a scripted model answers.
#[derive(Debug, Clone, Copy)]
pub struct Story {
    /// Messages, or answers to the questions that the thread waits for, one a run.
    pub words: &'static [&'static str],
    /// What is typed at the terminal when something must be approved, a line each; then it is closed.
    pub typed: &'static str,
    /// A scripted model's steps, with their arguments; none where a real model was recorded.
    pub script: &'static [(&'static str, &'static str)],
}

/// Why a story could not be told.
pub type Broken = Box<dyn std::error::Error>;

/// Plays a story with a model.
///
/// # Errors
/// If the model gives no reply: a recording is stale when a prompt, a type or a doc comment changed.
pub async fn play<A: Agent>(
    story: &Story,
    model: impl Model + 'static,
    state: &A::State,
    deps: Arc<A::Deps>,
) -> Result<Thread, Broken> {
    let human = Terminal::new(story.typed.as_bytes(), std::io::sink());
    let runner = Runner::<A>::new(model, deps).human(human);
    let id: ThreadId = "story".parse()?;
    let mut thread = runner.start(id, state).await?;
    for words in story.words {
        give(&runner, &mut thread, (*words).to_owned()).await?;
        runner.run(&mut thread).await?;
    }
    match failure(&thread) {
        Some(failure) => Err(failure.into()),
        None => Ok(thread),
    }
}

fn failure(thread: &Thread) -> Option<String> {
    facts(thread).find_map(|fact| match fact {
        Fact::ModelFailed(failed) => Some(failed.failure.message),
        _ => None,
    })
}

/// Every fact of a thread.
pub fn facts(thread: &Thread) -> impl Iterator<Item = Fact> {
    let facts = thread.events().iter().map(Fact::read);
    facts.filter_map(|fact| fact.ok().flatten())
}

/// The steps of a thread, as `name arguments`.
#[must_use]
pub fn steps(thread: &Thread) -> Vec<String> {
    facts(thread)
        .filter_map(|fact| match fact {
            Fact::StepsChosen(chosen) => Some(chosen.steps),
            _ => None,
        })
        .flatten()
        .map(|step| format!("{} {}", step.step, step.arguments))
        .collect()
}

/// The model of a story's script.
#[must_use]
pub fn scripted(story: &Story) -> ScriptedModel {
    let script = ScriptedModel::new();
    let steps = story.script.iter();
    steps.fold(script, |script, (step, arguments)| {
        script.call(step, arguments)
    })
}

/// Writes the recording of stories whose model is scripted. Each exchange stands in it once.
///
/// # Errors
/// If a story breaks, or the file cannot be written.
pub async fn record<A: Agent>(
    file: &Path,
    stories: &[Story],
    state: &A::State,
    deps: Arc<A::Deps>,
) -> Result<(), Broken> {
    std::fs::write(file, "")?;
    for story in stories {
        let model = Recorder::new(scripted(story), file)?;
        play::<A>(story, model, state, Arc::clone(&deps)).await?;
    }
    let text = std::fs::read_to_string(file)?;
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    Ok(std::fs::write(file, lines.join("\n") + "\n")?)
}
