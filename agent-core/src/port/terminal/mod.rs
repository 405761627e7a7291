//! People at a terminal.
//!
//! Owns the way from the async loop to a blocking reader and back; what is said is in `dialog`.
//! Must never know a runtime: the reading has an OS thread of its own.

mod dialog;
mod off_thread;

use std::io::{BufRead, BufReader, Stderr, Stdin, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::{AnswerError, Asked, BoxFuture, Human, HumanError, PersonAnswer, PersonRequest};
use dialog::Dialog;

/// Asks on a terminal: shows what will run, its arguments and class, or the question and the form of its
/// answer, and reads a line.
///
/// An answer of another form is asked for again. Where the input is closed, approvals are denied, and
/// questions and lost calls are left for later: the thread waits. One request is shown at a time.
///
/// ```
/// use agent_core::port::Terminal;
/// // At a real terminal: `Terminal::standard()`; in a test, any reader and writer.
/// let human = Terminal::new("y\n".as_bytes(), Vec::new());
/// # let _ = human;
/// ```
#[derive(Debug)]
pub struct Terminal<R, W> {
    dialog: Arc<Mutex<Dialog<R, W>>>,
}

impl Terminal<BufReader<Stdin>, Stderr> {
    /// Reads the standard input, and writes to the standard error, so that the output stays clean.
    #[must_use]
    pub fn standard() -> Self {
        Self::new(BufReader::new(std::io::stdin()), std::io::stderr())
    }
}

impl<R: BufRead, W: Write> Terminal<R, W> {
    /// Reads answers from `input` and writes questions to `output`.
    pub fn new(input: R, output: W) -> Self {
        let dialog = Dialog::new(input, output);
        Self {
            dialog: Arc::new(Mutex::new(dialog)),
        }
    }
}

impl<R: BufRead + Send + 'static, W: Write + Send + 'static> Human for Terminal<R, W> {
    fn ask<'a>(
        &'a self,
        request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
        let dialog = Arc::clone(&self.dialog);
        let request = request.clone();
        Box::pin(async move {
            let asked = off_thread::run(move || {
                let mut dialog = dialog.lock().unwrap_or_else(PoisonError::into_inner);
                dialog.ask(&request)
            });
            let answer = asked.await.map_err(|error| HumanError(error.to_string()))?;
            answer.map_err(|error| HumanError(error.to_string()))
        })
    }

    fn refused(&self, _request: &PersonRequest, why: &AnswerError) {
        // Somebody may be typing the answer to another request: never wait for them here.
        if let Ok(mut dialog) = self.dialog.try_lock() {
            dialog.refused(why);
        }
    }
}

/// Says yes to every approval, under a name that the log keeps; anything else goes to somebody else.
///
/// ```
/// use agent_core::port::{AlwaysApprove, Nobody};
/// let human = AlwaysApprove::by("--approve", Nobody);
/// # let _ = human;
/// ```
#[derive(Debug, Clone)]
pub struct AlwaysApprove<H> {
    by: String,
    otherwise: H,
}

impl<H: Human> AlwaysApprove<H> {
    /// Approves as `by`.
    pub fn by(by: impl Into<String>, otherwise: H) -> Self {
        Self {
            by: by.into(),
            otherwise,
        }
    }
}

impl<H: Human> Human for AlwaysApprove<H> {
    fn ask<'a>(
        &'a self,
        request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
        let Asked::Approval { sha256, .. } = &request.asked else {
            return self.otherwise.ask(request);
        };
        let answer = PersonAnswer::Approval {
            approved: true,
            comment: None,
            by: self.by.clone(),
            sha256: Some(sha256.clone()),
        };
        Box::pin(async move { Ok(Some(answer)) })
    }

    fn refused(&self, request: &PersonRequest, why: &AnswerError) {
        self.otherwise.refused(request, why);
    }
}
