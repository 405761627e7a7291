//! The dialects: whole requests byte for byte, and real answers of many servers.

use agent_core::message::{
    Effort, InputPart, Media, Message, MessageCall, MessageResult, Output, Reply, ReplyCall,
    RequestMessage, Said, Settings, Stop, ToolChoice, ToolDefinition, Usage,
};
use agent_core::port::{Answer, ModelError, ModelPlan, RawReply};
use agent_core::wire::{
    Body, DIALECTS, Dialect, ErrorKind, Head, OpenAiChatDialect, OpenAiResponsesDialect, WireError,
    read_stream,
};
use serde_json::{Value, json};

const EXCHANGES: &str = include_str!("../data/exchanges/openai-chat.jsonl");

fn settings() -> Settings {
    Settings {
        temperature: Some(0.2),
        max_output_tokens: Some(64),
        ..Settings::new("small-1")
    }
}

fn body(output: &Output<'_>, messages: &[Message<'_>]) -> String {
    let settings = settings();
    let head = Head::new(&settings).output(output);
    Body::whole(&OpenAiChatDialect, &head, messages).to_text()
}

fn decode(body: &Value) -> Result<Reply, WireError> {
    OpenAiChatDialect.decode(&body.to_string())
}

/// The reply to a message that stopped.
fn reply(message: &Value) -> Reply {
    decode(&json!({ "choices": [{ "message": message, "finish_reason": "stop" }] }))
        .expect("a reply")
}

const ADD: ToolDefinition<'_> = ToolDefinition {
    name: "add",
    description: "Add two \"numbers\".",
    parameters: r#"{"type":"object","properties":{"b":{"type":"number"},"a":{"type":"number"}}}"#,
    strict: Some(true),
};

#[test]
fn a_tool_turn_is_written_byte_for_byte() {
    let calls = [MessageCall {
        id: "call_1",
        name: "add",
        arguments: r#"{"a":1}"#,
    }];
    let messages = [
        Message::System("Be brief."),
        Message::User("1 and 2?\n\u{1}é"),
        Message::Assistant {
            text: None,
            calls: &calls,
            said: None,
        },
        Message::ToolResults(&[MessageResult {
            id: "call_1",
            name: "add",
            content: "3",
            failed: false,
        }]),
        Message::Assistant {
            text: Some("It is 3."),
            calls: &[],
            said: None,
        },
    ];
    let tools = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Required,
    };
    let expected = concat!(
        r#"{"model":"small-1","temperature":0.2,"max_completion_tokens":64,"#,
        r#""tools":[{"type":"function","function":{"name":"add","description":"Add two \"numbers\".","#,
        r#""parameters":{"type":"object","properties":{"b":{"type":"number"},"a":{"type":"number"}}},"strict":true}}],"#,
        r#""tool_choice":"required","messages":["#,
        r#"{"role":"system","content":"Be brief."},"#,
        r#"{"role":"user","content":"1 and 2?\n\u0001é"},"#,
        r#"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},"#,
        r#"{"role":"tool","tool_call_id":"call_1","content":"3"},"#,
        r#"{"role":"assistant","content":"It is 3."}]}"#,
    );
    assert_eq!(body(&tools, &messages), expected);
}

#[test]
fn a_schema_for_the_answer_is_written_byte_for_byte() {
    let output = Output::Json {
        name: "ticket",
        schema: r#"{"type":"object"}"#,
        strict: Some(false),
    };
    let expected = concat!(
        r#"{"model":"small-1","temperature":0.2,"max_completion_tokens":64,"response_format":{"type":"json_schema","#,
        r#""json_schema":{"name":"ticket","strict":false,"schema":{"type":"object"}}},"messages":[]}"#,
    );
    assert_eq!(body(&output, &[]), expected);
}

#[test]
fn a_named_choice_names_it_and_no_tools_send_no_choice() {
    let named = body(
        &Output::Tools {
            tools: &[ADD],
            choice: ToolChoice::Named("add"),
        },
        &[],
    );
    assert!(
        named.contains(r#""tool_choice":{"type":"function","function":{"name":"add"}}"#),
        "{named}"
    );
    let none = body(
        &Output::Tools {
            tools: &[],
            choice: ToolChoice::Required,
        },
        &[],
    );
    assert!(!none.contains("tool"), "{none}");
}

#[test]
fn responses_writes_a_tool_turn_byte_for_byte() {
    let calls = [MessageCall {
        id: "call_1",
        name: "add",
        arguments: r#"{"a":1}"#,
    }];
    let said = Said {
        dialect: "openai_responses".into(),
        json: r#"[{"type":"reasoning","id":"rs_1","summary":[]},{"type":"message","id":"m1"}]"#
            .into(),
    };
    let messages = [
        Message::User("1 and 2?"),
        Message::Assistant {
            text: Some("Well:"),
            calls: &calls,
            said: None,
        },
        Message::ToolResults(&[MessageResult {
            id: "call_1",
            name: "add",
            content: "3",
            failed: false,
        }]),
        Message::Assistant {
            text: Some("It is 3."),
            calls: &[],
            said: Some(&said),
        },
    ];
    let settings = Settings {
        reasoning: Some(Effort::Low),
        seed: Some(7),
        extra: [("store".to_owned(), "false".to_owned())].into(),
        ..settings()
    };
    let head = Head {
        system: &["Be brief.", "Be kind."],
        stream: true,
        ..Head::new(&settings)
    };
    let tools = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Named("add"),
    };
    let expected = concat!(
        r#"{"model":"small-1","temperature":0.2,"max_output_tokens":64,"#,
        r#""reasoning":{"effort":"low"},"include":["reasoning.encrypted_content"],"#,
        r#""tools":[{"type":"function","name":"add","description":"Add two \"numbers\".","#,
        r#""parameters":{"type":"object","properties":{"b":{"type":"number"},"a":{"type":"number"}}},"strict":true}],"#,
        r#""tool_choice":{"type":"function","name":"add"},"stream":true,"#,
        r#""instructions":"Be brief.\n\nBe kind.","store":false,"input":["#,
        r#"{"role":"user","content":"1 and 2?"},{"type":"message","role":"assistant","content":"Well:"},"#,
        r#"{"type":"function_call","call_id":"call_1","name":"add","arguments":"{\"a\":1}"},"#,
        r#"{"type":"function_call_output","call_id":"call_1","output":"3"},"#,
        r#"{"type":"reasoning","id":"rs_1","summary":[]},{"type":"message","id":"m1"}]}"#,
    );
    let body = Body::whole(&OpenAiResponsesDialect, &head.output(&tools), &messages);
    assert_eq!(body.to_text(), expected);
    let read = OpenAiResponsesDialect
        .decode_request(expected)
        .expect("a request");
    assert_eq!(
        (read.settings.reasoning, read.messages.len()),
        (Some(Effort::Low), 4)
    );
    let again = Body::of(&OpenAiResponsesDialect, &read).to_text();
    assert_eq!(again, expected);
}

#[test]
fn pictures_and_files_are_written_and_read_again() {
    let parts = [
        InputPart::Text("What is this?".into()),
        InputPart::Image(Media::base64("image/png", "iVBORw0KGgo=")),
        InputPart::Image(Media::url("https://example.org/a.png")),
        InputPart::File(Media::base64("application/pdf", "JVBERi0=").named("a.pdf")),
    ];
    let settings = settings();
    for dialect in [&OpenAiChatDialect as &dyn Dialect, &OpenAiResponsesDialect] {
        let body = Body::whole(
            dialect,
            &Head::new(&settings),
            &[Message::UserParts(&parts)],
        );
        let read = dialect.decode_request(&body.to_text()).expect("a request");
        let [RequestMessage::UserParts(read)] = &*read.messages else {
            panic!("{read:?}")
        };
        assert_eq!(*read, parts, "{}", dialect.name());
    }
}

#[test]
fn what_a_request_has_of_its_own_is_kept() {
    let written = json!({
        "model": "m", "temperature": 0.7, "top_k": 40, "logit_bias": { "5": -100 }, "stream": true,
        "tools": [{ "type": "web_search", "max_uses": 3 }], "tool_choice": "auto",
        "messages": [
            { "role": "developer", "content": "x" },
            { "role": "user", "content": "y", "name": "z" },
            { "role": "assistant", "content": null, "reasoning_content": "Hm.", "tool_calls":
                [{ "id": "c", "type": "function", "function": { "name": "f", "arguments": "{}" } }] },
            { "role": "tool", "tool_call_id": "c", "content": "1" },
        ],
    });
    let read = OpenAiChatDialect
        .decode_request(&written.to_string())
        .expect("a request");
    assert_eq!(read.settings.temperature, Some(0.7));
    assert_eq!(read.settings.extra["top_k"], "40");
    assert!(matches!(&read.messages[0], RequestMessage::Raw(_)));
    assert!(
        matches!(&read.messages[2], RequestMessage::Assistant { calls, said: Some(_), .. } if calls.len() == 1)
    );
    assert!(
        matches!(&read.messages[3], RequestMessage::ToolResults(results) if results[0].name == "f")
    );
    let again: Value =
        serde_json::from_str(&Body::of(&OpenAiChatDialect, &read).to_text()).expect("JSON");
    assert_eq!(again, written);
}

/// The chunks of a stream as a server sends them.
fn sse(chunks: &[Value]) -> String {
    let event = |chunk: &Value| match chunk.as_str() {
        Some(words) => format!("data: {words}\n\n"),
        None => format!("data: {chunk}\n\n"),
    };
    chunks.iter().map(event).collect()
}

fn chunk(delta: &Value, reason: Option<&str>) -> Value {
    json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": reason }] })
}

#[test]
fn calls_are_put_together_whatever_the_server_counts() {
    let piece = |index: Option<u64>, id: &str, name: &str, arguments: &str| {
        let function = json!({ "name": name, "arguments": arguments });
        let call = json!({ "index": index, "id": id, "function": function });
        chunk(&json!({ "tool_calls": [call] }), None)
    };
    let end = chunk(&json!({}), Some("tool_calls"));
    let streams = [
        // By number, the usual way, and mixed.
        vec![
            piece(Some(0), "a", "f", ""),
            piece(Some(1), "b", "g", "{\"y\""),
            piece(Some(0), "", "", "{\"x\":1}"),
            piece(Some(1), "", "", ":2}"),
        ],
        // Every call has the same number.
        vec![
            piece(Some(0), "a", "f", "{\"x\":1}"),
            piece(Some(0), "b", "g", "{\"y\":2}"),
        ],
        // No numbers; the id stands in the first piece, or in each.
        vec![
            piece(None, "a", "f", "{\"x\""),
            piece(None, "", "", ":1}"),
            piece(None, "b", "g", "{\"y\""),
            piece(None, "b", "", ":2}"),
        ],
        // The name is repeated in each piece.
        vec![
            piece(Some(0), "a", "f", "{\"x\""),
            piece(Some(0), "a", "f", ":1}"),
            piece(Some(1), "b", "g", "{\"y\":2}"),
        ],
    ];
    for mut chunks in streams {
        chunks.push(end.clone());
        let stream = sse(&chunks);
        let reply = read_stream(&OpenAiChatDialect, stream.as_bytes()).expect("a reply");
        let calls: Vec<_> = reply
            .calls
            .iter()
            .map(|c| (&*c.id, &*c.name, &*c.arguments))
            .collect();
        assert_eq!(
            calls,
            [("a", "f", "{\"x\":1}"), ("b", "g", "{\"y\":2}")],
            "{stream}"
        );
    }
}

#[test]
fn a_stream_without_its_end_is_no_answer() {
    let called = json!({ "tool_calls": [{ "index": 0, "id": "a", "function": { "name": "f", "arguments": "{}" } }] });
    let begun = chunk(&called, None);
    let cut = read_stream(
        &OpenAiChatDialect,
        sse(std::slice::from_ref(&begun)).as_bytes(),
    );
    assert_eq!(cut, Err(WireError::CutOff { events: 1 }));
    let done = read_stream(
        &OpenAiChatDialect,
        sse(&[begun, json!("[DONE]")]).as_bytes(),
    );
    assert_eq!(
        done.map(|reply| (reply.calls.len(), reply.stop)),
        Ok((1, Stop::Missing))
    );
    let created = json!({ "type": "response.created", "response": { "status": "in_progress", "output": [] } });
    let cut = read_stream(&OpenAiResponsesDialect, sse(&[created]).as_bytes());
    assert_eq!(cut, Err(WireError::CutOff { events: 1 }));
}

#[test]
fn errors_inside_streams_are_typed() {
    let begun = chunk(&json!({ "content": "Hi" }), None);
    for (event, kind) in [
        (
            json!({ "error": { "message": "slow down", "code": 429 } }),
            ErrorKind::RateLimit,
        ),
        (
            json!({ "error": { "message": "x", "type": "overloaded_error" } }),
            ErrorKind::Overloaded,
        ),
        (json!({ "error": "down" }), ErrorKind::Server),
        (chunk(&json!({}), Some("error")), ErrorKind::Server),
        (
            json!({ "object": "error", "message": "too long: maximum context length is 8", "code": 400 }),
            ErrorKind::TooLong,
        ),
    ] {
        let read = read_stream(
            &OpenAiChatDialect,
            sse(&[begun.clone(), event.clone()]).as_bytes(),
        );
        assert_eq!(read.map_err(|error| error.kind()), Err(kind), "{event}");
    }
    for (event, kind) in [
        (
            json!({ "type": "error", "code": "rate_limit_exceeded", "message": "x" }),
            ErrorKind::RateLimit,
        ),
        (
            json!({ "type": "response.failed", "response": { "status": "failed", "output": [],
            "error": { "code": "server_error", "message": "x" } } }),
            ErrorKind::Server,
        ),
        (
            json!({ "type": "response.failed", "response": { "status": "failed", "output": [],
            "error": { "code": "invalid_prompt", "message": "x" } } }),
            ErrorKind::BadRequest,
        ),
    ] {
        let read = read_stream(
            &OpenAiResponsesDialect,
            sse(std::slice::from_ref(&event)).as_bytes(),
        );
        assert_eq!(read.map_err(|error| error.kind()), Err(kind), "{event}");
    }
}

#[test]
fn a_server_that_ignores_the_wish_for_a_stream_is_understood() {
    let whole = json!({ "choices": [{ "message": { "content": "Hi" }, "finish_reason": "stop" }] });
    let text = serde_json::to_string_pretty(&whole).expect("JSON");
    let read = read_stream(&OpenAiChatDialect, text.as_bytes());
    assert_eq!(read.map(|reply| reply.text), Ok(Some("Hi".into())));
    let page = read_stream(&OpenAiChatDialect, b"<html>\ndata: no\n</html>");
    assert_eq!(page.map_err(|error| error.kind()), Err(ErrorKind::Reply));
}

#[test]
fn reasoning_goes_back_under_the_name_it_came_with() {
    for (name, value) in [
        ("reasoning", json!("Hm.")),
        ("reasoning_content", json!("Hm.")),
        (
            "reasoning_details",
            json!([{ "type": "reasoning.text", "text": "Hm.", "index": 0 }]),
        ),
    ] {
        let reply = reply(&json!({ "role": "assistant", "content": "Hi", name: value }));
        assert_eq!(reply.reasoning.as_deref(), Some("Hm."), "{name}");
        let said: Value = serde_json::from_str(&reply.said.expect("said").json).expect("JSON");
        assert_eq!(
            said,
            json!({ "role": "assistant", "content": "Hi", name: value })
        );
    }
    assert_eq!(reply(&json!({ "content": "Hi" })).said, None);
}

#[test]
fn f3_13_the_next_turn_begins_with_this_turns_bytes() {
    let tools = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Auto,
    };
    let one = body(&tools, &[Message::User("one")]);
    let two = body(&tools, &[Message::User("one"), Message::User("two")]);
    let kept = one.strip_suffix("]}").expect("the tail");
    assert!(two.starts_with(kept), "{one}\n{two}");
}

/// Every answer in the data, with the row's id.
fn answers(rows: &str) -> Vec<(String, u16, Value)> {
    let mut all = Vec::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("a row");
        for exchange in row["exchanges"].as_array().expect("exchanges") {
            let response = &exchange["response"];
            if let Some(body) = response.get("json") {
                let status = response["status"]
                    .as_u64()
                    .and_then(|s| u16::try_from(s).ok());
                all.push((
                    row["id"].to_string(),
                    status.expect("a status"),
                    body.clone(),
                ));
            }
        }
    }
    all
}

/// Compares what was read with what the body says, found by another path.
fn compare(id: &str, body: &Value, reply: &Reply) {
    let choice = &body["choices"][0];
    let message = &choice["message"];
    let calls = message["tool_calls"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert_eq!(reply.calls.len(), calls.len(), "{id}");
    for (read, sent) in reply.calls.iter().zip(&calls) {
        assert_eq!(json!(read.name), sent["function"]["name"], "{id}");
        assert_eq!(json!(read.arguments), sent["function"]["arguments"], "{id}");
        assert_eq!(json!(read.id), sent["id"], "{id}");
    }
    if let Some(content) = message["content"].as_str() {
        assert_eq!(reply.text.as_deref().unwrap_or_default(), content, "{id}");
    }
    assert!(
        reply.text.is_some()
            || reply.refusal.is_some()
            || !reply.calls.is_empty()
            || reply.reasoning.is_some(),
        "{id}: nothing was read"
    );
    let usage = reply.usage.expect("usage");
    assert_eq!(json!(usage.input), body["usage"]["prompt_tokens"], "{id}");
    assert_eq!(
        json!(usage.output),
        body["usage"]["completion_tokens"],
        "{id}"
    );
    assert_eq!(json!(reply.model), body["model"], "{id}");
    assert_eq!(
        reply.stop == Stop::Missing,
        choice["finish_reason"] == "",
        "{id}"
    );
}

/// Counts replies, errors inside a 2xx, and other statuses.
fn read_all(rows: &str) -> (usize, usize, usize) {
    let mut counts = (0, 0, 0);
    for (id, status, body) in answers(rows) {
        let raw = RawReply {
            status,
            body: body.to_string(),
            retry_after_ms: None,
        };
        let plan = ModelPlan {
            dialect: &OpenAiChatDialect,
            settings: Settings::default(),
            host: String::new(),
        };
        match Answer::read(plan, raw) {
            Ok(Answer { reply, .. }) => {
                compare(&id, &body, &reply);
                counts.0 += 1;
            }
            Err(ModelError::Decode { error, .. }) => {
                assert!(body.get("choices").is_none(), "{id}: {error}");
                counts.1 += 1;
            }
            Err(ModelError::Status { error, .. }) => {
                let said = body["error"]["message"].as_str().expect("a message");
                assert!(error.message.starts_with(said), "{id}");
                counts.2 += 1;
            }
            Err(other) => panic!("{id}: {other}"),
        }
    }
    counts
}

#[test]
fn recorded_answers_of_many_servers_are_read() {
    assert_eq!(read_all(EXCHANGES), (19, 1, 5));
}

#[test]
fn absent_null_and_empty_content_are_all_no_text() {
    let calls = json!([{ "id": "c", "function": { "name": "add", "arguments": "{}" } }]);
    for message in [
        json!({ "tool_calls": calls }),
        json!({ "content": null, "tool_calls": calls }),
        json!({ "content": "", "tool_calls": calls }),
    ] {
        let reply = reply(&message);
        assert_eq!((reply.text, reply.calls.len()), (None, 1), "{message}");
    }
    assert_eq!(
        reply(&json!({ "content": "x", "tool_calls": null })).calls,
        []
    );
}

#[test]
fn arguments_may_be_an_object_null_or_absent() {
    let call = |arguments: Value| {
        reply(&json!({ "tool_calls": [{ "function": arguments }] }))
            .calls
            .remove(0)
    };
    let expected = |arguments: &str| ReplyCall {
        id: String::new(),
        name: "f".into(),
        arguments: arguments.into(),
    };
    assert_eq!(
        call(json!({ "name": "f", "arguments": { "a": 1 } })),
        expected(r#"{"a":1}"#)
    );
    assert_eq!(
        call(json!({ "name": "f", "arguments": null })),
        expected("")
    );
    assert_eq!(call(json!({ "name": "f" })), expected(""));
    assert_eq!(
        call(json!({ "name": "f", "arguments": "{oops" })),
        expected("{oops")
    );
}

#[test]
fn content_parts_are_joined_and_thinking_is_reasoning() {
    let reply = reply(&json!({ "content": [
        { "type": "thinking", "thinking": [{ "type": "text", "text": "Hm." }] },
        { "type": "text", "text": "Fo" }, { "type": "unheard_of" }, { "type": "text", "text": "ur" },
    ] }));
    assert_eq!(reply.text.as_deref(), Some("Four"));
    assert_eq!(reply.reasoning.as_deref(), Some("Hm."));
}

#[test]
fn every_finish_reason_has_its_stop() {
    let stop = |reason: Value| {
        decode(&json!({ "choices": [{ "message": {}, "finish_reason": reason }] }))
            .map(|reply| reply.stop)
    };
    assert_eq!(stop(json!("stop")), Ok(Stop::End));
    assert_eq!(stop(json!("tool_calls")), Ok(Stop::ToolCalls));
    assert_eq!(stop(json!("length")), Ok(Stop::Length));
    assert_eq!(stop(json!("content_filter")), Ok(Stop::ContentFilter));
    assert_eq!(stop(json!("eos")), Ok(Stop::End));
    assert_eq!(stop(json!("tired")), Ok(Stop::Other("tired".into())));
    assert_eq!(stop(json!(null)), Ok(Stop::Missing));
    assert_eq!(reply(&json!({ "refusal": "No." })).stop, Stop::Refusal);
}

#[test]
fn usage_may_be_missing_or_half_there() {
    let usage = |usage: Value| {
        decode(&json!({ "choices": [{ "message": {} }], "usage": usage })).map(|reply| reply.usage)
    };
    assert_eq!(usage(json!(null)), Ok(None));
    let half = json!({ "prompt_tokens": 7, "prompt_tokens_details": null, "completion_tokens_details": null });
    assert_eq!(
        usage(half),
        Ok(Some(Usage {
            input: 7,
            ..Usage::default()
        }))
    );
    let whole = json!({
        "prompt_tokens": 7, "completion_tokens": 5,
        "prompt_tokens_details": { "cached_tokens": 3 }, "completion_tokens_details": { "reasoning_tokens": 2 },
    });
    let expected = Usage {
        input: 7,
        output: 5,
        cached_input: 3,
        reasoning: 2,
        ..Usage::default()
    };
    assert_eq!(usage(whole), Ok(Some(expected)));
}

#[test]
fn a_page_in_place_of_json_is_a_typed_error() {
    let error = OpenAiChatDialect
        .decode("<html>\nnot here")
        .expect_err("no JSON");
    assert!(
        matches!(&error, WireError::NotJson { start, .. } if start == "<html> not here"),
        "{error:?}"
    );
    assert_eq!(error.kind(), ErrorKind::Reply);
}

#[test]
fn an_error_inside_a_200_is_a_typed_error() {
    let error =
        decode(&json!({ "error": { "message": "slow down", "code": 429 } })).expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::RateLimit);
    assert_eq!(
        error.to_string(),
        "the provider answered with an error: slow down (429)"
    );
    assert_eq!(
        decode(&json!({ "error": "down" })).map_err(|e| e.kind()),
        Err(ErrorKind::Server)
    );
    assert!(matches!(
        decode(&json!({ "choices": [] })),
        Err(WireError::Empty {
            missing: "/choices/0",
            ..
        })
    ));
}

#[test]
fn a_body_cut_at_any_byte_is_an_error() {
    let whole =
        json!({ "choices": [{ "message": { "content": "it is é" }, "finish_reason": "stop" }] })
            .to_string();
    assert!(OpenAiChatDialect.decode(&whole).is_ok());
    for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
        assert!(
            matches!(
                OpenAiChatDialect.decode(&whole[..end]),
                Err(WireError::NotJson { .. })
            ),
            "{end}"
        );
    }
}

#[test]
fn an_error_body_gives_its_kind() {
    let kind = |status, body: &str| OpenAiChatDialect.decode_error(status, body).kind;
    assert_eq!(kind(401, r#"{"error":{"message":"no"}}"#), ErrorKind::Auth);
    assert_eq!(kind(404, "not found"), ErrorKind::BadRequest);
    assert_eq!(kind(429, "{}"), ErrorKind::RateLimit);
    assert_eq!(
        kind(429, r#"{"error":{"code":"insufficient_quota"}}"#),
        ErrorKind::Quota
    );
    assert_eq!(
        kind(400, r#"{"error":{"code":"context_length_exceeded"}}"#),
        ErrorKind::TooLong
    );
    assert_eq!(
        kind(
            400,
            r#"{"error":{"code":400,"type":"exceed_context_size_error"}}"#
        ),
        ErrorKind::TooLong
    );
    assert_eq!(kind(529, ""), ErrorKind::Overloaded);
    assert_eq!(kind(500, ""), ErrorKind::Server);
    assert_eq!(kind(307, ""), ErrorKind::Redirect);
}

#[test]
fn a_reply_is_stored_compactly_and_comes_back() {
    let reply = reply(&json!({ "content": "Hi" }));
    let text = serde_json::to_string(&reply).expect("JSON");
    assert_eq!(text, r#"{"text":"Hi","stop":"end"}"#);
    assert_eq!(serde_json::from_str::<Reply>(&text).ok(), Some(reply));
}

/// What every stand-in writes, read again.
#[test]
fn an_answer_reads_the_same_whole_and_in_pieces() {
    let calls = |count: usize| {
        let call = |at| ReplyCall {
            id: format!("c{at}"),
            name: "add".into(),
            arguments: r#"{"a":"grüße 🦀"}"#.into(),
        };
        (0..count).map(call).collect::<Vec<_>>()
    };
    let replies = [
        Reply {
            text: Some("Grüße, 🦀!".into()),
            stop: Stop::End,
            ..Reply::default()
        },
        Reply {
            calls: calls(3),
            stop: Stop::ToolCalls,
            usage: Some(Usage {
                input: 9,
                output: 8,
                cached_input: 7,
                cache_write: 6,
                reasoning: 5,
            }),
            model: "small-1".into(),
            id: Some("r1".into()),
            ..Reply::default()
        },
        Reply {
            refusal: Some("I would rather not.".into()),
            stop: Stop::Refusal,
            ..Reply::default()
        },
    ];
    for dialect in &DIALECTS[..2] {
        for reply in &replies {
            let (whole, stream) = (dialect.encode_reply(reply), dialect.encode_stream(reply));
            // A refusal has no other way back than the provider's own words.
            let bare = |reply: Reply| Reply {
                said: None,
                ..reply
            };
            let read = dialect.decode(&whole).map(bare);
            assert_eq!(read.as_ref(), Ok(reply), "{whole}");
            let read = read_stream(*dialect, stream.as_bytes()).map(bare);
            assert_eq!(read.as_ref(), Ok(reply), "{stream}");
        }
    }
}
