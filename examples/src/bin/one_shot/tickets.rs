//! Ordinary code with a `match` in it: what becomes of a ticket. Knows nothing of how a model is reached.

use agent_core::once::{OnceError, classify, extract};
use agent_core::port::Model;

const CLASSIFY: &str = include_str!("prompts/classify.md");
const EXTRACT: &str = include_str!("prompts/extract.md");

/// What the customer wants.
#[agent_core::data]
#[derive(Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Intent {
    Refund,
    Status,
    Complaint,
}

/// What to pay back, and why.
#[agent_core::data]
#[derive(PartialEq, Eq)]
pub(crate) struct RefundRequest {
    /// The order number, e.g. "A-1001".
    #[schema(pattern = "^[A-Z]-[0-9]+$")]
    pub(crate) order_id: String,
    /// Why the customer wants their money back.
    #[schema(length(1..=200))]
    pub(crate) reason: String,
}

/// What is done with a ticket.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Refund(RefundRequest),
    Status,
    Complaint,
}

/// One call of the model for most tickets, two for a refund.
pub(crate) async fn handle(model: &dyn Model, ticket: &str) -> Result<Done, OnceError> {
    Ok(match classify::<Intent>(model, CLASSIFY, ticket).await? {
        Intent::Refund => Done::Refund(extract(model, EXTRACT, ticket).await?),
        Intent::Status => Done::Status,
        Intent::Complaint => Done::Complaint,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RECORDINGS, TICKETS};
    use agent_core::testkit::ScriptedModel;
    use examples::offline::for_tests;

    #[tokio::test]
    async fn the_recorded_tickets_take_their_three_branches() {
        let model = for_tests(RECORDINGS[0], |name| std::env::var(name).ok()).unwrap();
        let [refund, status, complaint] = TICKETS;
        let Done::Refund(request) = handle(&*model, refund).await.unwrap_or_else(stale) else {
            panic!("not a refund");
        };
        assert_eq!(request.order_id, "A-1002");
        assert_eq!(
            handle(&*model, status).await.unwrap_or_else(stale),
            Done::Status
        );
        let complained = handle(&*model, complaint).await.unwrap_or_else(stale);
        assert_eq!(complained, Done::Complaint);
    }

    #[expect(clippy::needless_pass_by_value, reason = "`unwrap_or_else` gives it")]
    fn stale(error: OnceError) -> Done {
        panic!(
            "{error}\nnote: where a prompt or a type changed on purpose, delete the recording and record again with a \
             live model:\n    cargo run -p examples --bin one_shot -- --record examples/recordings/one_shot.jsonl"
        )
    }

    #[tokio::test]
    async fn a_ticket_costs_one_call_and_a_refund_two() {
        let model = ScriptedModel::new()
            .text(r#"{"Intent":"status"}"#)
            .text(r#"{"Intent":"refund"}"#)
            .text(r#"{"order_id":"A-7","reason":"broken"}"#);
        assert_eq!(handle(&model, "where is it?").await.unwrap(), Done::Status);
        assert_eq!(model.requests().len(), 1);
        let Done::Refund(request) = handle(&model, "A-7 is broken").await.unwrap() else {
            panic!("not a refund");
        };
        assert_eq!((&*request.order_id, &*request.reason), ("A-7", "broken"));
        assert_eq!(model.requests().len(), 3);
        model.finish().unwrap();
    }

    #[tokio::test]
    async fn an_invented_intent_or_order_is_a_typed_error() {
        let model = ScriptedModel::new()
            .text(r#"{"Intent":"escalate"}"#)
            .text(r#"{"Intent":"refund"}"#)
            .text(r#"{"order_id":"the blue one","reason":"broken"}"#);
        for wrong in ["escalate", "/order_id"] {
            let error = handle(&model, "…").await.unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
        model.finish().unwrap();
    }
}
