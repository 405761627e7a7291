use crate::wire::ErrorKind::{
    self, Auth, BadRequest, Overloaded, Quota, RateLimit, Reply, Server, Timeout, TooLong,
};
use crate::wire::{
    AnthropicDialect, DIALECTS, Dialect, GeminiDialect, OpenAiChatDialect, OpenAiResponsesDialect,
};

#[test]
fn a_status_alone_decides_where_there_is_no_word() {
    for (status, expected) in [
        (400, BadRequest),
        (401, Auth),
        (402, Quota),
        (403, Auth),
        (404, BadRequest),
        (408, Timeout),
        (409, Server),
        (413, TooLong),
        (422, BadRequest),
        (425, Server),
        (429, RateLimit),
        (498, Overloaded),
        (500, Server),
        (502, Server),
        (503, Overloaded),
        (504, Timeout),
        (524, Timeout),
        (529, Overloaded),
    ] {
        for body in [
            "",
            " ",
            "<html><h1>Bad</h1></html>",
            "[]",
            "{}",
            "null",
            r#"["x"]"#,
            r#"{"error":null}"#,
        ] {
            for dialect in DIALECTS {
                let error = dialect.decode_error(status, body);
                assert_eq!(error.kind, expected, "{} {status} {body}", dialect.name());
                assert!(
                    !error.to_string().trim().is_empty(),
                    "{} {body:?}",
                    dialect.name()
                );
            }
        }
    }
}

/// A status, a body, and what it means.
type Case = (u16, &'static str, ErrorKind);

const OPENAI: &[Case] = &[
    (
        429,
        r#"{"error":{"code":"insufficient_quota","message":"You exceeded your current quota"}}"#,
        Quota,
    ),
    (
        429,
        r#"{"error":{"code":"rate_limit_exceeded","message":"Rate limit reached"}}"#,
        RateLimit,
    ),
    (
        429,
        r#"{"error":{"message":"Request too large for gpt on tokens per min (TPM): Limit 10000, Requested 12000","code":"rate_limit_exceeded"}}"#,
        TooLong,
    ),
    (
        413,
        r#"{"error":{"message":"Request too large for model","type":"tokens","code":"rate_limit_exceeded"}}"#,
        TooLong,
    ),
    (
        429,
        r#"{"error":{"message":"engine is busy","type":"engine_overloaded_error"}}"#,
        Overloaded,
    ),
    (
        429,
        r#"{"error":{"message":"You have no money","type":"exceeded_current_quota_error"}}"#,
        Quota,
    ),
    (
        429,
        r#"{"error":{"code":"1113","message":"Insufficient balance or no resource package. Please recharge."}}"#,
        Quota,
    ),
    (
        403,
        r#"{"code":"x","error":"Your team has used all available credits or reached its monthly spending limit."}"#,
        Quota,
    ),
    (
        402,
        r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}"#,
        Quota,
    ),
    (
        401,
        r#"{"error":{"message":"You didn't provide an API key.","type":"invalid_request_error","code":null}}"#,
        Auth,
    ),
    (
        401,
        r#"{"statusCode":401,"message":"Access denied due to invalid subscription key"}"#,
        Auth,
    ),
    (401, r#"{"detail":"Unauthorized"}"#, Auth),
    (
        400,
        r#"{"error":{"message":"Bad","type":"api_error"}}"#,
        BadRequest,
    ),
    (
        400,
        r#"{"error":{"code":"context_length_exceeded","message":"long"}}"#,
        TooLong,
    ),
    (
        400,
        r#"{"object":"error","message":"This model's maximum context length is 8 tokens.","type":"BadRequestError","code":400}"#,
        TooLong,
    ),
    (
        400,
        r#"{"error":"The decoder prompt (length 9) is longer than the maximum model length of 8"}"#,
        TooLong,
    ),
    (
        400,
        r#"{"code":"x","error":"This model's maximum prompt length is 131072 but the request contains 537812 tokens."}"#,
        TooLong,
    ),
    (
        422,
        r#"{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193"}"#,
        TooLong,
    ),
    (
        400,
        r#"{"error":{"message":"Please reduce the length of the messages or completion."}}"#,
        TooLong,
    ),
    (
        400,
        r#"{"message":"too many tokens: size limit exceeded by 5000 tokens."}"#,
        TooLong,
    ),
    (
        500,
        r#"{"error":{"code":500,"message":"the request exceeds the available context size","type":"server_error"}}"#,
        TooLong,
    ),
    (
        400,
        r#"{"error":{"code":"content_filter","message":"filtered"}}"#,
        BadRequest,
    ),
    (
        404,
        r#"{"error":{"code":"model_not_found","message":"no"}}"#,
        BadRequest,
    ),
    (
        404,
        r#"{"error":{"code":"DeploymentNotFound","message":"no"}}"#,
        BadRequest,
    ),
    (
        400,
        r#"{"error":{"code":"tool_use_failed","message":"no","failed_generation":"x"}}"#,
        Reply,
    ),
    (500, r#"[{"error":{"code":503,"message":"busy"}}]"#, Server),
    (
        400,
        r#"{"__type":"ThrottlingException","type":"ThrottlingException","message":"slow"}"#,
        RateLimit,
    ),
    (
        424,
        r#"{"error":{"message":"x","type":"ModelTimeoutException"}}"#,
        Timeout,
    ),
    (
        429,
        r#"{"object":"error","message":"Service tier capacity exceeded","type":"service_tier_capacity_exceeded","code":"3505"}"#,
        RateLimit,
    ),
];

const ANTHROPIC: &[Case] = &[
    (
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}"#,
        TooLong,
    ),
    (
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 9 + 8 > 10"}}"#,
        TooLong,
    ),
    (
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}"#,
        Quota,
    ),
    (
        400,
        r#"{"message":"Input is too long for requested model."}"#,
        TooLong,
    ),
    (
        429,
        r#"[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]"#,
        RateLimit,
    ),
    (
        500,
        r#"[{"type":"error","error":{"type":"overloaded_error","message":"busy"}}]"#,
        Overloaded,
    ),
    (403, r#"{"error":"forbidden"}"#, Auth),
    (
        429,
        r#"{"type":"ThrottlingException","message":"slow"}"#,
        RateLimit,
    ),
];

const GEMINI: &[Case] = &[
    (
        400,
        r#"{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}"#,
        TooLong,
    ),
    (
        400,
        r#"{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
        Auth,
    ),
    (
        429,
        r#"{"error":{"code":429,"message":"You exceeded your current quota, please check your plan","status":"RESOURCE_EXHAUSTED"}}"#,
        RateLimit,
    ),
    (
        429,
        r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"RequestsPerDay"}]}]}}"#,
        Quota,
    ),
    (503, r#"{"error":"busy"}"#, Overloaded),
];

#[test]
fn the_words_of_many_servers_are_understood() {
    let dialects: [(&dyn Dialect, &[Case]); 4] = [
        (&OpenAiChatDialect, OPENAI),
        (&OpenAiResponsesDialect, OPENAI),
        (&AnthropicDialect, ANTHROPIC),
        (&GeminiDialect, GEMINI),
    ];
    for (dialect, cases) in dialects {
        for (status, body, expected) in cases {
            let error = dialect.decode_error(*status, body);
            assert_eq!(error.kind, *expected, "{} {body}", dialect.name());
        }
    }
}

#[test]
fn a_wait_may_stand_in_a_sentence() {
    for (sentence, expected) in [
        (
            "Rate limit reached. Please try again in 7.66s. Visit",
            Some(7_660),
        ),
        ("Please try again in 20ms.", Some(20)),
        ("Please try again in 1m2.5s.", Some(62_500)),
        ("try again in 6m0s", Some(360_000)),
        ("Please retry after 26 seconds.", Some(26_000)),
        ("Please retry in 34.07s.", Some(34_070)),
        ("try again in 1h2m", Some(3_720_000)),
        ("Please try again in a while.", None),
        ("try again in 5", None),
        ("try again in 0s", None),
        ("try again in 99999999999999999999999999h", None),
        ("try again in 1.2.3s", None),
        ("slow down", None),
        ("", None),
    ] {
        let body = format!(r#"{{"error":{{"message":"{sentence}"}}}}"#);
        for dialect in DIALECTS {
            assert_eq!(
                dialect.retry_after_ms(&body),
                expected,
                "{} {body}",
                dialect.name()
            );
        }
    }
}
