//! Single calls of a model with typed answers, and what the answers may be instead.

use std::sync::atomic::{AtomicU32, Ordering};

use agent_core::once::{OnceError, classify, extract, next_step};
use agent_core::parse::ParseError;
use agent_core::prelude::*;
use agent_core::testkit::ScriptedModel;

static RUNS: AtomicU32 = AtomicU32::new(0);

/// Create a payment link.
#[tool]
fn create_payment_link(
    /// In dollars.
    amount: u64,
    recipient: String,
) -> String {
    RUNS.fetch_add(1, Ordering::SeqCst);
    recipient + &amount.to_string()
}

/// Payments.
#[agent]
#[derive(Debug, PartialEq)]
enum Step {
    CreatePaymentLink(CreatePaymentLink),
    /// Nothing fits.
    #[done]
    Refuse {
        reason: String,
    },
}

/// What the customer wants.
#[agent_core::data]
#[derive(PartialEq)]
#[serde(rename_all = "snake_case")]
enum Intent {
    Refund,
    Status,
    Complaint,
}

/// What to pay back.
#[agent_core::data]
#[derive(PartialEq)]
struct RefundRequest {
    order_id: String,
    reason: Option<String>,
}

const WORDS: &str = "create a payment link for $750 to Terri";

async fn step(model: &ScriptedModel) -> Result<Step, OnceError> {
    next_step(model, WORDS).await
}

#[tokio::test]
async fn one_sentence_becomes_one_step_and_nothing_runs() {
    let link = || CreatePaymentLink {
        amount: 750,
        recipient: "Terri".into(),
    };
    let model = ScriptedModel::new()
        .call(
            "create_payment_link",
            r#"{"amount":750,"recipient":"Terri"}"#,
        )
        .text(
            "- a link\n{\"intent\":\"create_payment_link\",\"amount\":750,\"recipient\":\"Terri\"}",
        );
    assert_eq!(step(&model).await.unwrap(), Step::CreatePaymentLink(link()));
    assert_eq!(step(&model).await.unwrap(), Step::CreatePaymentLink(link()));
    model.finish().unwrap();
    assert_eq!(RUNS.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_request_holds_the_steps_and_the_text_and_no_word_of_ours() {
    let model = ScriptedModel::new().call("refuse", r#"{"reason":"no"}"#);
    step(&model).await.unwrap();
    let request: serde_json::Value = serde_json::from_str(&model.requests()[0]).unwrap();
    let messages = serde_json::json!([{ "role": "user", "content": WORDS }]);
    assert_eq!(request["messages"], messages);
    let names = request["tools"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|tool| &tool["function"]["name"]).collect();
    assert_eq!(names, ["create_payment_link", "refuse"]);
}

#[tokio::test]
async fn replies_that_are_no_step_are_typed_errors() {
    let model = ScriptedModel::new()
        .call("create_payment_lnk", "{}")
        .calls([
            ("refuse", r#"{"reason":"a"}"#),
            ("refuse", r#"{"reason":"b"}"#),
        ])
        .call(
            "create_payment_link",
            r#"{"amount":"much","recipient":"Terri"}"#,
        )
        .cut_off(r#"{"intent":"refuse","reason":"a"}"#)
        .text("I would rather not.");
    let Err(OnceError::Reply(ParseError::UnknownStep { name, nearest, .. })) = step(&model).await
    else {
        panic!("an invented tool was taken");
    };
    assert_eq!(
        (&*name, nearest.as_deref()),
        ("create_payment_lnk", Some("create_payment_link"))
    );
    assert!(matches!(
        step(&model).await,
        Err(OnceError::Reply(ParseError::SeveralSteps { count: 2 }))
    ));
    let wrong = step(&model).await.unwrap_err().to_string();
    assert!(wrong.contains("/amount"), "{wrong}");
    assert!(matches!(
        step(&model).await,
        Err(OnceError::Reply(ParseError::CutOff))
    ));
    assert!(matches!(
        step(&model).await,
        Err(OnceError::Reply(ParseError::NoJson { .. }))
    ));
    assert_eq!(RUNS.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn texts_are_classified_into_an_enum() {
    let model = ScriptedModel::new()
        .text(r#"{"Intent":"status"}"#)
        .text("refund")
        .text(r#"{"Intent":"stats"}"#);
    let classify = async || classify::<Intent>(&model, "Classify.", "where is it?").await;
    assert_eq!(classify().await.unwrap(), Intent::Status);
    assert_eq!(classify().await.unwrap(), Intent::Refund);
    let error = classify().await.unwrap_err().to_string();
    assert!(error.contains("stats"), "{error}");
    let request: serde_json::Value = serde_json::from_str(&model.requests()[0]).unwrap();
    let schema = &request["response_format"]["json_schema"]["schema"];
    assert_eq!(schema["required"], serde_json::json!(["Intent"]));
    assert_eq!(request["messages"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn structs_are_read_out_of_texts() {
    let model = ScriptedModel::new()
        .text(r#"{"order_id":"A-1001","reason":null}"#)
        .text(r#"{"reason":"late"}"#);
    let extract = async || extract::<RefundRequest>(&model, "Extract.", "money back").await;
    let order_id = "A-1001".to_owned();
    assert_eq!(
        extract().await.unwrap(),
        RefundRequest {
            order_id,
            reason: None
        }
    );
    let error = extract().await.unwrap_err().to_string();
    assert!(error.contains("/order_id"), "{error}");
}
