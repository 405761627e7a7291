use serde_json::{Value, json};

use super::{AnthropicDialect, normal};
use crate::message::{
    Delta, Effort, InputPart, Media, Message, MessageCall, MessageResult, Output, Reply, ReplyCall,
    RequestMessage, RequestOutput, Said, Settings, Stop, ToolChoice, ToolDefinition, Usage,
};
use crate::wire::probe::{at_every_byte, no_beginning_has_a_call, same_reply};
use crate::wire::read;
use crate::wire::{Body, Dialect, ErrorKind, Head, WireError, read_stream};

const DIALECT: &AnthropicDialect = &AnthropicDialect;

const ADD: ToolDefinition<'static> = ToolDefinition {
    name: "add",
    description: "Add two numbers.",
    parameters: r#"{"type":"object","properties":{"a":{"type":"number"}}}"#,
    strict: Some(true),
};

fn body(messages: &[Message<'_>]) -> String {
    let settings = Settings::new("claude-1");
    Body::whole(DIALECT, &Head::new(&settings), messages).to_text()
}

fn head(settings: &Settings, output: &Output<'_>) -> String {
    let head = Head::new(settings).output(output);
    Body::whole(DIALECT, &head, &[]).to_text()
}

fn said(json: &str) -> Said {
    Said {
        dialect: "anthropic".to_owned(),
        json: json.to_owned(),
    }
}

#[test]
fn a_conversation_with_tools_is_written_whole() {
    let settings = Settings {
        temperature: Some(0.5),
        max_output_tokens: Some(1000),
        ..Settings::new("claude-1")
    };
    let output = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Required,
    };
    let head = Head {
        system: &["You add."],
        stream: true,
        ..Head::new(&settings).output(&output)
    };
    let thought = said(
        r#"[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"tool_use","id":"t2","name":"add","input":{"a":3.0}}]"#,
    );
    let call = |id, arguments| MessageCall {
        id,
        name: "add",
        arguments,
    };
    let messages = [
        Message::User("1 and 2?"),
        Message::Assistant {
            text: Some("I add."),
            calls: &[call("t1", r#"{"a":1}"#), call("t2", "")],
            said: None,
        },
        Message::ToolResults(&[
            MessageResult {
                id: "t1",
                name: "add",
                content: "3",
                failed: false,
            },
            MessageResult {
                id: "t2",
                name: "add",
                content: "no numbers",
                failed: true,
            },
        ]),
        Message::Assistant {
            text: None,
            calls: &[call("t2", r#"{"a":3}"#)],
            said: Some(&thought),
        },
    ];
    assert_eq!(
        Body::whole(DIALECT, &head, &messages).to_text(),
        concat!(
            r#"{"model":"claude-1","max_tokens":1000,"temperature":0.5,"stream":true,"#,
            r#""tools":[{"name":"add","description":"Add two numbers.","#,
            r#""input_schema":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true}],"#,
            r#""tool_choice":{"type":"any"},"system":"You add.","messages":["#,
            r#"{"role":"user","content":"1 and 2?"},"#,
            r#"{"role":"assistant","content":[{"type":"text","text":"I add."},"#,
            r#"{"type":"tool_use","id":"t1","name":"add","input":{"a":1}},"#,
            r#"{"type":"tool_use","id":"t2","name":"add","input":{}}]},"#,
            r#"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"3"},"#,
            r#"{"type":"tool_result","tool_use_id":"t2","content":"no numbers","is_error":true}]},"#,
            r#"{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},"#,
            r#"{"type":"tool_use","id":"t2","name":"add","input":{"a":3.0}}]}]}"#,
        )
    );
    let whole = Body::whole(DIALECT, &head, &messages).to_text();
    for count in 0..messages.len() {
        let before = Body::whole(DIALECT, &head, &messages[..count]).to_text();
        assert!(whole.starts_with(before.trim_end_matches("]}")), "{before}");
    }
}

#[test]
fn pictures_and_documents_are_blocks() {
    let parts = [
        InputPart::Text("See:".into()),
        InputPart::Image(Media::base64("image/png", "aGk=")),
        InputPart::File(Media::url("https://example.com/a.pdf").named("a.pdf")),
        InputPart::File(Media::base64("text/markdown", "aGk=")),
    ];
    let written = body(&[Message::UserParts(&parts)]);
    assert!(
        written.ends_with(concat!(
            r#""messages":[{"role":"user","content":[{"type":"text","text":"See:"},"#,
            r#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},"#,
            r#"{"type":"document","source":{"type":"url","url":"https://example.com/a.pdf"},"title":"a.pdf"},"#,
            r#"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"hi"}}]}]}"#,
        )),
        "{written}"
    );
    let read = DIALECT.decode_request(&body(&[Message::UserParts(&parts[..3])]));
    let read = read.expect("it is a request").messages;
    assert_eq!(read, [RequestMessage::UserParts(parts[..3].to_vec())]);
}

#[test]
fn what_the_provider_refuses_is_not_written() {
    let calls = [MessageCall {
        id: "functions.add:0",
        name: "add",
        arguments: r#"{"a": 1"#,
    }];
    let turn = |said| Message::Assistant {
        text: Some(" \n"),
        calls: &calls,
        said,
    };
    let written = concat!(
        r#"{"role":"assistant","content":[{"type":"tool_use","id":"functions_add_0","name":"add","#,
        r#""input":{"INVALID_JSON":"{\"a\": 1"}}]}]}"#,
    );
    assert!(
        body(&[turn(None)]).ends_with(written),
        "{}",
        body(&[turn(None)])
    );
    let foreign = Said {
        dialect: "gemini".into(),
        json: "[1]".into(),
    };
    assert!(body(&[turn(Some(&foreign))]).ends_with(written));
    let blank = said(r#"[{"type":"text","text":"\n"},{"type":"later","x":1.10}]"#);
    let kept = r#"{"role":"assistant","content":[{"type":"later","x":1.10}]}]}"#;
    assert!(body(&[turn(Some(&blank))]).ends_with(kept));
}

#[test]
fn a_model_that_thinks_is_not_forced_to_call() {
    let tools = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Named("add"),
    };
    let mut settings = Settings {
        reasoning: Some(Effort::Minimal),
        ..Settings::new("m")
    };
    let written = head(&settings, &tools);
    assert!(written.contains(r#""thinking":{"type":"adaptive"},"output_config":{"effort":"low"}"#));
    assert!(
        written.contains(r#""tool_choice":{"type":"auto"}"#),
        "{written}"
    );
    settings.reasoning = Some(Effort::None);
    let written = head(&settings, &tools);
    assert!(
        written.contains(r#""thinking":{"type":"disabled"},"tools""#),
        "{written}"
    );
    assert!(written.contains(r#""tool_choice":{"type":"tool","name":"add"}"#));
}

#[test]
fn extra_settings_stand_where_they_belong() {
    let extra = [
        ("output_config.task_budget", r#"{"total":9}"#),
        ("max_tokens", "7"),
        ("top_k", "4"),
        ("stop_sequences", "null"),
    ];
    let settings = Settings {
        extra: extra.map(|(name, json)| (name.into(), json.into())).into(),
        ..Settings::new("m")
    };
    let json = Output::Json {
        name: "Answer",
        schema: r#"{"type":"object"}"#,
        strict: Some(true),
    };
    assert_eq!(
        head(&settings, &json),
        concat!(
            r#"{"model":"m","output_config":{"format":{"type":"json_schema","schema":{"type":"object"}},"#,
            r#""task_budget":{"total":9}},"max_tokens":7,"top_k":4,"messages":[]}"#,
        )
    );
    assert_eq!(
        head(&Settings::new("m"), &Output::Text),
        r#"{"model":"m","max_tokens":8192,"messages":[]}"#
    );
}

#[test]
fn an_answer_keeps_what_is_not_words_and_calls() {
    let body = r#"{"type":"message","id":"msg_1","model":"claude-1-2","role":"assistant","content":[
        {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
        {"type":"text","text":"I ","citations":null},
        {"type":"server_tool_use","id":"s1","name":"search","input":{"q":1.10}},
        {"type":"text","text":"add."},
        {"type":"tool_use","id":"t1","name":"add","input":{"b":1.10, "a":12345678901234567890123}}],
        "stop_reason":"tool_use","usage":{"input_tokens":3,"cache_read_input_tokens":5,
        "cache_creation_input_tokens":7,"output_tokens":11,"output_tokens_details":{"thinking_tokens":2}}}"#;
    let reply = DIALECT.decode(body).expect("it is an answer");
    assert_eq!(reply.text.as_deref(), Some("I add."));
    assert_eq!(reply.reasoning.as_deref(), Some("Hm."));
    assert_eq!(
        reply.calls[0].arguments,
        r#"{"b":1.10, "a":12345678901234567890123}"#
    );
    assert_eq!(
        (reply.id.as_deref(), &*reply.model),
        (Some("msg_1"), "claude-1-2")
    );
    assert_eq!(reply.stop, Stop::ToolCalls);
    let usage = Usage {
        input: 15,
        output: 11,
        cached_input: 5,
        cache_write: 7,
        reasoning: 2,
    };
    assert_eq!(reply.usage, Some(usage));
    let own = reply.said.as_ref().expect("its own words are needed");
    assert!(
        own.json.contains(r#""input":{"q":1.10}"#) && own.json.contains("c2ln"),
        "{}",
        own.json
    );
    same_reply(DIALECT, &reply);
}

#[test]
fn words_and_calls_need_no_words_of_their_own() {
    for content in [
        r#"[{"type":"text","text":"Hi"}]"#,
        r#"[{"type":"text","text":"Hi","citations":[]},{"type":"tool_use","id":"1","name":"a","input":{}}]"#,
        "[]",
    ] {
        let body = format!(r#"{{"content":{content},"stop_reason":"end_turn"}}"#);
        assert_eq!(
            DIALECT.decode(&body).expect(content).said,
            None,
            "{content}"
        );
    }
    for content in [
        r#"[{"type":"tool_use","id":"1","name":"a","input":{}},{"type":"text","text":"Hi"}]"#,
        r#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#,
        r#"[{"type":"tool_use","id":"1","name":"a","input":{},"caller":{"type":"direct"}}]"#,
        r#"[{"type":"redacted_thinking","data":"x"},{"type":"text","text":"a"}]"#,
    ] {
        let body = format!(r#"{{"content":{content},"stop_reason":"end_turn"}}"#);
        let reply = DIALECT.decode(&body).expect(content);
        assert_eq!(reply.said, Some(said(content)));
    }
}

#[test]
fn every_reason_to_stop_has_its_meaning() {
    for (reason, stop) in [
        (r#""end_turn""#, Stop::End),
        (r#""stop_sequence""#, Stop::End),
        (r#""tool_use""#, Stop::ToolCalls),
        (r#""max_tokens""#, Stop::Length),
        (r#""model_context_window_exceeded""#, Stop::Length),
        (r#""pause_turn""#, Stop::Pause),
        (r#""refusal""#, Stop::Refusal),
        (r#""compaction""#, Stop::Other("compaction".into())),
        ("null", Stop::Missing),
    ] {
        let body = format!(r#"{{"content":[],"stop_reason":{reason}}}"#);
        assert_eq!(DIALECT.decode(&body).expect(reason).stop, stop);
    }
    let refused = r#"{"content":[],"stop_reason":"refusal","stop_details":{"type":"refusal","explanation":"No."}}"#;
    let reply = DIALECT.decode(refused).expect("it is an answer");
    assert_eq!(reply.refusal.as_deref(), Some("No."));
    same_reply(DIALECT, &reply);
}

#[test]
fn errors_say_what_to_decide_by() {
    for (status, code, message, kind) in [
        (
            400,
            "invalid_request_error",
            "messages: empty",
            ErrorKind::BadRequest,
        ),
        (
            400,
            "invalid_request_error",
            "prompt is too long: 9 tokens > 8 maximum",
            ErrorKind::TooLong,
        ),
        (
            400,
            "invalid_request_error",
            "Your credit balance is too low",
            ErrorKind::Quota,
        ),
        (
            401,
            "authentication_error",
            "invalid x-api-key",
            ErrorKind::Auth,
        ),
        (402, "billing_error", "", ErrorKind::Quota),
        (403, "permission_error", "", ErrorKind::Auth),
        (404, "not_found_error", "model: x", ErrorKind::BadRequest),
        (413, "request_too_large", "", ErrorKind::TooLong),
        (429, "rate_limit_error", "", ErrorKind::RateLimit),
        (500, "api_error", "", ErrorKind::Server),
        (504, "timeout_error", "", ErrorKind::Timeout),
        (529, "overloaded_error", "", ErrorKind::Overloaded),
        (418, "new_error", "", ErrorKind::BadRequest),
    ] {
        let error =
            format!(r#"{{"type":"error","error":{{"type":"{code}","message":"{message}"}}}}"#);
        let read = DIALECT.decode_error(status, &error);
        assert_eq!((read.kind, read.code.as_deref()), (kind, Some(code)));
        if code != "new_error" {
            let inside = WireError::Provider(read);
            let stream = format!("event: error\ndata: {error}\n\n");
            assert_eq!(
                DIALECT.decode(&error).as_ref(),
                Err(&inside),
                "inside a 200"
            );
            assert_eq!(
                read_stream(DIALECT, stream.as_bytes()),
                Err(inside),
                "inside a stream"
            );
        }
    }
    let page = DIALECT.decode_error(502, "<html>bad gateway</html>");
    assert_eq!(
        (page.kind, page.message.as_str()),
        (ErrorKind::Server, "<html>bad gateway</html>")
    );
}

#[test]
fn what_is_no_answer_is_an_error() {
    for (body, missing) in [
        ("{}", "/content"),
        (r#"{"content":"Hi"}"#, "/content"),
        ("[]", "/content"),
    ] {
        let read = DIALECT.decode(body);
        assert!(
            matches!(read, Err(WireError::Empty { missing: at, .. }) if at == missing),
            "{read:?}"
        );
    }
    assert!(matches!(
        DIALECT.decode("<html>"),
        Err(WireError::NotJson { .. })
    ));
}

const STREAM: &str = concat!(
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\",\"model\":\"c\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":4,\"output_tokens\":1}}}\n\n",
    "event: ping\ndata: {\"type\": \"ping\"}\n\n",
    "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hé\"}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}\n\n",
    "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
    "data: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":[]}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"n\":1.0}}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"mood_delta\",\"mood\":{\"x\":2}}}\n\n",
    "data: {\"type\":\"content_block_stop\",\"index\":1}\n\n",
    "data: {\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"add\",\"input\":{}}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \"}}\n\n",
    "data: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}}\n\n",
    "data: {\"type\":\"content_block_stop\",\"index\":2}\n\n",
    "data: {\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"now\",\"input\":{}}}\n\n",
    "data: {\"type\":\"content_block_stop\",\"index\":3}\n\n",
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}\n\n",
    "data: {\"type\":\"message_stop\"}\n\n",
);

#[test]
fn a_stream_is_put_together() {
    let (reply, deltas) = at_every_byte(DIALECT, STREAM);
    assert_eq!(
        (reply.text.as_deref(), reply.reasoning.as_deref()),
        (Some("Hi"), Some("Hé"))
    );
    let arguments: Vec<&str> = reply
        .calls
        .iter()
        .map(|call| call.arguments.as_str())
        .collect();
    assert_eq!(arguments, [r#"{"a": 1}"#, "{}"]);
    let usage = reply.usage.expect("it was counted");
    assert_eq!((usage.input, usage.cached_input, usage.output), (7, 4, 9));
    assert_eq!(
        reply.said.expect("its own words are needed").json,
        concat!(
            r#"[{"type":"thinking","thinking":"Hé","signature":"c2ln"},"#,
            r#"{"type":"text","text":"Hi","citations":[{"n":1.0}],"mood":{"x":2}},"#,
            r#"{"type":"tool_use","id":"t1","name":"add","input":{"a": 1}},"#,
            r#"{"type":"tool_use","id":"t2","name":"now","input":{}}]"#,
        )
    );
    let told: String = deltas
        .iter()
        .map(|delta| match delta {
            Delta::Text(text) => format!("[{text}]"),
            Delta::Reasoning(text) => format!("({text})"),
            Delta::CallStarted { index, name, .. } => format!("{index}{name}:"),
            Delta::CallArguments { index, text } => format!("{index}{text};"),
            _ => String::new(),
        })
        .collect();
    assert_eq!(told, r#"(Hé)[Hi]0add:0{"a": ;01};1now:1{};"#);
    no_beginning_has_a_call(DIALECT, STREAM);
}

#[test]
fn a_call_cut_at_the_limit_is_kept_as_it_came() {
    let stream = STREAM
        .replace("\"partial_json\":\"1}\"", "\"partial_json\":\"1\"")
        .replace(
            "\"stop_reason\":\"tool_use\"",
            "\"stop_reason\":\"max_tokens\"",
        );
    let reply = read_stream(DIALECT, stream.as_bytes()).expect("it is an answer");
    assert_eq!(reply.stop, Stop::Length);
    assert_eq!(reply.calls[0].arguments, r#"{"a": 1"#);
    let own = reply.said.as_ref().expect("its own words are needed");
    assert!(
        own.json.contains(r#""input":{"INVALID_JSON":"{\"a\": 1"}"#),
        "{}",
        own.json
    );
    same_reply(DIALECT, &reply);
}

#[test]
fn a_stream_without_its_frame_is_an_error() {
    for (stream, wanted) in [
        (
            "data: {\"type\":\"message_stop\"}\n\n",
            "before its end mark",
        ),
        (
            "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n",
            "/index",
        ),
        (
            "data: {\"type\":\"content_block_start\",\"index\":0}\n\n",
            "/content_block",
        ),
        ("data: hello\n\ndata: {}\n\n", "not JSON"),
    ] {
        let error = read_stream(DIALECT, stream.as_bytes()).expect_err(stream);
        assert!(error.to_string().contains(wanted), "{error}");
    }
}

/// A request that is read and written again says the same, in one way of writing or another.
fn same_request(body: &str) {
    let said = |body: &str| {
        let mut body: Value = serde_json::from_str(body).expect("it is JSON");
        let Value::Array(messages) = body["messages"].take() else {
            panic!("it has messages")
        };
        let system = json!({ "role": "system", "content": body["system"].take() });
        body["system"] = normal::normal(vec![system]);
        body["messages"] = normal::normal(messages);
        body
    };
    let request = DIALECT.decode_request(body).expect("the request is read");
    let again = Body::of(DIALECT, &request).to_text();
    assert!(read::same(&said(&again), &said(body)), "{again}\n{body}");
}

#[test]
fn a_request_is_read_and_says_the_same() {
    for body in [
        r#"{"model":"m","max_tokens":5,"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"stream":false,"top_k":3,"metadata":{"user_id":"u"},"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"system":[{"type":"text","text":"a"}],"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"system":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"temperature":0.2,"top_p":0.30000000000000004,"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"thinking":{"type":"enabled","budget_tokens":9},"tools":[{"name":"a","input_schema":{}}],"tool_choice":{"type":"any"},"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"tools":[{"name":"a","input_schema":{},"cache_control":{}}],"tool_choice":{"type":"any"},"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"tools":[{"name":"a","input_schema":{}}],"tool_choice":{"type":"tool","name":"a","disable_parallel_tool_use":true},"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"output_config":{"format":{"type":"json_schema","schema":{}},"effort":"low"},"tools":[{"name":"a","input_schema":{}}],"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"thinking":{"type":"adaptive"},"output_config":{"effort":"max"},"messages":[]}"#,
        r#"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"},{"role":"assistant","content":"c"}]}"#,
        r#"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"x"}],"is_error":false}]}]}"#,
        r#"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}]}"#,
        r#"{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":" "}]}]}"#,
    ] {
        same_request(body);
    }
    for no_request in ["{}", "[]", r#"{"messages":{}}"#] {
        let read = DIALECT.decode_request(no_request);
        assert!(matches!(read, Err(WireError::Empty { .. })), "{no_request}");
    }
}

#[test]
fn a_request_of_ours_is_read_into_its_typed_forms() {
    let settings = Settings {
        reasoning: Some(Effort::High),
        ..Settings::new("m")
    };
    let output = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Auto,
    };
    let messages = [
        Message::User("Hi"),
        Message::Assistant {
            text: Some("Yes."),
            calls: &[MessageCall {
                id: "1",
                name: "add",
                arguments: "{}",
            }],
            said: None,
        },
        Message::ToolResults(&[MessageResult {
            id: "1",
            name: "",
            content: "3",
            failed: true,
        }]),
    ];
    let head = Head {
        system: &["You add."],
        ..Head::new(&settings).output(&output)
    };
    let body = Body::whole(DIALECT, &head, &messages).to_text();
    let read = DIALECT.decode_request(&body).expect("it is a request");
    let limited = Settings {
        max_output_tokens: Some(super::DEFAULT_MAX_TOKENS),
        ..settings
    };
    assert_eq!(
        (read.settings, read.system),
        (limited, vec!["You add.".to_owned()])
    );
    assert!(
        matches!(&read.output, RequestOutput::Tools { tools, .. } if tools[0].definition() == ADD)
    );
    assert_eq!(read.messages.len(), messages.len());
    for (read, written) in read.messages.iter().zip(messages) {
        read.with(|read| assert_eq!(*read, written));
    }
}

#[test]
fn an_answer_that_is_written_is_read_again() {
    same_reply(
        DIALECT,
        &Reply {
            text: Some("Hi \"é\"".into()),
            calls: vec![ReplyCall {
                id: "t1".into(),
                name: "add".into(),
                arguments: "[1".into(),
            }],
            stop: Stop::ToolCalls,
            model: "c".into(),
            ..Reply::default()
        },
    );
}
