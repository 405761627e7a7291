use super::told;
use crate::wire::{
    AnthropicDialect, Dialect, GeminiDialect, OpenAiChatDialect, OpenAiResponsesDialect,
    read_stream,
};

/// A stream of such data, with lines ended as this server does.
fn stream(events: &[&str], end: &str) -> String {
    let events = events.iter().map(|data| format!("data: {data}{end}{end}"));
    events.collect()
}

fn read(dialect: &'static dyn Dialect, events: &[&str]) -> String {
    let all = ["\n", "\r\n", "\r"].map(|end| {
        let stream = stream(events, end);
        let plain = told(read_stream(dialect, stream.as_bytes()));
        let bare = stream.replace("data: ", "data:");
        let noisy = format!("\u{feff}: hello\n\nevent: ping\n\n{stream}: bye\n\n");
        assert_eq!(
            told(read_stream(dialect, bare.as_bytes())),
            plain,
            "without spaces"
        );
        assert_eq!(
            told(read_stream(dialect, noisy.as_bytes())),
            plain,
            "with comments"
        );
        plain
    });
    assert!(all.iter().all(|told| *told == all[0]), "line ends: {all:?}");
    all[0].clone()
}

/// A chunk of a chat answer.
fn delta(delta: &str) -> String {
    format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#)
}

#[test]
fn chat_streams_are_read_without_loss() {
    let hi = delta(r#"{"content":"Hi"}"#);
    let end = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
    let calls = |pieces: &str| delta(&format!(r#"{{"tool_calls":[{pieces}]}}"#));
    for (events, expected) in [
        (vec![hi.clone(), end.into()], "text=Hi | End"),
        (vec![hi.clone(), "[DONE]".into()], "text=Hi | Missing"),
        (vec![hi.clone()], "!disconnected"),
        (vec!["[DONE]".into()], "!disconnected"),
        (vec![r#"{"choices":[]}"#.into(), r#"{"usage":{"prompt_tokens":1}}"#.into(), "[DONE]".into()], "!disconnected"),
        (vec![r#"{"object":"new.kind","x":1}"#.into(), hi.clone(), "{}".into(), String::new(), end.into()], "text=Hi | End"),
        (vec![r#"{"choices":[{"delta":null}]}"#.into(), hi.clone(), end.into()], "text=Hi | End"),
        (vec![hi.clone(), "7".into(), "null".into(), end.into()], "text=Hi | End"),
        (vec![hi.clone(), "{\"choices\":[{".into()], "!reply"),
        (vec![hi.clone(), r#"{"choices":[{"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":3,"completion_tokens":1}}]}"#.into()], "text=Hi | 3+1 cached 0 written 0 thought 0 | End"),
        (vec![hi.clone(), end.into(), r#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#.into()], "text=Hi | 3+1 cached 0 written 0 thought 0 | End"),
        (vec![delta(r#"{"reasoning_content":"Hm"}"#), delta(r#"{"reasoning_content":"."}"#), hi.clone(), end.into()], "text=Hi | thought=Hm. | End | said"),
        (vec![delta(r#"{"content":[{"type":"hologram","x":1}]}"#), hi.clone(), end.into()], "End | said"),
        // Calls beside each other.
        (vec![calls(r#"{"index":0,"id":"a","function":{"name":"f","arguments":""}}"#), calls(r#"{"index":1,"id":"b","function":{"name":"g","arguments":""}}"#), calls(r#"{"index":0,"function":{"arguments":"{\"x\""}}"#), calls(r#"{"index":1,"function":{"arguments":"{}"}}"#), calls(r#"{"index":0,"function":{"arguments":":1}"}}"#), end.into()], r#"a:f({"x":1}) | b:g({}) | ToolCalls"#),
        (vec![calls(r#"{"id":"a","function":{"name":"f","arguments":"{"}}"#), calls(r#"{"function":{"arguments":"}"}}"#), calls(r#"{"id":"b","function":{"name":"g","arguments":"{}"}}"#), end.into()], "a:f({}) | b:g({}) | ToolCalls"),
        (vec![calls(r#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#), calls(r#"{"index":0,"function":{"name":"f","arguments":"{\"x\":2}"}}"#), end.into()], r#":f({}) | :f({"x":2}) | ToolCalls"#),
        (vec![calls(r#"{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"a","function":{"name":"g","arguments":"{}"}}"#), end.into()], "a:f({}) | a:g({}) | ToolCalls"),
        (vec![calls(r#"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#), calls(r#"{"index":0,"id":"a","function":{"name":"f","arguments":""}}"#), end.into()], "a:f({}) | ToolCalls"),
        (vec![calls(r#"{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}"#), end.into()], r#"a:f({"x":1}) | ToolCalls"#),
        (vec![calls(r#"{"index":0,"id":"a","type":"custom","custom":{"name":"sql","input":"sel"}}"#), calls(r#"{"index":0,"custom":{"input":"ect"}}"#), end.into()], "a:sql(select) | ToolCalls | said"),
        (vec![delta(r#"{"function_call":{"name":"f","arguments":""}}"#), delta(r#"{"function_call":{"arguments":"{}"}}"#), end.into()], ":f({}) | ToolCalls"),
        // Errors amid it.
        (vec![hi.clone(), r#"{"error":{"message":"busy","code":"rate_limit_exceeded"}}"#.into()], "!rate_limit"),
        (vec![hi.clone(), r#"{"error":{"message":"busy","type":"OverloadedError"}}"#.into()], "!overloaded"),
        (vec![hi.clone(), r#"{"error":"busy"}"#.into(), "[DONE]".into()], "!server"),
        (vec![hi.clone(), r#"{"choices":[{"delta":{},"finish_reason":"error"}]}"#.into()], "!server"),
        (vec![hi.clone(), r#"{"choices":[{"delta":{},"finish_reason":"error","error":{"code":502,"message":"gone"}}]}"#.into()], "!server"),
    ] {
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        assert_eq!(read(&OpenAiChatDialect, &events), expected, "{events:#?}");
    }
    let named = "event: error\ndata: we broke\n\n";
    let error = read_stream(&OpenAiChatDialect, named.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the provider answered with an error: we broke"
    );
}

#[test]
fn what_comes_beside_a_stream_is_kept() {
    let events = [
        r#"{"citations":["u"],"choices":[{"delta":{"content":"H"},"logprobs":{"content":[{"token":"H"}]}}]}"#,
        r#"{"citations":["u"],"choices":[{"delta":{"content":"i"},"logprobs":{"content":[{"token":"i"}]}}]}"#,
        r#"{"choices":[{"delta":{"annotations":[{"type":"url_citation"}]},"finish_reason":"stop"}]}"#,
    ];
    let reply = read_stream(&OpenAiChatDialect, stream(&events, "\n").as_bytes()).unwrap();
    let more = reply.more.unwrap().json;
    assert_eq!(
        more,
        r#"{"choices":[{"logprobs":{"content":[{"token":"H"},{"token":"i"}]},"message":{"annotations":[{"type":"url_citation"}]}}],"citations":["u"]}"#
    );
    let events = [
        r#"{"type":"message_start","message":{"content":[],"stop_sequence":null,"service":"x"}}"#,
        r#"{"type":"message_delta","delta":{"stop_reason":"end_turn","container":{"id":"c"}},"context_management":{"applied_edits":[1]}}"#,
    ];
    let reply = read_stream(&AnthropicDialect, stream(&events, "\n").as_bytes()).unwrap();
    assert_eq!(
        reply.more.unwrap().json,
        r#"{"container":{"id":"c"},"context_management":{"applied_edits":[1]},"service":"x"}"#
    );
}

#[test]
fn responses_streams_are_read_without_loss() {
    let end = r#"{"type":"response.completed","response":{"status":"completed","output":[]}}"#;
    let item = |id: &str, name: &str| {
        format!(
            r#""item":{{"id":"{id}","type":"function_call","call_id":"{name}","name":"{name}","arguments":"{{}}"}}"#
        )
    };
    let added = |id, name| {
        format!(
            r#"{{"type":"response.output_item.added",{}}}"#,
            item(id, name)
        )
    };
    let done = |id, name| {
        format!(
            r#"{{"type":"response.output_item.done",{}}}"#,
            item(id, name)
        )
    };
    for (events, expected) in [
        // Items without a number.
        (vec![added("i1", "f"), added("i2", "g"), done("i1", "f"), done("i2", "g"), end.into()], "f:f({}) | g:g({}) | ToolCalls"),
        (vec![done("", "f"), done("", "g"), end.into()], "f:f({}) | g:g({}) | ToolCalls"),
        (vec![r#"{"type":"response.hologram.delta","delta":"x"}"#.into(), done("i", "f"), end.into()], "f:f({}) | ToolCalls"),
        (vec![end.into(), "[DONE]".into()], "End"),
        (vec![done("i", "f")], "!disconnected"),
        (vec![r#"{"type":"response.completed","response":null}"#.into()], "!disconnected"),
        (vec![r#"{"type":"response.cancelled","response":{"status":"cancelled","output":[]}}"#.into()], "!bad_request"),
        (vec![r#"{"type":"response.failed","response":{"status":"failed","error":null}}"#.into()], "!server"),
        (vec![r#"{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded","message":"Slow."}}}"#.into()], "!rate_limit"),
        (vec![r#"{"type":"error","code":"context_length_exceeded","message":"long"}"#.into()], "!too_long"),
        (vec![r#"{"type":"error","error":{"type":"invalid_request_error","message":"no"}}"#.into()], "!bad_request"),
        (vec![r#"{"error":{"message":"busy","code":"server_error"}}"#.into()], "!server"),
        (vec![r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":null,"output":[]}}"#.into()], "Length"),
    ] {
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        assert_eq!(read(&OpenAiResponsesDialect, &events), expected, "{events:#?}");
    }
    let named = "event: response.completed\ndata: {\"response\":{\"status\":\"completed\",\"output\":[]}}\n\n";
    assert_eq!(
        told(read_stream(&OpenAiResponsesDialect, named.as_bytes())),
        "End"
    );
}

#[test]
fn anthropic_streams_are_read_without_loss() {
    let start =
        r#"{"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}"#;
    let end = r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#;
    let block = |index: u8, block: &str| {
        format!(r#"{{"type":"content_block_start","index":{index},"content_block":{block}}}"#)
    };
    let more = |index: u8, delta: &str| {
        format!(r#"{{"type":"content_block_delta","index":{index},"delta":{delta}}}"#)
    };
    let text = r#"{"type":"text","text":""}"#;
    let said = |text: &str| format!(r#"{{"type":"text_delta","text":"{text}"}}"#);
    let used = "9+1 cached 0 written 0 thought 0";
    for (events, expected) in [
        (vec![block(0, text), more(0, &said("Hi")), end.into()], format!("text=Hi | {used} | End")),
        (vec![block(0, text), more(0, r#"{"type":"hologram_delta","hologram":"x"}"#), more(0, &said("Hi")), end.into()], format!("text=Hi | {used} | End | said")),
        (vec![block(0, r#"{"type":"hologram"}"#), r#"{"type":"hologram_event"}"#.into(), end.into()], format!("{used} | End | said")),
        // Two blocks of one number.
        (vec![block(0, text), more(0, &said("Hi")), block(0, r#"{"type":"tool_use","id":"t","name":"f","input":{}}"#), more(0, r#"{"type":"input_json_delta","partial_json":"{}"}"#), end.into()], format!("text=Hi | t:f({{}}) | {used} | End")),
        // Blocks that grow beside each other.
        (vec![block(0, text), block(1, text), more(1, &said("!")), more(0, &said("Hi")), end.into()], format!("text=Hi! | {used} | End | said")),
        (vec![block(0, text), more(0, &said("Hi")), r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":0,"output_tokens":5}}"#.into()], "text=Hi | 9+5 cached 0 written 0 thought 0 | End".into()),
        (vec![block(0, text), r#"{"type":"message_stop"}"#.into()], "!disconnected".into()),
        (vec![more(3, &said("Hi")), end.into()], "!reply".into()),
        (vec![r#"{"type":"content_block_start","content_block":{"type":"text"}}"#.into()], "!reply".into()),
        (vec![r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#.into()], "!overloaded".into()),
        (vec![r#"{"type":"error","error":"Overloaded"}"#.into()], "!server".into()),
        (vec![r#"{"error":{"type":"rate_limit_error","message":"Slow."}}"#.into()], "!rate_limit".into()),
    ] {
        let events: Vec<&str> = [start].into_iter().chain(events.iter().map(String::as_str)).collect();
        assert_eq!(read(&AnthropicDialect, &events), expected, "{events:#?}");
    }
    let named = format!("event: message_start\ndata: {{\"message\":{{}}}}\n\ndata: {end}\n\n");
    assert_eq!(
        told(read_stream(&AnthropicDialect, named.as_bytes())),
        "End"
    );
    assert_eq!(read(&AnthropicDialect, &[end]), "!disconnected");
}

#[test]
fn gemini_streams_are_read_without_loss() {
    let part = |part: &str| format!(r#"{{"candidates":[{{"content":{{"parts":[{part}]}}}}]}}"#);
    let hi = part(r#"{"text":"Hi"}"#);
    let end = r#"{"candidates":[{"finishReason":"STOP"}]}"#;
    for (events, expected) in [
        (vec![hi.clone(), end.into()], "text=Hi | End"),
        (
            vec![
                hi.clone(),
                part(r#"{"hologram":{}}"#),
                end.into(),
                "[DONE]".into(),
            ],
            "text=Hi | End | said",
        ),
        (
            vec![
                r#"{"usageMetadata":{"trafficType":"ON_DEMAND"}}"#.into(),
                hi.clone(),
                end.into(),
            ],
            "text=Hi | End",
        ),
        (vec![hi.clone()], "!disconnected"),
        (
            vec![
                hi.clone(),
                r#"{"error":{"code":500,"status":"INTERNAL","message":"broke"}}"#.into(),
            ],
            "!server",
        ),
        (
            vec![
                hi.clone(),
                r#"{"promptFeedback":{"blockReason":"SAFETY"}}"#.into(),
            ],
            "text=Hi | refused=SAFETY | ContentFilter",
        ),
        (
            vec!["{}".into(), hi, "null".into(), end.into()],
            "text=Hi | End",
        ),
    ] {
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        assert_eq!(read(&GeminiDialect, &events), expected, "{events:#?}");
    }
}
