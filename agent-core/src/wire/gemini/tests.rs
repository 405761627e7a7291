use super::GeminiDialect;
use crate::message::{
    Delta, Effort, InputPart, Media, Message, MessageCall, MessageResult, Output, Reply, ReplyCall,
    RequestMessage, RequestOutput, Said, Settings, Stop, ToolChoice, ToolDefinition, Usage,
};
use crate::wire::probe::{at_every_byte, no_beginning_has_a_call, same_reply, same_request};
use crate::wire::{Body, Dialect, ErrorKind, Head, WireError, read_stream};

const DIALECT: &GeminiDialect = &GeminiDialect;

const ADD: ToolDefinition<'static> = ToolDefinition {
    name: "add",
    description: "Add two numbers.",
    parameters: r#"{"type":"object","properties":{"a":{"type":"number"}}}"#,
    strict: None,
};

fn body(messages: &[Message<'_>]) -> String {
    let settings = Settings::new("gemini-3-pro");
    Body::whole(DIALECT, &Head::new(&settings), messages).to_text()
}

fn head(settings: &Settings, output: &Output<'_>) -> String {
    let head = Head::new(settings).output(output);
    Body::whole(DIALECT, &head, &[]).to_text()
}

fn said(json: &str) -> Said {
    Said {
        dialect: "gemini".to_owned(),
        json: json.to_owned(),
    }
}

fn call<'a>(id: &'a str, arguments: &'a str) -> MessageCall<'a> {
    MessageCall {
        id,
        name: "add",
        arguments,
    }
}

fn result<'a>(id: &'a str, content: &'a str, failed: bool) -> MessageResult<'a> {
    MessageResult {
        id,
        name: "add",
        content,
        failed,
    }
}

#[test]
fn a_conversation_with_tools_is_written_whole() {
    let settings = Settings {
        temperature: Some(0.5),
        max_output_tokens: Some(1000),
        seed: Some(7),
        ..Settings::new("gemini-3-pro")
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
    let signed = said(
        r#"[{"functionCall":{"name":"add","args":{"a":1.0}},"thoughtSignature":"c2ln"},{"functionCall":{"args":{},"name":"add"}}]"#,
    );
    let messages = [
        Message::User("1 and 2?"),
        Message::Assistant {
            text: None,
            calls: &[call("call_1", r#"{"a":1}"#), call("call_2", "{}")],
            said: Some(&signed),
        },
        Message::ToolResults(&[
            result("call_1", r#"{"sum":3}"#, false),
            result("call_2", "no numbers", true),
        ]),
        Message::Assistant {
            text: Some("I add."),
            calls: &[call("call_3", r#"{"a":3}"#), call("", "")],
            said: None,
        },
        Message::ToolResults(&[result("call_3", "3", false), result("", "[3]", false)]),
    ];
    let whole = Body::whole(DIALECT, &head, &messages).to_text();
    assert_eq!(
        whole,
        concat!(
            r#"{"systemInstruction":{"role":"user","parts":[{"text":"You add."}]},"#,
            r#""tools":[{"functionDeclarations":[{"name":"add","description":"Add two numbers.","#,
            r#""parametersJsonSchema":{"type":"object","properties":{"a":{"type":"number"}}}}]}],"#,
            r#""toolConfig":{"functionCallingConfig":{"mode":"ANY"}},"#,
            r#""generationConfig":{"temperature":0.5,"maxOutputTokens":1000,"seed":7},"contents":["#,
            r#"{"role":"user","parts":[{"text":"1 and 2?"}]},"#,
            r#"{"role":"model","parts":[{"functionCall":{"id":"call_1","name":"add","args":{"a":1.0}},"thoughtSignature":"c2ln"},"#,
            r#"{"functionCall":{"id":"call_2","args":{},"name":"add"}}]},"#,
            r#"{"role":"user","parts":[{"functionResponse":{"name":"add","id":"call_1","response":{"sum":3}}},"#,
            r#"{"functionResponse":{"name":"add","id":"call_2","response":{"error":"no numbers"}}}]},"#,
            r#"{"role":"model","parts":[{"text":"I add."},"#,
            r#"{"functionCall":{"name":"add","args":{"a":3},"id":"call_3"},"thoughtSignature":"skip_thought_signature_validator"},"#,
            r#"{"functionCall":{"name":"add","args":{}}}]},"#,
            r#"{"role":"user","parts":[{"functionResponse":{"name":"add","id":"call_3","response":{"output":"3"}}},"#,
            r#"{"functionResponse":{"name":"add","response":{"output":[3]}}}]}]}"#,
        )
    );
    for count in 0..messages.len() {
        let before = Body::whole(DIALECT, &head, &messages[..count]).to_text();
        assert!(whole.starts_with(before.trim_end_matches("]}")), "{before}");
    }
}

#[test]
fn the_model_stands_in_the_path() {
    let path = |model: &str, stream| DIALECT.path(&Settings::new(model), stream);
    assert_eq!(
        path("gemini-3-pro", false),
        "/models/gemini-3-pro:generateContent"
    );
    assert_eq!(
        path("tunedModels/mine", true),
        "/tunedModels/mine:streamGenerateContent?alt=sse"
    );
}

#[test]
fn a_grade_of_reasoning_is_a_level_or_a_number() {
    let written = |model: &str, effort| {
        let settings = Settings {
            reasoning: Some(effort),
            ..Settings::new(model)
        };
        head(&settings, &Output::Text)
    };
    for (model, effort, config) in [
        ("gemini-2.5-pro", Effort::None, r#"{"thinkingBudget":0}"#),
        (
            "gemini-2.5-pro",
            Effort::High,
            r#"{"thinkingBudget":24576}"#,
        ),
        (
            "gemini-3-flash",
            Effort::None,
            r#"{"thinkingLevel":"minimal"}"#,
        ),
        (
            "gemini-3-pro",
            Effort::Minimal,
            r#"{"thinkingLevel":"low"}"#,
        ),
        ("gemini-3-pro", Effort::Max, r#"{"thinkingLevel":"high"}"#),
    ] {
        let config =
            format!(r#"{{"generationConfig":{{"thinkingConfig":{config}}},"contents":[]}}"#);
        assert_eq!(written(model, effort), config);
    }
}

#[test]
fn an_answer_under_a_schema_is_asked_for_in_the_config() {
    let settings = Settings {
        extra: [
            ("generationConfig.topK", "40"),
            ("safetySettings", "[]"),
            ("generationConfig.seed", "null"),
        ]
        .map(|(name, json)| (name.into(), json.into()))
        .into(),
        seed: Some(1),
        ..Settings::new("m")
    };
    let output = Output::Json {
        name: "Answer",
        schema: r#"{"type":"object"}"#,
        strict: Some(true),
    };
    assert_eq!(
        head(&settings, &output),
        concat!(
            r#"{"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"topK":40},"#,
            r#""safetySettings":[],"contents":[]}"#,
        )
    );
    assert_eq!(
        head(&Settings::new("m"), &Output::Text),
        r#"{"contents":[]}"#
    );
}

#[test]
fn pictures_and_files_are_parts() {
    let parts = [
        InputPart::Text("See:".into()),
        InputPart::Image(Media::base64("image/png", "aGk=")),
        InputPart::File(Media::url("https://example.com/a.pdf")),
    ];
    let written = body(&[Message::UserParts(&parts)]);
    assert!(
        written.ends_with(concat!(
            r#"[{"role":"user","parts":[{"text":"See:"},{"inlineData":{"data":"aGk=","mimeType":"image/png"}},"#,
            r#"{"fileData":{"fileUri":"https://example.com/a.pdf"}}]}]}"#,
        )),
        "{written}"
    );
    let read = DIALECT
        .decode_request(&written)
        .expect("it is a request")
        .messages;
    assert_eq!(read, [RequestMessage::UserParts(parts.to_vec())]);
}

#[test]
fn an_answer_keeps_what_is_not_words() {
    let body = r#"{"candidates":[{"content":{"role":"model","parts":[
        {"text":"Hm.","thought":true},{"text":"I "},{"text":"add."},
        {"executableCode":{"language":"PYTHON","code":"1.10"}},
        {"functionCall":{"name":"add","args":{"b":1.10, "a":12345678901234567890123}},"thoughtSignature":"c2ln"}]},
        "finishReason":"STOP","index":0},{"content":{"parts":[{"text":"other"}]},"index":1}],
        "usageMetadata":{"promptTokenCount":3,"toolUsePromptTokenCount":4,"cachedContentTokenCount":2,
        "candidatesTokenCount":5,"thoughtsTokenCount":7},"modelVersion":"gemini-3","responseId":"r1"}"#;
    let reply = DIALECT.decode(body).expect("it is an answer");
    assert_eq!(
        (reply.text.as_deref(), reply.reasoning.as_deref()),
        (Some("I add."), Some("Hm."))
    );
    assert_eq!(
        reply.calls[0].arguments,
        r#"{"b":1.10, "a":12345678901234567890123}"#
    );
    assert_eq!(
        (reply.id.as_deref(), &*reply.model),
        (Some("r1"), "gemini-3")
    );
    assert_eq!(reply.stop, Stop::ToolCalls);
    let usage = Usage {
        input: 7,
        output: 12,
        cached_input: 2,
        cache_write: 0,
        reasoning: 7,
    };
    assert_eq!(reply.usage, Some(usage));
    let own = &reply.said.as_ref().expect("its own words are needed").json;
    assert!(
        own.starts_with(r#"[{"text":"Hm.","thought":true},{"text":"I add."},{"executableCode""#),
        "{own}"
    );
    assert!(
        own.contains(r#""args":{"b":1.10, "a""#) && own.contains("c2ln"),
        "{own}"
    );
    same_reply(DIALECT, &reply);
}

#[test]
fn words_alone_need_no_words_of_their_own() {
    for (parts, own) in [
        (r#"[{"text":"a"},{"text":"b"}]"#, false),
        (r#"[{"text":"a","thought":true},{"text":"b"}]"#, false),
        (r#"[{"text":""}]"#, false),
        (r#"[{"text":"a","thoughtSignature":"c2ln"}]"#, true),
        (r#"[{"text":"","thoughtSignature":"c2ln"}]"#, true),
        (r#"[{"functionCall":{"name":"add"}}]"#, true),
    ] {
        let body = format!(
            r#"{{"candidates":[{{"content":{{"parts":{parts}}},"finishReason":"STOP"}}]}}"#
        );
        let reply = DIALECT.decode(&body).expect(parts);
        assert_eq!(reply.said, own.then(|| said(parts)));
    }
}

#[test]
fn every_reason_to_stop_has_its_meaning() {
    for (reason, stop) in [
        ("STOP", Stop::End),
        ("MAX_TOKENS", Stop::Length),
        ("SAFETY", Stop::ContentFilter),
        ("PROHIBITED_CONTENT", Stop::ContentFilter),
        (
            "MALFORMED_FUNCTION_CALL",
            Stop::Other("MALFORMED_FUNCTION_CALL".into()),
        ),
        ("FINISH_REASON_UNSPECIFIED", Stop::Missing),
    ] {
        let body = format!(r#"{{"candidates":[{{"finishReason":"{reason}"}}]}}"#);
        assert_eq!(DIALECT.decode(&body).expect(reason).stop, stop);
    }
    let blocked = r#"{"promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"No."},"modelVersion":"m"}"#;
    let reply = DIALECT.decode(blocked).expect("it is an answer");
    assert_eq!(
        (&reply.stop, reply.refusal.as_deref()),
        (&Stop::ContentFilter, Some("No."))
    );
    same_reply(DIALECT, &reply);
    let stream = format!("data: {blocked}\n\n");
    assert_eq!(read_stream(DIALECT, stream.as_bytes()), Ok(reply));
    let silent = r#"{"candidates":[{"finishReason":"SAFETY"}]}"#;
    assert_eq!(
        DIALECT
            .decode(silent)
            .expect("it is an answer")
            .refusal
            .as_deref(),
        Some("SAFETY")
    );
}

#[test]
fn the_wait_stands_in_the_body() {
    for (delay, ms) in [
        ("34s", Some(34_000)),
        ("0.5s", Some(500)),
        ("soon", None),
        ("-1s", None),
        ("1e300s", None),
    ] {
        let error = format!(
            r#"{{"error":{{"code":429,"details":[{{"@type":"Help"}},{{"retryDelay":"{delay}"}}]}}}}"#
        );
        assert_eq!(DIALECT.retry_after_ms(&error), ms, "{delay}");
        assert_eq!(DIALECT.retry_after_ms(&format!("[{error}]")), ms, "{delay}");
    }
    assert_eq!(DIALECT.retry_after_ms("<html>"), None);
}

#[test]
fn errors_say_what_to_decide_by() {
    let invalid_key = r#"[{"@type":"ErrorInfo","reason":"API_KEY_INVALID"}]"#;
    let daily = r#"[{"@type":"QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]},{"@type":"RetryInfo","retryDelay":"34s"}]"#;
    let minutely = r#"[{"violations":[{"quotaId":"GenerateRequestsPerMinute"}]}]"#;
    for (status, code, message, details, kind) in [
        (
            400,
            "INVALID_ARGUMENT",
            "bad field",
            "[]",
            ErrorKind::BadRequest,
        ),
        (
            400,
            "INVALID_ARGUMENT",
            "API key not valid.",
            invalid_key,
            ErrorKind::Auth,
        ),
        (
            400,
            "INVALID_ARGUMENT",
            "The input token count (9) exceeds the maximum number of tokens allowed (8).",
            "[]",
            ErrorKind::TooLong,
        ),
        (400, "FAILED_PRECONDITION", "", "[]", ErrorKind::BadRequest),
        (403, "PERMISSION_DENIED", "", "[]", ErrorKind::Auth),
        (404, "NOT_FOUND", "", "[]", ErrorKind::BadRequest),
        (
            429,
            "RESOURCE_EXHAUSTED",
            "",
            minutely,
            ErrorKind::RateLimit,
        ),
        (429, "RESOURCE_EXHAUSTED", "", daily, ErrorKind::Quota),
        (500, "INTERNAL", "", "[]", ErrorKind::Server),
        (503, "UNAVAILABLE", "", "[]", ErrorKind::Overloaded),
        (504, "DEADLINE_EXCEEDED", "", "[]", ErrorKind::Timeout),
        (499, "CANCELLED", "", "[]", ErrorKind::BadRequest),
    ] {
        let error = format!(
            r#"{{"error":{{"code":{status},"message":"{message}","status":"{code}","details":{details}}}}}"#
        );
        let read = DIALECT.decode_error(status, &error);
        assert_eq!((read.kind, read.code.as_deref()), (kind, Some(code)));
        assert_eq!(DIALECT.decode_error(status, &format!("[{error}]")), read);
        let inside = WireError::Provider(read);
        let stream = format!("data: {error}\n\n");
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
    let page = DIALECT.decode_error(502, "<html>bad gateway</html>");
    assert_eq!(
        (page.kind, page.message.as_str()),
        (ErrorKind::Server, "<html>bad gateway</html>")
    );
}

#[test]
fn what_is_no_answer_is_an_error() {
    for body in [
        "{}",
        r#"{"candidates":[]}"#,
        "[]",
        r#"{"usageMetadata":{"promptTokenCount":1}}"#,
    ] {
        let read = DIALECT.decode(body);
        assert!(matches!(read, Err(WireError::Empty { .. })), "{read:?}");
    }
    assert!(matches!(
        DIALECT.decode("<html>"),
        Err(WireError::NotJson { .. })
    ));
}

const STREAM: &str = concat!(
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hé\",\"thought\": true}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"thoughtsTokenCount\": 1},\"modelVersion\": \"g\"}\r\n\r\n",
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"I \"}]}}],\"usageMetadata\": {\"trafficType\": \"ON_DEMAND\"}}\r\n\r\n",
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"add.\"},{\"functionCall\": {\"name\": \"add\",\"args\": {\"a\": 1}},\"thoughtSignature\": \"c2ln\"}]}}]}\r\n\r\n",
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": {\"name\": \"now\"}}]}}]}\r\n\r\n",
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}]},\"finishReason\": \"STOP\"}],\"usageMetadata\": {\"promptTokenCount\": 3,\"candidatesTokenCount\": 4,\"thoughtsTokenCount\": 2},\"responseId\": \"r1\"}\r\n\r\n",
);

#[test]
fn a_stream_is_put_together() {
    let (reply, deltas) = at_every_byte(DIALECT, STREAM);
    assert_eq!(
        (reply.text.as_deref(), reply.reasoning.as_deref()),
        (Some("I add."), Some("Hé"))
    );
    let arguments: Vec<&str> = reply
        .calls
        .iter()
        .map(|call| call.arguments.as_str())
        .collect();
    assert_eq!(arguments, [r#"{"a": 1}"#, ""]);
    assert_eq!(reply.stop, Stop::ToolCalls);
    let usage = reply.usage.expect("it was counted");
    assert_eq!((usage.input, usage.output, usage.reasoning), (3, 6, 2));
    assert_eq!(
        reply.said.expect("its own words are needed").json,
        concat!(
            r#"[{"text":"Hé","thought":true},{"text":"I add."},"#,
            r#"{"functionCall": {"name": "add","args": {"a": 1}},"thoughtSignature": "c2ln"},"#,
            r#"{"functionCall": {"name": "now"}}]"#,
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
    assert_eq!(told, r#"(Hé)[I ][add.]0add:0{"a": 1};1now:"#);
    no_beginning_has_a_call(DIALECT, STREAM);
}

#[test]
fn a_request_is_read_and_says_the_same() {
    for body in [
        r#"{"contents":[]}"#,
        r#"{"contents":[],"generationConfig":{}}"#,
        r#"{"contents":[],"generationConfig":{"temperature":0.0,"topP":0.30000000000000004,"topK":4,"maxOutputTokens":-1}}"#,
        r#"{"contents":[],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{}}}"#,
        r#"{"contents":[],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"STRING"}}}"#,
        r#"{"contents":[],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{}},"tools":[{"functionDeclarations":[{"name":"a","description":"","parametersJsonSchema":{}}]}]}"#,
        r#"{"contents":[],"tools":[{"functionDeclarations":[{"name":"a","description":"","parameters_json_schema":{}}]}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}}"#,
        r#"{"contents":[],"tools":[{"googleSearch":{}},{"functionDeclarations":[{"name":"a","description":"","parametersJsonSchema":{}}]}]}"#,
        r#"{"contents":[],"tools":[{"functionDeclarations":[{"name":"a","description":"","parametersJsonSchema":{}}]}],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}}}"#,
        r#"{"contents":[],"tools":[{"functionDeclarations":[{"name":"a","description":"","parametersJsonSchema":{}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a"]}}}"#,
        r#"{"contents":[],"systemInstruction":{"parts":[{"text":"a"}]}}"#,
        r#"{"contents":[],"systemInstruction":{"role":"user","parts":[{"text":"a"},{"text":"b"}]},"labels":{"a":"b"}}"#,
        r#"{"contents":[{"parts":[{"text":"a"}]},{"role":"user","parts":[{"text":"a"},{"text":""}]}]}"#,
        r#"{"contents":[{"role":"user","parts":[{"inline_data":{"data":"aGk=","mime_type":"image/png"}}]}]}"#,
        r#"{"contents":[{"role":"model","parts":[{"text":"a","thought":true},{"text":"b"}]},{"role":"model","parts":[{"functionCall":{"name":"a","args":{"x":1}}}]}]}"#,
        r#"{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"a","response":{"error":5}}},{"functionResponse":{"name":"a","response":{"error":{"x":1}}}},{"functionResponse":{"name":"a","response":{"output":"{\"x\":1}"}}}]}]}"#,
        r#"{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"a","response":{}}},{"text":"and"}]}]}"#,
    ] {
        same_request(DIALECT, body);
    }
    for no_request in ["{}", "[]", r#"{"contents":{}}"#] {
        let read = DIALECT.decode_request(no_request);
        assert!(matches!(read, Err(WireError::Empty { .. })), "{no_request}");
    }
}

#[test]
fn a_request_of_ours_is_read_into_its_typed_forms() {
    let settings = Settings {
        top_p: Some(0.9),
        ..Settings::default()
    };
    let output = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Named("add"),
    };
    let messages = [
        Message::User("Hi"),
        Message::Assistant {
            text: Some("Yes."),
            calls: &[],
            said: None,
        },
        Message::ToolResults(&[
            result("1", "3", false),
            result("2", r#"{"a":1}"#, false),
            result("3", "[1]", true),
        ]),
    ];
    let head = Head {
        system: &["You add.", "Briefly."],
        ..Head::new(&settings).output(&output)
    };
    let body = Body::whole(DIALECT, &head, &messages).to_text();
    let read = DIALECT.decode_request(&body).expect("it is a request");
    assert_eq!(
        (&read.settings, &*read.system.join(" ")),
        (&settings, "You add. Briefly.")
    );
    assert!(
        matches!(&read.output, RequestOutput::Tools { tools, choice }
        if tools[0].definition() == ADD && choice.choice() == ToolChoice::Named("add"))
    );
    assert_eq!(read.messages.len(), messages.len());
    for (read, written) in read.messages.iter().zip(messages) {
        read.with(|read| assert_eq!(*read, written));
    }
}

#[test]
fn an_answer_that_is_written_is_read_again() {
    let reply = Reply {
        text: Some("Hi \"é\"".into()),
        reasoning: Some("Hm.".into()),
        stop: Stop::Length,
        model: "g".into(),
        ..Reply::default()
    };
    same_reply(DIALECT, &reply);
    let called = Reply {
        calls: vec![ReplyCall {
            id: String::new(),
            name: "add".into(),
            arguments: "[1".into(),
        }],
        stop: Stop::ToolCalls,
        ..reply
    };
    let read = DIALECT
        .decode(&DIALECT.encode_reply(&called))
        .expect("it is an answer");
    assert_eq!(read.calls, called.calls);
}
