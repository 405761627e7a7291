//! Replies that are no step: refused as a whole, told to the model, bounded.

use agent_core::context::Format;
use agent_core::message::Stop;
use agent_core::parse::feedback::FEEDBACK_CHARS;
use agent_core::reducer::Status;
use agent_core::testkit::ScriptedModel;
use serde_json::json;

use super::{DONE, DONE_TEXT, ORDER, Story, one_call, one_text, run};

#[tokio::test]
async fn an_unknown_tool_is_one_error_event_with_the_nearest_name() {
    let story = one_call("delete_everything", "{}").await;
    let refused = story.refused();
    assert_eq!(refused.error, "unknown_step");
    assert!(
        refused
            .feedback
            .starts_with("There is no step `delete_everything`"),
        "{}",
        refused.feedback
    );
    assert_eq!(
        story.kinds()[4..7],
        ["model_replied", "reply_refused", "model_asked"]
    );
    let near = one_call("devide", r#"{"a":1,"b":2}"#).await.refused();
    assert_eq!(
        near.feedback,
        "There is no step `devide`; did you mean `divide`?\nA valid call: divide {\"a\":1.5,\"b\":1.5}"
    );
}

#[tokio::test]
async fn a_wrong_intent_is_an_error_with_the_nearest_name() {
    let refused = one_text(r#"{"intent":"devide","a":1,"b":2}"#)
        .await
        .refused();
    assert_eq!(refused.error, "unknown_step");
    assert_eq!(
        refused.feedback,
        "There is no step `devide`; did you mean `divide`?\n\
         A valid reply: {\"intent\":\"divide\",\"a\":1.5,\"b\":1.5}"
    );
    let refused = one_text(r#"{"a":1,"b":2}"#).await.refused();
    assert!(
        ["missing_tag", "no_json"].contains(&refused.error.as_str()),
        "{refused:?}"
    );
    let refused = one_text(r#"{"intent":7,"a":1,"b":2}"#).await.refused();
    assert_ne!(refused.error, "");
}

/// Row F4.8: words alone are not "done".
#[tokio::test]
async fn plain_text_is_an_error_and_not_the_end() {
    for text in [
        "It is 12.",
        "I divided 3 by 4 and all is well!",
        "divide",
        "{}",
        "null",
    ] {
        let story = one_text(text).await;
        story.refused();
        assert_eq!(story.status, Status::Finished, "by the second reply");
        assert_eq!(story.requests.len(), 2);
    }
    // With native calls as well.
    let script = ScriptedModel::new().text("It is 12.").call(DONE.0, DONE.1);
    let story = run(script, Format::Messages).await;
    let told = story.refused().feedback;
    let (wrong, example) = told.split_once("\nA valid reply: ").unwrap();
    assert_eq!(wrong, "Expected JSON, got `It is 12.`");
    assert_eq!(one_text(example).await.runs, 1, "the example is one");
}

#[tokio::test]
async fn an_empty_reply_is_an_error() {
    let body = json!({"choices": [{"message": {"role": "assistant"}, "finish_reason": "stop"}]});
    let script = ScriptedModel::new()
        .raw(200, body.to_string())
        .call(DONE.0, DONE.1);
    let story = run(script, Format::Messages).await;
    assert_eq!(story.refused().error, "no_json");
}

#[tokio::test]
async fn bad_replies_are_bounded_and_then_the_flow_decides() {
    let script = ScriptedModel::new()
        .call("devide", "{}")
        .text("hm")
        .call("divide", "{}");
    let story = run(script, Format::Messages).await;
    assert_eq!((story.runs, story.refusals().len()), (0, 3));
    assert_eq!(story.status, Status::Stopped);
    // A good reply in between begins the count anew.
    let script = ScriptedModel::new()
        .text("hm")
        .text("hm")
        .call("look", "")
        .text("hm")
        .text("hm")
        .call(DONE.0, DONE.1);
    let story = run(script, Format::Messages).await;
    assert_eq!((story.runs, story.status), (1, Status::Finished));
}

#[tokio::test]
async fn one_bad_call_refuses_its_siblings() {
    let script = ScriptedModel::new()
        .calls([("look", "{}"), ("devide", "{}"), ("look", "{}")])
        .call(DONE.0, DONE.1);
    let story = run(script, Format::Messages).await;
    assert_eq!(story.refused().error, "unknown_step");
}

/// A reply of the chat dialect with any finish reason, or none.
fn raw(message: &serde_json::Value, finish: Option<&str>) -> String {
    json!({"choices": [{"message": message, "finish_reason": finish}]}).to_string()
}

/// The reply, and a way out if it was refused.
async fn cut(message: &serde_json::Value, finish: Option<&str>, format: Format) -> Story {
    let model = ScriptedModel::new().raw(200, raw(message, finish));
    let model = match format {
        Format::Messages => model.call(DONE.0, DONE.1),
        Format::Text(_) => model.text(DONE_TEXT),
    };
    run(model, format).await
}

/// Row F4.6, native calls.
#[tokio::test]
async fn a_call_cut_at_any_byte_never_runs() {
    let order = ORDER.replace("Ada", "Ada, ü \\\"}]");
    for at in (0..=order.len()).filter(|at| order.is_char_boundary(*at)) {
        let function = json!({"name": "place_order", "arguments": order[..at]});
        let call = json!({"tool_calls": [{"id": "c", "type": "function", "function": function}]});
        let whole = at == order.len();
        for finish in [
            Some("length"),
            Some("tool_calls"),
            Some("content_filter"),
            None,
        ] {
            let story = cut(&call, finish, Format::Messages).await;
            let cut = matches!(finish, Some("length" | "content_filter"));
            let runs = usize::from(whole && !cut);
            assert_eq!(story.runs, runs, "{finish:?} {}", &order[..at]);
            assert_eq!(story.refusals().len(), 1 - runs);
        }
    }
}

/// Row F4.6, replies that are text: with chatter before the step and a fence around it.
#[tokio::test]
async fn a_text_cut_at_any_byte_never_runs_what_it_cut() {
    let step = "- they want \"tea\" {and} cake\n- so:\n```json\n\
        {\"intent\":\"divide\",\"a\":12.5,\"b\":4}\n```\n";
    let end = step.rfind('}').unwrap() + 1;
    for at in 0..=step.len() {
        for finish in [Some("length"), Some("stop"), None] {
            let story = cut(&json!({"content": step[..at]}), finish, Format::XML).await;
            let runs = usize::from(at >= end && finish != Some("length"));
            assert_eq!(story.runs, runs, "{finish:?} {}", &step[..at]);
        }
    }
}

/// What was thought of before is not what was meant when the meant thing is cut off.
#[tokio::test]
async fn an_earlier_object_does_not_stand_in_for_the_one_that_is_cut() {
    let first = r#"{"intent":"divide","a":1,"b":2}"#;
    let second = r#"{"intent":"place_order","customer":"Ada","lines":[{"item":"tea","count":2}],"speed":"fast"}"#;
    let text = format!("First I thought of {first} but now {second}");
    let (begin, end) = (text.find(second).unwrap(), text.len());
    for at in begin + 1..end {
        let story = cut(&json!({"content": text[..at]}), None, Format::XML).await;
        assert_eq!(story.runs, 0, "{}", &text[..at]);
    }
    assert_eq!(one_text(&text).await.results(), [r#""Ada: 1 lines""#]);
}

#[tokio::test]
async fn a_body_cut_at_any_byte_is_the_models_failure() {
    let function = json!({"name": "look", "arguments": "{}"});
    let call = json!({"tool_calls": [{"id": "c", "type": "function", "function": function}]});
    let body = raw(&call, Some("tool_calls"));
    for at in 0..body.len() {
        let story = run(ScriptedModel::new().raw(200, &body[..at]), Format::Messages).await;
        assert_eq!((story.runs, story.status), (0, Status::Stopped), "{at}");
        assert!(story.kinds().contains(&"model_failed"));
    }
}

#[tokio::test]
async fn the_stop_reason_is_kept() {
    let script = ScriptedModel::new().cut_off("{\"intent\"").text(DONE_TEXT);
    let story = run(script, Format::XML).await;
    assert_eq!(story.refused().error, "truncated");
    let stops = story.facts(|fact| match fact {
        agent_core::event::Fact::ModelReplied(replied) => Some(replied.reply.stop),
        _ => None,
    });
    assert_eq!(stops, [Stop::Length, Stop::End]);
}

/// A reply of many beginnings and no end costs no more than its length.
#[tokio::test]
async fn tangled_text_is_refused_in_time() {
    for text in [
        "{".repeat(200_000),
        "[{".repeat(100_000),
        "{\"intent\":".repeat(50_000),
    ] {
        let story = one_text(&text).await;
        assert!(story.refused().feedback.chars().count() <= FEEDBACK_CHARS);
    }
}
