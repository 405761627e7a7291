//! The calculator agent, from annotated Rust to a finished thread, on a scripted model.

use agent_core::event::ThreadId;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use tests::calculator::Calculator;

#[tokio::test]
async fn a_chain_of_calls_ends_with_an_answer() {
    let model = ScriptedModel::new()
        .call("multiply", r#"{"a":3,"b":4}"#)
        .call("add", r#"{"a":12,"b":6}"#)
        .call("done_for_now", r#"{"message":"18"}"#);
    let runner = Runner::<Calculator>::new(model, ());
    let id: ThreadId = "calc-1".parse().unwrap();
    let mut thread = runner.start(id, &()).await.unwrap();
    runner
        .send(&mut thread, "multiply 3 and 4, then add 6")
        .await
        .unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::Finished);
    let answer = thread.answer::<Calculator>().unwrap();
    assert!(matches!(answer, Some(Calculator::DoneForNow { message }) if message == "18"));
}

#[tokio::test]
async fn a_thread_is_opened_whether_or_not_it_is_there() {
    let model = ScriptedModel::new().call("done_for_now", r#"{"message":"hello"}"#);
    let runner = Runner::<Calculator>::new(model, ());
    let id: ThreadId = "calc-2".parse().unwrap();
    let mut thread = runner.open(id.clone(), &()).await.unwrap();
    assert!(thread.answer::<Calculator>().unwrap().is_none());
    runner.send(&mut thread, "hello").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    let again = runner.open(id, &()).await.unwrap();
    assert_eq!(again.events(), thread.events());
}
