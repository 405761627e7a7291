//! Asking people while the rest goes on.

use std::mem::discriminant;
use std::sync::Arc;

use super::guard::Guard;
use super::{Flight, Landed, RunError, Runner};
use crate::port::{AnswerError, HELP, HumanError, PersonAnswer, person_request};
use crate::reducer::FoldError;
use crate::thread::Thread;

/// How often a person is asked the same in one run, if their answers do not fit.
pub(super) const TRIES: u32 = 3;

impl<A> Runner<A> {
    /// Asks once a run; false if the person was asked before. What became of a call is another question
    /// than whether it may run.
    pub(super) fn ask_person(&self, thread: &Thread, flight: &mut Flight, call: u64) -> bool {
        let Some(request) = person_request(thread, call) else {
            return false;
        };
        if !flight.asked.insert((call, discriminant(&request.asked))) {
            return false;
        }
        let human = Arc::clone(&self.human);
        flight.tasks.spawn(async move {
            let answer = Guard(Box::pin(async { human.ask(&request).await })).await;
            Landed::Person(call, answer.unwrap_or_else(|panic| Err(HumanError(panic))))
        });
        true
    }

    /// No answer, or nobody to ask, leaves the thread waiting. An answer that does not fit changes nothing:
    /// the person is told why and asked again.
    pub(super) async fn person_answered(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        call: u64,
        answer: Result<Option<PersonAnswer>, HumanError>,
    ) -> Result<(), RunError> {
        let (Ok(Some(answer)), Some(request)) = (answer, person_request(thread, call)) else {
            return Ok(());
        };
        match self.answer(thread, call, answer).await {
            Err(RunError::Answer(error)) => {
                self.human.refused(&request, &error);
                let refused = flight.refused.entry(call).or_default();
                *refused += 1;
                if *refused < TRIES {
                    flight.asked.remove(&(call, discriminant(&request.asked)));
                }
                Ok(())
            }
            Ok(()) if call == HELP => {
                // A thread may need help again: it has one number for all its needs.
                flight.asked.retain(|(asked, _)| *asked != HELP);
                flight.refused.remove(&HELP);
                Ok(())
            }
            taken => taken,
        }
    }
}

/// An answer that has the question's form and still does not read as the answer's type.
pub(super) fn unreadable(call: u64, error: RunError) -> RunError {
    if let RunError::Fold(FoldError::Decode { source, .. }) = error {
        return AnswerError::Unreadable { call, source }.into();
    }
    error
}
