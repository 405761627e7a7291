//! Secrets on their way through a run: values to tools, handles to everybody else.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::executor::{CallResult, Executor, ToolCall};
use super::guard::{self, Guard};
use super::{RunError, Runner};
use crate::agent::{Agent, DecodeError, DependencyError, Kept as _, Table};
use crate::event::{Fact, QuestionAnswered, SecretKept, ThreadId};
use crate::port::{Sealed, Slot, Vault, VaultError, open_text, seal_text};
use crate::reducer::{KeptSecret, asked_shape};
use crate::schema::ShapeRef;
use crate::secret::{Handle, Opened, Secret, in_places};
use crate::thread::Thread;
use crate::tool::{Failure, FailureKind};

impl<A> Runner<A> {
    /// Who keeps the values of secrets. An agent that has some does not run without.
    #[must_use]
    pub fn vault(mut self, vault: impl Vault + 'static) -> Self {
        self.hooks.vault = Some(Arc::new(vault));
        self
    }

    /// Keeps a value for a thread. The handle that this gives may stand in what is sent to the agent: the model passes
    /// it on, and a tool is given the value.
    ///
    /// # Errors
    /// If there is no vault, or it or the store refuses.
    pub async fn keep_secret<T: Serialize>(
        &self,
        thread: &mut Thread,
        secret: Secret<T>,
    ) -> Result<Handle, RunError> {
        let slot = slot(thread.id(), format!("host/{}", thread.len()));
        let (_, fact) = crate::port::keep(self.any_vault()?, &slot, &secret).await?;
        let handle = fact.handle.clone();
        self.take_in(thread, &[Fact::SecretKept(fact)]).await?;
        Ok(handle)
    }

    /// The value of a secret that was read from a thread: from an answer, an outcome or the state.
    ///
    /// # Errors
    /// If there is no vault, it refuses, or the thread knows no such secret.
    pub async fn open_secret<T: DeserializeOwned + Clone>(
        &self,
        thread: &Thread,
        secret: &Secret<T>,
    ) -> Result<T, RunError> {
        let progress = thread.state().progress();
        Ok(crate::port::open(self.any_vault()?, progress, secret).await?)
    }

    fn any_vault(&self) -> Result<&dyn Vault, VaultError> {
        let none = || VaultError::Failed("there is none: `Runner::vault` takes one".into());
        self.hooks.vault.as_deref().ok_or_else(none)
    }

    /// Whether somebody keeps the secrets that the agent has.
    pub(super) fn check_vault(&self) -> Result<(), DependencyError> {
        check_vault(self.table, self.hooks.vault.is_some())
    }

    /// A person's answer with its secrets kept, as the facts to append.
    pub(super) async fn sealed_answer(
        &self,
        thread: &Thread,
        fact: Fact,
    ) -> Result<Vec<Fact>, RunError> {
        let Fact::QuestionAnswered(QuestionAnswered { call, by, answer }) = fact else {
            return Ok(vec![fact]);
        };
        let step = thread.state().open_step(call);
        let shape = step.and_then(|step| asked_shape(self.table, step));
        let Some(shape) = shape else {
            let fact = QuestionAnswered { call, by, answer };
            return Ok(vec![Fact::QuestionAnswered(fact)]);
        };
        let slot = slot(thread.id(), format!("answer/{}", thread.len()));
        let known = &thread.state().progress().secrets;
        let Sealed { text, kept } =
            seal_text(self.any_vault()?, &slot, known, shape, &answer).await?;
        let answer = text;
        let answered = Fact::QuestionAnswered(QuestionAnswered { call, by, answer });
        Ok(kept
            .into_iter()
            .map(Fact::SecretKept)
            .chain([answered])
            .collect())
    }

    /// What a call needs, if its tool has secrets.
    pub(super) fn call_secrets(
        &self,
        thread: &Thread,
        index: usize,
        place: String,
    ) -> Option<CallSecrets> {
        let secrets = self.table.secrets();
        let (arguments, output) = (secrets.arguments(index), secrets.answer(index));
        (arguments.is_some() || output.is_some()).then(|| CallSecrets {
            vault: self.hooks.vault.clone(),
            slot: slot(thread.id(), place),
            known: thread.state().progress().secrets.clone(),
            arguments,
            output,
        })
    }
}

impl<A: Agent> Runner<A> {
    /// The state that a thread begins with, as JSON text, with its secrets kept.
    pub(super) async fn sealed_state(
        &self,
        id: &ThreadId,
        state: &A::State,
    ) -> Result<Option<Sealed>, RunError> {
        let Some(shape) = self.table.secrets().state else {
            return Ok(None);
        };
        let text = in_places(shape, || state.to_json())
            .map_err(|error| DecodeError::new("state", error))?
            .map_err(|error| DecodeError::new("state", error))?;
        let slot = slot(id, "start".into());
        let sealed = seal_text(self.any_vault()?, &slot, &BTreeMap::new(), shape, &text).await?;
        Ok(Some(sealed))
    }
}

/// Whether somebody keeps the secrets that an agent has.
pub(super) fn check_vault(table: &Table, has_vault: bool) -> Result<(), DependencyError> {
    if has_vault || !table.secrets().any() {
        return Ok(());
    }
    table.spec.first_secret().map_or(Ok(()), |(step, way)| {
        let agent = table.spec.name;
        Err(DependencyError::Vault { agent, step, way })
    })
}

fn slot(thread: &ThreadId, place: String) -> Slot {
    Slot {
        thread: thread.to_string(),
        place,
    }
}

/// The secrets of one call: opened before it runs, kept when it has.
pub(super) struct CallSecrets {
    vault: Option<Arc<dyn Vault>>,
    slot: Slot,
    known: BTreeMap<Handle, KeptSecret>,
    arguments: Option<ShapeRef>,
    output: Option<ShapeRef>,
}

/// Of a vault; what it said may hold a value.
const PANICKED: &str = "the vault panicked";

/// How a call ended, and which of its secrets were kept.
pub(super) type SealedResult = (CallResult, Vec<SecretKept>);

/// Runs a call whose result may have `cap` bytes. A panic is a failure, of the vault too, which is not quoted.
pub(super) async fn execute(
    executor: Arc<dyn Executor>,
    call: ToolCall,
    secrets: Option<CallSecrets>,
    cap: usize,
) -> SealedResult {
    match secrets {
        Some(secrets) => secrets.execute(executor, call, cap).await,
        None => (executed(executor, call, cap).await, Vec::new()),
    }
}

/// What is too large is so before any of it is kept.
async fn executed(executor: Arc<dyn Executor>, call: ToolCall, cap: usize) -> CallResult {
    let result = guard::call(Box::pin(async move { executor.execute(call).await })).await;
    result.and_then(|result| capped(result, cap))
}

fn capped(result: String, cap: usize) -> CallResult {
    if result.len() <= cap {
        return Ok(result);
    }
    let text = format!("the result has {} bytes; {cap} are allowed", result.len());
    Err(Failure::new(FailureKind::TooLarge, text))
}

impl CallSecrets {
    async fn execute(
        self,
        executor: Arc<dyn Executor>,
        mut call: ToolCall,
        cap: usize,
    ) -> SealedResult {
        let Some(vault) = self.vault.as_deref() else {
            return (Err(not_run("there is no vault")), Vec::new());
        };
        let mut opened = Opened::default();
        if let Some(shape) = self.arguments {
            let opening = open_text(vault, &self.known, shape, &call.arguments);
            match Guard(Box::pin(opening)).await {
                Ok(Ok((arguments, found))) => {
                    call.arguments = arguments.into_exposed().unwrap_or_default();
                    opened = found;
                }
                Ok(Err(error)) => return (Err(not_run(error)), Vec::new()),
                Err(_) => return (Err(not_run(PANICKED)), Vec::new()),
            }
        }
        match executed(executor, call, cap).await {
            Ok(value) => {
                let sealing = Guard(Box::pin(self.seal(vault, &opened, value)));
                let sealed = sealing.await;
                sealed.unwrap_or_else(|_| (Err(not_kept(PANICKED)), Vec::new()))
            }
            Err(failure) => (Err(scrubbed(failure, &opened)), Vec::new()),
        }
    }

    async fn seal(&self, vault: &dyn Vault, opened: &Opened, value: String) -> SealedResult {
        let sealed = match self.output {
            Some(shape) => seal_text(vault, &self.slot, &self.known, shape, &value).await,
            None => Ok(Sealed {
                text: value,
                kept: Vec::new(),
            }),
        };
        match sealed {
            Ok(Sealed { text, kept }) => (Ok(opened.scrub_json(&text)), kept),
            Err(error) => (Err(scrubbed(not_kept(error), opened)), Vec::new()),
        }
    }
}

/// The call ran, and its result cannot be told.
fn not_kept(why: impl std::fmt::Display) -> Failure {
    let text = format!("the call ended, and a secret in its result could not be kept: {why}");
    Failure::new(FailureKind::Unreadable, text)
}

fn not_run(why: impl std::fmt::Display) -> Failure {
    let text = format!("a secret could not be opened: {why}");
    Failure::new(FailureKind::NotRun, text)
}

/// What a tool says of its failure may quote what it was given.
fn scrubbed(failure: Failure, opened: &Opened) -> Failure {
    Failure {
        message: opened.scrub(&failure.message),
        detail: failure
            .detail
            .and_then(|detail| opened.scrub_detail(&detail)),
        hint: failure.hint.map(|hint| opened.scrub(&hint)),
        ..failure
    }
}
