use super::told;
use crate::message::{Message, MessageCall};
use crate::wire::probe::same_reply;
use crate::wire::{
    AnthropicDialect, Dialect, GeminiDialect, OpenAiChatDialect, OpenAiResponsesDialect,
};

fn chat(message: &str, rest: &str) -> String {
    format!(r#"{{"choices":[{{"message":{message}{rest}}}]}}"#)
}

#[test]
fn chat_answers_are_read_without_loss() {
    let stop = r#","finish_reason":"stop""#;
    let one_call = |call: &str| {
        chat(
            &format!(r#"{{"content":null,"tool_calls":[{call}]}}"#),
            stop,
        )
    };
    for (body, expected) in [
        (format!("\u{feff}{}", chat(r#"{"content":"Hi"}"#, stop)), "text=Hi | End"),
        (chat(r#"{"content":null}"#, r#","finish_reason":null"#), "Missing"),
        (chat(r#"{"content":{"type":"text","text":"Hi"}}"#, stop), "text=Hi | End"),
        (chat(r#"{"content":[{"type":"text","text":"Hi"},{"type":"hologram","x":1}]}"#, stop), "text=Hi | End | said"),
        (chat(r#"{"content":[{"type":"text","text":"Hi"},{"type":"reference","reference_ids":[1]}]}"#, stop), "text=Hi | End | said"),
        (chat(r#"{"content":[null,7,"x",{"type":"text"}]}"#, stop), "End | said"),
        (chat(r#"{"content":"Hi","reasoning_content":"Hm."}"#, stop), "text=Hi | thought=Hm. | End | said"),
        (chat(r#"{"content":"Hi","reasoning":"Hm.","reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}"#, stop), "text=Hi | thought=Hm. | End | said"),
        (chat(r#"{"content":"","refusal":"No."}"#, stop), "refused=No. | Refusal"),
        // Calls.
        (one_call(r#"{"id":"c","function":{"name":"add","arguments":{"a":1}}}"#), r#"c:add({"a":1}) | ToolCalls"#),
        (one_call(r#"{"id":"c","function":{"name":"add","arguments":""}}"#), "c:add() | ToolCalls"),
        (one_call(r#"{"function":{"name":"add","arguments":"{}"}}"#), ":add({}) | ToolCalls"),
        (one_call(r#"{"id":"c","function":{"name":"a","arguments":"{}"}},{"id":"c","function":{"name":"b","arguments":"{}"}}"#), "c:a({}) | c:b({}) | ToolCalls"),
        (one_call(r#"{"id":"c","type":"custom","custom":{"name":"sql","input":"select 1"}}"#), "c:sql(select 1) | ToolCalls | said"),
        (chat(r#"{"content":null,"function_call":{"name":"add","arguments":"{}"}}"#, stop), ":add({}) | ToolCalls"),
        // Why it ended, in the words of the model behind a gateway.
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"MAX_TOKENS""#), "text=Hi | Length"),
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"max_tokens""#), "text=Hi | Length"),
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"end_turn""#), "text=Hi | End"),
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"SAFETY""#), "text=Hi | ContentFilter"),
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"new_reason""#), "text=Hi | other new_reason"),
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"abort""#), "!server"),
        // Counts.
        (chat(r#"{"content":"Hi"}"#, r#","finish_reason":"stop","usage":{"prompt_tokens":3,"completion_tokens":2}"#), "text=Hi | 3+2 cached 0 written 0 thought 0 | End"),
        (format!(r#"{{"usage":{{"prompt_tokens":3.0,"completion_tokens":"2","prompt_cache_hit_tokens":1}},{}"#, &chat(r#"{"content":"Hi"}"#, stop)[1..]), "text=Hi | 3+2 cached 1 written 0 thought 0 | End"),
        (format!(r#"{{"usage":{{"prompt_tokens":9,"completion_tokens":2,"cache_read_input_tokens":4,"cache_creation_input_tokens":5}},{}"#, &chat(r#"{"content":"Hi"}"#, stop)[1..]), "text=Hi | 9+2 cached 4 written 5 thought 0 | End"),
        (format!(r#"{{"usage":{{"input_tokens":9,"output_tokens":2,"input_tokens_details":{{"cached_tokens":1}},"output_tokens_details":{{"reasoning_tokens":1}}}},{}"#, &chat(r#"{"content":"Hi"}"#, stop)[1..]), "text=Hi | 9+2 cached 1 written 0 thought 1 | End"),
        (format!(r#"{{"usage":null,{}"#, &chat(r#"{"content":"Hi"}"#, stop)[1..]), "text=Hi | End"),
        // No answers.
        (r#"{"choices":[]}"#.into(), "!reply"),
        (r#"{"choices":null}"#.into(), "!reply"),
        (r#"{"choices":[{"message":null}]}"#.into(), "!reply"),
        (String::new(), "!reply"),
        ("<html><body>502</body></html>".into(), "!reply"),
        (r#""Hi""#.into(), "!reply"),
        ("[]".into(), "!reply"),
        // Errors in a 200, and what only looks like one.
        (r#"{"error":{"message":"busy","code":"429"}}"#.into(), "!rate_limit"),
        (r#"{"error":{"message":"busy","code":503}}"#.into(), "!overloaded"),
        (r#"{"error":"out of memory"}"#.into(), "!server"),
        (r#"{"object":"error","message":"maximum context length is 8","type":"BadRequestError","code":400}"#.into(), "!too_long"),
        (format!(r#"{{"error":{{}},{}"#, &chat(r#"{"content":"Hi"}"#, stop)[1..]), "text=Hi | End"),
        (format!(r#"{{"error":"",{}"#, &chat(r#"{"content":"Hi"}"#, stop)[1..]), "text=Hi | End"),
    ] {
        assert_eq!(told(OpenAiChatDialect.decode(&body)), expected, "{body}");
    }
}

#[test]
fn what_is_not_known_goes_back_as_it_came() {
    let parts = r#"[{"text":"Hi","type":"text"},{"type":"hologram","x":1}]"#;
    let body = chat(
        &format!(r#"{{"content":{parts}}}"#),
        r#","finish_reason":"stop""#,
    );
    let reply = OpenAiChatDialect.decode(&body).unwrap();
    let calls: [MessageCall<'_>; 0] = [];
    let mut written = String::new();
    let message = Message::Assistant {
        text: reply.text.as_deref(),
        calls: &calls,
        said: reply.said.as_ref(),
    };
    OpenAiChatDialect.message(&mut written, &message, true);
    assert_eq!(
        written,
        format!(r#"{{"content":{parts},"role":"assistant"}}"#)
    );
}

/// Sources, probabilities and members of later versions are kept where they stood, and stay beside the answer.
#[test]
fn what_came_beside_an_answer_is_kept() {
    let cases: [(&'static dyn Dialect, &str, &str); 7] = [
        (
            &OpenAiChatDialect,
            r#"{"citations":["u"],"provider":"p","choices":[{"logprobs":{"content":[{"token":"Hi","logprob":-0.5}]},"seed":7,"message":{"content":"Hi","annotations":[{"type":"url_citation"}],"images":[]},"finish_reason":"stop"}]}"#,
            r#"{"choices":[{"logprobs":{"content":[{"logprob":-0.5,"token":"Hi"}]},"message":{"annotations":[{"type":"url_citation"}]},"seed":7}],"citations":["u"],"provider":"p"}"#,
        ),
        (
            &OpenAiChatDialect,
            r#"{"choices":[{"message":{"content":"Hi","executed_tools":[{"index":0}]},"finish_reason":"stop"}]}"#,
            r#"{"choices":[{"message":{"executed_tools":[{"index":0}]}}]}"#,
        ),
        (
            &OpenAiResponsesDialect,
            r#"{"status":"completed","output":[],"store":true,"moderation":{"x":1}}"#,
            r#"{"moderation":{"x":1}}"#,
        ),
        (
            &AnthropicDialect,
            r#"{"content":[],"stop_reason":"end_turn","stop_sequence":null,"container":{"id":"c1","n":1.50}}"#,
            r#"{"container":{"id":"c1","n":1.50}}"#,
        ),
        (
            &GeminiDialect,
            r#"{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q"]},"avgLogprobs":-0.1}],"promptFeedback":{"safetyRatings":[1]},"later":true}"#,
            r#"{"candidates":[{"avgLogprobs":-0.1,"groundingMetadata":{"webSearchQueries":["q"]}}],"later":true,"promptFeedback":{"safetyRatings":[1]}}"#,
        ),
        (
            &GeminiDialect,
            r#"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"print(x)"}]}"#,
            r#"{"candidates":[{"finishMessage":"print(x)"}]}"#,
        ),
        (
            &GeminiDialect,
            r#"{"candidates":[{"finishReason":"SAFETY","finishMessage":"No."}]}"#,
            "",
        ),
    ];
    for (dialect, body, expected) in cases {
        let reply = dialect.decode(body).unwrap();
        let more = reply.more.as_ref().map_or("", |more| &more.json);
        assert_eq!(more, expected, "{body}");
        same_reply(dialect, &reply);
    }
}

#[test]
fn responses_answers_are_read_without_loss() {
    let done = |output: &str| format!(r#"{{"status":"completed","output":[{output}]}}"#);
    let words = |part: &str| {
        done(&format!(
            r#"{{"type":"message","role":"assistant","content":[{part}]}}"#
        ))
    };
    for (body, expected) in [
        (words(r#"{"type":"output_text","text":"Hi","annotations":[],"logprobs":[]}"#), "text=Hi | End"),
        (words(r#"{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation","url":"u"}]}"#), "text=Hi | End | said"),
        (words(r#"{"type":"output_text","text":"Hi","logprobs":[{"token":"Hi"}]}"#), "text=Hi | End | said"),
        (words(r#"{"type":"output_hologram","x":1}"#), "End | said"),
        (words(r#"{"type":"refusal","refusal":"No."}"#), "refused=No. | Refusal | said"),
        (words("null"), "End | said"),
        (done(r#"{"type":"web_search_call","id":"ws_1","status":"completed"}"#), "End | said"),
        (done(r#"{"type":"hologram_call","id":"h_1"}"#), "End | said"),
        (done(r#"{"type":"reasoning","id":"rs","summary":null,"encrypted_content":"x"}"#), "End | said"),
        (done(r#"{"type":"function_call","call_id":"c","name":"add","arguments":{"a":1}}"#), r#"c:add({"a":1}) | ToolCalls"#),
        (done(r#"{"type":"function_call","call_id":"c","name":"add","arguments":""}"#), "c:add() | ToolCalls"),
        (r#"{"status":"incomplete","output":[]}"#.into(), "Length"),
        (r#"{"status":"incomplete","incomplete_details":{"reason":"content_filter"},"output":[]}"#.into(), "ContentFilter"),
        (r#"{"output":[],"usage":{"input_tokens":9.0,"output_tokens":2,"input_tokens_details":null}}"#.into(), "9+2 cached 0 written 0 thought 0 | Missing"),
        // Nothing to read yet, or never.
        (r#"{"id":"r","status":"queued","output":[]}"#.into(), "!bad_request"),
        (r#"{"id":"r","status":"in_progress","output":[]}"#.into(), "!bad_request"),
        (r#"{"id":"r","status":"cancelled","output":[]}"#.into(), "!bad_request"),
        (r#"{"status":"failed","error":null,"output":[]}"#.into(), "!server"),
        (r#"{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow."},"output":[]}"#.into(), "!rate_limit"),
        (r#"{"output":null}"#.into(), "!reply"),
        ("{}".into(), "!reply"),
    ] {
        assert_eq!(told(OpenAiResponsesDialect.decode(&body)), expected, "{body}");
    }
    let body = r#"{"id":"resp_7","status":"queued","output":[]}"#;
    let error = OpenAiResponsesDialect.decode(body).unwrap_err().to_string();
    assert!(
        error.contains("`queued`") && error.contains("`background`") && error.contains("`resp_7`"),
        "{error}"
    );
}

#[test]
fn anthropic_answers_are_read_without_loss() {
    let ended = |content: &str, reason: &str| {
        format!(r#"{{"content":[{content}],"stop_reason":{reason}}}"#)
    };
    let one = |block: &str| ended(block, r#""end_turn""#);
    for (body, expected) in [
        (one(r#"{"type":"text","text":"Hi"}"#), "text=Hi | End"),
        (one(r#"{"type":"text","text":"Hi","citations":[{"type":"char_location"}]}"#), "text=Hi | End | said"),
        (one(r#"{"type":"thinking","thinking":"Hm.","signature":"s"}"#), "thought=Hm. | End | said"),
        (one(r#"{"type":"redacted_thinking","data":"x"}"#), "End | said"),
        (one(r#"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#), "End | said"),
        (one(r#"{"type":"web_search_tool_result","tool_use_id":"s","content":{"type":"error"}}"#), "End | said"),
        (one(r#"{"type":"hologram","x":1}"#), "End | said"),
        (one(r#"{"type":"text","text":null}"#), "End"),
        (one("7"), "End | said"),
        (one(r#"{"type":"tool_use","id":"t","name":"add","input":null}"#), "t:add() | End"),
        (one(r#"{"type":"tool_use","name":"add","input":{}}"#), ":add({}) | End"),
        (ended(r#"{"type":"tool_use","id":"t","name":"add","input":"{\"a\":1}"}"#, r#""tool_use""#), r#"t:add("{\"a\":1}") | ToolCalls"#),
        (ended("", r#""pause_turn""#), "Pause"),
        (ended("", r#""refusal""#), "refused=refusal | Refusal"),
        (ended("", r#""new_reason""#), "other new_reason"),
        (ended("", "null"), "Missing"),
        (format!("\u{feff}{}", one(r#"{"type":"text","text":"Hi"}"#)), "text=Hi | End"),
        (r#"{"content":[],"usage":{"input_tokens":1.0,"cache_read_input_tokens":2,"cache_creation_input_tokens":null,"output_tokens":3}}"#.into(), "3+3 cached 2 written 0 thought 0 | Missing"),
        (r#"{"content":null}"#.into(), "!reply"),
        (r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#.into(), "!overloaded"),
        (String::new(), "!reply"),
    ] {
        assert_eq!(told(AnthropicDialect.decode(&body)), expected, "{body}");
    }
}

#[test]
fn gemini_answers_are_read_without_loss() {
    let ended = |parts: &str, reason: &str| {
        format!(r#"{{"candidates":[{{"content":{{"parts":[{parts}]}},"finishReason":{reason}}}]}}"#)
    };
    let one = |part: &str| ended(part, r#""STOP""#);
    for (body, expected) in [
        (one(r#"{"text":"Hi"}"#), "text=Hi | End"),
        (one(r#"{"text":"Hm.","thought":true}"#), "thought=Hm. | End"),
        (one(r#"{"text":"Hi","thoughtSignature":"s"}"#), "text=Hi | End | said"),
        (one(r#"{"functionCall":{"name":"add","args":{"a":1}},"thoughtSignature":"s"}"#), r#":add({"a":1}) | ToolCalls | said"#),
        (one(r#"{"functionCall":{"name":"add"}}"#), ":add() | ToolCalls | said"),
        (one(r#"{"functionCall":{"name":"add","args":null}},{"functionCall":{"name":"add","args":{}}}"#), ":add() | :add({}) | ToolCalls | said"),
        (one(r#"{"executableCode":{"language":"PYTHON","code":"1"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK"}}"#), "End | said"),
        (one(r#"{"hologram":{"x":1}}"#), "End | said"),
        (ended("", r#""MALFORMED_FUNCTION_CALL""#), "other MALFORMED_FUNCTION_CALL"),
        (ended("", r#""MAX_TOKENS""#), "Length"),
        (ended("", r#""SAFETY""#), "refused=SAFETY | ContentFilter"),
        (ended("", "null"), "Missing"),
        (r#"{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":1,"cachedContentTokenCount":4}}"#.into(), "5+3 cached 4 written 0 thought 1 | End"),
        (r#"{"promptFeedback":{"blockReason":"OTHER"}}"#.into(), "refused=OTHER | ContentFilter"),
        (r#"{"candidates":[]}"#.into(), "!reply"),
        (r#"{"candidates":null}"#.into(), "!reply"),
        (r#"{"error":{"code":503,"status":"UNAVAILABLE","message":"busy"}}"#.into(), "!overloaded"),
        (r#"[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]"#.into(), "!rate_limit"),
        (format!("\u{feff}{}", one(r#"{"text":"Hi"}"#)), "text=Hi | End"),
        (String::new(), "!reply"),
    ] {
        assert_eq!(told(GeminiDialect.decode(&body)), expected, "{body}");
    }
}
