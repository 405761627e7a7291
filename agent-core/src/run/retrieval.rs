//! Looking for documents before the model is asked.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::guard::Guard;
use super::model::{Renderings, time_left};
use super::{RunError, Runner, ms_since};
use crate::context::{ContextError, document_room, question_in, retrieved};
use crate::event::{Document, DocumentsRetrieved, Fact, RetrievalFailed};
use crate::port::{RetrievalError, Retriever};
use crate::thread::Thread;

const TIMEOUT: Duration = Duration::from_secs(5);

/// Characters of an error at most.
const ERROR: usize = 200;

impl<A> Runner<A> {
    /// Looks for what was written since somebody last looked.
    pub(super) async fn retrieve(
        &self,
        thread: &mut Thread,
        renderings: &mut Renderings,
    ) -> Result<(), RunError> {
        let Some(retriever) = self.hooks.retriever.clone() else {
            return Ok(());
        };
        let Some(query) = question_in(renderings.since(thread))? else {
            renderings.looked(thread);
            return Ok(());
        };
        let first = self.model.plan();
        let plan = self.plan(&first);
        // How relevant the documents are is known afterwards.
        let room = match document_room(thread, &plan, renderings.of(&first), 1.0) {
            Ok(room) => room,
            Err(ContextError::Event(error)) => return Err(error.into()),
            Err(ContextError::State(error)) => return Err(error.into()),
            // The request is not sent anyway.
            Err(ContextError::Budget(_)) => return Ok(()),
        };
        let began = Instant::now();
        let limit = self.hooks.retrieval_timeout.unwrap_or(TIMEOUT);
        let limit = time_left(thread).map_or(limit, |left| left.min(limit));
        let found = look(&*retriever, &query, room, limit).await;
        let ms = ms_since(began);
        let fact = match found {
            Ok(found) => match retrieved(thread, &plan, renderings.of(&first), query, found) {
                Ok(fact) => Fact::DocumentsRetrieved(DocumentsRetrieved { ms, ..fact }),
                Err(ContextError::Event(error)) => return Err(error.into()),
                Err(ContextError::State(error)) => return Err(error.into()),
                Err(ContextError::Budget(_)) => return Ok(()),
            },
            Err(error) => Fact::RetrievalFailed(RetrievalFailed {
                query,
                error: note(&error),
                ms,
            }),
        };
        self.append(thread, &[fact])?;
        renderings.looked(thread);
        Ok(())
    }
}

/// Documents in time, or why there are none.
async fn look(
    retriever: &dyn Retriever,
    query: &str,
    room: u64,
    limit: Duration,
) -> Result<Vec<Document>, String> {
    let asked = Guard(Box::pin(async { retriever.query(query, room).await }));
    let found = timeout(limit, asked).await.unwrap_or_else(|_| {
        let ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        Ok(Err(RetrievalError::Late { ms }))
    });
    found
        .map_err(|panic| format!("the retriever panicked: {panic}"))?
        .map_err(|error| error.to_string())
}

/// One short line.
fn note(error: &str) -> String {
    let words: Vec<&str> = error.split_whitespace().collect();
    words.join(" ").chars().take(ERROR).collect()
}
