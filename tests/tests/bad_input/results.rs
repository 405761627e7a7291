//! Tools and gates that misbehave.

use agent_core::context::Format;
use agent_core::reducer::Status;
use agent_core::testkit::ScriptedModel;

use super::{DONE, one_call, run};

#[tokio::test]
async fn dividing_by_zero_is_a_failure_and_not_null() {
    for (arguments, number) in [
        (r#"{"a":1,"b":0}"#, "inf"),
        (r#"{"a":-1,"b":0}"#, "-inf"),
        (r#"{"a":0,"b":0}"#, "NaN"),
    ] {
        let story = one_call("divide", arguments).await;
        let failure = format!("error: the result is {number}, which JSON has no number for");
        assert_eq!((story.runs, story.results().len()), (1, 0));
        assert_eq!(story.failures(), [failure.as_str()]);
        assert!(story.requests[1].contains(&failure), "the model reads it");
        assert!(!story.requests[1].contains(r#""content":"null""#));
        assert_eq!(story.status, Status::Finished);
    }
}

/// `Some(NaN)` is not `None`.
#[tokio::test]
async fn nan_in_an_option_is_a_failure_and_not_nothing() {
    let story = one_call("mean", r#"{"numbers":[]}"#).await;
    let failure = "error: the result is NaN, which JSON has no number for";
    assert_eq!(story.failures(), [failure]);
    let story = one_call("mean", r#"{"numbers":[1,2]}"#).await;
    assert_eq!(story.results(), ["1.5"]);
}

/// The predicate looks at a word that is not there. A gate fails closed.
#[tokio::test]
async fn a_predicate_that_panics_means_that_a_person_is_asked() {
    let script = ScriptedModel::new().call("erase", r#"{"words":["all"]}"#);
    let story = run(script, Format::Messages).await;
    assert_eq!((story.runs, story.status), (0, Status::AwaitingApproval));
    let gated = story.thread.events().last().unwrap().line();
    assert!(gated.contains("the predicate panicked"), "{gated}");
    // One that answers is believed.
    let script = ScriptedModel::new()
        .call("erase", r#"{"words":["a","b","c","d"]}"#)
        .call(DONE.0, DONE.1);
    assert_eq!(run(script, Format::Messages).await.runs, 1);
}
