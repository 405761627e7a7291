//! Asking people while the rest goes on.

use std::sync::Arc;

use super::{Flight, Landed, RunError, Runner};
use crate::agent::Agent;
use crate::port::{HumanError, PersonAnswer, person_request};
use crate::thread::Thread;

impl<A: Agent> Runner<A> {
    /// Asks once a run; false if the person was asked before.
    pub(super) fn ask_person(&self, thread: &Thread, flight: &mut Flight, call: u64) -> bool {
        let Some(request) = person_request(thread, call) else {
            return false;
        };
        if !flight.asked.insert(call) {
            return false;
        }
        let human = Arc::clone(&self.human);
        flight.tasks.spawn(async move {
            let answer = human.ask(&request).await;
            Landed::Person(call, answer)
        });
        true
    }

    /// No answer, or nobody to ask, leaves the thread waiting. An answer that does not fit is refused.
    pub(super) async fn person_answered(
        &self,
        thread: &mut Thread,
        call: u64,
        answer: Result<Option<PersonAnswer>, HumanError>,
    ) -> Result<(), RunError> {
        match answer {
            Ok(Some(answer)) => self.answer(thread, call, answer).await,
            Ok(None) | Err(_) => Ok(()),
        }
    }
}
